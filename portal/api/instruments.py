"""The register of legal instruments for programs, for reading."""

from datetime import date
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import shapes
from portal.api.base import View
from portal.rulebook.instruments import selectors
from portal.rulebook.instruments.models import InstrumentKind
from portal.rulebook.instruments.states import State

ASKED = [
    OpenApiParameter("q", str, description="Words of number, title or issuer, with or without accents."),
    OpenApiParameter("kind", str, enum=InstrumentKind.values),
    OpenApiParameter("state", str, enum=State.values, description="State on the day `on`."),
    OpenApiParameter("on", OpenApiTypes.DATE, description="Default: today."),
]


class Instruments(View):
    """The register."""

    @extend_schema(parameters=ASKED, responses=shapes.InstrumentRow(many=True))
    def get(self, request: Request) -> Response:
        """Instruments by number, with their state on a day."""
        asked = request.query_params
        rows = selectors.instruments(
            self.actor,
            q=asked.get("q", "")[:200],
            kind=asked.get("kind", ""),
            state=asked.get("state", ""),
            on=_day(asked.get("on", "")),
        )
        return Response(shapes.InstrumentRow(rows, many=True).data)


class Instrument(View):
    """One instrument."""

    @extend_schema(responses=shapes.InstrumentDetail)
    def get(self, request: Request, instrument_id: UUID) -> Response:
        """With its articles, its relations both ways and the rows of rules in force that cite it."""
        return Response(shapes.InstrumentDetail(selectors.instrument_detail(self.actor, instrument_id)).data)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise exceptions.ValidationError({"on": ["2026-12-31"]}) from wrong
