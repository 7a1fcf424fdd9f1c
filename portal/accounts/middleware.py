"""Gives each request its actor, so that no view asks the user model about rights."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from portal.accounts.actor import ANONYMOUS, Actor, actor_for


class ActorRequest(HttpRequest):
    """A request that has passed ActorMiddleware."""

    actor: Actor


class ActorMiddleware:
    """Sets `request.actor`. Roles are read anew at each request: a revoked right acts at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = actor_for(request.user) if request.user.is_authenticated else ANONYMOUS  # type: ignore[attr-defined]
        return self.get_response(request)
