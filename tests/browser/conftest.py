"""A real browser against a real server: no page may print an error or ask anything of another host."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, sync_playwright

from portal.setup.browser import find_browser

# Playwright's synchronous interface runs an event loop in this thread, so Django takes every query for one
# made inside a coroutine. It is not: the loop is idle while the test runs.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

REPOSITORY = Path(__file__).resolve().parents[2]
AXE = REPOSITORY / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for the whole run; each test gets its own context."""
    executable = find_browser()
    assert executable, "no browser found; `python3 -m portal test` installs or names one"
    running = playwright.chromium.launch(executable_path=str(executable), args=CHROMIUM_ARGUMENTS)
    yield running
    running.close()


class Watch:
    """Collects what a page must not do; `problems` is read when the test ends."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.problems: list[str] = []
        self.allowed: list[str] = []

    def allow(self, part: str) -> None:
        """Accept console messages that hold `part`, such as the browser's own line about a 422 answer."""
        self.allowed.append(part)

    def on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(part in message.text for part in self.allowed):
            self.problems.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def on_error(self, error: Any) -> None:
        self.problems.append(f"uncaught in page: {error}")

    def on_request(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.problems.append(f"request to another host: {request.url}")

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self.on_console)
        context.on("weberror", lambda web_error: self.on_error(web_error.error))
        context.on("request", self.on_request)


@pytest.fixture
def watch(live_server: Any) -> Iterator[Watch]:
    """Watches every page of the test; fails it at the end if one misbehaved."""
    watching = Watch(live_server.url)
    yield watching
    assert watching.problems == []


@pytest.fixture
def new_context(browser: Browser, live_server: Any, watch: Watch) -> Iterator[Callable[..., BrowserContext]]:
    """A function that opens a fresh visitor: own cookies, given width in CSS pixels, Vietnamese by default."""
    opened: list[BrowserContext] = []

    def open_context(*, width: int, height: int = 900, locale: str = "vi-VN") -> BrowserContext:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale=locale,
            timezone_id="Asia/Ho_Chi_Minh",
            accept_downloads=True,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        watch.follow(context)
        opened.append(context)
        return context

    yield open_context
    for context in opened:
        context.close()


@pytest.fixture
def phone(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(width=390, height=844).new_page()


@pytest.fixture
def desktop(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context(width=1440).new_page()


@pytest.fixture(params=[390, 1440], ids=["phone", "desktop"])
def either(request: pytest.FixtureRequest, new_context: Callable[..., BrowserContext]) -> Page:
    """The same story twice: on a phone and on a desk."""
    return new_context(width=request.param).new_page()


@pytest.fixture
def sign_in(live_server: Any) -> Callable[..., None]:
    """A function that signs a page's visitor in as a user, through the session the sign-in page would make."""
    from django.test import Client

    def as_user(page: Page, user: Any) -> None:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live_server.url}]
        )

    return as_user


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """A function that asserts a page has no serious accessibility finding and fits its screen."""

    def check(page: Page) -> None:
        # Evaluated through the debugging protocol, because the page's own policy forbids added script tags.
        page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("tags => axe.run(document, {runOnly: tags})", TAGS)
        found = [
            f"{violation['id']}: {violation['help']} at {node['target']}"
            for violation in result["violations"]
            if violation["impact"] in {"serious", "critical"}
            for node in violation["nodes"]
        ]
        assert found == [], f"{page.url}\n" + "\n".join(found)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{page.url} is {wider} px wider than the screen"

    return check


@pytest.fixture
def shot(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """A function that keeps a picture of a page when HAIDANG_SHOTS names a folder; else does nothing."""
    folder = os.environ.get("HAIDANG_SHOTS")

    def keep(page: Page, name: str) -> None:
        if folder:
            path = Path(folder) / f"{request.node.name}-{name}.png"
            # Hiding the caret would need a style that the pages' own policy forbids.
            page.screenshot(path=path, full_page=True, caret="initial", animations="allow")

    return keep
