-- name: take
UPDATE engine_outbox q SET attempts = q.attempts + 1, due_at = %(lease)s
WHERE q.id IN (
    SELECT o.id FROM engine_outbox o
    LEFT JOIN engine_instance i ON i.id = o.instance_id
    WHERE o.status = 'PENDING' AND o.due_at <= %(at)s AND (o.token IS NULL OR i.status = 'RUNNING')
      AND NOT (o.name = 'signal.deliver' AND i.status = 'SUSPENDED')
    ORDER BY o.due_at, o.id -- what one step left goes in the order in which it was left
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

-- name: signal
WITH spread AS (
    INSERT INTO engine_outbox (id, instance_id, business_key, token, node, name, payload, key, actor, status, attempts,
                               created_at, due_at, last_error)
    SELECT gen_random_uuid(), i.id, i.business_key, NULL, '', 'signal.deliver',
           json_build_object('name', s.signal, 'payload', %(payload)s::json, 'tokens', json_agg(s.token))::text,
           %(key)s || ':' || i.id, %(actor)s, 'PENDING', 0, %(at)s, %(at)s, ''
    FROM engine_subscription s JOIN engine_instance i ON i.id = s.instance_id
    WHERE s.signal = %(name)s AND s.kind = 'signal'
    GROUP BY i.id, i.business_key, s.signal
    RETURNING 1
)
INSERT INTO engine_idempotencykey (key, act, instance_id, rev, created_at)
SELECT %(key)s, %(act)s, NULL, count(*), %(at)s FROM spread
RETURNING rev
