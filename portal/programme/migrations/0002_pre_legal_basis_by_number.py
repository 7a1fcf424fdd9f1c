"""A support line names its legal basis by its number; the register of instruments says what it is."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def by_number(apps: Any, schema: Any) -> None:
    """The number was the key, so it is all that there is to copy."""
    apps.get_model("programme", "SupportLine").objects.update(legal_basis_no=models.F("legal_basis_id"))


def by_key(apps: Any, schema: Any) -> None:
    """Back again: the instruments are there once more when this runs."""
    apps.get_model("programme", "SupportLine").objects.update(legal_basis_id=models.F("legal_basis_no"))


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]

    operations = [
        migrations.AddField("supportline", "legal_basis_no", models.CharField(default="", max_length=80)),
        migrations.AlterField(
            "supportline",
            "legal_basis",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="programme.legalinstrument",
            ),
        ),
        migrations.RunPython(by_number, by_key),
        migrations.RemoveField("supportline", "legal_basis"),
        migrations.AlterField("supportline", "legal_basis_no", models.CharField(max_length=80)),
    ]
