"""Find a browser for the browser tests, or get one."""

import os
import shutil
import subprocess
from pathlib import Path

from portal.setup import say
from portal.setup.trouble import Trouble

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT_PATTERNS = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/Chromium.app/Contents/MacOS/Chromium",
)
APT_SECONDS = 900


def find_browser() -> Path | None:
    """The Chromium to test with: HAIDANG_BROWSER, the system's, or the one Playwright keeps. None if there is none."""
    named = os.environ.get("HAIDANG_BROWSER")
    if named:
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _playwrights_own()


def _playwrights_own() -> Path | None:
    base = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    home = Path.home()
    caches = [Path(base)] if base else [home / ".cache/ms-playwright", home / "Library/Caches/ms-playwright"]
    for cache in caches:
        for pattern in PLAYWRIGHT_PATTERNS:
            if found := sorted(cache.glob(pattern)):
                return found[-1]
    return None


def ensure_browser() -> Path:
    """The browser of `find_browser`, installed first where we may: Debian's package, as root.

    Raises Trouble with the one command to run when it cannot be installed from here.
    """
    if found := find_browser():
        return found
    if _may_install():
        with say.step("Cài trình duyệt chromium", "Installing Debian's chromium"):
            _apt_install("chromium")
        if found := find_browser():
            return found
    raise Trouble(
        vi="Không tìm thấy trình duyệt Chromium để chạy kiểm thử giao diện.",
        en="No Chromium browser was found for the browser tests.",
        mend="sudo apt-get install chromium    (or: .venv/bin/playwright install chromium)",
    )


def _may_install() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _apt_install(package: str) -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", package],
    ):
        done = subprocess.run(command, env=quiet, capture_output=True, text=True, timeout=APT_SECONDS, check=False)
        if done.returncode:
            raise Trouble(
                vi=f"Không cài được gói {package}.",
                en=f"The package {package} could not be installed: {done.stderr.strip().splitlines()[-1:]}",
                mend=f"apt-get update && apt-get install {package}",
            )
