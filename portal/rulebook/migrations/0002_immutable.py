"""A published rule pack never changes: dossiers are decided by it for as long as they live."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER pack_version_is_immutable BEFORE UPDATE OR DELETE ON rulebook_packversion
FOR EACH ROW EXECUTE FUNCTION platform_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial"), ("platform", "0002_append_only")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER pack_version_is_immutable ON rulebook_packversion;")]
