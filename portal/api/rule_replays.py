"""Replays of drafts for programs: who gains and loses, asked for, followed, stopped, read."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.base import View
from portal.api.shapes import Shape
from portal.platform.errors import NotVisible
from portal.rulebook import selectors
from portal.rulebook.replay import services
from portal.rulebook.replay.models import ReplayRun

MOST_ROWS = 1000


class Replay(Shape):
    """A replay. summary: counts and sums in đồng by group, see the report page."""

    id = serializers.UUIDField()
    status = serializers.CharField()
    reason = serializers.CharField()
    done = serializers.IntegerField()
    total = serializers.IntegerField()
    asked_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    summary = serializers.JSONField()


class ReplayedCase(Shape):
    """A case that the draft decides otherwise."""

    dossier_code = serializers.CharField()
    decision = serializers.CharField()
    verdict = serializers.CharField()
    delta_vnd = serializers.IntegerField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class _Replays(View):
    def latest(self, draft_id: UUID) -> ReplayRun:
        """The latest replay of a draft. Raises NotVisible, NotAllowed."""
        draft = selectors.find_draft(self.actor, draft_id)
        self.may(services.RIGHT)
        run = services.standing(draft).run
        if run is None:
            raise NotVisible("replay")
        return run


class DraftReplay(_Replays):
    """The latest replay of a draft."""

    @extend_schema(responses=Replay)
    def get(self, request: Request, draft_id: UUID) -> Response:
        """How far it is and what it found. 404 when none was asked for."""
        return Response(Replay(self.latest(draft_id)).data)

    @extend_schema(request=None, responses={202: Replay})
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Ask for one; while one of the same revision runs, it is the answer."""
        return Response(Replay(services.start(actor=self.actor, draft_id=draft_id)).data, status=202)

    @extend_schema(request=None, responses=Replay)
    def delete(self, request: Request, draft_id: UUID) -> Response:
        """Stop it; what was found stays readable. 404 when there is none."""
        run = services.cancel(actor=self.actor, run_id=self.latest(draft_id).pk)
        return Response(Replay(run).data)


class DraftReplayCases(_Replays):
    """The cases that change."""

    @extend_schema(responses=ReplayedCase(many=True))
    def get(self, request: Request, draft_id: UUID) -> Response:
        """The first thousand of the latest replay, of one verdict when `verdict` names one."""
        rows = services.rows_of(self.latest(draft_id), request.GET.get("verdict", ""))[:MOST_ROWS]
        return Response(ReplayedCase(rows, many=True).data)
