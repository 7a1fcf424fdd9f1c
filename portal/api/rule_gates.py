"""The examination of a draft, and the transitional provisions of instruments, for programs."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.second_person import NOTE_LENGTH
from portal.api import gate_shapes, shapes
from portal.api.base import View, body_of
from portal.rulebook import selectors
from portal.rulebook.gates import acceptance
from portal.rulebook.instruments import selectors as register
from portal.rulebook.instruments import services
from portal.rulebook.instruments.checks import ProvisionEntry
from portal.rulebook.instruments.errors import EntryWrong
from portal.rulebook.judge import Judgement, judge
from rules.packs import PackError


class DraftFindings(View):
    """What stands between a draft and its publication."""

    @extend_schema(responses={200: gate_shapes.Examination, 422: shapes.FileProblem(many=True)})
    def get(self, request: Request, draft_id: UUID) -> Response:
        """Gaps, overlaps, rows without law, outputs without a branch; 422 when the tables cannot be read."""
        draft = selectors.find_draft(self.actor, draft_id)
        try:
            found = judge(draft)
        except PackError as wrong:
            return Response(shapes.FileProblem(wrong.problems, many=True).data, status=422)
        return Response(_examination(found))


class AcceptedFinding(View):
    """A gap that may stay."""

    @extend_schema(request=gate_shapes.GapReason, responses=gate_shapes.Examination)
    def put(self, request: Request, draft_id: UUID, finding: str) -> Response:
        """The author answers for it with a reason."""
        draft = selectors.find_draft(self.actor, draft_id)
        self.may("pack_version.draft", draft)
        given = gate_shapes.GapReason(data=body_of(request))
        given.is_valid(raise_exception=True)
        reason = str(given.validated_data["reason"])[:NOTE_LENGTH]
        acceptance.accept(actor=self.actor, draft_id=draft_id, finding=finding, reason=reason)
        return Response(_examination(judge(draft)))

    @extend_schema(responses=gate_shapes.Examination)
    def delete(self, request: Request, draft_id: UUID, finding: str) -> Response:
        """The author takes it back."""
        draft = selectors.find_draft(self.actor, draft_id)
        acceptance.withdraw(actor=self.actor, draft_id=draft_id, finding=finding)
        return Response(_examination(judge(draft)))


class InstrumentProvisions(View):
    """What an instrument provides for dossiers on their way."""

    @extend_schema(responses=gate_shapes.Provisions)
    def get(self, request: Request, instrument_id: UUID) -> Response:
        """The provisions by pack."""
        return Response(self._said(instrument_id))

    @extend_schema(
        request=gate_shapes.Provisions,
        responses={200: gate_shapes.Provisions, 422: gate_shapes.ProvisionProblem(many=True)},
    )
    def put(self, request: Request, instrument_id: UUID) -> Response:
        """Say them anew; 409 when somebody else has changed the instrument since `rev`."""
        self.may("instrument.change", register.find_instrument(self.actor, instrument_id))
        given = gate_shapes.Provisions(data=body_of(request))
        given.is_valid(raise_exception=True)
        entries = tuple(ProvisionEntry(**row) for row in given.validated_data["provisions"])
        try:
            services.change_provisions(
                actor=self.actor, instrument_id=instrument_id, rev=given.validated_data["rev"], provisions=entries
            )
        except EntryWrong as wrong:
            return Response(gate_shapes.ProvisionProblem(wrong.problems, many=True).data, status=422)
        return Response(self._said(instrument_id))

    def _said(self, instrument_id: UUID) -> dict[str, object]:
        found = register.find_instrument(self.actor, instrument_id)
        shown = {"rev": found.rev, "provisions": list(found.provisions.all())}
        return dict(gate_shapes.Provisions(shown).data)


def _examination(found: Judgement) -> dict[str, object]:
    shown = {
        "may_be_published": found.may_be_published,
        "changes": len(found.changes),
        "failed_examples": [failed.name for failed in found.failed],
        "findings": list(found.findings),
    }
    return dict(gate_shapes.Examination(shown).data)
