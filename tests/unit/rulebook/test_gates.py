"""Each gate before publication: what it stops, what it lets pass, and that a mended draft passes."""

import datetime as dt
import re
from dataclasses import replace
from types import SimpleNamespace

import pytest

from portal.platform.errors import NotAllowed, NotVisible, Refused
from portal.platform.models import AuditEntry
from portal.rulebook import services
from portal.rulebook.gates import acceptance
from portal.rulebook.gates.basis import basis_findings
from portal.rulebook.gates.boxes import within
from portal.rulebook.gates.finding import Code, Weight
from portal.rulebook.gates.tables import table_findings
from portal.rulebook.instruments.models import LegalInstrument
from portal.rulebook.judge import judge
from portal.rulebook.models import PackVersion
from rules.analysis import Region
from rules.feel import FeelRange
from rules.packs import load_pack
from tests.unit.rulebook.conftest import NUMBER, basis, person
from tests.unit.rulebook.drafts import TABLE, draft_with, edit, with_inputs, with_outputs

ARTICLE = f"Quyết định {NUMBER}, Điều 4"


def narrow(rows):
    """Patents of one support line only: the other is left without an answer."""
    rows["MAU-1"] = with_inputs(rows["MAU-1"], '"PRO-DOM"', '"PATENT"', article=ARTICLE)


def widen(rows):
    rows["MAU-1"] = with_inputs(rows["MAU-1"], '"PRO-DOM", "PRO-STI"', '"PATENT"', article=ARTICLE)
    rows["MAU-1"] = with_outputs(rows["MAU-1"], "25000000", article=ARTICLE)


def blocking(draft):
    return [(found.code, found.decision, found.rows) for found in judge(draft).obstacles]


# --- gaps


def test_a_gap_that_the_version_in_force_has_does_not_block(editor, cap):
    draft = draft_with(editor, cap, widen)

    found = [finding for finding in judge(draft).findings if finding.code is Code.GAP]

    assert [finding.weight for finding in found] == [Weight.KNOWN, Weight.KNOWN]
    assert blocking(draft) == []


def test_a_gap_is_found_shown_in_domain_words_and_mended(editor, cap):
    draft = draft_with(editor, cap, narrow)

    (gap,) = judge(draft).obstacles
    assert (gap.code, gap.decision) == (Code.GAP, TABLE)
    assert gap.example.vi == 'Dòng hỗ trợ = "PRO-STI"; Đối tượng SHTT khác "DESIGN", "MARK"'
    assert gap.instance.vi == 'Dòng hỗ trợ "PRO-STI"; Đối tượng SHTT "PATENT"'
    with pytest.raises(Refused) as refusal:
        services.submit(actor=editor, draft_id=draft.pk, basis=basis())
    assert (refusal.value.code, refusal.value.facts) == ("TABLES_OPEN", {"count": 1})

    edit(draft, widen)
    assert services.submit(actor=editor, draft_id=draft.pk, basis=basis()).status == "SUBMITTED"


def test_an_accepted_gap_is_published_with_its_reason_and_known_to_the_next_draft(editor, approver, cap):
    draft = draft_with(editor, cap, narrow)
    (gap,) = judge(draft).obstacles

    acceptance.accept(actor=editor, draft_id=draft.pk, finding=gap.key, reason="Văn bản không nói về dòng này.")
    services.submit(actor=editor, draft_id=draft.pk, basis=basis())
    version = services.publish(actor=approver, draft_id=draft.pk)

    act = AuditEntry.objects.get(action="pack_draft.accept_gap")
    assert act.facts["reason"] == "Văn bản không nói về dòng này."
    again = draft_with(editor, version, lambda rows: rows.update({"MAU-2": with_outputs(rows["MAU-2"], "1")}))
    (known,) = [finding for finding in judge(again).findings if finding.key == gap.key]
    assert (known.weight, known.accepted.reason) == (Weight.KNOWN, "Văn bản không nói về dòng này.")


def test_an_acceptance_ends_with_its_gap(editor, cap):
    draft = draft_with(editor, cap, narrow)
    (gap,) = judge(draft).obstacles
    acceptance.accept(actor=editor, draft_id=draft.pk, finding=gap.key, reason="Có lý do.")
    assert blocking(draft) == []

    def narrow_more(rows):
        del rows["MAU-2"]

    edit(draft, narrow_more)
    assert [code for code, *_ in blocking(draft)] == [Code.GAP, Code.GAP] or blocking(draft)
    with pytest.raises(Refused, match="FINDING_GONE"):
        acceptance.accept(actor=editor, draft_id=draft.pk, finding="0" * 32, reason="Có lý do.")


def test_an_acceptance_is_taken_back(editor, cap):
    draft = draft_with(editor, cap, narrow)
    (gap,) = judge(draft).obstacles
    acceptance.accept(actor=editor, draft_id=draft.pk, finding=gap.key, reason="Có lý do.")

    acceptance.withdraw(actor=editor, draft_id=draft.pk, finding=gap.key)

    assert [code for code, *_ in blocking(draft)] == [Code.GAP]


def test_only_the_author_accepts_with_a_reason(editor, approver, cap):
    draft = draft_with(editor, cap, narrow)
    (gap,) = judge(draft).obstacles

    for who, refusal in (
        (approver, NotAllowed),
        (person("clerk", "RECEPTION"), NotVisible),
        (person("other", "RULE_EDITOR"), Refused),
    ):
        with pytest.raises(refusal):
            acceptance.accept(actor=who, draft_id=draft.pk, finding=gap.key, reason="x")
    for blank in ("", "  ", "\n\t"):
        with pytest.raises(Refused, match="GAP_REASON_MISSING"):
            acceptance.accept(actor=editor, draft_id=draft.pk, finding=gap.key, reason=blank)


# --- overlaps and rows


def test_two_rows_of_a_unique_table_that_match_at_once_always_block(editor, cap):
    def overlap(rows):
        rows["MAU-2"] = with_inputs(rows["MAU-2"], "-", '"DESIGN", "MARK"', article=ARTICLE)

    draft = draft_with(editor, cap, overlap)

    (found,) = [finding for finding in judge(draft).obstacles if finding.code is Code.OVERLAP]
    assert found.rows == ("MAU-2", "MAU-3")
    assert 'Đối tượng SHTT = "MARK"' in found.example.vi
    assert not found.may_be_accepted
    with pytest.raises(Refused, match="FINDING_GONE"):
        acceptance.accept(actor=editor, draft_id=draft.pk, finding=found.key, reason="x")


def of_policy(cap, policy, change=lambda rows: None, default=""):
    """The pack with another hit policy in its table, and perhaps a default output."""
    from tests.unit.rulebook.drafts import changed

    dmn = changed(bytes(cap.dmn), change).decode().replace('hitPolicy="UNIQUE"', f'hitPolicy="{policy}"')
    if default:
        entry = f"><defaultOutputEntry><text>{default}</text></defaultOutputEntry></output>"
        dmn = re.sub(r'(<output id="[^>]*?)\s*/>', rf"\1{entry}", dmn)
    return load_pack(dmn.encode(), bytes(cap.manifest), b"")


def test_rows_of_an_any_table_may_agree_but_not_contradict(cap):
    def twice(rows):
        rows["MAU-4"] = replace(rows["MAU-3"], id="MAU-4")

    def contrary(rows):
        rows["MAU-4"] = replace(with_outputs(rows["MAU-3"], "1"), id="MAU-4")

    base = of_policy(cap, "ANY")
    same = table_findings(base, of_policy(cap, "ANY", twice), {})
    other = table_findings(base, of_policy(cap, "ANY", contrary), {})

    assert not any(found.blocks for found in same)
    assert [found.code for found in other if found.blocks] == [Code.OVERLAP]


def test_a_default_output_answers_what_no_row_does(cap):
    base = of_policy(cap, "UNIQUE")

    found = table_findings(base, of_policy(cap, "UNIQUE", narrow, default="null"), {})

    assert [finding for finding in found if finding.code is Code.GAP] == []


def test_a_hidden_row_warns(cap):
    def hide(rows):
        rows["MAU-0"] = replace(rows["MAU-3"], id="MAU-0")
        rows["MAU-0"] = with_outputs(rows["MAU-0"], "1")

    (found,) = [
        finding
        for finding in table_findings(of_policy(cap, "FIRST"), of_policy(cap, "FIRST", hide), {})
        if finding.code is Code.HIDDEN_ROW
    ]

    assert (found.weight, found.rows[0]) == (Weight.WARNS, "MAU-0")


def test_what_cannot_be_decided_is_said_and_not_taken_for_safe(cap):
    def computed(rows):
        rows["MAU-1"] = with_inputs(rows["MAU-1"], '"PRO-DOM", "PRO-STI"', 'contains(?, "PAT")')

    found = table_findings(of_policy(cap, "UNIQUE"), of_policy(cap, "UNIQUE", computed), {})

    (undecided,) = [finding for finding in found if finding.code is Code.UNDECIDED]
    assert (undecided.weight, undecided.rows) == (Weight.WARNS, ("MAU-1",))
    assert undecided.text.vi.startswith("Chưa kết luận được")


def test_every_version_of_the_library_passes_the_tables_gate_against_itself(cap):
    from portal.rulebook.compiled import pack_of

    for version in PackVersion.objects.all():
        pack = pack_of(version.pk)
        assert [found for found in table_findings(pack, pack, {}) if found.blocks] == [], version


# --- one gap within another


def region(low=None, high=None, closed=True, **more):
    return Region(ranges=(FeelRange(low, high, closed, closed),), **more)


@pytest.mark.parametrize(
    ("inner", "outer", "answer"),
    [
        ({"a": Region(values=("x",))}, {"a": Region(values=("x", "y"))}, True),
        ({"a": Region(values=("x", "z"))}, {"a": Region(values=("x", "y"))}, False),
        ({"a": Region(values=("x",))}, {"a": Region(every_text_but=("y",))}, True),
        ({"a": Region(every_text_but=("x", "y"))}, {"a": Region(every_text_but=("y",))}, True),
        ({"a": Region(every_text_but=("y",))}, {"a": Region(every_text_but=("x", "y"))}, False),
        ({"a": Region(every_text_but=())}, {"a": Region(values=("x",))}, False),
        ({}, {"a": Region(values=("x",))}, False),
        ({"a": Region(values=("x",)), "b": Region(values=(1,))}, {"a": Region(values=("x",))}, True),
        ({"a": region(1, 2)}, {"a": region(1, 2)}, True),
        ({"a": region(1, 2)}, {"a": region(1, 2, closed=False)}, False),
        ({"a": region(1, 2)}, {"a": region(None, 2)}, True),
        ({"a": region(None, 2)}, {"a": region(1, 2)}, False),
        ({"a": region(1, None)}, {"a": region(0, None)}, True),
        ({"a": region(dt.date(2026, 1, 1), None)}, {"a": region(1, None)}, False),
        ({"a": region(1, 2, null=True)}, {"a": region(1, 2)}, False),
        ({"a": Region(values=(True,))}, {"a": Region(values=(1,))}, False),
    ],
)
def test_a_gap_lies_within_another(inner, outer, answer):
    assert within(inner, outer) is answer


# --- law


def test_a_row_of_a_city_decision_must_name_an_article(editor, cap):
    def bare(rows):
        rows["MAU-3"] = replace(rows["MAU-3"], attributes={**rows["MAU-3"].attributes, "articleVi": ""})

    draft = draft_with(editor, cap, bare)

    assert (Code.NO_ARTICLE, TABLE, ("MAU-3",)) in blocking(draft)


@pytest.mark.parametrize(
    "article",
    [
        "Quyết định 999/QĐ-UBND, Điều 1",
        "Theo quy định hiện hành",
        "' OR 1=1 --",
        "07/2026/QĐ-MẪUX",
        "\u202e07/2026",
        "=HYPERLINK(1)",
    ],
)
def test_a_row_must_name_an_instrument_of_the_register(editor, cap, article):
    draft = draft_with(
        editor, cap, lambda rows: rows.update({"MAU-3": with_outputs(rows["MAU-3"], "1", article=article)})
    )
    draft.instrument_no = "00/QĐ-MẪU"
    draft.save()

    assert (Code.CITATION, TABLE, ("MAU-3",)) in blocking(draft)


def test_a_parameter_of_the_system_is_no_law(editor, cap):
    draft = draft_with(
        editor,
        cap,
        lambda rows: rows.update(
            {"MAU-3": with_outputs(rows["MAU-3"], "1", article="THAM SỐ của  hệ thống, chưa có căn cứ của thành phố")}
        ),
    )

    assert (Code.PARAMETER, TABLE, ("MAU-3",)) in blocking(draft)


def test_an_instrument_no_longer_in_force_carries_no_new_decision(editor, cap):
    LegalInstrument.objects.filter(number="00/QĐ-MẪU").update(expires_on=dt.date(2026, 6, 30))
    draft = draft_with(editor, cap, widen)
    draft.valid_from = dt.date(2026, 7, 1)
    draft.save()

    found = [finding for finding in judge(draft).obstacles if finding.code is Code.CITATION]

    assert {finding.rows for finding in found} == {("MAU-2",), ("MAU-3",)}
    assert "không có hiệu lực vào ngày 01/07/2026" in found[0].text.vi


def test_an_invented_instrument_carries_no_real_decision(cap, settings):
    manifest = bytes(cap.manifest).replace(b"sample = true", b"sample = false", 1)
    pack = load_pack(bytes(cap.dmn), manifest, b"")

    found = basis_findings(pack, (), "")

    assert {finding.text.vi for finding in found if finding.code is Code.CITATION} == {
        "Văn bản 00/QĐ-MẪU là văn bản mẫu, không có thật."
    }
    assert all(finding.blocks for finding in found)


def test_a_reference_needs_no_law_of_the_city(cap):
    from portal.rulebook.compiled import pack_of

    for version in PackVersion.objects.exclude(kind="CITY_DECISION"):
        assert basis_findings(pack_of(version.pk), (), "") == []


def test_submission_registers_what_was_typed_once(editor, approver, cap):
    draft = draft_with(editor, cap, widen)
    assert not LegalInstrument.objects.filter(number=NUMBER).exists()

    services.submit(actor=editor, draft_id=draft.pk, basis=basis())

    made = LegalInstrument.objects.get(number=NUMBER)
    assert (made.kind, made.sample, made.confidence, made.effective_from) == ("DECISION", True, "ILLUSTRATIVE", None)
    assert AuditEntry.objects.filter(action="instrument.create", object_id=str(made.pk)).exists()
    services.send_back(actor=approver, draft_id=draft.pk, note="Sửa lại.")
    services.submit(actor=editor, draft_id=draft.pk, basis=basis(issuer="CƠ QUAN mẫu"))
    assert LegalInstrument.objects.filter(number=NUMBER).count() == 1


def test_a_refused_submission_registers_nothing(editor, cap):
    draft = draft_with(editor, cap, narrow)

    with pytest.raises(Refused):
        services.submit(actor=editor, draft_id=draft.pk, basis=basis())

    assert not LegalInstrument.objects.filter(number=NUMBER).exists()


def test_outside_a_trial_a_typed_instrument_is_unchecked(editor, settings, db):
    from portal.rulebook.instruments.named import kind_of, registered

    settings.SAMPLE_DATA = False
    made = registered(actor=editor, number="12/2027/NQ-HĐND", title="Mức", issuer="HĐND", signed_on=dt.date(2027, 1, 1))

    assert (made.kind, made.sample, made.confidence) == ("RESOLUTION", False, "REMEMBERED")
    assert [kind_of(number) for number in ("75/2021/TT-BTC", "118/2025/NĐ-CP", "93/2025/QH15", "x", "")] == [
        "CIRCULAR",
        "DECREE",
        "RESOLUTION",
        "OTHER",
        "OTHER",
    ]


def test_nothing_blocks_where_nothing_was_found():
    from portal.rulebook.gates.refusal import require_publishable

    require_publishable(SimpleNamespace(changes=(1,), failed=(), obstacles=()))
