"""Diễn tập sự cố: giết tiến trình, tranh nhau, nối lại / Rehearse disasters and count what was lost: drill NAME."""

NEEDS = "dev"


def run(arguments: list[str]) -> int:
    """Run `tests/faults/drills/NAME.py`; without a name, list them."""
    from portal.setup.scripts import run_named

    return run_named("drill", "tests/faults/drills", arguments)
