"""A receipt of a decision never changes."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER decision_receipt_is_immutable BEFORE UPDATE OR DELETE ON casework_decisionreceipt
FOR EACH ROW EXECUTE FUNCTION platform_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_receipts"), ("platform", "0002_append_only")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER decision_receipt_is_immutable ON casework_decisionreceipt;")]
