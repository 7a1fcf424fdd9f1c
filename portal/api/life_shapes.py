"""Versions, changes and drafts of rule packs, going out and coming in."""

from rest_framework import serializers

from portal.api.shapes import Shape
from portal.rulebook.models import Kind
from portal.rulebook.selectors import Standing


class Version(Shape):
    """One version of a pack."""

    id = serializers.UUIDField(source="version.pk")
    version = serializers.CharField(source="version.version")
    kind = serializers.CharField(source="version.kind")
    sample = serializers.BooleanField(source="version.sample")
    valid_from = serializers.DateField(source="version.valid_from")
    valid_to = serializers.DateField(source="version.valid_to", allow_null=True)
    published_at = serializers.DateTimeField(source="version.published_at")
    sha256 = serializers.CharField(source="version.sha256")
    standing = serializers.ChoiceField(Standing.values)


class Pair(Shape):
    """Two versions of one pack."""

    before = serializers.UUIDField()
    after = serializers.UUIDField()


class Cell(Shape):
    """One cell before and after, as FEEL."""

    name = serializers.CharField(allow_blank=True)
    vi = serializers.CharField(source="label.vi")
    en = serializers.CharField(source="label.en")
    before = serializers.CharField(allow_blank=True)
    after = serializers.CharField(allow_blank=True)


class Change(Shape):
    """One rule that differs; without a row the decision as a whole."""

    decision = serializers.CharField()
    row_id = serializers.CharField(allow_blank=True)
    rule_id = serializers.CharField(allow_blank=True)
    kind = serializers.CharField(source="kind.value")
    article = serializers.CharField(source="article.vi", allow_blank=True)
    cells = Cell(many=True)


class Draft(Shape):
    """A draft with its legal basis."""

    id = serializers.UUIDField()
    key = serializers.CharField()
    base = serializers.UUIDField(source="base_id")
    rev = serializers.IntegerField()
    status = serializers.CharField()
    kind = serializers.CharField()
    instrument_no = serializers.CharField()
    instrument_title = serializers.CharField()
    issuer = serializers.CharField()
    issued_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    note = serializers.CharField()
    decision_note = serializers.CharField()
    published_version = serializers.UUIDField(source="published_version_id", allow_null=True)


class Basis(Shape):
    """The instrument that a change rests on. What the register knows of it may be left out."""

    kind = serializers.ChoiceField(Kind.values)
    instrument_no = serializers.CharField(max_length=80)
    instrument_title = serializers.CharField(max_length=300, default="", allow_blank=True)
    issuer = serializers.CharField(max_length=200, default="", allow_blank=True)
    issued_on = serializers.DateField(default=None, allow_null=True)
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(default=None, allow_null=True)
    note = serializers.CharField(max_length=4000)


class Answer(Shape):
    """Publish, or send back. A draft that goes back needs a note."""

    publish = serializers.BooleanField()
    note = serializers.CharField(max_length=4000, default="", allow_blank=True)


class Example(Shape):
    """A case to keep as an example of a draft, with the results that the draft gives now."""

    rev = serializers.IntegerField(min_value=0)
    name = serializers.CharField(max_length=120)
    facts = serializers.DictField()
