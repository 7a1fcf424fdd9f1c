"""A new level from the workbook to its publication, through the API alone."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.platform.clock import today
from portal.rulebook.models import PackDraft, PackVersion
from tests.unit.rulebook.conftest import NUMBER, basis, edited, raise_the_mark_level
from tests.unit.rulebook.test_pages import client

PACKS = "/api/v1/rule-packs"
FACTS = {"line": "PRO-DOM", "object_type": "MARK", "units": 1, "cost_vnd": 40_000_000, "requested_vnd": 40_000_000}


def post(caller: Client, path: str, body: object = None):  # noqa: ANN201
    return caller.post(path, json.dumps(body), content_type="application/json")


def draft_of(caller: Client, cap: PackVersion) -> str:
    out = caller.get(f"/api/v1/rule-pack-versions/{cap.pk}/xlsx")
    file = SimpleUploadedFile("muc.xlsx", edited(out.content, raise_the_mark_level))
    made = caller.post(f"{PACKS}/domestic-cap/drafts/xlsx", {"file": file})
    assert made.status_code == 201, made.content
    return str(made.json()["id"])


def basis_json() -> dict[str, object]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in vars_of(basis()).items()
    }


def vars_of(given: object) -> dict[str, object]:
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


def test_a_level_goes_from_the_workbook_into_force(cap: PackVersion) -> None:
    editor, approver = client("RULE_EDITOR"), client("RULE_APPROVER", name="duyet")
    draft = draft_of(editor, cap)

    tried = post(editor, f"{PACKS}/drafts/{draft}/decisions/grant", {"facts": FACTS}).json()
    assert tried["outputs"]["grant_vnd"] == 15_000_000
    before = post(editor, f"/api/v1/rule-pack-versions/{cap.pk}/decisions/grant", {"facts": FACTS}).json()
    assert before["outputs"]["grant_vnd"] == 12_000_000
    rev = editor.get(f"{PACKS}/drafts/{draft}").json()["rev"]
    example = {"rev": rev, "name": "Nhãn hiệu đắt", "facts": FACTS}
    assert post(editor, f"{PACKS}/drafts/{draft}/decisions/grant/examples", example).status_code == 201
    assert post(editor, f"{PACKS}/drafts/{draft}/decisions/grant/examples", example).status_code == 409

    assert post(approver, f"{PACKS}/drafts/{draft}/submission", basis_json()).status_code == 403
    submitted = post(editor, f"{PACKS}/drafts/{draft}/submission", basis_json())
    assert (submitted.status_code, submitted.json()["status"]) == (200, "SUBMITTED"), submitted.content
    assert post(editor, f"{PACKS}/drafts/{draft}/answer", {"publish": True}).status_code == 403
    assert post(approver, f"{PACKS}/drafts/{draft}/answer", {"publish": False}).json()["code"] == "NOTE_MISSING"
    published = post(approver, f"{PACKS}/drafts/{draft}/answer", {"publish": True}).json()
    assert (published["status"], published["instrument_no"]) == ("PUBLISHED", NUMBER)

    versions = editor.get(f"{PACKS}/domestic-cap/versions").json()
    standing = {row["id"]: row["standing"] for row in versions}
    assert standing[published["published_version"]] == "IN_FORCE"
    assert standing[str(cap.pk)] == "SUPERSEDED"
    pair = {"before": str(cap.pk), "after": published["published_version"]}
    (change,) = editor.get("/api/v1/rule-pack-versions/comparison", pair).json()
    assert (change["row_id"], change["kind"]) == ("MAU-3", "CHANGED")
    assert {cell["name"]: (cell["before"], cell["after"]) for cell in change["cells"]}["unit_cap_vnd"] == (
        "12000000",
        "15000000",
    )
    assert PackVersion.objects.get(pk=published["published_version"]).valid_from == today()


def test_a_workbook_with_a_slip_is_told_by_cell(cap: PackVersion) -> None:
    editor = client("RULE_EDITOR")
    out = editor.get(f"/api/v1/rule-pack-versions/{cap.pk}/xlsx").content
    slip = edited(out, lambda book: raise_the_mark_level(book, amount="15.000"))
    answer = editor.post(f"{PACKS}/domestic-cap/drafts/xlsx", {"file": SimpleUploadedFile("muc.xlsx", slip)})
    assert answer.status_code == 422
    (problem,) = answer.json()
    assert problem["cell"] == "D7"
    assert "hai số" in problem["vi"]
    assert not PackDraft.objects.exists()


def test_a_draft_is_given_up_by_its_author_alone(cap: PackVersion) -> None:
    editor, other = client("RULE_EDITOR"), client("RULE_EDITOR", name="khac")
    draft = draft_of(editor, cap)
    assert other.delete(f"{PACKS}/drafts/{draft}").json()["code"] == "NOT_THE_AUTHOR"
    assert editor.delete(f"{PACKS}/drafts/{draft}").json()["status"] == "DISCARDED"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("decisions/nothing", {"facts": {}}, 404),
        ("decisions/grant", {"facts": {"units": [1]}}, 400),
        ("decisions/grant", {}, 400),
        ("submission", {"kind": "LAW"}, 400),
        ("submission", {}, 400),
    ],
)
def test_what_cannot_be_read_is_refused(cap: PackVersion, path: str, body: object, status: int) -> None:
    editor = client("RULE_EDITOR")
    assert post(editor, f"{PACKS}/drafts/{draft_of(editor, cap)}/{path}", body).status_code == status
