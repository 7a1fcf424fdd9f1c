"""The timeline of a dossier only grows."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER timeline_append_only BEFORE UPDATE OR DELETE ON dossiers_dossierevent
FOR EACH ROW EXECUTE FUNCTION platform_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial"), ("platform", "0002_append_only")]

    operations = [migrations.RunSQL(TRIGGER, "DROP TRIGGER timeline_append_only ON dossiers_dossierevent;")]
