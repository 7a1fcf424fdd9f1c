"""A change of a procedure needs two people, and touches no running dossier."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from engine import api
from engine.models import Instance, ProcessVersion
from engine.selectors import version_in_force
from portal.accounts.actor import Actor, actor_for
from portal.documents.models import FormVersion
from portal.platform.errors import Conflict, NotAllowed, PortalError, Refused
from portal.platform.models import AuditEntry
from portal.studio import services
from portal.studio.models import ProcedureDraft
from portal.studio.selectors import changes_of, procedures
from tests.unit.studio.conftest import TRIAL, person

RENAMED = TRIAL.replace('name="Kiểm tra"'.encode(), 'name="Kiểm tra hồ sơ"'.encode())
BROKEN = TRIAL.replace(b'hd:role="RECEPTION"', b"")


def submitted(actor: Actor, xml: bytes = RENAMED) -> ProcedureDraft:
    draft = services.start_draft(actor=actor, process_key="TRIAL")
    draft = services.save_draft(actor=actor, draft_id=draft.pk, xml=xml, rev=draft.rev)
    return services.submit(actor=actor, draft_id=draft.pk, note="Đổi tên bước")


def refusal(code: str) -> pytest.RaisesExc[PortalError]:
    return pytest.RaisesExc(PortalError, check=lambda error: error.code == code)


def test_a_second_person_publishes_and_new_dossiers_run_on_the_new_version(
    an: Actor, binh: Actor, live: ProcessVersion
) -> None:
    running = api.start("TRIAL", business_key="HD-1", variables={}, actor="1", key="start-1")
    draft = submitted(an)

    version = services.publish(actor=binh, draft_id=draft.pk)

    later = api.start("TRIAL", business_key="HD-2", variables={}, actor="1", key="start-2")
    assert version_in_force("TRIAL") == version
    assert Instance.objects.get(pk=later.instance_id).version_id == version.pk
    assert Instance.objects.get(pk=running.instance_id).version_id == live.pk
    assert bytes(version.xml) == RENAMED


def test_the_author_cannot_publish_their_own_draft(an: Actor, live: ProcessVersion) -> None:
    draft = submitted(an)

    with refusal("SAME_PERSON"):
        services.publish(actor=an, draft_id=draft.pk)


def test_the_database_refuses_a_lone_publisher_too(an: Actor, live: ProcessVersion) -> None:
    draft = submitted(an)

    with pytest.raises(IntegrityError, match="procedure_needs_second_person"), transaction.atomic():
        ProcedureDraft.objects.filter(pk=draft.pk).update(decided_by=draft.author)


def test_a_draft_with_errors_can_be_saved_but_not_submitted(an: Actor, live: ProcessVersion) -> None:
    draft = services.start_draft(actor=an, process_key="TRIAL")
    draft = services.save_draft(actor=an, draft_id=draft.pk, xml=BROKEN, rev=draft.rev)

    with refusal("DRAFT_HAS_ERRORS"):
        services.submit(actor=an, draft_id=draft.pk, note="thử")


def test_a_draft_that_nobody_submitted_cannot_be_published(an: Actor, binh: Actor, live: ProcessVersion) -> None:
    draft = services.start_draft(actor=an, process_key="TRIAL")

    with refusal("DRAFT_NOT_SUBMITTED"):
        services.publish(actor=binh, draft_id=draft.pk)


def test_a_returned_draft_goes_on_and_keeps_the_remark(an: Actor, binh: Actor, live: ProcessVersion) -> None:
    draft = submitted(an)

    services.send_back(actor=binh, draft_id=draft.pk, note="Thiếu bước ký")

    draft.refresh_from_db()
    again = services.save_draft(actor=an, draft_id=draft.pk, xml=TRIAL, rev=draft.rev)
    assert (again.status, again.decision_note) == ("EDITING", "Thiếu bước ký")


def test_of_two_windows_the_slower_is_told(an: Actor, live: ProcessVersion) -> None:
    draft = services.start_draft(actor=an, process_key="TRIAL")
    services.save_draft(actor=an, draft_id=draft.pk, xml=RENAMED, rev=draft.rev)

    with refusal("DRAFT_MOVED_ON"):
        services.save_draft(actor=an, draft_id=draft.pk, xml=TRIAL, rev=draft.rev)


def test_a_draft_over_an_older_version_is_not_published(an: Actor, binh: Actor, live: ProcessVersion) -> None:
    draft = submitted(an)
    services.publish_file(TRIAL.replace(b"Xong", b"Het"), published_by="SYSTEM")

    with pytest.raises(Conflict):
        services.publish(actor=binh, draft_id=draft.pk)


def test_a_procedure_has_one_open_draft(an: Actor, binh: Actor, live: ProcessVersion) -> None:
    first = services.start_draft(actor=an, process_key="TRIAL")

    assert services.start_draft(actor=binh, process_key="TRIAL").pk == first.pk
    with pytest.raises(Conflict):
        services.import_file(actor=binh, xml=RENAMED)
    services.discard(actor=an, draft_id=first.pk)
    assert services.import_file(actor=binh, xml=RENAMED).author_id == binh.user_id


def test_only_the_author_edits(an: Actor, binh: Actor, live: ProcessVersion) -> None:
    draft = services.start_draft(actor=an, process_key="TRIAL")

    with refusal("NOT_THE_AUTHOR"):
        services.save_draft(actor=binh, draft_id=draft.pk, xml=RENAMED, rev=draft.rev)


@pytest.mark.parametrize("role", ["OFFICER", "DIRECTOR", "RULE_APPROVER", "APPLICANT", "AUDITOR"])
def test_nobody_but_an_administrator_edits_procedures(role: str, live: ProcessVersion) -> None:
    with pytest.raises(NotAllowed):
        services.start_draft(actor=actor_for(person("x@example.vn", role)), process_key="TRIAL")


@pytest.mark.parametrize(
    "xml",
    [
        b"<x/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b"",
    ],
)
def test_an_unsafe_file_is_never_stored(xml: bytes, an: Actor, live: ProcessVersion) -> None:
    draft = services.start_draft(actor=an, process_key="TRIAL")

    with refusal("UNSAFE_DIAGRAM"):
        services.save_draft(actor=an, draft_id=draft.pk, xml=xml, rev=draft.rev)
    with refusal("UNSAFE_DIAGRAM"):
        services.import_file(actor=an, xml=xml)


def test_the_key_of_a_procedure_cannot_be_changed(an: Actor, live: ProcessVersion) -> None:
    draft = services.start_draft(actor=an, process_key="TRIAL")

    with refusal("KEY_CHANGED"):
        services.save_draft(
            actor=an, draft_id=draft.pk, xml=TRIAL.replace(b'hd:key="TRIAL"', b'hd:key="P01"'), rev=draft.rev
        )


def test_a_version_keeps_the_forms_it_was_published_with(live: ProcessVersion) -> None:
    pins = live.references["forms"]

    assert set(pins) == {"F-INTAKE", "F-VERIFY"}
    assert set(FormVersion.objects.values_list("sha256", flat=True)) == set(pins.values())


def test_the_same_file_is_not_published_twice(live: ProcessVersion) -> None:
    assert services.publish_file(TRIAL, published_by="SYSTEM") == live


def test_the_list_shows_version_and_draft_and_the_change_is_readable(an: Actor, live: ProcessVersion) -> None:
    draft = submitted(an)

    (row,) = [p for p in procedures(an) if p.key == "TRIAL"]
    assert (row.live, row.draft) == (live, draft)
    (change,) = changes_of(draft)
    assert (change.element_id, change.differences[0].after) == ("Task_Intake", "Kiểm tra hồ sơ")


def test_every_act_leaves_its_line_in_the_audit_log(an: Actor, binh: Actor, live: ProcessVersion) -> None:
    draft = submitted(an)
    services.publish(actor=binh, draft_id=draft.pk)

    lines = AuditEntry.objects.filter(object_id=str(draft.pk)).order_by("pk").values_list("action", "actor")
    assert list(lines) == [
        ("procedure_draft.draft", an.id),
        ("procedure_draft.submit", an.id),
        ("procedure_draft.publish", binh.id),
    ]


def test_submitting_needs_a_reason(an: Actor, live: ProcessVersion) -> None:
    draft = services.start_draft(actor=an, process_key="TRIAL")

    with pytest.raises(Refused):
        services.submit(actor=an, draft_id=draft.pk, note="   ")
