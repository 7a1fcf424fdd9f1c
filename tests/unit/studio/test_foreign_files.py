"""Diagrams of other tools are kept as they came, whatever is in them, and every reason why they cannot run is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from engine.models import ProcessVersion
from portal.accounts.models import User
from portal.studio.models import ProcedureDraft

HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:signavio="http://www.signavio.com" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'targetNamespace="http://example.test" id="Definitions_1">'
)
JAVA = (
    '<process id="Process_1" isExecutable="true"><startEvent id="s"/><userTask id="t" name="Duyệt" '
    'camunda:formKey="embedded:x" camunda:assignee="${user}"/><endEvent id="e"/>'
    '<sequenceFlow id="f1" sourceRef="s" targetRef="t"/><sequenceFlow id="f2" sourceRef="t" targetRef="e">'
    '<conditionExpression xsi:type="tFormalExpression">${ok == true}</conditionExpression></sequenceFlow></process>'
)
FILES = {
    "another engine": (JAVA, "utf-8", "Process_1"),
    "UTF-16": (JAVA, "utf-16", "Process_1"),
    "a picture only": (
        '<process id="Sơ_đồ.1" name="Vẽ tay" isExecutable="false"><task id="a"/></process>',
        "utf-8",
        "Sơ_đồ.1",
    ),
    "pools without a process": (
        '<collaboration id="C_1"><participant id="p" name="Khách"/></collaboration>',
        "utf-8",
        "C_1",
    ),
    "a choreography": ('<choreography id="Ch_1"><startEvent id="s"/></choreography>', "utf-8", "Ch_1"),
    "no ids": ('<process><startEvent/><task name="x"/></process>', "utf-8", "diagram"),
    "the same id twice": ('<process id="Twice"><startEvent id="s"/><endEvent id="s"/></process>', "utf-8", "Twice"),
    "a flow to nowhere": (
        '<process id="Lost"><startEvent id="s"/><sequenceFlow id="f" sourceRef="s" targetRef="?"/></process>',
        "utf-8",
        "Lost",
    ),
    "an id with spaces": ('<process id="Quy trình / 1"><startEvent id="s t"/></process>', "utf-8", "Quy-trình-1"),
    "elements of nobody": ('<process id="Odd"><startEvent id="s"/><foo id="x"/></process>', "utf-8", "Odd"),
    "an empty file": ("", "utf-8", "Definitions_1"),
}


@pytest.fixture
def author(an: Any, live: ProcessVersion) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=an.user_id))
    return client


def content(body: str, encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?>\n{HEAD}{body}</definitions>'.encode(encoding)


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_another_tool_is_kept_byte_for_byte_with_its_problems(name: str, author: Client) -> None:
    body, encoding, key = FILES[name]
    data = content(body, encoding)

    answer = author.post("/studio/upload", {"file": SimpleUploadedFile("other.bpmn", data)})

    assert answer.status_code == 302, answer.content.decode()
    draft = ProcedureDraft.objects.get(process_key=key)
    assert author.get(f"{answer['Location']}/file").content == data
    page = author.get(answer["Location"])
    assert page.status_code == 200
    assert page.context["findings"], "what keeps it from running is listed"
    assert author.get("/studio/").status_code == 200
    assert author.post(f"{answer['Location']}/submit", {"note": "x"}).status_code == 422
    assert draft.rev == 1


def test_an_old_file_in_latin_letters_is_read(author: Client) -> None:
    body = '<process id="Alt" name="Pr\xfcfung"><startEvent id="s" name="\xe9t\xe9"/></process>'
    data = content(body, "iso-8859-1")
    answer = author.post("/studio/upload", {"file": SimpleUploadedFile("alt.bpmn", data)})
    assert author.get(f"{answer['Location']}/file").content == data
    assert ProcedureDraft.objects.get(process_key="Alt").title == "Prüfung"


def test_all_problems_are_listed_not_the_first(author: Client) -> None:
    body = (
        '<process id="Many"><startEvent id="s"/><userTask id="a"/><userTask id="b"/><callChoreography id="c"/>'
        '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="b"/>'
        "</process>"
    )
    answer = author.post("/studio/upload", {"file": SimpleUploadedFile("m.bpmn", content(body, "utf-8"))})
    found = author.get(answer["Location"]).context["findings"]
    assert {"a", "b"} <= {finding.element_id for finding in found}
    assert len(found) >= 3
