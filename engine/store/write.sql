-- name: advance
step AS (
    UPDATE engine_instance
    SET rev = rev + 1, state = %(state)s::bytea, status = %(status)s::text, updated_at = %(at)s::timestamptz
    WHERE id = %(instance)s::uuid AND rev = %(rev)s::int
    RETURNING id
)

-- name: begin
keyed AS (
    INSERT INTO engine_idempotencykey (key, act, instance_id, rev, created_at)
    VALUES (%(key)s::text, %(act)s::text, %(instance)s::uuid, 1, %(at)s::timestamptz)
    ON CONFLICT (key) DO NOTHING
    RETURNING key
),
step AS (
    INSERT INTO engine_instance (id, version_id, business_key, status, rev, state, created_at, updated_at)
    SELECT %(instance)s::uuid, %(version)s::uuid, %(business_key)s::text, %(status)s::text, 1, %(state)s::bytea,
           %(at)s::timestamptz, %(at)s::timestamptz
    FROM keyed
    RETURNING id
)

-- name: here
step AS (SELECT id FROM engine_instance WHERE id = %(instance)s::uuid)

-- name: key
keyed AS (
    INSERT INTO engine_idempotencykey (key, act, instance_id, rev, created_at)
    SELECT %(key)s::text, %(act)s::text, id, %(new_rev)s::int, %(at)s::timestamptz FROM step
)

-- name: events
logged AS (
    INSERT INTO engine_event (instance_id, rev, seq, kind, node, token, actor, at, data)
    SELECT step.id, %(new_rev)s::int, e.seq, e.kind, e.node, e.token, %(actor)s::text, %(at)s::timestamptz, e.data
    FROM step, unnest(%(e_seq)s::smallint[], %(e_kind)s::text[], %(e_node)s::text[], %(e_token)s::int[],
                      %(e_data)s::text[]) AS e(seq, kind, node, token, data)
    ORDER BY e.seq
)

-- name: done
done AS (
    UPDATE engine_workitem w
    SET status = 'DONE', done_by = %(actor)s::text, closed_at = %(at)s::timestamptz,
        claimed_by = CASE WHEN w.claimed_by = '' THEN %(actor)s::text ELSE w.claimed_by END
    FROM step WHERE w.instance_id = step.id AND w.task_key = ANY(%(done)s::int[])
    RETURNING w.id, w.node, w.status
)

-- name: dropped
dropped AS (
    UPDATE engine_workitem w SET status = 'CANCELLED', closed_at = %(at)s::timestamptz
    FROM step WHERE w.instance_id = step.id AND w.task_key = ANY(%(dropped)s::int[])
    RETURNING w.id, w.node, w.status
)

-- name: opened
opened AS (
    INSERT INTO engine_workitem (id, instance_id, task_key, node, form, business_key, role, assignee, claimed_by,
                                 status, opened_at, due_at, done_by)
    SELECT o.id, step.id, o.task_key, o.node, o.form, %(business_key)s::text, o.role, o.assignee, '', 'READY',
           %(at)s::timestamptz, o.due_at, ''
    FROM step, unnest(%(o_id)s::uuid[], %(o_task_key)s::int[], %(o_node)s::text[], %(o_form)s::text[],
                      %(o_role)s::text[], %(o_assignee)s::text[], %(o_due_at)s::timestamptz[])
               AS o(id, task_key, node, form, role, assignee, due_at)
)

-- name: timers
armed AS (
    INSERT INTO engine_timer (id, instance_id, token, node, due_at)
    SELECT t.id, step.id, t.token, t.node, t.due_at
    FROM step, unnest(%(t_id)s::uuid[], %(t_token)s::int[], %(t_node)s::text[], %(t_due_at)s::timestamptz[])
               AS t(id, token, node, due_at)
)

-- name: idle
disarmed AS (
    DELETE FROM engine_timer t USING step WHERE t.instance_id = step.id AND t.token = ANY(%(idle)s::int[])
)

-- name: listening
subscribed AS (
    INSERT INTO engine_subscription (id, instance_id, token, node, kind, signal)
    SELECT l.id, step.id, l.token, l.node, l.kind, l.signal
    FROM step, unnest(%(l_id)s::uuid[], %(l_token)s::int[], %(l_node)s::text[], %(l_kind)s::text[],
                      %(l_signal)s::text[]) AS l(id, token, node, kind, signal)
)

-- name: deaf
unsubscribed AS (
    DELETE FROM engine_subscription s USING step WHERE s.instance_id = step.id AND s.token = ANY(%(deaf)s::int[])
)

-- name: signals
spread AS (
    INSERT INTO engine_outbox (id, instance_id, business_key, token, node, name, payload, key, actor, status, attempts,
                               created_at, due_at, last_error)
    SELECT gen_random_uuid(), i.id, i.business_key, NULL, '', 'signal.deliver',
           json_build_object('name', g.name, 'payload', g.payload::json, 'tokens', json_agg(s.token))::text,
           g.key || ':' || i.id, %(actor)s::text, 'PENDING', 0, %(at)s::timestamptz, %(at)s::timestamptz, ''
    FROM step, unnest(%(g_name)s::text[], %(g_payload)s::text[], %(g_key)s::text[]) AS g(name, payload, key)
    JOIN engine_subscription s ON s.signal = g.name AND s.kind = 'signal'
    JOIN engine_instance i ON i.id = s.instance_id
    WHERE i.id <> step.id
    GROUP BY i.id, i.business_key, g.name, g.payload, g.key
)

-- name: outbox
queued AS (
    INSERT INTO engine_outbox (id, instance_id, business_key, token, node, name, payload, key, actor, status, attempts,
                               created_at, due_at, last_error)
    SELECT q.id, step.id, %(business_key)s::text, q.token, q.node, q.name, q.payload, q.key, %(actor)s::text,
           'PENDING', 0, %(at)s::timestamptz, %(at)s::timestamptz, ''
    FROM step, unnest(%(q_id)s::uuid[], %(q_token)s::int[], %(q_node)s::text[], %(q_name)s::text[],
                      %(q_payload)s::text[], %(q_key)s::text[]) AS q(id, token, node, name, payload, key)
    ON CONFLICT (key) DO NOTHING
)

-- name: unwanted
recalled AS (
    UPDATE engine_outbox q SET status = 'CANCELLED', done_at = %(at)s::timestamptz
    FROM step WHERE q.instance_id = step.id AND q.token = ANY(%(unwanted)s::int[]) AND q.status IN ('PENDING', 'PARKED')
)

-- name: incidents
raised AS (
    INSERT INTO engine_incident (id, instance_id, business_key, token, node, code, text, opened_at, closed_by)
    SELECT r.id, step.id, %(business_key)s::text, r.token, r.node, r.code, r.text, %(at)s::timestamptz, ''
    FROM step, unnest(%(r_id)s::uuid[], %(r_token)s::int[], %(r_node)s::text[], %(r_code)s::text[], %(r_text)s::text[])
               AS r(id, token, node, code, text)
)

-- name: healed
healed AS (
    UPDATE engine_incident n SET closed_at = %(at)s::timestamptz, closed_by = %(actor)s::text
    FROM step WHERE n.instance_id = step.id AND n.token = ANY(%(healed)s::int[]) AND n.closed_at IS NULL
)

-- name: claimed
held AS (
    UPDATE engine_workitem w SET claimed_by = %(holder)s::text,
           status = CASE WHEN %(holder)s::text = '' THEN 'READY' ELSE 'CLAIMED' END
    FROM step WHERE w.id = %(item)s::uuid
    RETURNING w.id, w.node, w.status
)
