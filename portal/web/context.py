"""What every page needs besides its own content."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from portal.accounts.actor import ANONYMOUS
from portal.web.navigation import links_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The menu of this person, and whether invented data is loaded. An error page may lack the actor."""
    actor = getattr(request, "actor", ANONYMOUS)
    return {
        "navigation": links_for(actor, request.path),
        "sample_data": settings.SAMPLE_DATA,
        "this_place": place_of(request),
    }


def place_of(request: HttpRequest) -> str:
    """Where the visitor stands, as an address that can be opened again: for an answer to a form, the form's page."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host():
        return "/"
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
