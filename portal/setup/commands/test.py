"""Chạy toàn bộ kiểm thử, cả PostgreSQL và trình duyệt / Run every test, PostgreSQL and browser ones included."""

NEEDS = "dev"


def run(arguments: list[str]) -> int:
    """Set up, then run pytest with `arguments`, such as `tests/unit -k calendar`. Returns pytest's exit code."""
    import os
    import subprocess
    import sys

    from portal.setup import browser, database, prepare
    from portal.setup.places import ROOT

    prepare.build()
    os.environ["HAIDANG_BROWSER"] = str(browser.ensure_browser())
    with database.opened():
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False).returncode
