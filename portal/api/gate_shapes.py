"""What goes in and out about the examination of drafts and the provisions of instruments."""

from rest_framework import serializers

from portal.api.shapes import Shape
from portal.rulebook.gates.finding import Code, Gate, Weight
from portal.rulebook.instruments.models import TransitionalProvision


class Words(Shape):
    """A text in both languages."""

    vi = serializers.CharField()
    en = serializers.CharField()


class Acceptance(Shape):
    """Why a gap may stay."""

    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class Finding(Shape):
    """One finding of the examination. `key` names it for an acceptance, as long as it is the same."""

    key = serializers.CharField()
    gate = serializers.ChoiceField([one.value for one in Gate])
    code = serializers.ChoiceField([one.value for one in Code])
    weight = serializers.ChoiceField([one.value for one in Weight])
    decision = serializers.CharField()
    rows = serializers.ListField(child=serializers.CharField())
    text = Words()
    example = Words(allow_null=True)
    instance = Words(allow_null=True)
    may_be_accepted = serializers.BooleanField()
    accepted = Acceptance(allow_null=True)


class Examination(Shape):
    """Whether a draft may be published, and all that was found."""

    may_be_published = serializers.BooleanField()
    changes = serializers.IntegerField()
    failed_examples = serializers.ListField(child=serializers.CharField())
    findings = Finding(many=True)


class GapReason(Shape):
    """Why a gap may stay; the approver reads it."""

    reason = serializers.CharField(max_length=4000)


class TransitionalProvisionShape(Shape):
    """What an instrument provides for dossiers on their way when its rules of a pack begin."""

    pack_key = serializers.CharField(max_length=80)
    pivot = serializers.ChoiceField(TransitionalProvision.Pivot.values)
    mode = serializers.ChoiceField(TransitionalProvision.Mode.values)
    article = serializers.CharField(max_length=60)


class Provisions(Shape):
    """The provisions of an instrument. `rev` is the revision of the instrument that was read."""

    rev = serializers.IntegerField(min_value=0)
    provisions = TransitionalProvisionShape(many=True)


class ProvisionProblem(Shape):
    """One thing to mend."""

    index = serializers.IntegerField()
    field = serializers.CharField()
    code = serializers.CharField()
