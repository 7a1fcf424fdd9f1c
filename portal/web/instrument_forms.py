"""What is typed about an instrument: its fields, its articles, what it does to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.validators import MinValueValidator
from django.forms import BaseFormSet, formset_factory
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from portal.documents.uploads import PostedFile
from portal.platform.errors import Refused
from portal.platform.wording import say
from portal.rulebook.instruments.checks import ArticleEntry, Entry, ProvisionEntry, RelationEntry
from portal.rulebook.instruments.errors import Problem
from portal.rulebook.instruments.models import (
    InstrumentConfidence,
    InstrumentKind,
    InstrumentRelation,
    LegalInstrument,
    TransitionalProvision,
)
from portal.rulebook.models import PackVersion

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    AnyFormSet = BaseFormSet[Any]
else:
    AnyFormSet = BaseFormSet

EARLIEST = date(1945, 9, 2)
MOST_ROWS = 60
BLANK_ROWS = 2


def _day(label: StrOrPromise, hint: StrOrPromise = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        required=False,
        input_formats=["%d/%m/%Y"],
        widget=forms.DateInput(format="%d/%m/%Y", attrs={"class": "input--short", "inputmode": "numeric"}),
        validators=[MinValueValidator(EARLIEST, _("Năm này không đúng."))],
        error_messages={"invalid": _("Hãy ghi ngày theo dạng 31/12/2026.")},
    )


class InstrumentForm(forms.Form):
    """The instrument itself."""

    number = forms.CharField(label=_("Số, ký hiệu"), help_text=_("Ví dụ 75/2021/TT-BTC"), max_length=80)
    kind = forms.ChoiceField(label=_("Loại văn bản"), choices=InstrumentKind.choices)
    title_vi = forms.CharField(label=_("Tên văn bản"), max_length=400)
    title_en = forms.CharField(label=_("Tên tiếng Anh (nếu có)"), max_length=400, required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    signed_on = _day(_("Ngày ký"), _("Ví dụ 31/12/2026. Để trống ngày chưa đọc được trong nguồn."))
    effective_from = _day(_("Có hiệu lực từ ngày"))
    expires_on = _day(_("Ngày cuối còn hiệu lực"), _("Để trống nếu văn bản không ghi."))
    confidence = forms.ChoiceField(
        label=_("Độ tin cậy"), choices=InstrumentConfidence.choices, initial=InstrumentConfidence.REMEMBERED
    )
    source_note = forms.CharField(
        label=_("Nguồn"),
        help_text=_("Đã đọc ở đâu, còn gì chưa kiểm tra."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = forms.FileField(
        label=_("Bản quét (PDF, không quá 20 MB)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )
    sample = forms.BooleanField(label=_("Văn bản mẫu, không có thật"), required=False, initial=True)


class ArticleForm(forms.Form):
    """One provision."""

    number = forms.CharField(label=_("Điều, khoản, điểm"), max_length=60)
    summary = forms.CharField(label=_("Tóm tắt"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))


class RelationForm(forms.Form):
    """What the instrument does to another one."""

    kind = forms.ChoiceField(label=_("Văn bản này"), choices=[("", "–"), *InstrumentRelation.Kind.choices])
    target = forms.ChoiceField(label=_("Văn bản kia"))
    since = _day(_("Từ ngày"), _("Để trống nếu từ ngày văn bản này có hiệu lực."))
    note = forms.CharField(label=_("Phạm vi, ghi chú"), max_length=200, required=False)

    def __init__(self, *args: Any, targets: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["target"].choices = [("", "–"), *targets]  # type: ignore[attr-defined]


class Rows(AnyFormSet):
    """Rows that can be added at the end and taken away."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        """The box that takes a row away, in our words."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Bỏ dòng này")


class ProvisionForm(forms.Form):
    """What the instrument provides for dossiers that were on their way."""

    pack_key = forms.ChoiceField(label=_("Bộ quy tắc"))
    pivot = forms.ChoiceField(
        label=_("Tính theo"),
        help_text=_("Việc xảy ra trước ngày quy định mới có hiệu lực."),
        choices=[("", "–"), *TransitionalProvision.Pivot.choices],
    )
    mode = forms.ChoiceField(label=_("Thì"), choices=[("", "–"), *TransitionalProvision.Mode.choices])
    article = forms.CharField(label=_("Điều, khoản chuyển tiếp"), max_length=60)

    def __init__(self, *args: Any, packs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack_key"].choices = [("", "–"), *packs]  # type: ignore[attr-defined]


def _says_something(form: forms.Form) -> bool:
    return form.has_changed() or bool(form.initial)


Articles = formset_factory(
    ArticleForm, formset=Rows, extra=BLANK_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
Relations = formset_factory(
    RelationForm, formset=Rows, extra=BLANK_ROWS, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)
Provisions = formset_factory(
    ProvisionForm, formset=Rows, extra=1, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


class Typed:
    """The whole form, empty, as stored, or as posted."""

    def __init__(
        self,
        instrument: LegalInstrument | None,
        data: Mapping[str, Any] | None = None,
        files: MultiValueDict[str, Any] | None = None,
    ) -> None:
        """instrument: the one to change; None adds one. data, files: what was posted."""
        self.main = InstrumentForm(data, files, initial=_initial(instrument))
        self.articles = Articles(data, prefix="articles", initial=_articles(instrument))
        self.relations = Relations(
            data,
            prefix="relations",
            initial=_relations(instrument),
            form_kwargs={"targets": _targets(instrument)},
        )
        self.provisions = Provisions(
            data, prefix="provisions", initial=_provisions(instrument), form_kwargs={"packs": _packs()}
        )
        if not settings.SAMPLE_DATA:
            del self.main.fields["sample"]

    @property
    def file(self) -> PostedFile | None:
        """The scanned text that was posted."""
        posted: PostedFile | None = self.main.cleaned_data.get("file")
        return posted

    def is_valid(self) -> bool:
        """Whether every field can be read. All parts are asked, so that every problem is shown at once."""
        return all([self.main.is_valid(), *(part.is_valid() for part in self._parts().values())])

    def entry(self, *, may_be_sample: bool) -> Entry:
        """What was typed, for the service. Call it when `is_valid`."""
        given = {name: value for name, value in self.main.cleaned_data.items() if name not in {"file", "sample"}}
        return Entry(
            **given,
            sample=may_be_sample and bool(self.main.cleaned_data.get("sample")),
            articles=tuple(ArticleEntry(row["number"], row["summary"]) for row in _rows(self.articles)),
            relations=tuple(
                RelationEntry(row["kind"], UUID(row["target"]), row["since"], row["note"])
                for row in _rows(self.relations)
            ),
            provisions=tuple(
                ProvisionEntry(row["pack_key"], row["pivot"], row["mode"], row["article"])
                for row in _rows(self.provisions)
            ),
        )

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put the service's problems beside their fields."""
        parts = {name: _kept(part) for name, part in self._parts().items()}
        for problem in problems:
            form = parts[problem.part][problem.index] if problem.part else self.main
            form.add_error(problem.field, say(Refused(problem.code, **problem.facts)))

    def summary(self) -> list[tuple[str, str]]:
        """(id of the field, message) of every problem, in the order of the page."""
        found = [problem for form in self._forms() for problem in _problems(form)]
        for part in self._parts().values():
            if part.is_bound:
                found += [("", str(message)) for message in part.non_form_errors()]
        return found

    def _forms(self) -> Iterator[forms.Form]:
        yield self.main
        for part in self._parts().values():
            yield from part.forms

    def _parts(self) -> dict[str, AnyFormSet]:
        return {"articles": self.articles, "relations": self.relations, "provisions": self.provisions}


def _problems(form: forms.Form) -> Iterator[tuple[str, str]]:
    if form.is_bound and not (form.empty_permitted and not form.has_changed()):
        for field in form.visible_fields():
            for message in field.errors:
                yield field.id_for_label, f"{field.label}: {message}"


def _kept(rows: AnyFormSet) -> list[forms.Form]:
    """Rows that say something and are not taken away."""
    return [form for form in rows.forms if _says_something(form) and form not in rows.deleted_forms]


def _rows(rows: AnyFormSet) -> list[dict[str, Any]]:
    return [form.cleaned_data for form in _kept(rows)]


def _initial(instrument: LegalInstrument | None) -> dict[str, Any]:
    names = [name for name in InstrumentForm.base_fields if name != "file"]
    return {name: getattr(instrument, name) for name in names} if instrument else {}


def _articles(instrument: LegalInstrument | None) -> list[dict[str, Any]]:
    return [dict(row) for row in instrument.articles.values("number", "summary")] if instrument else []


def _relations(instrument: LegalInstrument | None) -> list[dict[str, Any]]:
    if instrument is None:
        return []
    return [
        {"kind": row.kind, "target": str(row.target_id), "since": row.since, "note": row.note}
        for row in instrument.relations_out.all()
    ]


def _provisions(instrument: LegalInstrument | None) -> list[dict[str, Any]]:
    rows = instrument.provisions.values("pack_key", "pivot", "mode", "article") if instrument else ()
    return [dict(row) for row in rows]


def _packs() -> list[tuple[str, str]]:
    """Key and title of every pack, the title of its latest version."""
    titles = PackVersion.objects.order_by("key", "valid_from").values_list("key", "title_vi")
    return [(key, f"{title} ({key})") for key, title in dict(titles).items()]


def _targets(instrument: LegalInstrument | None) -> list[tuple[str, str]]:
    return [
        (str(entry.pk), f"{entry.number} – {entry.issuer}")
        for entry in LegalInstrument.objects.all()
        if instrument is None or entry.pk != instrument.pk
    ]
