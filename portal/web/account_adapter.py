"""What the sign-in library asks of us: where a person arrives after signing in."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from portal.accounts.actor import actor_for
from portal.web.navigation import links_for


class AccountAdapter(DefaultAccountAdapter):
    """Leads each person to the first working place of their menu: an officer to the queue, an applicant to dossiers."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The address to go on at when the visitor came for no page in particular."""
        if request.user.is_authenticated:
            for place in links_for(actor_for(request.user), request.path):
                if place.url != reverse("notifications"):
                    return place.url
        return "/"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """The same after making an account."""
        return self.get_login_redirect_url(request)
