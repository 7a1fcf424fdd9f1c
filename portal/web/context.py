"""What every page needs besides its own content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from portal.accounts.actor import ANONYMOUS
from portal.web.navigation import links_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The menu of this person, and whether invented data is loaded. An error page may lack the actor."""
    actor = getattr(request, "actor", ANONYMOUS)
    return {"navigation": links_for(actor, request.path), "sample_data": settings.SAMPLE_DATA}
