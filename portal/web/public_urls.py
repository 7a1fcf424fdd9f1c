"""Addresses for everybody."""

from django.urls import path

from portal.web import public_views as views

urlpatterns = [
    path("", views.start, name="public-start"),
    path("kiem-tra-dieu-kien", views.precheck, name="public-precheck"),
    path("tra-cuu", views.lookup, name="public-lookup"),
    path("tra-cuu/<slug:code>", views.lookup, name="public-lookup-code"),
]
