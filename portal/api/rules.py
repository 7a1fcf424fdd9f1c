"""Rule packs for programs: what is in force, and trying a decision without deciding anything."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import life_shapes, shapes
from portal.api.base import View, body_of
from portal.api.reasons import reasons
from portal.platform.clock import now, today
from portal.platform.errors import NotVisible, Refused
from portal.rulebook import selectors
from portal.rulebook.book import version_in_force
from portal.rulebook.compiled import pack_of
from portal.rulebook.explain.cases import explain_case
from portal.rulebook.explain.keep import keep_example
from portal.rulebook.judge import draft_pack
from rules.evaluate import EvaluationFailed
from rules.feel import BudgetExceeded
from rules.packs import Pack, PackError

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
        """What it would say for these facts, and why. Nothing is stored."""
        self.may("pack_version.view")
        return Response(_tried(pack_of(version_in_force(key, today()).pk), decision, facts_of(request)))


class VersionTrial(View):
    """Trying a decision of a certain version."""

    @extend_schema(request=shapes.Facts, responses=shapes.Trial)
    def post(self, request: Request, version_id: UUID, decision: str) -> Response:
        """What it would say for these facts, and why. Nothing is stored."""
        version = selectors.find_version(self.actor, version_id)
        return Response(_tried(pack_of(version.pk), decision, facts_of(request)))


class DraftTrial(View):
    """Trying a draft."""

    @extend_schema(request=shapes.Facts, responses={200: shapes.Trial, 422: shapes.FileProblem(many=True)})
    def post(self, request: Request, draft_id: UUID, decision: str) -> Response:
        """What the draft would say, and why; 422 when its tables cannot be read."""
        draft = selectors.find_draft(self.actor, draft_id)
        try:
            pack = draft_pack(draft)
        except PackError as wrong:
            return Response(shapes.FileProblem(wrong.problems, many=True).data, status=422)
        return Response(_tried(pack, decision, facts_of(request)))


class DraftExample(View):
    """Examples that come from trying."""

    @extend_schema(request=life_shapes.Example, responses={201: shapes.DraftMade})
    def post(self, request: Request, draft_id: UUID, decision: str) -> Response:
        """Keep a case with the results of now. 409 when the draft is no longer of the revision `rev`."""
        draft = selectors.find_draft(self.actor, draft_id)
        self.may("pack_version.draft", draft)
        asked = life_shapes.Example(data=body_of(request))
        asked.is_valid(raise_exception=True)
        if decision not in pack_of(draft.base_id).decisions:
            raise NotVisible("decision")
        try:
            kept = keep_example(
                actor=self.actor,
                draft_id=draft_id,
                rev=asked.validated_data["rev"],
                name=asked.validated_data["name"],
                decision=decision,
                facts=_facts(asked.validated_data["facts"]),
            )
        except (EvaluationFailed, BudgetExceeded) as stopped:
            raise Refused("RULES_STOPPED", reason=str(stopped)) from stopped
        return Response(shapes.DraftMade(kept).data, status=201)


def facts_of(request: Request) -> dict[str, object]:
    """The facts of a request. Raises ValidationError."""
    asked = shapes.Facts(data=body_of(request))
    asked.is_valid(raise_exception=True)
    return _facts(asked.validated_data["facts"])


def _facts(given: Mapping[str, object]) -> dict[str, object]:
    return {name: _fact(name, value) for name, value in given.items()}


def _tried(pack: Pack, decision: str, facts: Mapping[str, object]) -> dict[str, Any]:
    """A decision with its reasons. Raises NotVisible, Refused RULES_STOPPED."""
    if decision not in pack.decisions:
        raise NotVisible("decision")
    try:
        case = explain_case(pack, decision, facts, now=now())
    except (EvaluationFailed, BudgetExceeded) as stopped:
        raise Refused("RULES_STOPPED", reason=str(stopped)) from stopped
    result = case.result.to_json()
    said = {name: result[name] for name in ("outputs", "findings", "trace", "pack_version")}
    return {**said, "explanation": reasons(case)}


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
