"""The register of legal instruments: what is in force when, what may be entered, what the rules rest on."""

import datetime as dt
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from portal.platform.clock import now, today
from portal.platform.errors import Conflict, NotAllowed, NotVisible, Unavailable
from portal.platform.models import AuditEntry
from portal.programme.load import load_programme
from portal.programme.models import SupportLine
from portal.rulebook.compiled import pack_of
from portal.rulebook.instruments import selectors, services
from portal.rulebook.instruments.checks import ArticleEntry, Entry, RelationEntry
from portal.rulebook.instruments.errors import EntryWrong
from portal.rulebook.instruments.gate import Reason, citations
from portal.rulebook.instruments.models import InstrumentRelation, LegalInstrument
from portal.rulebook.instruments.register import Register, find_in_register
from portal.rulebook.instruments.seed import install_instruments
from portal.rulebook.instruments.states import State, state_on
from portal.rulebook.library import install_library
from portal.rulebook.models import PackVersion
from tests.unit.rulebook.conftest import person

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 1, 1)
PDF = b"%PDF-1.7 invented"


@pytest.fixture
def register(settings, tmp_path):
    settings.SAMPLE_DATA = True
    settings.UPLOAD_FOLDER = tmp_path
    install_library()
    install_instruments()


def entry(**changes):
    return replace(
        Entry(
            number="11/2026/NQ-HĐND",
            kind="RESOLUTION",
            title_vi="Mức hỗ trợ đăng ký bảo hộ",
            issuer="Hội đồng nhân dân thành phố Hải Phòng",
            confidence="VERIFIED",
            signed_on=DAY,
            effective_from=DAY,
            source_note="Công báo",
        ),
        **changes,
    )


def put(number, **changes):
    row = {"kind": "DECISION", "title_vi": number, "issuer": "Cơ quan", "confidence": "VERIFIED"}
    return LegalInstrument.objects.create(number=number, updated_at=dt.datetime.now(dt.UTC), **(row | changes))


def relate(source, target, kind, since=None):
    return InstrumentRelation.objects.create(source=source, target=target, kind=kind, since=since)


def codes(refusal):
    return {(problem.part, problem.field, problem.code) for problem in refusal.value.problems}


def pdf(content=PDF, name="nghi-quyet.pdf"):
    return SimpleUploadedFile(name, content)


def test_installing_twice_adds_nothing_and_keeps_what_the_office_changed(register):
    LegalInstrument.objects.filter(number="75/2021/TT-BTC").update(effective_from=dt.date(2021, 10, 25))

    assert install_instruments() == 0
    assert LegalInstrument.objects.get(number="75/2021/TT-BTC").effective_from == dt.date(2021, 10, 25)
    assert LegalInstrument.objects.count() > 45
    assert InstrumentRelation.objects.count() == 8


def test_invented_instruments_are_only_where_sample_data_may_be(settings):
    settings.SAMPLE_DATA = False
    install_instruments()

    assert not LegalInstrument.objects.filter(sample=True).exists()


def test_the_register_holds_the_legal_basis_of_every_support_line(register):
    load_programme()

    for number in SupportLine.objects.values_list("legal_basis_no", flat=True).distinct():
        (known,) = find_in_register(number)
        assert (known.number, known.signed_on) == (number, dt.date(2020, 12, 23))


@pytest.mark.django_db(transaction=True)
def test_the_instruments_of_the_programme_moved_into_the_register_and_back():
    """What the office had entered is kept; what the register knew better stays as it was there."""
    before = [("programme", "0001_initial"), ("rulebook", "0006_replays")]
    after = [("programme", "0003_post_one_register"), ("rulebook", "0007_one_register")]

    def at(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    try:
        old = at(before)
        row = {"issuer_vi": "UBND", "title_en": "", "source": "x", "confidence": "VERIFIED"}
        instrument = old.get_model("programme", "LegalInstrument")
        basis = instrument.objects.create(number="1/QĐ", kind="DECISION", title_vi="một", **row)
        instrument.objects.create(number="2/QĐ", kind="odd", title_vi="của chương trình", **row)
        old.get_model("rulebook", "LegalInstrument").objects.create(
            number="2/QĐ", kind="PLAN", title_vi="của sổ", issuer="UBND", confidence="SEED", updated_at=now()
        )
        days = {"active_from": DAY, "active_to": DAY}
        old.get_model("programme", "SupportLine").objects.create(code="X", legal_basis=basis, **days)

        new = at(after)
        known = new.get_model("rulebook", "LegalInstrument").objects
        assert (known.get(number="1/QĐ").title_vi, known.get(number="2/QĐ").title_vi) == ("một", "của sổ")
        assert new.get_model("programme", "SupportLine").objects.get().legal_basis_no == "1/QĐ"

        old = at(before)
        assert old.get_model("programme", "SupportLine").objects.get().legal_basis.title_vi == "một"
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
        SupportLine.objects.all().delete()
        LegalInstrument.objects.all().delete()


def test_the_state_follows_the_dates():
    whole = put("1/QĐ", signed_on=DAY, effective_from=dt.date(2026, 2, 1), expires_on=dt.date(2026, 3, 1))
    silent = put("2/QĐ", signed_on=DAY)

    days = [dt.date(2026, 1, 31), dt.date(2026, 2, 1), dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    assert [state_on(whole, day) for day in days] == [State.NOT_YET, State.IN_FORCE, State.IN_FORCE, State.EXPIRED]
    assert state_on(silent, dt.date(2025, 12, 31)) == State.NOT_YET
    assert state_on(silent, DAY) == State.UNKNOWN


def test_a_replaced_instrument_is_in_force_again_where_another_lets_it_apply():
    old, new = put("1/QĐ", effective_from=dt.date(2020, 1, 1)), put("2/QĐ", effective_from=DAY)
    merger = put("3/NQ", effective_from=dt.date(2026, 6, 1), expires_on=dt.date(2026, 12, 31))
    relate(new, old, "REPLACES")
    relate(merger, old, "APPLIES")

    days = [DAY - dt.timedelta(days=1), DAY, dt.date(2026, 6, 1), dt.date(2027, 1, 1)]
    assert [state_on(old, day) for day in days] == [State.IN_FORCE, State.REPLACED, State.IN_FORCE, State.REPLACED]


def test_a_replacement_of_unknown_day_decides_nothing():
    old, new = put("1/QĐ", effective_from=DAY), put("2/QĐ")
    relation = relate(new, old, "REPLACES")
    assert state_on(old, DAY) == State.IN_FORCE

    InstrumentRelation.objects.filter(pk=relation.pk).update(since=dt.date(2026, 5, 1))
    assert state_on(old, dt.date(2026, 5, 1)) == State.REPLACED


def test_the_list_is_searched_without_accents_and_by_state(register, editor):
    def numbers(**asked):
        return [row.instrument.number for row in selectors.instruments(editor, **asked)]

    assert numbers(q="so huu tri tue chien luoc") == ["1068/QĐ-TTg", "1624/QĐ-TTg"]
    assert numbers(q="75/2021/tt-btc") == ["75/2021/TT-BTC"]
    assert "13/2023/NĐ-CP" in numbers(state="REPLACED", on=DAY)
    assert "13/2023/NĐ-CP" not in numbers(state="REPLACED", on=DAY - dt.timedelta(days=1))
    assert numbers(kind="DIRECTIVE") == ["02/CT-TTg"]
    assert numbers(q="không có ở đâu") == []


def test_who_may_read_and_who_may_change(register):
    for role in ("RECEPTION", "AUDITOR", "RULE_APPROVER"):
        reader = person(role.lower(), role)
        assert selectors.instruments(reader)
        with pytest.raises(NotAllowed):
            services.create(actor=reader, entry=entry())
    found = LegalInstrument.objects.first()
    for stranger in (person("ordinary"), person("admin", "ADMIN")):
        with pytest.raises(NotAllowed):
            selectors.instruments(stranger)
        with pytest.raises(NotVisible):
            selectors.instrument_detail(stranger, found.pk)
        with pytest.raises(NotVisible):
            services.change(actor=stranger, instrument_id=found.pk, rev=1, entry=entry())


def test_the_detail_shows_relations_both_ways_and_the_rows_that_cite_it(register, editor):
    law = LegalInstrument.objects.get(number="93/2025/QH15")
    seen = selectors.instrument_detail(editor, law.pk)
    assert [relation.target.number for relation in seen.outgoing] == ["50/2005/QH11"]
    assert [relation.source.number for relation in seen.incoming] == ["265/2025/NĐ-CP"]
    assert seen.citing == []

    programme = LegalInstrument.objects.get(number="3853/QĐ-UBND")
    citing = selectors.instrument_detail(editor, programme.pk).citing
    assert {row.pack_key for row in citing} >= {"domestic-eligibility"}
    assert all("3853/QĐ-UBND" in row.article.vi for row in citing)


def test_numbers_are_found_whole_and_in_any_spelling():
    put("5/2021/TT-BTC")
    long = put("75/2021/TT-BTC")
    put("3853/QĐ-UBND")

    assert find_in_register(" 75/2021/tt-btc ") == [long]
    assert find_in_register("") == find_in_register("75/2021") == []
    named = Register().named_in("THÔNG TƯ 75/2021/TT-BTC, Điều 6 (QĐ 3853/QĐ-UBND-KT)")
    assert list(named.values()) == [[long]]


def test_one_number_of_two_issuers_is_two_instruments():
    first, second = put("25/2022/NQ-HĐND", issuer="Hậu Giang"), put("25/2022/NQ-HĐND", issuer="Sơn La")

    assert find_in_register("25/2022/NQ-HĐND") == [first, second]
    with pytest.raises(IntegrityError), transaction.atomic():
        put("25/2022/NQ-HĐND", issuer="Sơn La")


def test_an_officer_adds_and_changes_and_the_audit_says_what(register, editor):
    target = LegalInstrument.objects.get(number="75/2021/TT-BTC")
    made = services.create(
        actor=editor,
        entry=entry(
            number=" 11/2026/NQ-HĐND ",
            articles=(ArticleEntry("Điều 5 khoản 2", "Mức tối đa"),),
            relations=(RelationEntry("GUIDES", target.pk, note="Hải Phòng"),),
        ),
        file=pdf(),
    )
    changed = services.change(
        actor=editor, instrument_id=made.pk, rev=1, entry=entry(expires_on=dt.date(2030, 12, 31)), file=pdf(PDF + b"2")
    )

    assert (changed.number, changed.rev, changed.expires_on) == ("11/2026/NQ-HĐND", 2, dt.date(2030, 12, 31))
    assert changed.articles.count() == changed.relations_out.count() == 0
    newest = changed.files.first()
    assert selectors.file_content(editor, changed.pk, newest.pk) == ("nghi-quyet.pdf", PDF + b"2")
    assert changed.files.count() == 2
    first, second = AuditEntry.objects.filter(kind="instrument").order_by("pk")
    assert (first.action, second.action) == ("instrument.create", "instrument.change")
    assert first.facts["articles"] == ["Điều 5 khoản 2"]
    assert second.facts["before"] == {"expires_on": None}
    assert second.facts["after"] == {"expires_on": "2030-12-31"}


def test_an_old_page_does_not_write_over_a_newer_entry(register, editor):
    made = services.create(actor=editor, entry=entry())
    services.change(actor=editor, instrument_id=made.pk, rev=1, entry=entry(title_vi="Tên mới"))

    with pytest.raises(Conflict):
        services.change(actor=editor, instrument_id=made.pk, rev=1, entry=entry(title_vi="Tên cũ"))
    assert LegalInstrument.objects.get(pk=made.pk).title_vi == "Tên mới"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"number": "  "}, ("", "number", "INSTRUMENT_MISSING")),
        ({"number": "3853/qđ-ubnd", "issuer": "UỶ BAN"}, None),
        ({"number": "20/2025/nq-hđnd"}, ("", "number", "INSTRUMENT_EXISTS")),
        ({"kind": "LETTER"}, ("", "kind", "INSTRUMENT_MISSING")),
        ({"effective_from": DAY - dt.timedelta(days=1)}, ("", "effective_from", "INSTRUMENT_EFFECT_EARLY")),
        ({"expires_on": DAY - dt.timedelta(days=1)}, ("", "expires_on", "INSTRUMENT_ENDS_EARLY")),
        ({"source_note": " "}, ("", "source_note", "INSTRUMENT_SOURCE_MISSING")),
        ({"source_note": " ", "confidence": "REMEMBERED"}, None),
        ({"articles": (ArticleEntry("Điều 1", ""),)}, ("articles", "summary", "INSTRUMENT_MISSING")),
        (
            {"articles": (ArticleEntry("Điều 1", "a"), ArticleEntry("điều  1", "b"))},
            ("articles", "number", "INSTRUMENT_TWICE"),
        ),
    ],
)
def test_what_cannot_stand_in_the_register_is_named_by_field(register, editor, wrong, problem):
    if problem is None:
        assert services.create(actor=editor, entry=entry(**wrong)).pk
        return
    with pytest.raises(EntryWrong) as refusal:
        services.create(actor=editor, entry=entry(**wrong))
    assert codes(refusal) == {problem}
    assert not AuditEntry.objects.filter(kind="instrument").exists()


def test_no_instrument_replaces_itself_nor_its_successor(register, editor):
    first = services.create(actor=editor, entry=entry(number="1/NQ"))
    second = services.create(actor=editor, entry=entry(number="2/NQ", relations=(RelationEntry("REPLACES", first.pk),)))
    third = services.create(actor=editor, entry=entry(number="3/NQ", relations=(RelationEntry("REPLACES", second.pk),)))

    def change(*relations):
        return services.change(
            actor=editor, instrument_id=first.pk, rev=1, entry=entry(number="1/NQ", relations=relations)
        )

    with pytest.raises(EntryWrong) as refusal:
        change(RelationEntry("REPLACES", first.pk))
    assert codes(refusal) == {("relations", "target", "INSTRUMENT_SELF")}
    with pytest.raises(EntryWrong) as refusal:
        change(RelationEntry("REPLACES", third.pk))
    assert codes(refusal) == {("relations", "target", "INSTRUMENT_CYCLE")}
    assert change(RelationEntry("AMENDS", third.pk)).rev == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        relate(first, first, "REPLACES")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.pdf", "FILE_EMPTY"),
        (b"\x89PNG\r\n\x1a\n", "a.png", "INSTRUMENT_NOT_PDF"),
        (b"MZ", "a.pdf", "INSTRUMENT_NOT_PDF"),
        (PDF, "a.exe", "INSTRUMENT_NOT_PDF"),
        (PDF + b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*", "a.pdf", "FILE_INFECTED"),
    ],
)
def test_only_a_clean_pdf_is_kept(register, editor, tmp_path, content, name, code):
    with pytest.raises(EntryWrong) as refusal:
        services.create(actor=editor, entry=entry(), file=pdf(content, name))

    assert codes(refusal) == {("", "file", code)}
    assert not LegalInstrument.objects.filter(number="11/2026/NQ-HĐND").exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_refused_change_leaves_no_file_behind(register, editor, tmp_path, monkeypatch):
    def fail(*_args):
        raise Unavailable()

    monkeypatch.setattr(services, "_log", fail)
    with pytest.raises(Unavailable):
        services.create(actor=editor, entry=entry(), file=pdf())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def pack(key, version):
    return pack_of(PackVersion.objects.get(key=key, version=version).pk)


def test_the_gate_names_rows_that_rest_on_no_law(register):
    reference = pack("domestic-cap", "1-reference-tt75")
    unknown = citations(reference)
    assert {(found.reason, found.number, found.blocks) for found in unknown} == {
        (Reason.EFFECT_UNKNOWN, "75/2021/TT-BTC", False)
    }
    LegalInstrument.objects.filter(number="75/2021/TT-BTC").update(effective_from=reference.valid_from)
    assert citations(reference) == []
    LegalInstrument.objects.filter(number="75/2021/TT-BTC").update(effective_from=today())
    assert {found.reason for found in citations(reference)} == {Reason.NOT_IN_FORCE}

    rows = citations(pack("domestic-eligibility", "1"))
    assert {found.reason for found in rows} == {Reason.NO_INSTRUMENT, Reason.EFFECT_UNKNOWN}
    assert all(found.text.vi and found.text.en and found.row_id for found in rows)


def test_an_invented_instrument_carries_only_a_sample_pack(register):
    sample = pack("domestic-cap", "2-sample-city-decision")
    assert citations(sample) == []
    assert {found.reason for found in citations(replace(sample, sample=False))} == {Reason.INVENTED}
