"""The language is switched where one stands: nobody loses their place, and no address is opened that cannot be."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.config.first_filling import fill


def switch_on(client: Client, page: bytes, language: str) -> str:
    """Press the switch of a page; where it leads."""
    found = re.search(rb'name="next" value="([^"]*)"', page)
    assert found, "the page has no switch"
    answer = client.post("/i18n/setlang/", {"next": found[1].decode(), "language": language})
    return str(answer["Location"])


@pytest.mark.parametrize(
    "address", ["/", "/tra-cuu", "/kiem-tra-dieu-kien?line=PRO-DOM", "/accounts/login/?next=/viec"]
)
def test_a_page_stays_the_same_in_the_other_language(db: None, address: str) -> None:
    fill()
    client = Client()

    place = switch_on(client, client.get(address).content, "en")

    assert place == address
    assert b'lang="en"' in client.get(place).content


def test_a_form_with_errors_leads_back_to_the_form(db: None) -> None:
    client = Client()
    wrong = {"login": "nobody@example.vn", "password": "wrong"}

    page = client.post("/accounts/login/", wrong, headers={"Referer": "http://testserver/accounts/login/?next=/viec"})

    assert switch_on(client, page.content, "en") == "/accounts/login/?next=/viec"


def test_another_host_is_no_place_to_stay(db: None) -> None:
    client = Client()
    wrong = {"login": "nobody@example.vn", "password": "wrong"}

    page = client.post("/accounts/login/", wrong, headers={"Referer": "https://elsewhere.example/path"})

    assert switch_on(client, page.content, "en") == "/"
