"""A refusal becomes an answer with its status; a defect stays a defect."""

import json

import pytest
from django.db import OperationalError, connection, transaction
from django.db.utils import IntegrityError
from django.test import RequestFactory

from portal.platform import audit
from portal.platform.errors import NotVisible, Refused, Unavailable
from portal.platform.middleware import RefusalMiddleware
from portal.platform.models import AuditEntry


def answered(exception, **headers):
    request = RequestFactory().get("/", headers=headers)
    request.user = None
    return RefusalMiddleware(lambda r: None).process_exception(request, exception)


def test_a_missing_and_a_forbidden_object_give_the_same_page():
    page = answered(NotVisible("dossier"))

    assert page.status_code == 404
    assert "dossier" not in page.content.decode()


def test_a_program_gets_the_code():
    answer = answered(Refused("SOMETHING", a=1), accept="application/json")

    assert answer.status_code == 422
    assert json.loads(answer.content)["code"] == "SOMETHING"


@pytest.mark.parametrize("exception", [Unavailable(), OperationalError("server closed the connection")])
def test_a_database_that_is_gone_is_told_to_come_back_later(exception):
    answer = answered(exception)

    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_a_defect_is_not_worded_away():
    assert answered(KeyError("bug")) is None


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE platform_auditentry SET actor = 'x'", "DELETE FROM platform_auditentry"])
def test_the_audit_log_only_grows(statement):
    entry = audit.record("7", "dossier.submit", kind="dossier", object_id="P01-1", facts={"state": "SUBMITTED"})

    with pytest.raises(IntegrityError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.get().pk == entry.pk
