"""Addresses of the rule book."""

from django.urls import include, path

from portal.web import gate_views
from portal.web import rulebook_dmn_views as dmn
from portal.web import rulebook_grid_views as grid
from portal.web import rulebook_views as views

urlpatterns = [
    path("", views.packs, name="rulebook-packs"),
    path("phien-ban/<uuid:version_id>", views.version, name="rulebook-version"),
    path("phien-ban/<uuid:version_id>/soan", grid.begin, name="rulebook-begin"),
    path("phien-ban/<uuid:version_id>/excel", views.export, name="rulebook-export"),
    path("phien-ban/<uuid:version_id>/dmn", dmn.export, name="rulebook-dmn"),
    path("ban-soan/<uuid:draft_id>", views.draft, name="rulebook-draft"),
    path("ban-soan/<uuid:draft_id>/giu-lai", gate_views.accept, name="rulebook-accept"),
    path("ban-soan/<uuid:draft_id>/bang", grid.grid, name="rulebook-grid"),
    path("ban-soan/<uuid:draft_id>/bang.json", grid.data, name="rulebook-grid-data"),
    path("ban-soan/<uuid:draft_id>/luu", grid.save, name="rulebook-save"),
    path("ban-soan/<uuid:draft_id>/xet", grid.standing, name="rulebook-standing"),
    path("ban-soan/<uuid:draft_id>/trinh", views.submit, name="rulebook-submit"),
    path("ban-soan/<uuid:draft_id>/quyet-dinh", views.decide, name="rulebook-decide"),
    path("ban-soan/<uuid:draft_id>/huy", views.discard, name="rulebook-discard"),
    path("", include("portal.web.replay_urls")),
    path("", include("portal.web.tryit_urls")),
    path("<slug:key>", views.pack, name="rulebook-pack"),
    path("<slug:key>/so-sanh", views.compare, name="rulebook-compare"),
    path("<slug:key>/nap", views.take, name="rulebook-take"),
    path("<slug:key>/nap-dmn", dmn.take, name="rulebook-take-dmn"),
]
