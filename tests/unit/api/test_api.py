"""The API: the same services, rights and rules as the pages, in JSON."""

import json
import tomllib

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from engine.models import WorkItem
from portal.accounts.models import RoleGrant, User
from portal.dossiers.models import Dossier
from portal.dossiers.services import form_of
from portal.platform.jobs import run_pending
from tests.journeys.answers import ANSWERS, dossier_answers
from tests.journeys.conftest import morning, office  # noqa: F401 - fixtures

ACCESS = tomllib.loads((settings.BASE_DIR / "tests" / "security" / "access.toml").read_text(encoding="utf-8"))


class Caller:
    """A signed-in program."""

    def __init__(self, user=None):
        self.client = Client(headers={"accept-language": "vi"})
        if user:
            self.client.force_login(user)

    def ask(self, method, path, body=None, key=""):
        headers = {"Idempotency-Key": key} if key else {}
        data = None if body is None else json.dumps(body)
        call = getattr(self.client, method)
        if method == "get":
            return call(f"/api/v1/{path}", headers=headers)
        return call(f"/api/v1/{path}", data=data, content_type="application/json", headers=headers)

    def get(self, path):
        return self.ask("get", path)

    def post(self, path, body=None, key=""):
        return self.ask("post", path, body, key)


@pytest.fixture
def callers(office):  # noqa: F811
    office.budget(100_000_000)
    return {name: Caller(person) for name, person in office.people.items()}


def pages_of(draft):
    return [page.code for page in form_of(Dossier.objects.get(pk=draft)).pages]


def filed(caller):
    """A dossier from nothing to filed, through the API alone."""
    draft = caller.post("dossiers", {"line": "PRO-DOM"}).json()["id"]
    for page in pages_of(draft):
        answer = caller.ask("put", f"dossiers/{draft}/pages/{page}", dossier_answers())
        assert answer.json()["problems"] == {}, page
    refused = caller.post(f"dossiers/{draft}/submission", key="s")
    assert (refused.status_code, refused.json()["code"]) == (422, "DOCUMENTS_MISSING")
    for slot in ("DOC-REQ", "DOC-ID", "DOC-APP", "DOC-TITLE", "DOC-COST", "DOC-BANK"):
        file = SimpleUploadedFile("giay.pdf", b"%PDF-1.7 invented")
        assert caller.client.post(f"/api/v1/dossiers/{draft}/documents/{slot}", {"file": file}).status_code == 201
    first, second = (caller.post(f"dossiers/{draft}/submission", key="s").json() for _ in "12")
    assert first == second
    return first


def test_a_dossier_goes_its_whole_way_through_the_api(callers):
    dossier = filed(callers["applicant"])
    steps = [
        ("RECEPTION", "F-INTAKE"),
        ("OFFICER", "F-APPRAISE"),
        ("DOF_OFFICER", "F-FUND"),
        ("DIVISION", "F-VERIFY"),
        ("DIRECTOR", "F-SIGN"),
        ("ACCOUNTANT", "F-PAY"),
    ]
    for role, form in steps:
        caller = callers[role]
        (row,) = caller.get("work-items?scope=roles").json()["rows"]
        assert (row["dossier"], row["form"]) == (dossier["code"], form)
        item = f"work-items/{row['id']}"
        assert caller.post(f"{item}/claim", key=f"{form}-c").json()["status"] == "CLAIMED"
        assert caller.get(item).json()["can_complete"] is True
        done = [caller.post(f"{item}/completion", ANSWERS[form], key=f"{form}-d") for _ in "12"]
        assert [answer.status_code for answer in done] == [200, 200]
        run_pending()

    detail = callers["applicant"].get(f"dossiers/{dossier['id']}").json()
    assert (detail["state"], detail["money_state"]) == ("CLOSED", "PAID")
    assert len(detail["events"]) > 8


def test_a_wrong_answer_says_which_field_and_moves_nothing(callers, office):  # noqa: F811
    filed(callers["applicant"])
    item = WorkItem.objects.get(status="READY")
    caller = callers["RECEPTION"]
    caller.post(f"work-items/{item.pk}/claim", key="c")

    answer = caller.post(f"work-items/{item.pk}/completion", {"outcome": "REFUSE"}, key="d")

    assert (answer.status_code, answer.json()["code"]) == (422, "FORM_INVALID")
    assert set(answer.json()["fields"]) == {"reason", "legal_basis"}
    assert WorkItem.objects.get(pk=item.pk).status == "CLAIMED"


def test_second_claims_and_missing_keys_are_told(callers, office):  # noqa: F811
    dossier = filed(callers["applicant"])
    office.do("RECEPTION", Dossier.objects.get(code=dossier["code"]), "Task_Intake")
    item = WorkItem.objects.get(status="READY")
    other = User.objects.create_user("officer9@example.test")
    RoleGrant.objects.create(user=other, role="OFFICER")

    assert callers["OFFICER"].post(f"work-items/{item.pk}/claim").status_code == 400
    assert callers["OFFICER"].post(f"work-items/{item.pk}/claim", key="a").status_code == 200
    late = Caller(other).post(f"work-items/{item.pk}/claim", key="b")
    assert (late.status_code, late.json()["code"]) == (409, "TAKEN")


def test_neighbours_and_visitors_learn_nothing(callers):
    dossier = filed(callers["applicant"])
    item = WorkItem.objects.get(status="READY").pk
    for path in (f"dossiers/{dossier['id']}", f"work-items/{item}", "dossiers/00000000-0000-0000-0000-000000000000"):
        answer = callers["neighbour"].get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_VISIBLE")
        assert Caller().get(path).status_code in {401, 403}
    assert callers["neighbour"].get("dossiers").json() == []
    assert (
        callers["neighbour"].post(f"dossiers/{dossier['id']}/withdrawal", {"reason": "x"}, key="w").status_code == 404
    )


def test_visitors_check_their_eligibility_first(callers):
    answers = {
        "line": "PRO-DOM",
        "applicant_type": "ENT",
        "local_link": "HEAD_OFFICE",
        "object_type": "MARK",
        "is_owner": True,
        "has_title": True,
        "has_decision": False,
        "evidence_date": "2026-10-01",
    }
    assert [line["code"] for line in Caller().get("support-lines").json()] == ["PRO-DOM", "PRO-STI"]
    answer = Caller().post("eligibility", answers)
    assert answer.json()["eligible"] == "YES", answer.json()
    assert Caller().post("eligibility", {"line": "PRO-DOM"}).json()["code"] == "FORM_INVALID"


def test_rules_are_tried_by_those_who_may_read_them(callers):
    facts = {"reference_date": "2026-11-16", "line": "PRO-DOM", "object_type": "MARK", "units": 1}
    facts |= {"cost_vnd": 40_000_000, "requested_vnd": 40_000_000, "other_public_funding_vnd": 0}
    path = "rule-packs/domestic-cap/decisions/grant"

    tried = callers["OFFICER"].post(path, {"facts": facts}).json()
    assert tried["outputs"]["grant_vnd"] == 12_000_000
    (row,) = tried["explanation"]["steps"][0]["applied"]
    assert "12.000.000 đồng" in row["sentence"]["vi"]
    assert "12,000,000 đồng" in row["sentence"]["en"]
    assert callers["RECEPTION"].post(path, {"facts": facts}).status_code == 403
    assert callers["OFFICER"].post(path, {"facts": {"units": [1]}}).status_code == 400
    assert callers["OFFICER"].post(f"{path}s", {"facts": {}}).status_code == 404
    assert {row["key"] for row in callers["OFFICER"].get("rule-packs").json()} >= {
        "domestic-cap",
        "domestic-eligibility",
    }


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "dossiers", "[1]", 400),
        ("post", "dossiers", "{", 400),
        ("post", "dossiers", "", 400),
        ("post", "dossiers", '{"line": "' + "x" * 500 + '"}', 400),
        ("post", "dossiers", '{"line": "NOPE"}', 422),
        ("post", "dossiers", '{"line": "a\\u0000b"}', 400),
        ("delete", "dossiers", "", 405),
        ("post", "eligibility", '{"__class__": 1, "typename": "x"}', 422),
        ("get", "work-items?page=-1", "", 400),
        ("get", "work-items?scope=__all__", "", 400),
        ("get", "work-items?q=%00", "", 400),
        ("get", "nowhere", "", 404),
        ("get", "dossiers/not-a-uuid", "", 404),
    ],
)
def test_bad_requests_get_a_clear_answer(callers, method, path, body, status):
    client = callers["applicant"].client
    call = getattr(client, method)
    arguments = {} if method == "get" else {"data": body, "content_type": "application/json"}

    answer = call(f"/api/v1/{path}", **arguments)

    assert answer.status_code == status, answer.content


def test_writes_need_the_session_s_own_token(office):  # noqa: F811
    client = Client(enforce_csrf_checks=True)
    client.force_login(office.people["applicant"])

    answer = client.post("/api/v1/dossiers", data='{"line": "PRO-DOM"}', content_type="application/json")

    assert answer.status_code == 403
    assert not Dossier.objects.exists()


def test_the_openapi_document_is_valid_and_complete(tmp_path, db):
    out = tmp_path / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(out))

    assert Client().get("/api/schema").status_code in {200, 401, 403}
    listed = [route for route in ACCESS["route"] if route.startswith("api-") and not route.startswith("api-schema ")]
    assert out.read_text(encoding="utf-8").count("operationId:") == len(listed)
