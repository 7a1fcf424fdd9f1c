"""Each decision of the rules leaves a receipt: shown again at any time, and a changed byte is found."""

import pytest
from django.db import DatabaseError, connection, transaction

from portal.casework.models import DecisionReceipt
from portal.casework.receipts import count_cases, known_cases
from portal.rulebook import receipts
from portal.rulebook.receipts import Verdict, check_receipts
from portal.setup.commands import receipts as command


@pytest.fixture
def decided(office):
    """A dossier that the rules have judged and computed."""
    office.budget(100_000_000)
    return office.to_signature(office.file())


def alter(statement, *values):
    """What somebody with the database's password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("SET session_replication_role = origin")


def verdicts(code=""):
    return {found.verdict for found in check_receipts(code)}


def test_every_decision_has_a_receipt_that_holds(decided):
    rows = DecisionReceipt.objects.filter(dossier_code=decided.code)

    assert {receipt.decision for receipt in rows} == {"eligibility", "grant"}
    assert verdicts(decided.code) == {Verdict.HOLDS}
    assert list(check_receipts("HS-none")) == []


def test_the_last_facts_of_a_dossier_are_known_by_pack(decided):
    (case,) = known_cases("domestic-cap", limit=10)

    assert (case.place, case.support_line) == ((decided.code, "grant"), "PRO-DOM")
    assert case.facts["object_type"] == "MARK"
    assert count_cases("domestic-cap") == 1
    assert known_cases("domestic-cap", after=case.place, limit=10) == []


@pytest.mark.parametrize("column", ["facts", "outputs", "pack_version", "engine"])
def test_a_changed_byte_is_found(decided, column):
    alter(f"UPDATE casework_decisionreceipt SET {column} = {column} || ' ' WHERE decision = 'grant'")  # noqa: S608

    assert [found.verdict for found in check_receipts() if found.receipt.decision == "grant"] == [Verdict.ALTERED]
    assert Verdict.HOLDS in verdicts()


def test_a_changed_pack_is_found(decided):
    alter("UPDATE rulebook_packversion SET sha256 = md5(sha256) WHERE key = 'domestic-cap'")

    assert verdicts() == {Verdict.HOLDS, Verdict.PACK_MISSING}


def test_an_evaluator_that_says_something_else_is_found(decided, monkeypatch):
    monkeypatch.setattr(receipts, "result_hash", lambda result: "other")

    assert verdicts() == {Verdict.DIFFERS}


def test_one_command_decides_all_again_and_names_what_does_not_hold(decided, monkeypatch, capsys):
    monkeypatch.setenv("DATABASE_URL", "the database of this test is open")
    assert command.run([decided.code]) == 0
    assert "3 / 3 " in capsys.readouterr().out

    alter("UPDATE casework_decisionreceipt SET facts = facts || ' ' WHERE decision = 'grant'")
    assert command.run([]) == 1
    said = capsys.readouterr().out
    assert f"ALTERED: {decided.code} domestic-cap" in said
    assert "2 / 3 " in said


def test_a_receipt_cannot_be_changed_by_the_product(decided):
    with pytest.raises(DatabaseError), transaction.atomic():
        DecisionReceipt.objects.update(engine="other")
