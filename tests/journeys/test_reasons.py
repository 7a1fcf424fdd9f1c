"""Reasons of a real dossier: one explanation for the officer and the applicant, made from the receipts."""

from portal.accounts.actor import Actor, actor_for
from portal.accounts.models import User
from portal.rulebook.explain.cases import reasons_for
from portal.rulebook.receipts import Verdict
from tests.journeys.test_receipts import alter


def applicant_of(dossier) -> Actor:
    return actor_for(User.objects.get(pk=dossier.applicant_id))


def said(found) -> list[str]:
    return [sentence.vi for one in found for sentence in one.explained.explanation.sentences()]


def test_the_applicant_reads_what_the_officer_reads_once_it_is_decided(office):
    office.budget(100_000_000)
    dossier = office.to_signature(office.file())
    officer = office.actor("OFFICER")

    before = reasons_for(officer, dossier)
    assert [one.receipt.decision for one in before] == ["eligibility", "grant"]
    assert reasons_for(applicant_of(dossier), dossier) == []

    dossier = office.do("DIRECTOR", dossier, "Task_Sign")
    dossier = office.do("ACCOUNTANT", dossier, "Task_Pay")
    mine = reasons_for(applicant_of(dossier), dossier)
    assert said(mine) == said(reasons_for(officer, dossier)) == said(before)
    assert "Mức hỗ trợ: 9.400.000 đồng." in said(mine)
    assert [one.explained.answer.vi for one in mine] == ["Đủ điều kiện", "9.400.000 đồng"]
    assert any("Nhãn hiệu" in sentence for sentence in said(mine))
    assert all(one.verdict is Verdict.HOLDS and one.explained.way_out is None for one in mine)


def test_a_receipt_that_was_changed_explains_nothing(office):
    office.budget(100_000_000)
    dossier = office.to_signature(office.file())
    alter("UPDATE casework_decisionreceipt SET facts = replace(facts, '9400000', '9400001') WHERE decision = 'grant'")
    found = [one for one in reasons_for(office.actor("OFFICER"), dossier) if one.receipt.decision == "grant"]
    assert [(one.verdict, one.explained) for one in found] == [(Verdict.ALTERED, None)]
    assert found[0].title.vi
