"""The life of a rule pack for programs: its versions, what differs, and a draft from submission to publication."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import life_shapes, shapes
from portal.api.base import View, body_of
from portal.platform.clock import today
from portal.rulebook import selectors, services
from portal.rulebook.selectors import standing_of

PAIR = [
    OpenApiParameter(name, OpenApiTypes.UUID, OpenApiParameter.QUERY, required=True) for name in ("before", "after")
]


class Versions(View):
    """The versions of a pack."""

    @extend_schema(responses=life_shapes.Version(many=True))
    def get(self, request: Request, key: str) -> Response:
        """The latest first, each with where it stands today: in force, to come, superseded, outranked, expired."""
        found = selectors.versions_of(self.actor, key)
        live, day = selectors.live_version(key), today()
        rows = [{"version": version, "standing": standing_of(version, live, day).value} for version in found]
        return Response(life_shapes.Version(rows, many=True).data)


class Comparison(View):
    """Two versions beside each other."""

    @extend_schema(
        parameters=PAIR,
        responses=life_shapes.Change(many=True),
    )
    def get(self, request: Request) -> Response:
        """What the second one says otherwise: rules, formulas, columns."""
        self.may("pack_version.view")
        asked = life_shapes.Pair(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = selectors.compared(self.actor, asked.validated_data["before"], asked.validated_data["after"])
        return Response(life_shapes.Change(found.changes, many=True).data)


class Draft(View):
    """A draft as a whole."""

    @extend_schema(responses=life_shapes.Draft)
    def get(self, request: Request, draft_id: UUID) -> Response:
        """Where it stands, who wrote it, its legal basis."""
        return Response(life_shapes.Draft(selectors.find_draft(self.actor, draft_id)).data)

    @extend_schema(responses=shapes.DraftMade)
    def delete(self, request: Request, draft_id: UUID) -> Response:
        """Its author gives it up; the row stays."""
        self.may("pack_version.draft", selectors.find_draft(self.actor, draft_id))
        return Response(shapes.DraftMade(services.discard(actor=self.actor, draft_id=draft_id)).data)


class Submission(View):
    """Handing a draft to the second person."""

    @extend_schema(request=life_shapes.Basis, responses=life_shapes.Draft)
    def post(self, request: Request, draft_id: UUID) -> Response:
        """With its legal basis. 422 names what stands in the way; `findings` lists it."""
        self.may("pack_version.draft", selectors.find_draft(self.actor, draft_id))
        asked = life_shapes.Basis(data=body_of(request))
        asked.is_valid(raise_exception=True)
        draft = services.submit(actor=self.actor, draft_id=draft_id, basis=services.Basis(**asked.validated_data))
        return Response(life_shapes.Draft(draft).data)


class Decision(View):
    """The second person's answer."""

    @extend_schema(request=life_shapes.Answer, responses=life_shapes.Draft)
    def post(self, request: Request, draft_id: UUID) -> Response:
        """Publish it, or send it back with a note."""
        self.may("pack_version.approve", selectors.find_draft(self.actor, draft_id))
        asked = life_shapes.Answer(data=body_of(request))
        asked.is_valid(raise_exception=True)
        note = asked.validated_data["note"]
        if asked.validated_data["publish"]:
            services.publish(actor=self.actor, draft_id=draft_id, note=note)
        else:
            services.send_back(actor=self.actor, draft_id=draft_id, note=note)
        return Response(life_shapes.Draft(selectors.find_draft(self.actor, draft_id)).data)
