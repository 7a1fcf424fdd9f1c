"""Phục hồi từ một bản sao lưu vào nơi còn trống / Restore a backup into an empty database and files folder."""

NEEDS = "service"


def run(arguments: list[str]) -> int:
    """Restore one backup folder. Stop web and worker first; what is not empty is not touched."""
    import argparse
    from pathlib import Path

    from portal.setup import backup, database

    parser = argparse.ArgumentParser(prog="python3 -m portal restore", description=__doc__)
    parser.add_argument("folder", type=Path, help="một bản sao lưu / one backup folder")
    options = parser.parse_args(arguments)
    with database.opened():
        backup.restore(options.folder.resolve())
    return 0
