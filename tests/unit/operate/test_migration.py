"""Moving running dossiers to a new version of their procedure, as the operator does it."""

from typing import Any

import pytest
from django.test import Client

from engine.models import Instance, ProcessVersion, WorkItem
from portal.operate import migration
from portal.platform.models import AuditEntry
from portal.studio.services import publish_file
from tests.journeys.conftest import morning, office  # noqa: F401 - fixtures


def changed(*replacements: tuple[bytes, bytes]) -> ProcessVersion:
    """A next version of P01."""
    xml = bytes(ProcessVersion.objects.get(key="P01").xml)
    for old, new in replacements:
        assert old in xml
        xml = xml.replace(old, new)
    return publish_file(xml, published_by="SYSTEM")


@pytest.fixture
def waiting(office: Any) -> Any:  # noqa: F811
    office.budget(100_000_000)
    return office.do("RECEPTION", office.file(), "Task_Intake")


def test_a_dossier_goes_on_by_the_new_version_with_its_work_open(office: Any, waiting: Any) -> None:  # noqa: F811
    old = ProcessVersion.objects.get(key="P01")
    new = changed(("Thẩm định hồ sơ".encode(), "Thẩm định kỹ hồ sơ".encode()))
    admin = office.actor("ADMIN")
    (candidate,) = migration.preview(admin, old.pk, new.pk, {}).candidates
    assert (candidate.verdict, candidate.reasons) == ("MOVABLE", ())
    client = Client()
    client.force_login(office.people["ADMIN"])
    address = f"/van-hanh/quy-trinh/chuyen/{old.pk}"
    assert "Chuyển 1 quy trình" in client.get(address, {"den": str(new.pk)}).content.decode()
    assert client.post(address, {"den": str(new.pk), "reason": " "}).status_code == 422
    answer = client.post(address, {"den": str(new.pk), "reason": "Quy trình sửa đổi"}, follow=True)
    assert "Đã chuyển 1 quy trình; 0 quy trình ở lại." in answer.content.decode()

    waiting.refresh_from_db()
    assert waiting.process_version_id == new.pk == Instance.objects.get(pk=waiting.instance_id).version_id
    assert AuditEntry.objects.get(action="instance.migrate").facts["reason"] == "Quy trình sửa đổi"
    assert office.do("OFFICER", waiting, "Task_Appraise").state == "FUNDING"


def test_a_step_with_another_name_is_mapped_by_hand(office: Any, waiting: Any) -> None:  # noqa: F811
    old = ProcessVersion.objects.get(key="P01")
    new = changed((b"Task_Appraise", b"Task_Examine"))
    admin = office.actor("ADMIN")
    found = migration.preview(admin, old.pk, new.pk, {})
    assert [(one.verdict, [place.id for place, _why in one.reasons]) for one in found.candidates] == [
        ("NEEDS_MAPPING", ["Task_Appraise"])
    ]
    assert "Task_Examine" in {choice.id for choice in found.choices}
    common = {"actor": admin, "old_id": old.pk, "new_id": new.pk, "reason": "Đổi tên bước"}
    assert migration.migrate_all(**common, mapped={}, key="a") == migration.Moved(0, 1)
    mapped = {"Task_Appraise": "Task_Examine"}
    assert migration.migrate_all(**common, mapped=mapped, key="b") == migration.Moved(1, 0)
    assert WorkItem.objects.get(business_key=waiting.code, status="READY").node == "Task_Examine"
    assert office.do("OFFICER", waiting, "Task_Examine").state == "FUNDING"


def test_what_must_stay_says_why_and_stays(office: Any, waiting: Any) -> None:  # noqa: F811
    old = ProcessVersion.objects.get(key="P01")
    new = changed((b'name="withdraw"', b'name="take-back"'))
    client = Client()
    client.force_login(office.people["ADMIN"])
    page = client.get(f"/van-hanh/quy-trinh/chuyen/{old.pk}", {"den": str(new.pk)}).content.decode()
    assert "bước này nay chờ sự kiện khác" in page
    assert "Chuyển 1 quy trình" not in page
