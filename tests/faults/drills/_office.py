"""The people of a drill, their drafts, and what each dossier is to go through."""

from dataclasses import dataclass, field

from django.test import Client as DjangoClient

from portal.accounts.actor import actor_for
from portal.accounts.models import RoleGrant, User
from portal.budget import services as budget
from portal.config.first_filling import fill
from portal.documents.models import Upload
from portal.dossiers import services as dossiers
from portal.dossiers.models import Dossier
from portal.platform.clock import now, today
from tests.journeys.answers import ANSWERS, MARK, dossier_answers

LEVEL_VND = 9_400_000
STAFF = ("RECEPTION", "OFFICER", "DIVISION", "DOF_OFFICER", "DIRECTOR", "ACCOUNTANT")

Step = tuple[str, str, dict[str, object]]  # role, node of the diagram, posted answers


@dataclass(frozen=True)
class Journey:
    """One dossier with what happens to it, and how it must end."""

    number: int
    dossier_id: str
    code_path: str
    applicant: str
    steps: list[Step]
    end: str
    papers: dict[str, int]
    ledger: list[str]


@dataclass
class Office:
    """Session keys by person, and the journeys."""

    sessions: dict[str, str] = field(default_factory=dict)
    journeys: list[Journey] = field(default_factory=list)


def open_office(count: int) -> Office:
    """Fill the empty database: programme, people, money, and `count` finished drafts."""
    fill()
    line = budget.open_line(support_line="PRO-DOM", year=today().year)
    budget.allocate(line_id=line.pk, amount_vnd=LEVEL_VND * (count + 1), instrument_no="QĐ mẫu", actor="1", key="allot")
    office = Office()
    for role in STAFF:
        person = User.objects.create_user(f"{role.lower()}@example.test", full_name=role)
        RoleGrant.objects.create(user=person, role=role)
        office.sessions[role] = _session(person)
    for number in range(count):
        office.journeys.append(_journey(office, number))
    return office


def _journey(office: Office, number: int) -> Journey:
    person = User.objects.create_user(f"applicant{number}@example.test", full_name=f"Người nộp mẫu {number}")
    office.sessions[f"applicant{number}"] = _session(person)
    draft = dossiers.create_draft(actor=actor_for(person), line="PRO-DOM")
    mark = {**MARK, "app_no": f"4-2025-{number:05d}", "title_no": f"{500_000 + number}"}
    draft.answers = dossier_answers(objects=[mark], commune="Phường Mẫu", signed_on=today().isoformat())
    draft.save(update_fields=["answers"])
    for slot in dossiers.missing_documents(draft):
        _attach(draft, slot.code)
    kind = KINDS[number % len(KINDS)]
    steps, end, papers, ledger = kind(f"applicant{number}")
    return Journey(number, str(draft.pk), "", f"applicant{number}", steps, end, papers, ledger)


def _attach(draft: Dossier, slot: str) -> None:
    Upload.objects.create(
        owner_id=draft.applicant_id,
        dossier_id=draft.pk,
        field=slot,
        file_name="giay.pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
        storage_name=f"{draft.pk}-{slot}"[:60],
        scan_state=Upload.ScanState.CLEAN,
        created_at=now(),
    )


def _session(person: User) -> str:
    client = DjangoClient()
    client.force_login(person)
    return str(client.session.session_key)


def _step(role: str, node: str, form: str, **changes: object) -> Step:
    return role, node, {**ANSWERS[form], **changes}


INTAKE = _step("RECEPTION", "Task_Intake", "F-INTAKE")
PROPOSE = _step("OFFICER", "Task_Appraise", "F-APPRAISE")
FUND = _step("DOF_OFFICER", "Task_Funding", "F-FUND")
VERIFY = _step("DIVISION", "Task_Verify", "F-VERIFY")
DECISION_PAPERS = {"SLIP_RECEIPT": 1, "SUPPORT_DECISION": 1}


def _sign(applicant: str, **changes: object) -> Step:
    return _step("DIRECTOR", "Task_Sign", "F-SIGN", decision_no="", **changes)


def _pay(**changes: object) -> Step:
    day = f"{today():%d/%m/%Y}"
    return _step("ACCOUNTANT", "Task_Pay", "F-PAY", paid_on=day, **changes)


def _straight(applicant: str) -> tuple[list[Step], str, dict[str, int], list[str]]:
    steps = [INTAKE, PROPOSE, FUND, VERIFY, _sign(applicant), _pay()]
    return steps, "CLOSED", DECISION_PAPERS, ["RESERVE", "COMMIT", "PAY"]


def _supplemented(applicant: str) -> tuple[list[Step], str, dict[str, int], list[str]]:
    ask = {
        "conclusion": "SUPPLEMENT",
        "supplement_items-0-what": "Bản chụp rõ hơn",
        "supplement_items-0-reason": "Mờ",
        "accepted_cost_vnd": "",
    }
    asked = _step("OFFICER", "Task_Appraise", "F-APPRAISE", **ask)
    answered = _step(applicant, "Task_Supplement", "F-SUPPLEMENT")
    steps = [INTAKE, asked, answered, PROPOSE, FUND, VERIFY, _sign(applicant), _pay()]
    return steps, "CLOSED", {**DECISION_PAPERS, "SLIP_SUPPLEMENT": 1}, ["RESERVE", "COMMIT", "PAY"]


def _returned(applicant: str) -> tuple[list[Step], str, dict[str, int], list[str]]:
    """The treasury sends the money back once; the applicant corrects the account."""
    wrong = _step(
        "ACCOUNTANT", "Task_Pay", "F-PAY", outcome="RETURNED", reason="Sai số tài khoản", order_no="", paid_on=""
    )
    mend = _step(applicant, "Task_Bank", "F-BANK")
    steps = [INTAKE, PROPOSE, FUND, VERIFY, _sign(applicant), wrong, mend, _pay()]
    return steps, "CLOSED", DECISION_PAPERS, ["RESERVE", "COMMIT", "PAY", "PAY_BACK", "PAY"]


def _rejected(applicant: str) -> tuple[list[Step], str, dict[str, int], list[str]]:
    changes = {
        "conclusion": "REJECT",
        "reject_rules": "R-EL-05",
        "remark": "Không phải chủ văn bằng",
        "accepted_cost_vnd": "",
    }
    reject = _step("OFFICER", "Task_Appraise", "F-APPRAISE", **changes)
    sign = _sign(applicant, outcome="REJECT", remark="Không đủ điều kiện")
    return [INTAKE, reject, VERIFY, sign], "REJECTED", {"SLIP_RECEIPT": 1, "REJECTION": 1}, []


# Of ten dossiers six go straight through, two are supplemented, one payment comes back, one is rejected.
KINDS = (
    _straight,
    _supplemented,
    _straight,
    _straight,
    _returned,
    _straight,
    _supplemented,
    _straight,
    _rejected,
    _straight,
)
