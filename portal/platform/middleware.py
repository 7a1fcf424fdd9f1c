"""Turns refusals into answers: a page, a fragment or JSON with the right status, never a server error."""

import logging
from collections.abc import Callable

from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import select_template

from engine.errors import EngineError, SeparationOfDuties
from portal.platform.errors import Conflict, NotAllowed, PortalError, Refused, Unavailable
from portal.platform.wording import heading, say

logger = logging.getLogger(__name__)
RETRY_AFTER_SECONDS = "5"
TEMPLATES = ["web/refusal.html", "platform/refusal.html"]


class RefusalMiddleware:
    """Words the portal's and the engine's refusals. Every refusal is logged with its facts, never with form data."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The answer for a refusal; None leaves any other exception to Django."""
        refusal = as_refusal(exception)
        if refusal is None:
            return None
        unforeseen = isinstance(exception, DataError)
        level = logging.WARNING if unforeseen else logging.INFO
        logger.log(level, "refused %s %s: %s", request.method, request.path, refusal, exc_info=unforeseen)
        return answer(request, refusal)


def as_refusal(exception: Exception) -> PortalError | None:
    """The portal's word for an exception of a lower layer, or None for one that is a defect."""
    if isinstance(exception, PortalError):
        return exception
    if isinstance(exception, EngineError):
        return NotAllowed("work_item.complete") if isinstance(exception, SeparationOfDuties) else Conflict()
    if isinstance(exception, (OperationalError, InterfaceError)):
        return Unavailable()
    if isinstance(exception, DataError):
        return Refused()  # sent was what no column can hold: a NUL, a number beyond every sum of money
    return None


def answer(request: HttpRequest, refusal: PortalError) -> HttpResponse:
    """The refusal as JSON for a program, as a page for a person."""
    facts = {"status": refusal.status, "code": refusal.code, "heading": heading(refusal), "message": say(refusal)}
    response: HttpResponse
    if "application/json" in request.headers.get("Accept", ""):
        response = JsonResponse(facts, status=refusal.status)
    else:
        page = select_template(TEMPLATES).render({**facts, "error": refusal}, request)
        response = HttpResponse(page, status=refusal.status)
    if refusal.status == Unavailable.status:
        response["Retry-After"] = RETRY_AFTER_SECONDS
    return response
