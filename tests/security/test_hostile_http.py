"""What a hostile client sends: every answer is a clear refusal, never a server error, and nothing is lost or taken."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from engine.models import WorkItem
from portal.documents import uploads
from portal.documents.models import Upload
from portal.dossiers.models import Dossier
from tests.journeys.conftest import morning, office  # noqa: F401 - fixtures
from tests.security.test_access import address, expected, own_routes, world  # noqa: F401 - fixture

FORM, JSON, PARTS = "application/x-www-form-urlencoded", "application/json", "multipart/form-data; boundary=b"
MANY = {f"field_{number}": "1" for number in range(10_000)}
# Names that mean something to Python, to templates or to other frameworks, and values that no field expects.
NAMES = (
    "typename",
    "__class__",
    "__proto__",
    "self",
    "cls",
    "_state",
    "pk",
    "id",
    "key",
    "page",
    "more",
    "later",
    "line",
)
NAMES += ("outcome", "conclusion", "to", "reason", "decision", "language", "next", "code", "file", "accepted_cost_vnd")
VALUES = (
    "\0",
    "a\0b",
    "\ud7ff\ufffe",
    "-1",
    "9" * 5000,
    "1e999",
    "NaN",
    "{{ 7*7 }}",
    "' OR 1=1 --",
    "../../etc/passwd",
    "𝟙",
)
BODIES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", FORM),
    "ten thousand fields": (urlencode(MANY).encode(), FORM),
    "ten thousand fields as JSON": (json.dumps(MANY).encode(), JSON),
    "no UTF-8": (b"page=%ff%fe&reason=\xff\xfe&line=\xc3\x28", FORM),
    "an unknown encoding": (b"line=PRO-DOM", FORM + "; charset=nonsense"),
    "parts without end": (b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF', PARTS),
    "parts without sense": (b"\x00\x01--b\r\n--b--\r\n" * 50, PARTS),
    "parts without a boundary": (b"--b--", "multipart/form-data"),
    "half a JSON": (b'{"answers": {"a": [', JSON),
    "a JSON list": (b"[1, null, {}]", JSON),
    "deep JSON": (b"[" * 50_000 + b"]" * 50_000, JSON),
    "JSON of wrong types": (
        json.dumps(dict.fromkeys((*NAMES, "facts", "answers", "object"), [{"a": "\0"}])).encode(),
        JSON,
    ),
    "JSON of huge numbers": (
        b'{"facts": {"cost_vnd": 1e999, "units": ' + b"9" * 4000 + b'}, "line": -1, "answers": NaN}',
        JSON,
    ),
    **{f"{value[:12]!r} everywhere": (urlencode(dict.fromkeys(NAMES, value)).encode(), FORM) for value in VALUES},
}
QUERIES = ["", "page=-1", "page=0", "page=" + "9" * 400, "page=1.5", "page=%D9%A1", "page=a%00", "q=%00", "q=%ff%fe"]
QUERIES += [
    "q=" + "a+" * 2000,
    "q=%25%5F%5C",
    "q=' OR 1=1",
    "scope=__class__&urgency=typename",
    "line=%00",
    "line=" + "x" * 999,
]
QUERIES += [
    "code=%00",
    "code=a+b/c",
    "code=%ff",
    "code=../..",
    "code=" + "A" * 500,
    urlencode(MANY),
    "next=//evil.example",
]


class Sender:
    """Sends raw requests as people who may use the address; what they change is undone."""

    def __init__(self, people: dict[str, Any]) -> None:
        self.clients = {name: Client(raise_request_exception=False) for name in ("visitor", *people)}
        for name, person in people.items():
            self.clients[name].force_login(person)

    def status(self, who: str, method: str, path: str, **sent: Any) -> int:
        with transaction.atomic():
            status = self.clients[who].generic(method.upper(), path, **sent).status_code
            transaction.set_rollback(True)
        return status


@pytest.fixture
def sender(world: Any) -> Sender:  # noqa: F811
    return Sender(world[0].people)


def addresses(places: Any, method: str) -> list[tuple[str, str, str]]:
    """Name, path and a person who gets in, of every address that takes the method; the applicant tries the others."""
    allowed, routes = expected(), own_routes()
    found = []
    for route, people in allowed.items():
        name, verb = route.split()
        if verb == method:
            found.append((name, address(name, routes[name], places), people[0] if people else "OFFICER"))
    return found


def test_no_body_makes_any_address_fail(world: Any, sender: Sender) -> None:  # noqa: F811
    failed = []
    for method in ("post", "put", "delete"):
        for name, path, who in addresses(world[1], method):
            for body, (content, kind) in BODIES.items():
                status = sender.status(who, method, path, data=content, content_type=kind)
                if status >= 500:
                    failed.append((name, method, body, status))
    assert failed == []


def test_no_query_makes_any_page_fail(world: Any, sender: Sender) -> None:  # noqa: F811
    failed = []
    for name, path, who in addresses(world[1], "get"):
        for query in QUERIES:
            status = sender.status(who, "get", path, QUERY_STRING=query)
            if status >= 500:
                failed.append((name, query[:40], status))
    assert failed == []


def test_ids_that_nobody_has_are_not_found(world: Any, sender: Sender) -> None:  # noqa: F811
    """Also numbers beyond what the database can hold."""
    routes = own_routes()
    strange = {"notification_id": 2**63, "line_id": 10**30, "code": "Z" * 300, "slot": "Z" * 300, "decision": "Z" * 300}
    strange |= {"key": "z" * 300, "process_key": "Z" * 300}
    answers = {}
    for name, converters in routes.items():
        if not converters or name == "public-lookup-code":
            continue
        path = reverse(name, kwargs={parameter: strange.get(parameter) or uuid4() for parameter in converters})
        for route, people in expected().items():
            if route.split()[0] == name:
                who = people[0] if people else "OFFICER"
                answers[route] = sender.status(who, route.split()[1], path)
    allowed = {400, 403, 404, 422}  # nobody may; the body is read first; no such procedure to draft
    assert {route: status for route, status in answers.items() if status not in allowed} == {}


def test_wrong_methods_are_named_as_such(world: Any, sender: Sender) -> None:  # noqa: F811
    taken = {tuple(route.split()) for route in expected()}
    answers = {}
    for name, converters in own_routes().items():
        path = address(name, converters, world[1])
        for method in ("get", "post", "put", "patch", "delete", "trace", "brew"):
            if (name, method) not in taken and name != "set_language":
                answers[name, method] = sender.status("ADMIN", method, path)
    assert {asked: status for asked, status in answers.items() if status not in {403, 404, 405}} == {}


# --- what is sent to a draft ------------------------------------------------------------------------------------------


@pytest.fixture
def mine(office: Any) -> tuple[Client, Dossier]:  # noqa: F811
    """An applicant at an own draft with every answer given and every paper attached."""
    client = Client()
    client.force_login(office.people["applicant"])
    return client, office.draft()


def test_answers_survive_a_hostile_page_and_nothing_unknown_is_stored(mine: tuple[Client, Dossier]) -> None:
    client, draft = mine
    before, before_code = dict(draft.answers), draft.code
    sent = {
        name: "x" for name in ("typename", "__class__", "__proto__", "state", "code", "applicant_id", "money_state")
    }

    answer = client.post(
        f"/ho-so/{draft.pk}/trang/identity",
        {**{n: v for n, v in before.items() if isinstance(v, str)}, **sent, "full_name": "Tên\0 mới"},
    )

    draft.refresh_from_db()
    assert answer.status_code in {302, 422}
    assert set(draft.answers) <= set(before) | {"full_name"}
    assert "\0" not in json.dumps(draft.answers, ensure_ascii=False)
    assert (draft.code, draft.state) == (before_code, "DRAFT")
    assert {n: draft.answers[n] for n in ("objects", "costs", "tax_code")} == {
        n: before[n] for n in ("objects", "costs", "tax_code")
    }


def test_ten_thousand_fields_are_a_bad_request_and_the_draft_stays(mine: tuple[Client, Dossier]) -> None:
    client, draft = mine
    before = dict(draft.answers)

    answer = client.post(f"/ho-so/{draft.pk}/trang/identity", MANY)

    draft.refresh_from_db()
    assert answer.status_code == 400
    assert draft.answers == before


def packed(names: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return target.getvalue()


WORD = "word/document.xml"
LIES = {
    "a program as PDF": ("đơn.pdf", b"MZ\x90\x00" + b"\0" * 500),
    "a Linux program as picture": ("ảnh.jpg", b"\x7fELF\x02\x01\x01" + b"\0" * 500),
    "a script as PDF": ("a.pdf", b"#!/bin/sh\nrm -rf /\n"),
    "a page as PDF": ("a.pdf", b"<html><script>alert(1)</script>"),
    "a drawing with a script": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    "two endings": ("a.pdf.exe", b"%PDF-1.7"),
    "an archive behind a PDF head, named as archive": ("a.docx", b"%PDF-1.7\n" + packed({WORD: b"<x/>"})),
    "macros": ("a.docx", packed({WORD: b"<x/>", "word/vbaProject.bin": b"x"})),
    "a bomb": ("a.docx", packed({WORD: b"0" * (201 * 1024 * 1024)})),
    "an archive of archives": ("a.docx", packed({f"{n}.zip": packed({"a": b"0" * 1000}) for n in range(20)})),
    "half an archive": ("a.xlsx", packed({"xl/workbook.xml": b"<x/>"})[:40]),
    "an empty file": ("a.pdf", b""),
    "a known virus test": ("a.pdf", b"%PDF-" + uploads.scanner.TEST_FILE),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_is_refused_in_words_and_not_kept(mine: tuple[Client, Dossier], lie: str) -> None:
    client, draft = mine
    name, content = LIES[lie]
    kept = set(Upload.objects.values_list("pk", flat=True))

    answer = client.post(
        f"/ho-so/{draft.pk}/giay-to/DOC-ID",
        {"file": SimpleUploadedFile(name, content), "page": "identity"},
        follow=True,
    )

    assert answer.status_code == 200
    assert "message--error" in answer.content.decode()
    assert set(Upload.objects.values_list("pk", flat=True)) == kept


def test_a_file_beyond_the_limit_is_refused_in_words(mine: tuple[Client, Dossier], monkeypatch: Any) -> None:
    client, draft = mine
    monkeypatch.setattr(uploads, "MAX_FILE", 1000)
    kept = Upload.objects.count()

    answer = client.post(
        f"/ho-so/{draft.pk}/giay-to/DOC-ID", {"file": SimpleUploadedFile("a.pdf", b"%PDF-" + b"x" * 1000)}, follow=True
    )

    assert "message--error" in answer.content.decode()
    assert Upload.objects.count() == kept


def test_a_picture_that_is_also_a_page_is_only_ever_a_download(mine: tuple[Client, Dossier]) -> None:
    """A polyglot passes for what its content begins with; a browser is never let to think otherwise."""
    client, draft = mine
    polyglot = SimpleUploadedFile('<b>a";X-Evil: 1.png', b"\x89PNG\r\n\x1a\n<script>alert(1)</script>")
    client.post(f"/ho-so/{draft.pk}/giay-to/DOC-ID", {"file": polyglot})
    stored = Upload.objects.latest("created_at")

    answer = client.get(f"/ho-so/{draft.pk}/tep/{stored.pk}")

    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "X-Evil" not in answer


# --- what is sent to a piece of work ----------------------------------------------------------------------------------


def test_a_decision_takes_the_form_s_own_fields_only(office: Any) -> None:  # noqa: F811
    dossier = office.file()
    item = office.item(dossier, "Task_Intake")
    client = Client()
    client.force_login(office.people["RECEPTION"])
    client.post(f"/viec/{item.pk}/nhan")
    sent = {
        "outcome": "ACCEPT",
        "typename": "Dossier",
        "__class__": "x",
        "state": "PAID",
        "amount_vnd": "999",
        "granted": "1",
    }

    answer = client.post(f"/viec/{item.pk}/xong", sent)

    dossier.refresh_from_db()
    assert answer.status_code == 302
    assert dossier.money_state != "PAID"
    stored = json.dumps(WorkItem.objects.get(pk=item.pk).instance.state, ensure_ascii=False, default=str)
    assert not any(word in stored for word in ("typename", "__class__", 'granted"'))


def test_an_outcome_that_the_form_does_not_offer_is_refused(office: Any) -> None:  # noqa: F811
    item = office.item(office.file(), "Task_Intake")
    client = Client()
    client.force_login(office.people["RECEPTION"])
    client.post(f"/viec/{item.pk}/nhan")

    for outcome in ("APPROVE", "accept", "ACCEPT\0", "", "'; DROP TABLE"):
        assert client.post(f"/viec/{item.pk}/xong", {"outcome": outcome}).status_code == 422

    item.refresh_from_db()
    assert item.status == "CLAIMED"
