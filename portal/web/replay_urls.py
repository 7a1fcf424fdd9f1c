"""Addresses of the replays of drafts, below those of the rule book."""

from django.urls import path

from portal.web import replay_views as views

urlpatterns = [
    path("ban-soan/<uuid:draft_id>/tac-dong", views.replay, name="rulebook-replay"),
    path("ban-soan/<uuid:draft_id>/tac-dong/chay", views.start, name="rulebook-replay-start"),
    path("tac-dong/<uuid:run_id>", views.status, name="rulebook-replay-status"),
    path("tac-dong/<uuid:run_id>/dung", views.cancel, name="rulebook-replay-cancel"),
    path("tac-dong/<uuid:run_id>/excel", views.workbook, name="rulebook-replay-workbook"),
]
