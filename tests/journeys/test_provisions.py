"""A dossier between two rules: the instrument's transitional provision decides which one, and it is shown."""

import datetime as dt

import pytest

from engine.selectors import variables
from portal.casework.models import DecisionReceipt
from portal.casework.pins import repin_with_reason
from portal.platform.errors import NotAllowed, Refused
from portal.platform.models import AuditEntry
from portal.rulebook.instruments.models import LegalInstrument, TransitionalProvision
from portal.rulebook.library import columns_of
from portal.rulebook.models import PackVersion
from portal.rulebook.receipts import Verdict, check_receipts
from rules.packs import load_pack

NUMBER = "09/QĐ-MẪU"


def new_level(amount_vnd, starts, **provision):
    """A new decision on the level of marks, and what it provides for dossiers on their way."""
    cap = PackVersion.objects.get(key="domestic-cap", version="2-sample-city-decision")
    dmn = bytes(cap.dmn).replace(
        b'<outputEntry id="MAU-3_o1"><text>12000000', f'<outputEntry id="MAU-3_o1"><text>{amount_vnd}'.encode()
    )
    manifest = bytes(cap.manifest).decode().replace(cap.version, "3").replace("00/QĐ-MẪU", NUMBER)
    manifest = manifest.replace("valid_from = 2026-01-01", f"valid_from = {starts}").encode()
    pack = load_pack(dmn, manifest, b"")
    made = PackVersion.objects.create(
        key=cap.key,
        version="3",
        dmn=dmn,
        manifest=manifest,
        tests=b"",
        published_at=dt.datetime.now(dt.UTC),
        **columns_of(pack),
    )
    instrument = LegalInstrument.objects.create(
        number=NUMBER,
        kind="DECISION",
        title_vi="Mức mới",
        issuer=pack.instruments[0].issuer,
        confidence="ILLUSTRATIVE",
        sample=True,
        updated_at=made.published_at,
    )
    TransitionalProvision.objects.create(instrument=instrument, pack_key=cap.key, article="Điều 9", **provision)
    return made


def grant_of(office, dossier):
    return variables(office.item(dossier, office.open_steps(dossier)[0]).instance_id)["grant"]


def test_the_more_favourable_of_two_rules_decides_and_both_are_kept(office):
    office.budget(100_000_000)
    new_level(5_000_000, dt.date(2026, 7, 1), pivot="GRANTED", mode="MORE_FAVOURABLE")

    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    pin = dossier.pack_pins["domestic-cap"]
    assert (pin["version"], pin["alternative"]["version"]) == ("3", "2-sample-city-decision")
    assert (pin["why"]["event_on"], pin["why"]["starts_on"]) == ("2026-06-01", "2026-07-01")

    dossier = office.do("OFFICER", dossier, "Task_Appraise")
    grant = grant_of(office, dossier)
    assert (grant["grant_vnd"], grant["pack_version"]) == (9_400_000, "2-sample-city-decision")
    assert [(row["version"], row["outputs"]["grant_vnd"]) for row in grant["compared"]] == [
        ("3", 5_000_000),
        ("2-sample-city-decision", 9_400_000),
    ]
    kept = DecisionReceipt.objects.filter(dossier_code=dossier.code, decision="grant")
    assert {receipt.pack_version for receipt in kept} == {"3", "2-sample-city-decision"}
    assert {found.verdict for found in check_receipts(dossier.code)} == {Verdict.HOLDS}


def test_a_dossier_on_its_way_keeps_its_pin_until_it_is_moved_and_then_gets_what_the_provision_says(office, client):
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    assert "why" not in dossier.pack_pins["domestic-cap"]
    new_level(5_000_000, dt.date(2026, 11, 16), pivot="ACCEPTED", mode="NEW_RULE")
    dossier.refresh_from_db()
    assert dossier.pack_pins["domestic-cap"]["version"] == "2-sample-city-decision"

    officer = office.actor("OFFICER")
    client.force_login(office.people["OFFICER"])
    page = client.get(f"/can-bo/ho-so/{dossier.pk}").content.decode()
    assert "Chuyển sang quy định đang có hiệu lực" in page
    with pytest.raises(Refused, match="NOTE_MISSING"):
        repin_with_reason(actor=officer, dossier_id=dossier.pk, reason=" ")
    with pytest.raises(NotAllowed):
        repin_with_reason(actor=office.actor("RECEPTION"), dossier_id=dossier.pk, reason="Vì sao không?")
    moved = client.post(f"/can-bo/ho-so/{dossier.pk}/quy-dinh", {"reason": "Nghị quyết mới áp dụng cho hồ sơ này."})
    assert moved.status_code == 302
    with pytest.raises(Refused, match="NOTHING_TO_REPIN"):
        repin_with_reason(actor=officer, dossier_id=dossier.pk, reason="Lần nữa")
    act = AuditEntry.objects.get(action="dossier.repin")
    assert act.facts["reason"] == "Nghị quyết mới áp dụng cho hồ sơ này."

    dossier.refresh_from_db()
    assert (dossier.pack_pins["domestic-cap"]["version"], dossier.pack_pins["domestic-cap"]["why"]["mode"]) == (
        "3",
        "NEW_RULE",
    )
    for reader, address in (("OFFICER", f"/can-bo/ho-so/{dossier.pk}"), ("applicant", f"/ho-so/{dossier.pk}/theo-doi")):
        client.force_login(office.people[reader])
        page = client.get(address).content.decode()
        assert "Điều 9" in page
        assert NUMBER in page
        assert "áp dụng quy định mới" in page
    assert "/quy-tac/" not in page  # the applicant reads why, and is not sent to pages of the office


@pytest.mark.parametrize(
    ("mode", "version", "granted"),
    [
        ("OLD_RULE", "2-sample-city-decision", 9_400_000),
        ("NEW_RULE", "3", 5_000_000),
        ("MORE_FAVOURABLE", "2-sample-city-decision", 9_400_000),
    ],
)
def test_a_title_granted_before_the_new_decision_is_judged_as_the_provision_says(office, mode, version, granted):
    """The title is of 01/06/2026, the new level begins on 01/07/2026, the dossier is filed in November."""
    office.budget(100_000_000)
    new_level(5_000_000, dt.date(2026, 7, 1), pivot="GRANTED", mode=mode)
    dossier = office.do("OFFICER", office.do("RECEPTION", office.file(), "Task_Intake"), "Task_Appraise")
    grant = grant_of(office, dossier)
    assert (grant["pack_version"], grant["grant_vnd"]) == (version, granted)


@pytest.mark.parametrize("pivot", ["SUBMITTED", "ACCEPTED", "DECIDED"])
def test_what_happens_after_the_new_decision_is_judged_by_it_whatever_the_provision_says(office, pivot):
    office.budget(100_000_000)
    new_level(5_000_000, dt.date(2026, 7, 1), pivot=pivot, mode="OLD_RULE")
    dossier = office.do("OFFICER", office.do("RECEPTION", office.file(), "Task_Intake"), "Task_Appraise")
    grant = grant_of(office, dossier)
    assert (grant["pack_version"], grant["grant_vnd"]) == ("3", 5_000_000)
