"""The ledger only grows."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON budget_ledgerentry
FOR EACH ROW EXECUTE FUNCTION platform_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("budget", "0001_initial"), ("platform", "0002_append_only")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER ledger_append_only ON budget_ledgerentry;")]
