"""Addresses for trying the rules."""

from django.urls import path

from portal.web import tryit_views as views

urlpatterns = [
    path("phien-ban/<uuid:version_id>/thu", views.version, name="rulebook-try"),
    path("ban-soan/<uuid:draft_id>/thu", views.draft, name="rulebook-try-draft"),
    path("ban-soan/<uuid:draft_id>/thu/giu-lam-vi-du", views.keep, name="rulebook-keep-example"),
]
