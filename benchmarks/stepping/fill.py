"""Many stored instances and open items, made inside PostgreSQL by copying one that the runtime wrote."""

from __future__ import annotations

from django.db import connection

COPIES = """
WITH one AS (SELECT * FROM engine_instance WHERE business_key = 'B--1' ORDER BY created_at LIMIT 1),
fresh AS (
    INSERT INTO engine_instance (id, version_id, business_key, status, rev, state, created_at, updated_at)
    SELECT gen_random_uuid(), version_id, 'FILL-' || n, status, rev, state, created_at, updated_at
    FROM one, generate_series(1, %(count)s) n
    RETURNING id, business_key
), items AS (
    INSERT INTO engine_workitem (id, instance_id, task_key, node, form, business_key, role, assignee, claimed_by,
                                 status, opened_at, due_at, done_by)
    SELECT gen_random_uuid(), id, 1, 'Officer', 'F-OFFICER', business_key, 'OFFICER', '', '', 'READY', now(),
           now() + random() * interval '30 days', ''
    FROM fresh
)
INSERT INTO engine_event (instance_id, rev, seq, kind, node, token, actor, at, data)
SELECT id, 1, s, 'ITEM_OPENED', 'Officer', 1, '1', now(), '{}' FROM fresh, generate_series(0, 2) s
"""


def fill(count: int) -> None:
    """Add `count` running instances with one open item and three events each, and let PostgreSQL take stock."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(COPIES, {"count": count})
        cursor.execute("VACUUM ANALYZE engine_instance, engine_workitem, engine_event")
        cursor.execute("CHECKPOINT")
        cursor.execute("SET statement_timeout = 10000")
