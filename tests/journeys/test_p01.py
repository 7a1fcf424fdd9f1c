"""Domestic filing from the applicant's desk to the archive: the acceptance scenarios of the programme."""

import datetime as dt
from io import BytesIO

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from engine import api, clock
from engine.errors import SeparationOfDuties
from engine.models import Incident, WorkItem
from portal.budget.models import BudgetLine, LedgerEntry
from portal.casework import selectors, services
from portal.casework.models import Notification
from portal.casework.notices import text_of
from portal.documents.errors import FormInvalid
from portal.documents.models import Paper
from portal.documents.papers import content_of
from portal.dossiers import services as dossiers
from portal.dossiers.models import Dossier
from portal.dossiers.selectors import open_supplement, papers_of
from portal.platform.clock import local
from portal.platform.errors import Conflict, NotAllowed, NotVisible, Refused
from portal.platform.jobs import run_pending
from portal.programme.models import Parameter
from portal.rulebook.library import install_library
from tests.journeys.answers import ANSWERS, MARK, PATENT, POINT

ASK = {"outcome": "SUPPLEMENT", "supplement_items": [POINT]}
ASK_AT_APPRAISAL = {"conclusion": "SUPPLEMENT", "supplement_items": [POINT]}


def later(moment, days, hours=0):
    """The clock of the story some days on."""
    return clock.running_from(moment + dt.timedelta(days=days, hours=hours))


def test_a_complete_mark_dossier_is_paid_within_all_deadlines(office):
    office.budget(100_000_000)
    dossier = office.file()

    dossier = office.to_signature(dossier)
    dossier = office.do("DIRECTOR", dossier, "Task_Sign")
    assert (dossier.state, dossier.money_state) == ("APPROVED", "COMMITTED")
    dossier = office.do("ACCOUNTANT", dossier, "Task_Pay")

    assert (dossier.state, dossier.national_code, dossier.money_state) == ("CLOSED", 10, "PAID")
    assert dossier.processed_at <= dossier.due_at == dossier.first_due_at
    line = BudgetLine.objects.get()
    assert (line.reserved_vnd, line.committed_vnd, line.paid_vnd) == (0, 9_400_000, 9_400_000)
    assert [entry.kind for entry in LedgerEntry.objects.filter(dossier_code=dossier.code).order_by("pk")] == [
        "RESERVE",
        "COMMIT",
        "PAY",
    ]
    assert api.replay(dossier.instance_id) == api.stored_state(dossier.instance_id)


def test_the_applicant_gets_papers_notices_and_letters(office):
    office.budget(100_000_000)
    dossier = office.to_signature(office.file())
    office.do("DIRECTOR", dossier, "Task_Sign")
    dossier = office.do("ACCOUNTANT", dossier, "Task_Pay")

    assert set(papers_of(dossier).values_list("template", flat=True)) == {"SLIP_RECEIPT", "SUPPORT_DECISION"}
    assert all(content_of(paper).startswith(b"%PDF") for paper in Paper.objects.all())
    assert not Paper.objects.filter(storage_name="").exists()
    told = Notification.objects.filter(user=office.people["applicant"]).order_by("pk")
    assert [notice.code for notice in told] == ["N-RECEIVED", "N-APPROVED", "N-PAID"]
    assert dossier.code in text_of(told[0])
    assert "9.400.000" in text_of(told[1])
    assert [letter.to for letter in mail.outbox] == [["applicant@example.test"]] * 3


def test_a_supplement_moves_the_due_date_by_the_waiting_time(office, morning):
    office.budget(100_000_000)
    dossier = office.file(objects=[PATENT])
    dossier = office.do("RECEPTION", dossier, "Task_Intake")
    findings = selectors.item_context(office.actor("OFFICER"), office.item(dossier, "Task_Appraise")).eligibility
    assert [f["severity"] for f in findings["findings"] if f["rule_id"] == "R-EL-06"] == ["SUPPLEMENT"]
    first_due = dossier.due_at
    dossier = office.do("OFFICER", dossier, "Task_Appraise", **ASK_AT_APPRAISAL)
    assert (dossier.state, dossier.national_code) == ("SUPPLEMENT_REQUESTED", 5)

    with later(morning, days=10):
        dossier = office.do("applicant", dossier, "Task_Supplement")

    # 16/11 to 26/11 are eight days from Monday to Friday, of which the 24th is a holiday.
    assert local(first_due).date() == dt.date(2026, 12, 15)
    assert local(dossier.due_at).date() == dt.date(2026, 12, 24)
    assert dossier.first_due_at == first_due
    assert dossier.state == "APPRAISING"
    assert not dossier.counts_as_late


def test_an_unanswered_supplement_stops_the_dossier_after_thirty_days(office, morning):
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake", **ASK)

    with later(morning, days=29):
        run_pending()
        assert office.open_steps(dossier) == ["Task_Supplement"]
    with later(morning, days=30, hours=1):
        run_pending()

    dossier.refresh_from_db()
    assert (dossier.state, dossier.national_code) == ("EXPIRED", 8)
    assert office.open_steps(dossier) == []
    assert papers_of(dossier).filter(template="SLIP_STOP").exists()


def test_the_office_changes_the_time_to_answer_and_the_slip_and_the_timer_follow(office, morning):
    Parameter.objects.filter(pk="D-SUPP-ANS").update(value="10")
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake", **ASK)

    assert local(open_supplement(dossier).answer_by).date() == local(morning).date() + dt.timedelta(days=10)
    with later(morning, days=9):
        run_pending()
        assert office.open_steps(dossier) == ["Task_Supplement"]
    with later(morning, days=10, hours=1):
        run_pending()

    dossier.refresh_from_db()
    assert dossier.state == "EXPIRED"


def test_the_office_changes_a_time_limit_and_the_slip_and_the_next_step_follow(office, morning):
    office.budget(100_000_000)
    Parameter.objects.filter(pk="D-APPRAISE-FILING").update(value="4")
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")

    # 16/11 and four working days is the 20th; six more for funds, verification and signature skip the 24th.
    assert local(office.item(dossier, "Task_Appraise").due_at).date() == dt.date(2026, 11, 20)
    assert local(dossier.due_at).date() == dt.date(2026, 12, 7)


def test_a_second_request_needs_the_division_and_counts_as_late(office):
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    dossier = office.do("OFFICER", dossier, "Task_Appraise", **ASK_AT_APPRAISAL)
    dossier = office.do("applicant", dossier, "Task_Supplement")

    dossier = office.do("OFFICER", dossier, "Task_Appraise", **ASK_AT_APPRAISAL)
    assert office.open_steps(dossier) == ["Task_ApproveSupplement"]
    dossier = office.do("DIVISION", dossier, "Task_ApproveSupplement")

    assert office.open_steps(dossier) == ["Task_Supplement"]
    assert dossier.supplement_count == 2
    assert dossier.counts_as_late


def test_a_second_request_that_the_division_refuses_goes_back_to_the_officer(office):
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    dossier = office.do("OFFICER", dossier, "Task_Appraise", **ASK_AT_APPRAISAL)
    dossier = office.do("applicant", dossier, "Task_Supplement")
    dossier = office.do("OFFICER", dossier, "Task_Appraise", **ASK_AT_APPRAISAL)

    dossier = office.do("DIVISION", dossier, "Task_ApproveSupplement", outcome="REFUSE", remark="Hồ sơ đã đủ")

    assert office.open_steps(dossier) == ["Task_Appraise"]
    assert dossier.supplement_count == 1


def test_of_two_dossiers_after_the_last_money_one_is_held_and_one_waits(office):
    line = office.budget(15_000_000)
    first = office.do("RECEPTION", office.file(), "Task_Intake")
    other_mark = {**MARK, "app_no": "4-2025-09999", "title_no": "599999"}
    second = office.file("neighbour", objects=[other_mark], tax_code="0314409058-002")
    second = office.do("RECEPTION", second, "Task_Intake")

    first = office.do("OFFICER", first, "Task_Appraise")
    second = office.do("OFFICER", second, "Task_Appraise")
    assert (first.money_state, second.money_state) == ("RESERVED", "QUEUED")
    assert (second.state, office.open_steps(second)) == ("QUEUED", [])
    assert Notification.objects.filter(code="N-QUEUE", dossier_code=second.code).count() == 2

    dossiers.withdraw(actor=office.actor("applicant"), dossier=first, reason="Không còn nhu cầu", key=office.key())
    office.do("RECEPTION", first, "Task_ConfirmWithdraw")
    second.refresh_from_db()
    assert (second.money_state, office.open_steps(second)) == ("RESERVED", ["Task_Funding"])
    line.refresh_from_db()
    assert line.reserved_vnd == 9_400_000


def test_a_dossier_keeps_its_pack_when_a_new_one_comes_into_force(office_without_decision, settings):
    office = office_without_decision
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    settings.SAMPLE_DATA = True
    install_library()

    dossier = office.do("OFFICER", dossier, "Task_Appraise")
    assert dossier.pack_pins["domestic-cap"]["version"] == "1-reference-tt75"
    assert office.open_steps(dossier) == ["Task_AwaitBasis"]

    dossier = office.do("OFFICER", dossier, "Task_AwaitBasis")
    assert dossier.pack_pins["domestic-cap"]["version"] == "2-sample-city-decision"
    assert dossier.events.filter(kind="PACKS_PINNED").last().note == ANSWERS["F-AWAIT-BASIS"]["reason"]
    assert office.open_steps(dossier) == ["Task_Funding"]


def test_with_reference_levels_only_no_decision_is_possible_and_it_is_said(office_without_decision):
    office = office_without_decision
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")

    dossier = office.do("OFFICER", dossier, "Task_Appraise")
    assert office.open_steps(dossier) == ["Task_AwaitBasis"]
    seen = selectors.item_context(office.actor("OFFICER"), office.item(dossier, "Task_AwaitBasis"))
    assert (seen.grant["status"], seen.grant["decision_allowed"], seen.grant["grant_vnd"]) == ("OK", False, 9_400_000)
    assert "chưa có căn cứ của thành phố" in seen.notice

    dossier = office.do("OFFICER", dossier, "Task_AwaitBasis")

    assert office.open_steps(dossier) == ["Task_AwaitBasis"]
    assert dossier.money_state == "NONE"
    assert not LedgerEntry.objects.filter(dossier_code=dossier.code).exists()


def test_who_appraised_may_neither_verify_nor_sign(office):
    office.budget(100_000_000)
    officer = office.people["OFFICER"]
    for role in ("DIVISION", "DIRECTOR"):
        officer.grants.create(role=role)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    dossier = office.do("OFFICER", dossier, "Task_Appraise")
    dossier = office.do("DOF_OFFICER", dossier, "Task_Funding")

    item = office.item(dossier, "Task_Verify")
    with pytest.raises(SeparationOfDuties) as refusal:
        office.do("OFFICER", dossier, "Task_Verify")

    assert refusal.value.other_node == "Task_Appraise"
    seen = selectors.item_context(office.actor("OFFICER"), item)
    assert "Thẩm định hồ sơ" in seen.blocked_reason
    assert not seen.can_claim
    assert not seen.can_complete


def test_withdrawing_after_the_reservation_gives_the_money_back(office):
    line = office.budget(100_000_000)
    dossier = office.to_signature(office.file())
    line.refresh_from_db()
    assert line.reserved_vnd == 9_400_000

    dossier = dossiers.withdraw(
        actor=office.actor("applicant"), dossier=dossier, reason="Đổi kế hoạch", key=office.key()
    )
    assert (dossier.state, dossier.national_code) == ("WITHDRAW_REQUESTED", 7)
    assert office.open_steps(dossier) == ["Task_ConfirmWithdraw"]
    dossier = office.do("RECEPTION", dossier, "Task_ConfirmWithdraw")

    line.refresh_from_db()
    assert (line.reserved_vnd, line.available_vnd) == (0, 100_000_000)
    assert (dossier.state, dossier.money_state) == ("WITHDRAWN", "RELEASED")
    assert papers_of(dossier).get(template="SLIP_STOP").data["reason"] == "Đổi kế hoạch"


def test_a_decided_dossier_can_no_longer_be_withdrawn(office):
    office.budget(100_000_000)
    dossier = office.to_signature(office.file())
    dossier = office.do("DIRECTOR", dossier, "Task_Sign")

    with pytest.raises(Conflict) as refusal:
        dossiers.withdraw(actor=office.actor("applicant"), dossier=dossier, reason="", key=office.key())

    assert refusal.value.code == "CANNOT_WITHDRAW"


def test_a_returned_dossier_frees_its_money_and_is_appraised_again(office):
    line = office.budget(100_000_000)
    dossier = office.to_signature(office.file())

    dossier = office.do("DIRECTOR", dossier, "Task_Sign", outcome="RETURN", remark="Xem lại chi phí")

    line.refresh_from_db()
    assert (office.open_steps(dossier), line.reserved_vnd, dossier.state) == (["Task_Appraise"], 0, "APPRAISING")


def test_a_rejection_says_why_and_that_one_may_complain(office):
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    reject = {"conclusion": "REJECT", "reject_rules": ["R-EL-13"], "remark": "Văn bằng đang tranh chấp"}
    dossier = office.do("OFFICER", dossier, "Task_Appraise", **reject)
    dossier = office.do("DIVISION", dossier, "Task_Verify")
    dossier = office.do("DIRECTOR", dossier, "Task_Sign")

    assert (dossier.state, dossier.money_state) == ("REJECTED", "NONE")
    letter = papers_of(dossier).get(template="REJECTION")
    assert letter.data["complaint_days"] == 90
    assert "Văn bằng đang tranh chấp" in [reason["vi"] for reason in letter.data["reasons"]]
    assert content_of(letter).startswith(b"%PDF")
    told = Notification.objects.get(code="N-REJECTED")
    assert "tranh chấp" in text_of(told)
    assert letter.number in text_of(told)


def test_a_dossier_out_of_scope_is_refused_at_the_counter(office):
    refuse = {"outcome": "REFUSE", "reason": "Ngoài địa bàn thành phố", "legal_basis": "Quyết định 3853/QĐ-UBND"}

    dossier = office.do("RECEPTION", office.file(), "Task_Intake", **refuse)

    assert (dossier.state, dossier.national_code) == ("REFUSED_INTAKE", 3)
    assert papers_of(dossier).get().template == "SLIP_REFUSAL"
    assert "Ngoài địa bàn" in text_of(Notification.objects.get(code="N-NOT-RECEIVED"))
    assert office.open_steps(dossier) == []


def test_a_wrong_account_is_corrected_and_paid_then(office):
    office.budget(100_000_000)
    dossier = office.to_signature(office.file())
    office.do("DIRECTOR", dossier, "Task_Sign")

    returned = {"outcome": "RETURNED", "reason": "Sai số tài khoản"}
    dossier = office.do("ACCOUNTANT", dossier, "Task_Pay", **returned)
    assert (office.open_steps(dossier), dossier.money_state) == (["Task_Bank"], "RETURNED")
    dossier = office.do("applicant", dossier, "Task_Bank")
    assert dossier.answers["account_no"] == "9876543210"
    dossier = office.do("ACCOUNTANT", dossier, "Task_Pay")

    assert dossier.state == "CLOSED"
    assert BudgetLine.objects.get().paid_vnd == 9_400_000


def test_the_same_click_twice_moves_the_dossier_once(office):
    office.budget(100_000_000)
    dossier = office.file()
    item, actor = office.item(dossier, "Task_Intake"), office.actor("RECEPTION")
    services.claim(actor=actor, item_id=item.pk, key=office.key())
    click = {"actor": actor, "item_id": item.pk, "data": ANSWERS["F-INTAKE"], "key": "one click"}

    first, again = services.complete_work_item(**click), services.complete_work_item(**click)

    assert again.step.repeated
    assert again.step.rev == first.step.rev
    assert papers_of(dossier).count() == 1


def test_answers_are_checked_on_the_server(office):
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")

    with pytest.raises(FormInvalid) as refusal:
        office.do("OFFICER", dossier, "Task_Appraise", conclusion="PROPOSE", accepted_cost_vnd="")

    assert "accepted_cost_vnd" in refusal.value.form.errors
    assert office.open_steps(dossier) == ["Task_Appraise"]


def test_only_the_role_takes_the_work_and_only_the_holder_does_it(office):
    dossier = office.file()
    item = office.item(dossier, "Task_Intake")
    office.people["SECOND"] = office.people["DIVISION"]
    office.people["SECOND"].grants.create(role="RECEPTION")

    with pytest.raises(NotVisible):
        services.claim(actor=office.actor("ACCOUNTANT"), item_id=item.pk, key=office.key())
    services.claim(actor=office.actor("RECEPTION"), item_id=item.pk, key=office.key())
    with pytest.raises(Conflict, match="TAKEN"):
        services.claim(actor=office.actor("SECOND"), item_id=item.pk, key=office.key())
    with pytest.raises(NotAllowed):
        office.answer("SECOND", item)


def test_a_neighbour_sees_nothing_of_a_dossier(office):
    dossier = office.do("RECEPTION", office.file(), "Task_Intake", **ASK)
    item = office.item(dossier, "Task_Supplement")

    with pytest.raises(NotVisible):
        office.answer("neighbour", item)
    with pytest.raises(NotAllowed):
        dossiers.withdraw(actor=office.actor("neighbour"), dossier=dossier, reason="", key=office.key())


def test_a_draft_with_missing_papers_or_answers_is_not_filed(office):
    draft = office.draft()
    Dossier.objects.filter(pk=draft.pk).update(answers={**draft.answers, "full_name": ""})
    with pytest.raises(FormInvalid) as invalid:
        dossiers.submit(actor=office.actor("applicant"), dossier=draft, key=office.key())
    assert "full_name" in invalid.value.form.errors

    bare = dossiers.create_draft(actor=office.actor("applicant"), line="PRO-DOM")
    Dossier.objects.filter(pk=bare.pk).update(answers=draft.answers)
    with pytest.raises(Refused) as missing:
        dossiers.submit(actor=office.actor("applicant"), dossier=bare, key=office.key())
    assert missing.value.code == "DOCUMENTS_MISSING"


def test_filing_twice_files_once(office):
    draft, actor = office.draft(), office.actor("applicant")

    first = dossiers.submit(actor=actor, dossier=draft, key="one")
    again = dossiers.submit(actor=actor, dossier=draft, key="two")

    assert first.code == again.code
    assert WorkItem.objects.filter(business_key=first.code).count() == 1


def test_the_same_title_in_a_second_dossier_is_found_however_it_is_typed(office):
    office.budget(100_000_000)
    first = office.to_signature(office.file())
    office.do("DIRECTOR", first, "Task_Sign")

    again = {**MARK, "app_no": "4 2025 01234", "title_no": "51 2345"}
    second = office.do("RECEPTION", office.file("neighbour", objects=[again]), "Task_Intake")

    seen = selectors.item_context(office.actor("OFFICER"), office.item(second, "Task_Appraise")).eligibility
    assert seen["eligible"] == "NO"
    assert "R-EL-10" in [finding["rule_id"] for finding in seen["findings"]]


def test_a_defect_in_a_step_is_an_incident_that_an_operator_retries(office):
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    dossier = office.do("OFFICER", dossier, "Task_Appraise")

    incident = Incident.objects.get()
    assert (incident.code, incident.node) == ("NO_BUDGET_LINE", "Svc_Reserve")
    assert list(selectors.incidents(office.actor("ADMIN"))) == [incident]
    office.budget(100_000_000)
    services.retry_incident(actor=office.actor("ADMIN"), incident_id=incident.pk)

    assert office.open_steps(dossier) == ["Task_Funding"]


def test_papers_are_marked_as_samples_exactly_where_sample_data_is_loaded(office_without_decision, settings):
    office = office_without_decision
    for sample in (False, True):
        settings.SAMPLE_DATA = sample
        dossier = office.do("RECEPTION", office.file(objects=[{**MARK, "title_no": f"5{sample:05d}"}]), "Task_Intake")
        (paper,) = papers_of(dossier)
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(content_of(paper))).pages)
        assert (paper.is_sample, "DỮ LIỆU MẪU" in text) == (sample, sample)


def test_the_applicant_answers_a_supplement_in_the_very_fields_and_papers_that_were_named(office):
    office.budget(100_000_000)
    dossier = office.do("RECEPTION", office.file(), "Task_Intake")
    points = [
        {"target": "street", "reason": "Thiếu số nhà"},
        {"target": "DOC-TITLE", "reason": "Bản chụp mờ", "guidance": "Chụp lại"},
    ]
    ask = {"conclusion": "SUPPLEMENT", "supplement_items": points}
    dossier = office.do("OFFICER", dossier, "Task_Appraise", **ask)

    item = office.item(dossier, "Task_Supplement")
    seen = selectors.item_context(office.actor("applicant"), item)
    assert list(seen.form.fields) == ["street", "response"]
    assert [slot.code for slot in seen.form.documents] == ["DOC-TITLE", "DOC-SUPPLEMENT"]
    assert seen.initial["street"] == dossier.answers["street"]
    assert [point["what"] for point in open_supplement(dossier).items] == ["Số nhà, đường, thôn, tổ", "Văn bằng bảo hộ"]

    with pytest.raises(FormInvalid) as refusal:
        office.answer("applicant", item, street="", response="")
    assert set(refusal.value.form.errors) == {"street"}
    with pytest.raises(Refused, match="SUPPLEMENT_PAPER_MISSING"):
        office.answer("applicant", item, street="Số 2 đường Mẫu", response="")
    posted = SimpleUploadedFile("moi.pdf", b"%PDF-1.7 invented")
    dossiers.attach(actor=office.actor("applicant"), dossier=dossier, field="DOC-TITLE", posted=posted)
    office.answer("applicant", item, street="Số 2 đường Mẫu", response="")

    dossier = Dossier.objects.get(pk=dossier.pk)
    assert dossier.answers["street"] == "Số 2 đường Mẫu"
    assert dossier.answers["tax_code"] == "0100233488"
    assert dossier.events.get(kind="ANSWERS_CORRECTED").note == "Số nhà, đường, thôn, tổ"
    assert office.open_steps(dossier) == ["Task_Appraise"]
