"""Drafts of rule packs for programs: begin one, read its tables as words, save what was typed."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import grid_shapes, shapes
from portal.api.base import View, body_of
from portal.rulebook import selectors, services


class VersionDraft(View):
    """The draft that goes on from a version."""

    @extend_schema(request=None, responses={201: shapes.DraftMade})
    def post(self, request: Request, version_id: UUID) -> Response:
        """Begin a draft that says what the version says, or answer one's own open draft of the pack."""
        draft = services.begin(actor=self.actor, version_id=version_id)
        return Response(shapes.DraftMade(draft).data, status=201)


class DraftGrid(View):
    """The tables and examples of a draft."""

    @extend_schema(responses=grid_shapes.Grid)
    def get(self, request: Request, draft_id: UUID) -> Response:
        """Every table as words, with what its author typed last and the cells that cannot be read."""
        return Response(grid_shapes.Grid(selectors.find_grid(self.actor, draft_id)).data)

    @extend_schema(request=grid_shapes.GridTyped, responses=grid_shapes.GridSaved)
    def put(self, request: Request, draft_id: UUID) -> Response:
        """Keep what was typed. 409 when the draft is no longer of the revision `rev`; then nothing is changed."""
        self.may("pack_version.draft", selectors.find_draft(self.actor, draft_id))
        asked = grid_shapes.GridTyped(data=body_of(request))
        asked.is_valid(raise_exception=True)
        rev, typed = asked.validated_data["rev"], asked.validated_data["tables"]
        saved = services.save_grid(actor=self.actor, draft_id=draft_id, rev=rev, typed=typed)
        return Response(grid_shapes.GridSaved(saved).data)
