"""Tries are counted for all web processes, by the visitor's own address, never by one that the visitor made up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse

from engine import clock
from portal.platform.errors import Refused
from portal.platform.proxies import ProxyMiddleware
from portal.platform.throttle import throttle


def address_seen(proxies: int, forwarded: str, settings: Any) -> str:
    settings.PROXIES = proxies
    request = HttpRequest()
    request.META = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": forwarded}
    ProxyMiddleware(lambda _request: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


def test_without_proxies_of_ours_the_header_is_not_believed(settings: Any) -> None:
    assert address_seen(0, "203.0.113.9", settings) == "10.0.0.1"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        (2, "1.1.1.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
    ],
)
def test_behind_proxies_the_visitor_stands_that_many_places_from_the_right(
    proxies: int, forwarded: str, seen: str, settings: Any
) -> None:
    assert address_seen(proxies, forwarded, settings) == seen


def test_the_limit_holds_and_ends_with_the_hour(db: None) -> None:
    for _ in range(3):
        throttle("lookup", "203.0.113.9", limit=3)

    with pytest.raises(Refused):
        throttle("lookup", "203.0.113.9", limit=3)

    throttle("lookup", "203.0.113.10", limit=3)
    with clock.running_from(clock.now() + timedelta(hours=1)):
        throttle("lookup", "203.0.113.9", limit=3)


def test_counters_lie_in_the_database_where_every_process_sees_them(db: None) -> None:
    cache.set("seen-by-all", 1)

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM platform_cache WHERE cache_key LIKE %s", ["%seen-by-all"])
        assert cursor.fetchone() == (1,)
