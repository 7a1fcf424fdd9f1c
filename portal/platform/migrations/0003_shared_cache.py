"""The cache that all web processes share: counters of tries. Not written to the log: losing it in a crash costs nothing."""

from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE platform_cache (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX platform_cache_expires ON platform_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0002_append_only")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE platform_cache;")]
