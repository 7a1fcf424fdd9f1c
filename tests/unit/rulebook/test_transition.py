"""Which rule decides a dossier between two instruments: by provision, pivot and day."""

import datetime as dt

import pytest

from portal.casework.favour import better
from portal.casework.ports import PackPin
from portal.platform.clock import now
from portal.platform.errors import Conflict, NotAllowed, Refused
from portal.platform.models import AuditEntry
from portal.rulebook.book import Rulebook
from portal.rulebook.instruments import services
from portal.rulebook.instruments.checks import ProvisionEntry
from portal.rulebook.instruments.errors import EntryWrong
from portal.rulebook.instruments.models import LegalInstrument, TransitionalProvision
from portal.rulebook.library import columns_of
from portal.rulebook.models import PackVersion
from portal.rulebook.transition import choose
from rules.packs import load_pack

KEY = "domestic-cap"
START, NEXT = dt.date(2026, 7, 1), dt.date(2026, 9, 1)
BEFORE, AFTER = START - dt.timedelta(days=10), START + dt.timedelta(days=10)
TODAY = dt.date(2026, 8, 1)


def version(cap, number, starts):
    """A city decision like the sample one, of another instrument and from another day."""
    manifest = bytes(cap.manifest).decode()
    manifest = manifest.replace("2-sample-city-decision", number).replace("00/QĐ-MẪU", number)
    manifest = manifest.replace("valid_from = 2026-01-01", f"valid_from = {starts}")
    pack = load_pack(bytes(cap.dmn), manifest.encode(), b"")
    return PackVersion.objects.create(
        key=KEY,
        version=number,
        dmn=bytes(cap.dmn),
        manifest=manifest.encode(),
        tests=b"",
        published_at=now(),
        **columns_of(pack),
    )


def instrument(number, starts, **provision):
    made = LegalInstrument.objects.create(
        number=number,
        kind="DECISION",
        title_vi=number,
        issuer="Cơ quan mẫu (không có thật)",
        confidence="ILLUSTRATIVE",
        sample=True,
        effective_from=starts,
        updated_at=now(),
    )
    if provision:
        TransitionalProvision.objects.create(instrument=made, pack_key=KEY, article="Điều 9", **provision)
    return made


def chosen(events, *, reference=BEFORE, today=TODAY):
    choice = choose(KEY, reference=reference, today=today, events=events)
    return choice.version.version, choice.alternative.version if choice.alternative else None


OLD, NEW = "2-sample-city-decision", "07/QĐ-MẪU"


@pytest.mark.parametrize(
    ("pivot", "mode", "events", "expected"),
    [
        # The event lies before the first day of the new rule.
        ("SUBMITTED", "OLD_RULE", {"SUBMITTED": BEFORE, "ACCEPTED": AFTER}, (OLD, None)),
        ("SUBMITTED", "NEW_RULE", {"SUBMITTED": BEFORE, "ACCEPTED": BEFORE}, (NEW, None)),
        ("SUBMITTED", "MORE_FAVOURABLE", {"SUBMITTED": BEFORE}, (NEW, OLD)),
        ("ACCEPTED", "OLD_RULE", {"SUBMITTED": BEFORE, "ACCEPTED": BEFORE}, (OLD, None)),
        ("ACCEPTED", "NEW_RULE", {"SUBMITTED": BEFORE, "ACCEPTED": BEFORE}, (NEW, None)),
        ("ACCEPTED", "MORE_FAVOURABLE", {"ACCEPTED": BEFORE}, (NEW, OLD)),
        ("GRANTED", "OLD_RULE", {"GRANTED": BEFORE, "ACCEPTED": AFTER}, (OLD, None)),
        ("GRANTED", "MORE_FAVOURABLE", {"GRANTED": BEFORE, "ACCEPTED": AFTER}, (NEW, OLD)),
        ("DECIDED", "OLD_RULE", {"DECIDED": BEFORE, "ACCEPTED": BEFORE}, (OLD, None)),
        ("DECIDED", "NEW_RULE", {"DECIDED": BEFORE, "ACCEPTED": BEFORE}, (NEW, None)),
        # The day itself belongs to the new rule.
        ("ACCEPTED", "OLD_RULE", {"ACCEPTED": START}, (NEW, None)),
        ("ACCEPTED", "OLD_RULE", {"ACCEPTED": START - dt.timedelta(days=1)}, (OLD, None)),
        # The event lies after it, or has not happened.
        ("ACCEPTED", "OLD_RULE", {"SUBMITTED": BEFORE, "ACCEPTED": AFTER}, (NEW, None)),
        ("ACCEPTED", "MORE_FAVOURABLE", {"SUBMITTED": BEFORE, "ACCEPTED": AFTER}, (NEW, None)),
        ("DECIDED", "OLD_RULE", {"SUBMITTED": BEFORE, "ACCEPTED": BEFORE}, (NEW, None)),
        ("GRANTED", "OLD_RULE", {"ACCEPTED": BEFORE}, (NEW, None)),
        # There was no rule on the day of the event.
        ("SUBMITTED", "OLD_RULE", {"SUBMITTED": dt.date(1999, 1, 1)}, (NEW, None)),
        ("SUBMITTED", "MORE_FAVOURABLE", {"SUBMITTED": dt.date(1999, 1, 1)}, (NEW, None)),
    ],
)
def test_a_provision_says_which_rule_decides(cap, pivot, mode, events, expected):
    version(cap, NEW, START)
    instrument(NEW, START, pivot=pivot, mode=mode)

    assert chosen(events, reference=AFTER) == expected
    assert chosen(events, reference=BEFORE) == expected


def test_without_a_provision_the_reference_date_decides(cap):
    version(cap, NEW, START)
    instrument(NEW, START)

    assert chosen({"ACCEPTED": BEFORE}, reference=BEFORE) == (OLD, None)
    assert chosen({"ACCEPTED": BEFORE}, reference=AFTER) == (NEW, None)


def test_before_its_first_day_a_provision_says_nothing(cap):
    version(cap, NEW, START)
    instrument(NEW, START, pivot="SUBMITTED", mode="NEW_RULE")

    assert chosen({"SUBMITTED": BEFORE}, today=BEFORE) == (OLD, None)


def test_a_chain_of_old_rules_leads_to_the_rule_of_the_event(cap):
    for number, starts in ((NEW, START), ("08/QĐ-MẪU", NEXT)):
        version(cap, number, starts)
        instrument(number, starts, pivot="SUBMITTED", mode="OLD_RULE")

    later = dt.date(2026, 10, 1)
    assert chosen({"SUBMITTED": BEFORE}, today=later) == (OLD, None)
    assert chosen({"SUBMITTED": AFTER}, today=later) == (NEW, None)
    assert chosen({"SUBMITTED": NEXT}, today=later) == ("08/QĐ-MẪU", None)


def test_the_provision_of_another_pack_or_issuer_does_not_count(cap):
    version(cap, NEW, START)
    other = instrument(NEW, START, pivot="SUBMITTED", mode="OLD_RULE")
    TransitionalProvision.objects.update(pack_key="domestic-eligibility")
    assert chosen({"SUBMITTED": BEFORE}, reference=AFTER) == (NEW, None)

    TransitionalProvision.objects.update(pack_key=KEY)
    same = LegalInstrument.objects.create(
        number=NEW, kind="DECISION", title_vi="x", issuer="Tỉnh khác", confidence="REMEMBERED", updated_at=now()
    )
    TransitionalProvision.objects.create(
        instrument=same, pack_key=KEY, pivot="SUBMITTED", mode="NEW_RULE", article="Điều 1"
    )
    choice = choose(KEY, reference=AFTER, today=TODAY, events={"SUBMITTED": BEFORE})
    assert choice.provision.instrument == other


def test_a_day_without_any_rule_is_said(cap):
    with pytest.raises(Refused, match="NO_PACK_IN_FORCE"):
        choose(KEY, reference=dt.date(1999, 1, 1), today=dt.date(1999, 1, 1), events={})


def test_a_pin_keeps_both_versions_and_why(cap):
    version(cap, NEW, START)
    instrument(NEW, START, pivot="SUBMITTED", mode="MORE_FAVOURABLE")

    pin = Rulebook().for_dossier(KEY, reference=AFTER, today=TODAY, events={"SUBMITTED": BEFORE})

    kept = pin.stored()
    assert (kept["version"], kept["alternative"]["version"]) == (NEW, OLD)
    assert kept["why"] == {
        "mode": "MORE_FAVOURABLE",
        "pivot": "SUBMITTED",
        "article": "Điều 9",
        "instrument": NEW,
        "event_on": BEFORE.isoformat(),
        "starts_on": START.isoformat(),
    }
    assert PackPin("a", "1", "b").stored() == {"version": "1", "sha256": "b"}


# --- what is better


def outputs(**given):
    return {"outputs": given}


@pytest.mark.parametrize(
    ("new", "old", "place"),
    [
        ({"grant_vnd": 10}, {"grant_vnd": 12}, 1),
        ({"grant_vnd": 12}, {"grant_vnd": 10}, 0),
        ({"grant_vnd": 12}, {"grant_vnd": 12}, 0),
        ({"grant_vnd": None}, {"grant_vnd": 0}, 1),
        ({"eligible": "NO"}, {"eligible": "MANUAL"}, 1),
        ({"eligible": "MANUAL"}, {"eligible": "YES"}, 1),
        ({"eligible": "YES"}, {"eligible": "NO"}, 0),
        ({"eligible": "YES"}, {"eligible": "SOMETHING"}, 0),
        ({"status": "OK", "grant_vnd": 1}, {"status": "NO_LEGAL_BASIS", "grant_vnd": None}, 0),
        ({"decision_allowed": True, "grant_vnd": 1}, {"decision_allowed": False, "grant_vnd": 99}, 0),
        ({"decision_allowed": False, "grant_vnd": 99}, {"decision_allowed": True, "grant_vnd": 1}, 1),
        ({"days": 5}, {"days": 9}, 0),
        ({}, {}, 0),
    ],
)
def test_the_better_for_the_applicant(new, old, place):
    assert better(outputs(**new), outputs(**old)) == place


# --- the register


def entry(**changes):
    return ProvisionEntry(**({"pack_key": KEY, "pivot": "ACCEPTED", "mode": "OLD_RULE", "article": "Điều 9"} | changes))


def test_a_rule_officer_says_what_an_instrument_provides_and_it_is_audited(editor, cap):
    made = instrument(NEW, START)

    services.change_provisions(actor=editor, instrument_id=made.pk, rev=made.rev, provisions=(entry(),))

    assert made.provisions.get().mode == "OLD_RULE"
    assert AuditEntry.objects.get(object_id=str(made.pk)).facts["provisions"] == [f"{KEY} ACCEPTED OLD_RULE Điều 9"]
    with pytest.raises(Conflict, match="INSTRUMENT_NEWER"):
        services.change_provisions(actor=editor, instrument_id=made.pk, rev=made.rev, provisions=())


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"pack_key": "khong-co"}, "pack_key", "INSTRUMENT_MISSING"),
        ({"pivot": "BORN"}, "pivot", "INSTRUMENT_MISSING"),
        ({"mode": "'; DROP TABLE"}, "mode", "INSTRUMENT_MISSING"),
        ({"article": " "}, "article", "INSTRUMENT_MISSING"),
    ],
)
def test_a_provision_that_is_not_whole_is_refused(editor, cap, changes, field, code):
    made = instrument(NEW, START)

    with pytest.raises(EntryWrong) as refusal:
        services.change_provisions(actor=editor, instrument_id=made.pk, rev=1, provisions=(entry(**changes),))

    assert [(p.part, p.field, p.code) for p in refusal.value.problems] == [("provisions", field, code)]


def test_one_pack_has_one_provision(editor, cap):
    made = instrument(NEW, START)

    with pytest.raises(EntryWrong) as refusal:
        services.change_provisions(actor=editor, instrument_id=made.pk, rev=1, provisions=(entry(), entry()))

    assert [(p.index, p.code) for p in refusal.value.problems] == [(1, "INSTRUMENT_TWICE")]


def test_only_rule_officers_change_provisions(approver, cap):
    made = instrument(NEW, START)

    with pytest.raises(NotAllowed):
        services.change_provisions(actor=approver, instrument_id=made.pk, rev=1, provisions=(entry(),))
