-- name: item
SELECT i.id, i.version_id, i.business_key, i.status, i.rev, i.state,
       w.id, w.task_key, w.node, w.status, w.claimed_by, w.assignee, k.act, k.instance_id, k.rev
FROM engine_workitem w
JOIN engine_instance i ON i.id = w.instance_id
LEFT JOIN engine_idempotencykey k ON k.key = %(key)s::text
WHERE w.id = %(item)s::uuid
FOR UPDATE OF i, w

-- name: instance
SELECT i.id, i.version_id, i.business_key, i.status, i.rev, i.state,
       NULL, NULL, NULL, NULL, NULL, NULL, k.act, k.instance_id, k.rev
FROM engine_instance i
LEFT JOIN engine_idempotencykey k ON k.key = %(key)s::text
WHERE i.id = %(instance)s::uuid
FOR UPDATE OF i

-- name: version_in_force
SELECT v.id, k.act, k.instance_id, k.rev
FROM (SELECT id FROM engine_processversion
      WHERE id = %(version)s::uuid
         OR (%(version)s::uuid IS NULL AND key = %(process)s::text AND effective_at <= %(at)s::timestamptz)
      ORDER BY effective_at DESC, version DESC LIMIT 1) v
LEFT JOIN engine_idempotencykey k ON k.key = %(key)s::text

-- name: key
SELECT act, instance_id, rev FROM engine_idempotencykey WHERE key = %(key)s::text

-- name: due_timer
SELECT t.id, t.instance_id, t.token
FROM engine_timer t
JOIN engine_instance i ON i.id = t.instance_id
WHERE t.due_at <= %(at)s::timestamptz AND i.status = 'RUNNING' AND t.id <> ALL(%(but)s::uuid[])
ORDER BY t.due_at
LIMIT 1
FOR UPDATE OF i SKIP LOCKED
