"""Dựng giao diện và bản dịch / Build the front end and the translations."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Build what changed. Takes no arguments."""
    import argparse

    from portal.setup import prepare

    argparse.ArgumentParser(prog="python3 -m portal build", description=__doc__).parse_args(arguments)
    prepare.build()
    return 0
