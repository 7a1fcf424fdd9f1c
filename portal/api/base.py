"""What every view of the API shares: who asks, and the key that makes a write happen once."""

from typing import Any, cast

from django.db.models import Model
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.accounts import policy
from portal.accounts.actor import Actor
from portal.accounts.middleware import ActorRequest

KEY_HEADER = "Idempotency-Key"
KEY_LENGTH = 64


class View(APIView):
    """A view for signed-in people, staff or applicants. Their rights are asked object by object, as on the pages."""

    @property
    def actor(self) -> Actor:
        """Who asks."""
        return cast(ActorRequest, self.request._request).actor

    def may(self, action: str, obj: Model | None = None) -> None:
        """Refuse before anything is read of the body. Raises NotAllowed."""
        policy.require(self.actor, action, obj)


def key_of(request: Request) -> str:
    """The key of a write, made by the caller, one per intention. Raises ValidationError when it is missing."""
    key = request.headers.get(KEY_HEADER, "")
    if not 0 < len(key) <= KEY_LENGTH:
        raise exceptions.ValidationError({KEY_HEADER: [f"1-{KEY_LENGTH}"]})
    return key


def body_of(request: Request) -> dict[str, Any]:
    """The JSON object of a request. Raises ParseError for anything else."""
    if not isinstance(request.data, dict):
        raise exceptions.ParseError()
    return dict(request.data)
