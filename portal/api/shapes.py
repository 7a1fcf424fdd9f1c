"""What goes in and out, for the OpenAPI document and for checking what comes in."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from portal.dossiers.models import Dossier as DossierModel
from portal.dossiers.selectors import timeline


class Shape(serializers.Serializer[Any]):
    """A JSON object."""


class Advice(Shape):
    """What the eligibility rules say before anything is filed."""

    eligible = serializers.ChoiceField(["YES", "NO", "MANUAL"])
    is_reference = serializers.BooleanField(help_text="The rules used are a reference level, not a city decision.")
    pack_version = serializers.CharField()
    remarks = serializers.ListField(child=serializers.DictField())


class Line(Shape):
    """A kind of support that takes applications today."""

    code = serializers.CharField()
    name = serializers.CharField()


class NewDossier(Shape):
    """Which kind of support."""

    line = serializers.CharField(max_length=20)


class Event(Shape):
    """One line of the timeline."""

    at = serializers.DateTimeField()
    words = serializers.CharField()


class Dossier(Shape):
    """A dossier as its owner or its handlers see it."""

    id = serializers.UUIDField()
    code = serializers.CharField(help_text="Empty for a draft.")
    lookup_code = serializers.CharField()
    line = serializers.CharField(source="support_line_id")
    state = serializers.CharField()
    money_state = serializers.CharField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    is_sample = serializers.BooleanField()


class DossierDetail(Dossier):
    """The same with its answers, papers and timeline."""

    answers = serializers.DictField()
    events = serializers.SerializerMethodField()

    @extend_schema_field(Event(many=True))
    def get_events(self, dossier: DossierModel) -> list[dict[str, object]]:
        """The timeline, oldest first."""
        return [{"at": row.at, "words": row.words} for row in timeline(dossier)]


class Page(Shape):
    """What is still wrong on a page; empty when nothing is."""

    problems = serializers.DictField(child=serializers.CharField())
    answers = serializers.DictField()


class Reason(Shape):
    """Why."""

    reason = serializers.CharField(max_length=1000)


class WorkRow(Shape):
    """One line of the queue."""

    id = serializers.UUIDField(source="item.id")
    dossier = serializers.CharField(source="dossier.code")
    task = serializers.CharField(source="task_name")
    form = serializers.CharField(source="item.form")
    due_at = serializers.DateTimeField(allow_null=True)
    urgency = serializers.CharField()
    claimed_by = serializers.CharField(source="claimed_by_name")


class Queue(Shape):
    """A page of the queue."""

    total = serializers.IntegerField()
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    rows = WorkRow(many=True)


class WorkItem(Shape):
    """A work item with what its decision rests on."""

    id = serializers.UUIDField(source="item.id")
    status = serializers.CharField(source="item.status")
    dossier = serializers.CharField(source="dossier.code")
    task = serializers.CharField(source="task_name")
    form = serializers.CharField(source="form.key")
    can_claim = serializers.BooleanField()
    can_complete = serializers.BooleanField()
    blocked_reason = serializers.CharField()
    notice = serializers.CharField()
    eligibility = serializers.DictField(allow_null=True)
    grant = serializers.DictField(allow_null=True)


class Claimed(Shape):
    """The state of a work item after an act on it."""

    id = serializers.UUIDField()
    status = serializers.CharField()


class Completed(Shape):
    """What a completed work item led to."""

    dossier = serializers.CharField()
    state = serializers.CharField()
    opened = serializers.ListField(child=serializers.CharField(), help_text="Steps that wait now.")


class PackRow(Shape):
    """A rule pack and the version that decides today."""

    key = serializers.CharField()
    version = serializers.CharField(source="live.version", default=None)
    kind = serializers.CharField(source="live.kind", default=None)
    sample = serializers.BooleanField(source="live.sample", default=None)
    valid_from = serializers.DateField(source="live.valid_from", default=None)
    sha256 = serializers.CharField(source="live.sha256", default=None)


class DraftMade(Shape):
    """A draft of a rule pack."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    rev = serializers.IntegerField()
    status = serializers.CharField()


class CellProblem(Shape):
    """One thing to mend in a workbook."""

    sheet = serializers.CharField(allow_blank=True)
    cell = serializers.CharField(allow_blank=True)
    vi = serializers.CharField(source="text.vi")
    en = serializers.CharField(source="text.en")


class FileProblem(Shape):
    """One thing to mend in a file."""

    element = serializers.CharField(allow_blank=True)
    line = serializers.IntegerField(help_text="From 1; 0 where there is none.")
    vi = serializers.CharField(source="text.vi")
    en = serializers.CharField(source="text.en")


class Facts(Shape):
    """Flat facts by name; dates as 2026-12-31, amounts in whole đồng."""

    facts = serializers.DictField()


class ReasonRow(Shape):
    """A row of a table that applies, or that waits for a fact, in a sentence of both languages."""

    rule_id = serializers.CharField()
    sentence = serializers.DictField()
    article = serializers.DictField()
    confidence = serializers.CharField()


class ReasonStep(Shape):
    """One decision of the chain. not_applied: rule -> the condition that turned it away."""

    decision = serializers.CharField()
    title = serializers.DictField()
    applied = ReasonRow(many=True)
    waiting = ReasonRow(many=True)
    not_applied = serializers.DictField()
    outcome = serializers.ListField(child=serializers.DictField())


class Reasons(Shape):
    """Why a decision came out as it did. way_out: the smallest changes after which it would say yes; null: none."""

    sentences = serializers.ListField(child=serializers.DictField())
    steps = ReasonStep(many=True)
    missing = serializers.ListField(child=serializers.DictField())
    way_out = serializers.DictField(allow_null=True)


class DossierReason(Shape):
    """A decision about a dossier. verdict: what became of its receipt; explanation: null unless it holds."""

    decision = serializers.CharField()
    pack = serializers.CharField()
    pack_version = serializers.CharField()
    decided_at = serializers.DateTimeField()
    verdict = serializers.CharField()
    explanation = Reasons(allow_null=True)


class Trial(Shape):
    """A decision that was tried and binds nobody."""

    outputs = serializers.DictField()
    findings = serializers.ListField(child=serializers.DictField())
    trace = serializers.ListField(child=serializers.DictField())
    pack_version = serializers.CharField()
    explanation = Reasons()


class InstrumentBrief(Shape):
    """A legal instrument. A day that was read in no source is null."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    kind = serializers.CharField()
    title_vi = serializers.CharField()
    title_en = serializers.CharField()
    issuer = serializers.CharField()
    signed_on = serializers.DateField(allow_null=True)
    effective_from = serializers.DateField(allow_null=True)
    expires_on = serializers.DateField(allow_null=True, help_text="The last day of force.")
    confidence = serializers.CharField()
    sample = serializers.BooleanField(help_text="Invented, for trial only.")
    source_note = serializers.CharField()


class InstrumentRow(Shape):
    """A legal instrument and its state."""

    id = serializers.UUIDField(source="instrument.id")
    number = serializers.CharField(source="instrument.number")
    kind = serializers.CharField(source="instrument.kind")
    title_vi = serializers.CharField(source="instrument.title_vi")
    issuer = serializers.CharField(source="instrument.issuer")
    effective_from = serializers.DateField(source="instrument.effective_from", allow_null=True)
    state = serializers.CharField()


class Provision(Shape):
    """An article of an instrument."""

    number = serializers.CharField()
    summary = serializers.CharField()


class InstrumentRelation(Shape):
    """What one instrument does to another."""

    kind = serializers.CharField()
    acting = InstrumentBrief(source="source")
    affected = InstrumentBrief(source="target")
    starts_on = serializers.DateField(allow_null=True)
    note = serializers.CharField()


class CitingRow(Shape):
    """A row of a rule pack in force whose article names the instrument."""

    pack_key = serializers.CharField()
    version = serializers.CharField()
    row_id = serializers.CharField()
    article = serializers.CharField(source="article.vi")


class InstrumentDetail(Shape):
    """An instrument with its state today and all that belongs to it."""

    instrument = InstrumentBrief()
    state = serializers.CharField()
    articles = Provision(many=True)
    outgoing = InstrumentRelation(many=True)
    incoming = InstrumentRelation(many=True)
    citing = CitingRow(many=True)
