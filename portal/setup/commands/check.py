"""Định dạng, kiểu, tầng và kiểm thử nhanh / Format, lint, types, import contracts, unit and journey tests."""

NEEDS = "dev"


def run(arguments: list[str]) -> int:
    """Run every check and say at the end which failed. `--static` leaves the tests out."""
    import argparse
    import subprocess
    import sys

    from portal.setup import database, prepare, say
    from portal.setup.places import ROOT

    parser = argparse.ArgumentParser(prog="python3 -m portal check", description=__doc__)
    parser.add_argument("--static", action="store_true", help="không chạy kiểm thử / no tests")
    options = parser.parse_args(arguments)
    checks = {
        "format": ["ruff", "format", "--check", "."],
        "lint": ["ruff", "check", "."],
        "types": ["mypy", "engine", "rules", "portal"],
        "imports": ["importlinter.cli", "lint"],
        "migrations": ["django", "makemigrations", "--check", "--dry-run", "--settings=portal.config.settings"],
    }
    if not options.static:
        checks["tests"] = ["pytest", "tests/unit", "tests/journeys"]
    prepare.build()
    failed = []
    with database.opened():
        for name, command in checks.items():
            say.line(f"── {name}")
            if subprocess.run([sys.executable, "-m", *command], cwd=ROOT, check=False).returncode:
                failed.append(name)
    say.line(f"Chưa đạt / failed: {', '.join(failed)}" if failed else "Đạt cả / all passed")
    return 1 if failed else 0
