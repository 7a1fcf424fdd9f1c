"""What the manifest of a support line says. A line without a manifest takes no dossiers here."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from portal.platform.clock import today
from portal.platform.errors import Refused
from portal.programme.models import SupportLine


@cache
def manifests() -> Mapping[str, Mapping[str, str]]:
    """Line code -> its manifest."""
    folder = Path(settings.BASE_DIR) / "workflows" / "lines"
    rows = (tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.toml")))
    return {row["line"]: row for row in rows}


def form_of_line(line: str) -> str:
    """Key of the application form. Raises Refused LINE_NOT_ONLINE."""
    manifest = manifests().get(line)
    if manifest is None:
        raise Refused("LINE_NOT_ONLINE", line=line)
    return manifest["form"]


def open_lines() -> list[SupportLine]:
    """The support lines that can be applied for here, today."""
    day = today()
    return list(SupportLine.objects.filter(code__in=manifests(), active_from__lte=day, active_to__gte=day))
