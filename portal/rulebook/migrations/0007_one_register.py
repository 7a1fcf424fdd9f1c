"""The instruments that stood beside the programme go into the register, where they are missing."""

from typing import Any

from django.db import migrations
from django.utils import timezone

KINDS = ("LAW", "RESOLUTION", "DECREE", "DECISION", "DIRECTIVE", "CIRCULAR", "PLAN", "OTHER")


def to_register(apps: Any, schema: Any) -> None:
    """What stands in the register already, by number and issuer, stays as it is there."""
    register = apps.get_model("rulebook", "LegalInstrument")
    for row in apps.get_model("programme", "LegalInstrument").objects.all():
        register.objects.get_or_create(
            number=row.number,
            issuer=row.issuer_vi,
            defaults={
                "kind": row.kind if row.kind in KINDS else "OTHER",
                "title_vi": row.title_vi,
                "title_en": row.title_en,
                "signed_on": row.issued_on,
                "effective_from": row.effective_on,
                "confidence": row.confidence,
                "source_note": row.source,
                "updated_at": timezone.now(),
            },
        )


def from_register(apps: Any, schema: Any) -> None:
    """Back again: what the support lines name."""
    old = apps.get_model("programme", "LegalInstrument")
    named = set(apps.get_model("programme", "SupportLine").objects.values_list("legal_basis_no", flat=True))
    for row in apps.get_model("rulebook", "LegalInstrument").objects.filter(number__in=named):
        old.objects.get_or_create(
            number=row.number,
            defaults={
                "kind": row.kind,
                "issuer_vi": row.issuer[:120],
                "title_vi": row.title_vi,
                "title_en": row.title_en,
                "issued_on": row.signed_on,
                "effective_on": row.effective_from,
                "source": row.source_note[:300],
                "confidence": row.confidence,
            },
        )
    for number in named - set(old.objects.values_list("number", flat=True)):
        old.objects.create(number=number, kind="OTHER", source="", confidence="REMEMBERED")


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0006_replays"), ("programme", "0002_pre_legal_basis_by_number")]

    operations = [migrations.RunPython(to_register, from_register)]
