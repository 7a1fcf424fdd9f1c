"""After signing in each person arrives at their own work."""

from __future__ import annotations

import pytest
from django.test import Client

from portal.accounts.models import RoleGrant, User

PASSWORD = "long-enough-2026"


@pytest.mark.parametrize(
    ("role", "place"),
    [("", "/ho-so/"), ("OFFICER", "/viec"), ("RULE_EDITOR", "/quy-tac/"), ("ADMIN", "/van-hanh/quy-trinh")],
)
def test_signing_in_leads_to_the_first_working_place_of_the_menu(db: None, role: str, place: str) -> None:
    user = User.objects.create_user("person@example.vn", PASSWORD)
    if role:
        RoleGrant.objects.create(user=user, role=role)

    answer = Client().post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    assert (answer.status_code, answer["Location"]) == (302, place)


def test_a_page_asked_for_before_signing_in_comes_first(db: None) -> None:
    user = User.objects.create_user("person@example.vn", PASSWORD)

    answer = Client().post("/accounts/login/?next=/tra-cuu", {"login": user.email, "password": PASSWORD})

    assert answer["Location"] == "/tra-cuu"
