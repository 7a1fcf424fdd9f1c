from django.db import migrations

FILL = """
ALTER TABLE engine_instance SET (fillfactor = 70);
ALTER TABLE engine_workitem SET (fillfactor = 70);
ALTER TABLE engine_outbox SET (fillfactor = 70);
"""
REFILL = """
ALTER TABLE engine_instance RESET (fillfactor);
ALTER TABLE engine_workitem RESET (fillfactor);
ALTER TABLE engine_outbox RESET (fillfactor);
"""
GUARD = """
CREATE FUNCTION engine_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_log_is_append_only BEFORE UPDATE OR DELETE ON engine_event
    FOR EACH ROW EXECUTE FUNCTION engine_refuse_change();
CREATE TRIGGER process_version_is_immutable BEFORE UPDATE OR DELETE ON engine_processversion
    FOR EACH ROW EXECUTE FUNCTION engine_refuse_change();
"""
UNGUARD = """
DROP TRIGGER process_version_is_immutable ON engine_processversion;
DROP TRIGGER event_log_is_append_only ON engine_event;
DROP FUNCTION engine_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("engine", "0001_initial")]
    operations = [migrations.RunSQL(FILL, REFILL), migrations.RunSQL(GUARD, UNGUARD)]
