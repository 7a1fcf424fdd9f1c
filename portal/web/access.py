"""Who may enter a page at all. What they see and do there is decided by the policy, object by object."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from portal.accounts.middleware import ActorRequest
from portal.platform.errors import NotAllowed

P = ParamSpec("P")
View = Callable[Concatenate[ActorRequest, P], HttpResponseBase]


def signed_in_only(view: View[P]) -> View[P]:
    """Ask a visitor to sign in first, and bring them back afterwards."""

    @wraps(view)
    def guarded(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.user_id is None:
            return _sign_in(request)
        return view(request, *args, **kwargs)

    return guarded


def staff_only(view: View[P]) -> View[P]:
    """Let in people with a staff role; a visitor signs in first, an applicant is refused with 403."""

    @wraps(view)
    def guarded(request: ActorRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.actor.user_id is None:
            return _sign_in(request)
        if not request.actor.is_staff:
            raise NotAllowed("staff.enter")
        return view(request, *args, **kwargs)

    return guarded


def _sign_in(request: ActorRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path())
