"""The function that append-only tables share, and its trigger on the audit log."""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION platform_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are only added, never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""
TRIGGER = """
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON platform_auditentry
FOR EACH ROW EXECUTE FUNCTION platform_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0001_initial")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION platform_refuse_change();"),
        migrations.RunSQL(TRIGGER, "DROP TRIGGER audit_entry_append_only ON platform_auditentry;"),
    ]
