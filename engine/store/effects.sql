-- name: take
UPDATE engine_outbox q SET attempts = q.attempts + 1, due_at = %(lease)s
WHERE q.id IN (
    SELECT o.id FROM engine_outbox o
    LEFT JOIN engine_instance i ON i.id = o.instance_id
    WHERE o.status = 'PENDING' AND o.due_at <= %(at)s AND (o.token IS NULL OR i.status = 'RUNNING')
    ORDER BY o.due_at
    LIMIT %(limit)s
    FOR UPDATE OF o SKIP LOCKED
)
RETURNING q.id, q.instance_id, q.business_key, q.token, q.node, q.name, q.payload, q.key, q.actor, q.attempts

-- name: done
UPDATE engine_outbox SET status = 'DONE', done_at = %(at)s, last_error = ''
WHERE id = %(id)s AND status IN ('PENDING', 'PARKED')

-- name: again
UPDATE engine_outbox SET due_at = %(due)s, last_error = %(error)s
WHERE id = %(id)s AND status = 'PENDING'

-- name: park
UPDATE engine_outbox SET status = 'PARKED', last_error = %(error)s
WHERE id = %(id)s AND status = 'PENDING'

-- name: unpark
UPDATE engine_outbox SET status = 'PENDING', attempts = 0, due_at = %(at)s
WHERE id = %(id)s AND status = 'PARKED'
