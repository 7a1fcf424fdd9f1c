"""The operator's work: seeing where a procedure stands without its content, stopping it, moving it, ending it."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from engine import api
from engine.bpmn.state import At
from engine.models import Instance, WorkItem
from portal.accounts.actor import Actor
from portal.operate import heat, selectors, services
from portal.platform.errors import Conflict, NotAllowed, NotVisible, Refused
from portal.platform.models import AuditEntry
from portal.web.instance_words import EVENTS, WAITS
from tests.journeys.conftest import morning, office  # noqa: F401 - fixtures

WHY = {"reason": "Kiểm tra sự cố", "key": "k"}


@pytest.fixture
def waiting(office: Any) -> Any:  # noqa: F811
    """A dossier that waits for its appraisal."""
    office.budget(100_000_000)
    return office.do("RECEPTION", office.file(), "Task_Intake")


def auditor(office: Any) -> Actor:  # noqa: F811
    """Somebody who may look and not touch."""
    return replace(office.actor("ADMIN"), roles=frozenset({"AUDITOR"}))


def at(office: Any, dossier: Any, node: str) -> int:  # noqa: F811
    shown = selectors.show_instance(office.actor("ADMIN"), dossier.instance_id)
    return next(one.key for one in shown.standing if one.place.id == node)


def test_the_operator_sees_where_it_stands_and_not_what_is_in_it(office: Any, waiting: Any) -> None:  # noqa: F811
    shown = selectors.show_instance(office.actor("ADMIN"), waiting.instance_id)
    assert "Task_Appraise" in {one.place.id for one in shown.standing}
    assert [place.name for item, place in shown.items if item.status == "READY"] == ["Thẩm định hồ sơ"]
    admin = Client()
    admin.force_login(office.people["ADMIN"])
    page = admin.get(f"/van-hanh/quy-trinh/{waiting.instance_id}").content.decode()
    assert "Thẩm định hồ sơ" in page
    for content in (waiting.answers["full_name"], waiting.answers["phone"]):
        assert content not in page
    with pytest.raises(NotVisible):
        selectors.show_instance(office.actor("OFFICER"), waiting.instance_id)


def test_a_stopped_procedure_stands_still_until_it_may_go_on(office: Any, waiting: Any) -> None:  # noqa: F811
    admin = office.actor("ADMIN")
    services.suspend(actor=admin, instance_id=waiting.instance_id, **WHY)
    with pytest.raises(Conflict):
        services.suspend(actor=admin, instance_id=waiting.instance_id, reason="Lần nữa", key="other")
    assert Instance.objects.get(pk=waiting.instance_id).status == "SUSPENDED"
    with pytest.raises(NotAllowed):
        services.resume(actor=auditor(office), instance_id=waiting.instance_id, **WHY)
    with pytest.raises(Refused, match="NOTE_MISSING"):
        services.resume(actor=admin, instance_id=waiting.instance_id, reason=" ", key="r")
    services.resume(actor=admin, instance_id=waiting.instance_id, reason="Xong", key="r")
    acts = AuditEntry.objects.filter(kind="instance").values_list("action", "facts__reason")
    assert list(acts) == [("instance.suspend", "Kiểm tra sự cố"), ("instance.resume", "Xong")]
    assert office.do("OFFICER", waiting, "Task_Appraise").state == "FUNDING"


def test_a_token_is_moved_and_the_log_says_why(office: Any, waiting: Any) -> None:  # noqa: F811
    admin, key = office.actor("ADMIN"), at(office, waiting, "Task_Appraise")
    asked = {"token": key, "to": "Task_Intake", "reason": "Tiếp nhận lại", "key": "m"}
    with pytest.raises(Conflict):
        services.move(actor=admin, instance_id=waiting.instance_id, **{**asked, "to": "Nowhere", "key": "x"})
    services.move(actor=admin, instance_id=waiting.instance_id, **asked)
    services.move(actor=admin, instance_id=waiting.instance_id, **asked)
    assert WorkItem.objects.filter(business_key=waiting.code, node="Task_Intake", status="READY").count() == 1
    assert AuditEntry.objects.filter(action="instance.move").count() == 1
    notes = [line.note for line in selectors.show_instance(admin, waiting.instance_id).history if line.note]
    assert notes == ["Tiếp nhận lại"]
    assert api.replay(waiting.instance_id) == api.stored_state(waiting.instance_id)


def test_an_end_by_hand_stops_the_dossier_and_leaves_no_money_hanging(office: Any, waiting: Any) -> None:  # noqa: F811
    admin = office.actor("ADMIN")
    reserved = office.to_signature(office.file(objects=[{**waiting.answers["objects"][0], "title_no": "777777"}]))
    with pytest.raises(Refused, match="MONEY_STILL_HELD"):
        services.cancel(actor=admin, instance_id=reserved.instance_id, **WHY)
    services.cancel(actor=admin, instance_id=waiting.instance_id, reason="Nộp trùng", key="c")
    waiting.refresh_from_db()
    assert (waiting.state, Instance.objects.get(pk=waiting.instance_id).status) == ("STOPPED", "CANCELLED")
    assert not WorkItem.objects.filter(business_key=waiting.code, status__in=["READY", "CLAIMED"]).exists()


def test_several_at_once_and_one_that_refuses_stops_nobody(office: Any, waiting: Any) -> None:  # noqa: F811
    other = office.file(objects=[{**waiting.answers["objects"][0], "title_no": "888888"}])
    admin = office.actor("ADMIN")
    services.suspend(actor=admin, instance_id=waiting.instance_id, **WHY)
    client = Client()
    client.force_login(office.people["ADMIN"])
    both = [str(waiting.instance_id), str(other.instance_id)]
    answer = client.post(
        "/van-hanh/quy-trinh/nhieu", {"instance": both, "act": "suspend", "reason": "Bảo trì"}, follow=True
    )
    page = answer.content.decode()
    assert "Đã làm cho 1 quy trình." in page
    assert f"{waiting.code}: Quy trình đã chuyển bước" in page
    assert set(Instance.objects.filter(pk__in=both).values_list("status", flat=True)) == {"SUSPENDED"}


def test_the_heat_map_counts_what_waits_and_how_long_it_took(office: Any, waiting: Any) -> None:  # noqa: F811
    version = heat.find_version(office.actor("ADMIN"), Instance.objects.get(pk=waiting.instance_id).version_id)
    steps = {step.node: step for step in heat.heat_of(version)}
    assert (steps["Task_Appraise"].waiting, steps["Task_Appraise"].level) == (1, 5)
    assert (steps["Task_Intake"].done, steps["Task_Intake"].waiting, steps["Task_Intake"].level) == (1, 0, 0)
    assert steps["Task_Intake"].days == 0.0
    assert steps["Task_Sign"].days is None


@pytest.mark.parametrize(
    "address", ["", "?status=RUNNING&q=P01&process=P01", "?page=x", "?page=99999999", "/lich", "/cho-thong-diep?ten=x"]
)
def test_every_list_opens(office: Any, waiting: Any, address: str) -> None:  # noqa: F811
    client = Client()
    client.force_login(office.people["ADMIN"])
    assert client.get(f"/van-hanh/quy-trinh{address}").status_code == 200


@pytest.mark.parametrize("posted", [{}, {"act": "x"}, {"act": "move", "token": "x", "reason": "y"}, {"act": "cancel"}])
def test_what_is_no_act_is_refused(office: Any, waiting: Any, posted: dict[str, str]) -> None:  # noqa: F811
    client = Client()
    client.force_login(office.people["ADMIN"])
    assert client.post(f"/van-hanh/quy-trinh/{waiting.instance_id}/lam", posted).status_code in (409, 422)
    assert Instance.objects.get(pk=waiting.instance_id).status == "RUNNING"


def test_every_state_and_every_line_of_the_log_has_words() -> None:
    passing = {At.READY, At.LEAVING}  # no token rests there
    assert set(At) - passing == set(WAITS)
    sources = "".join(path.read_text() for path in Path("engine").rglob("*.py"))
    logged = set(re.findall(r'(?:log|note|Happened)\(\s*"([A-Z_]{4,})"', sources))
    assert logged - set(EVENTS) == set()
