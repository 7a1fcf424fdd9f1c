"""What an installation holds before anybody has worked in it: the programme's data, the rule packs, the procedures."""

from pathlib import Path

from django.conf import settings
from django.db import transaction

from engine.selectors import version_in_force
from portal.programme.load import load_programme
from portal.rulebook.instruments.seed import install_instruments
from portal.rulebook.library import install_library
from portal.studio.services import publish_file

DIAGRAMS = Path(settings.BASE_DIR) / "workflows" / "bpmn"


@transaction.atomic
def fill() -> None:
    """Add what is missing. What the office has changed stays as it is; filling twice changes nothing."""
    load_programme()
    install_library()
    install_instruments()
    for diagram in sorted(DIAGRAMS.glob("P*.bpmn")):
        if version_in_force(diagram.stem.split("-")[0]) is None:
            publish_file(diagram.read_bytes(), published_by="SYSTEM")
