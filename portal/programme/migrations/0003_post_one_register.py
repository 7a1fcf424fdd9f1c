"""The programme keeps no instruments of its own any more."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programme", "0002_pre_legal_basis_by_number"), ("rulebook", "0007_one_register")]

    operations = [migrations.DeleteModel("LegalInstrument")]
