"""Rule packs for programs: what is in force, and trying a decision without deciding anything."""

from datetime import date

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts import policy
from portal.api import shapes
from portal.api.base import View, body_of
from portal.api.reasons import reasons
from portal.platform.clock import now, today
from portal.platform.errors import NotVisible, Refused
from portal.rulebook import selectors
from portal.rulebook.book import version_in_force
from portal.rulebook.compiled import pack_of
from portal.rulebook.explain.cases import explain_case
from rules.evaluate import EvaluationFailed
from rules.feel import BudgetExceeded

PLAIN = (str, int, bool, type(None))


class Packs(View):
    """The rule packs."""

    @extend_schema(responses=shapes.PackRow(many=True))
    def get(self, request: Request) -> Response:
        """Each with the version that decides today."""
        return Response(shapes.PackRow(selectors.packs(self.actor), many=True).data)


class Trial(View):
    """Trying a decision of the pack in force."""

    @extend_schema(request=shapes.Facts, responses=shapes.Trial)
    def post(self, request: Request, key: str, decision: str) -> Response:
        """What it would say for these facts. Nothing is stored."""
        policy.require(self.actor, "pack_version.view")
        asked = shapes.Facts(data=body_of(request))
        asked.is_valid(raise_exception=True)
        version = version_in_force(key, today())
        if decision not in pack_of(version.pk).decisions:
            raise NotVisible("decision")
        facts = {name: _fact(name, value) for name, value in asked.validated_data["facts"].items()}
        try:
            case = explain_case(pack_of(version.pk), decision, facts, now=now())
        except (EvaluationFailed, BudgetExceeded) as stopped:
            raise Refused("RULES_STOPPED", reason=str(stopped)) from stopped
        result = case.result.to_json()
        said = {name: result[name] for name in ("outputs", "findings", "trace", "pack_version")}
        return Response({**said, "explanation": reasons(case)})


def _fact(name: str, value: object) -> object:
    """A fact of plain JSON; a text that is a date becomes one. Raises ValidationError."""
    if isinstance(value, str) and len(value) == 10:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if not isinstance(value, PLAIN):
        raise exceptions.ValidationError({name: ["text, whole number, true, false or null"]})
    return value
