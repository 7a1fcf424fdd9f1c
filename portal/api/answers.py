"""One shape for every refusal: {"code", "message", "fields"}; the message in the language that was asked for."""

from typing import Any

from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from portal.documents.errors import FormInvalid
from portal.platform.errors import NotAllowed, NotVisible, PortalError, Refused
from portal.platform.middleware import RETRY_AFTER_SECONDS, as_refusal
from portal.platform.wording import say

CODES: dict[type[Exception], str] = {
    exceptions.ParseError: "NOT_READABLE",
    exceptions.UnsupportedMediaType: "NOT_READABLE",
    exceptions.MethodNotAllowed: "METHOD_NOT_ALLOWED",
    exceptions.ValidationError: "NOT_VALID",
}


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception; None leaves a defect to Django."""
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return _answer(401, "NOT_SIGNED_IN", str(error.detail))
    if isinstance(error, exceptions.PermissionDenied):
        return _refusal(NotAllowed("api"))
    if isinstance(error, Http404):
        return _refusal(NotVisible("address"))
    refusal = as_refusal(error)
    if refusal is not None:
        return _refusal(refusal)
    found = exception_handler(error, context)
    if found is None:
        return None
    fields = found.data if isinstance(found.data, dict) and "detail" not in found.data else {}
    return _answer(found.status_code, CODES.get(type(error), "REFUSED"), say(Refused()), fields)


def _refusal(refusal: PortalError) -> Response:
    fields = {}
    if isinstance(refusal, FormInvalid):
        fields = {name: [reason] for name, _label, reason in refusal.form.summary}
    answer = _answer(refusal.status, refusal.code, say(refusal), fields)
    if refusal.status == 503:
        answer["Retry-After"] = RETRY_AFTER_SECONDS
    return answer


def _answer(status: int, code: str, message: str, fields: Any = None) -> Response:
    return Response({"code": code, "message": message, "fields": fields or {}}, status=status)
