"""Chuẩn bị máy chủ: gói, giao diện, bản dịch, cơ sở dữ liệu / Make a server ready: packages, build, migrations."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Run once per release on each machine before its web and worker processes start. Takes no arguments."""
    import argparse

    from portal.setup import database, prepare

    argparse.ArgumentParser(prog="python3 -m portal prepare", description=__doc__).parse_args(arguments)
    prepare.build()
    with database.opened():
        prepare.ready_django()
        prepare.migrate()
        prepare.fill()
    return 0
