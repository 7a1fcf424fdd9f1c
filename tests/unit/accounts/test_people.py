"""The console's acts before anybody can sign in: staff accounts and the year's allotment."""

from __future__ import annotations

from argparse import Namespace

import pytest

from portal.accounts import services
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.budget.models import BudgetLine
from portal.config.first_filling import fill
from portal.platform.models import AuditEntry
from portal.setup import people
from portal.setup.trouble import Trouble

pytestmark = pytest.mark.django_db


def person(email: str, *, role: list[str] | None = None, drop: list[str] | None = None, leave: bool = False) -> int:
    return people.change(Namespace(email=email, name="", unit="", role=role or [], drop=drop or [], leave=leave))


def roles_of(email: str) -> set[str]:
    return set(User.objects.get(email=email).grants.values_list("role", flat=True))


def test_a_new_officer_gets_an_account_a_role_and_a_first_password(capsys: pytest.CaptureFixture[str]) -> None:
    person("Officer@Example.vn", role=["OFFICER"])

    password = capsys.readouterr().out.strip().splitlines()[-1].split(": ")[1]
    assert User.objects.get(email="officer@example.vn").check_password(password)
    assert roles_of("officer@example.vn") == {"OFFICER"}


def test_a_second_call_grants_what_is_new_and_shows_no_password(capsys: pytest.CaptureFixture[str]) -> None:
    person("officer@example.vn", role=["OFFICER"])
    capsys.readouterr()

    person("officer@example.vn", role=["OFFICER", "RECEPTION"])

    assert "password" not in capsys.readouterr().out
    assert roles_of("officer@example.vn") == {"OFFICER", "RECEPTION"}
    assert AuditEntry.objects.filter(action="role.grant").count() == 2


def test_roles_are_withdrawn_one_by_one_or_all_with_the_account() -> None:
    person("officer@example.vn", role=["OFFICER", "RECEPTION"])

    person("officer@example.vn", drop=["RECEPTION"])
    assert roles_of("officer@example.vn") == {"OFFICER"}

    person("officer@example.vn", leave=True)
    assert roles_of("officer@example.vn") == set()
    assert not User.objects.get(email="officer@example.vn").is_active


def test_an_unknown_role_or_person_is_named() -> None:
    with pytest.raises(Trouble, match="KING"):
        person("officer@example.vn", role=["KING"])
    with pytest.raises(Trouble, match="nobody@example.vn"):
        person("nobody@example.vn", leave=True)


def allot(by: str, *, line: str = "PRO-DOM", instrument: str = "1/QĐ") -> int:
    return people.allot(Namespace(line=line, year=2026, amount_vnd=5_000_000, instrument=instrument, by=by))


def test_money_is_allotted_once_by_an_instrument_and_only_by_the_finance_department() -> None:
    fill()
    services.engage(email="dof@example.vn", full_name="", unit="", roles=[Role.DOF_OFFICER], by="test")
    services.engage(email="officer@example.vn", full_name="", unit="", roles=[Role.OFFICER], by="test")

    allot("dof@example.vn")
    allot("dof@example.vn")
    assert BudgetLine.objects.get().allocated_vnd == 5_000_000

    with pytest.raises(Trouble, match="officer@example.vn"):
        allot("officer@example.vn")
    with pytest.raises(Trouble, match="PRO-DOM"):
        allot("dof@example.vn", line="NO-SUCH")
