"""Sao lưu cơ sở dữ liệu và tệp vào một thư mục / Back up database and files into a new folder below FOLDER."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Write one backup and print where. The product may go on running."""
    import argparse
    from pathlib import Path

    from portal.setup import backup, database, say

    parser = argparse.ArgumentParser(prog="python3 -m portal backup", description=__doc__)
    parser.add_argument("folder", type=Path, help="thư mục chứa các bản sao lưu / where backups are kept")
    options = parser.parse_args(arguments)
    with database.opened():
        say.line(str(backup.back_up(options.folder.resolve())))
    return 0
