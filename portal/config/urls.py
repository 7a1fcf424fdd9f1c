"""Every address of the product: one include per area."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("accounts/", include("allauth.urls")),
    path("", include("portal.web.public_urls")),
    path("ho-so/", include("portal.web.apply_urls")),
    path("", include("portal.web.staff_urls")),
    path("studio/", include("portal.web.studio_urls")),
    path("api/", include("portal.api.urls")),
    path("quy-tac/", include("portal.web.rulebook_urls")),
    path("van-ban/", include("portal.web.instrument_urls")),
]
