"""Two administrators and a procedure in force."""

from __future__ import annotations

import pytest

from engine.models import ProcessVersion
from portal.accounts.actor import Actor, actor_for
from portal.accounts.models import RoleGrant, User
from portal.studio.services import publish_file
from tests.unit.engine.diagrams import diagram

TRIAL = diagram(
    """<startEvent id="Start" name="Nộp"/>
    <userTask id="Task_Intake" name="Kiểm tra" hd:form="F-INTAKE" hd:role="RECEPTION" hd:dueWorkingDays="1"/>
    <userTask id="Task_Verify" name="Soát" hd:form="F-VERIFY" hd:role="DIVISION" hd:notSameAs="Task_Intake"/>
    <endEvent id="End" name="Xong"/>""",
    "Start > Task_Intake\nTask_Intake > Task_Verify\nTask_Verify > End",
).replace(b'hd:key="P"', b'hd:key="TRIAL"')


def person(email: str, *roles: str) -> User:
    """Somebody with these roles."""
    user = User.objects.create_user(email, "a-long-password-1", full_name=email.split("@")[0])
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    return user


@pytest.fixture
def an(db: None) -> Actor:
    return actor_for(person("an@example.vn", "ADMIN"))


@pytest.fixture
def binh(db: None) -> Actor:
    return actor_for(person("binh@example.vn", "ADMIN"))


@pytest.fixture
def live(db: None, engine_alone: None) -> ProcessVersion:
    return publish_file(TRIAL, published_by="SYSTEM")
