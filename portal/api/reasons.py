"""Reasons for programs: the same explanations that the pages show."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api import shapes
from portal.api.base import View, body_of
from portal.casework.pins import repin_with_reason
from portal.dossiers import selectors
from portal.rulebook.explain.cases import Explained, reasons_for
from portal.rulebook.explain.changes import WayOut
from rules.evaluate.result import words
from rules.explain import AppliedRow, Line


class DossierReasons(View):
    """Why a dossier came out as it did."""

    @extend_schema(responses=shapes.DossierReason(many=True))
    def get(self, request: Request, dossier_id: UUID) -> Response:
        """The latest decision of each kind. Its applicant gets them when the dossier is processed."""
        found = selectors.find_dossier(self.actor, dossier_id)
        return Response(
            [
                {
                    "decision": one.receipt.decision,
                    "pack": one.receipt.pack,
                    "pack_version": one.receipt.pack_version,
                    "decided_at": one.receipt.decided_at,
                    "verdict": one.verdict.value,
                    "explanation": reasons(one.explained) if one.explained else None,
                }
                for one in reasons_for(self.actor, found)
            ]
        )


class DossierPins(View):
    """Which versions of the rule packs judge a dossier."""

    @extend_schema(request=shapes.Reason, responses=dict)
    def post(self, request: Request, dossier_id: UUID) -> Response:
        """Move it to the packs now in force, with a reason. 422 where nothing would change."""
        self.may("dossier.repin", selectors.find_dossier(self.actor, dossier_id))
        asked = shapes.Reason(data=body_of(request))
        asked.is_valid(raise_exception=True)
        pins = repin_with_reason(actor=self.actor, dossier_id=dossier_id, reason=asked.validated_data["reason"])
        return Response({key: pin.stored() for key, pin in pins.items()})


def reasons(case: Explained) -> dict[str, Any]:
    """An explanation as JSON, every text in both languages."""
    return {
        "sentences": [words(sentence) for sentence in case.explanation.sentences()],
        "steps": [
            {
                "decision": step.decision,
                "title": words(step.label),
                "applied": [_row(row) for row in step.applied],
                "waiting": [_row(row) for row in step.waiting],
                "not_applied": {row.rule_id or row.row_id: words(row.because.words) for row in step.turned_away},
                "outcome": [_line(line) for line in step.outcome],
            }
            for step in case.explanation.steps
        ],
        "missing": [words(label) for label in case.explanation.missing],
        "way_out": _way_out(case.way_out) if case.way_out else None,
    }


def _row(row: AppliedRow) -> dict[str, Any]:
    return {
        "rule_id": row.rule_id or row.row_id,
        "sentence": words(row.sentence),
        "article": words(row.article),
        "confidence": row.confidence.value,
    }


def _line(line: Line) -> dict[str, Any]:
    return {"label": words(line.label), "value": words(line.value)}


def _way_out(found: WayOut) -> dict[str, Any]:
    return {
        "exact": found.exact,
        "ways": [
            [{"label": words(s.label), "before": words(s.before), "after": words(s.after)} for s in way]
            for way in found.ways
        ],
    }
