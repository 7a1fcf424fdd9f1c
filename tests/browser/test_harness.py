"""The browser harness itself: it sees the page, and it tells on a page that misbehaves."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

PAGE = (
    "<!doctype html><html lang='vi'><head><title>Thử</title></head><body><main><h1>Thử</h1>{body}</main></body></html>"
)


@pytest.mark.django_db
def test_axe_finds_a_picture_without_words(desktop: Page, axe: Callable[[Page], None]) -> None:
    desktop.set_content(PAGE.format(body="<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' width=20 height=20>"))

    with pytest.raises(AssertionError, match="image-alt"):
        axe(desktop)


@pytest.mark.django_db
def test_a_request_to_another_host_is_told(new_context: Callable[..., BrowserContext], watch: Any) -> None:
    page = new_context(width=390).new_page()
    page.context.route("http://example.test/**", lambda route: route.abort())

    page.set_content(PAGE.format(body="<img alt='' src='http://example.test/pixel.gif'>"))
    page.wait_for_load_state("load")

    assert [problem for problem in watch.problems if "another host" in problem]
    watch.problems.clear()


@pytest.mark.django_db
def test_an_error_on_the_console_is_told(desktop: Page, watch: Any) -> None:
    desktop.evaluate("console.error('hỏng')")

    assert [problem for problem in watch.problems if "hỏng" in problem]
    watch.problems.clear()
