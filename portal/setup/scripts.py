"""Run one script of a folder of scripts, with the database open: benchmarks and drills."""

import argparse
import os
import subprocess
import sys

from portal.setup import say
from portal.setup.places import ROOT


def run_named(command: str, folder: str, arguments: list[str]) -> int:
    """Run `FOLDER/NAME.py` as a module with the remaining arguments, or list the names. Returns its exit code."""
    names = sorted(path.stem for path in (ROOT / folder).glob("*.py") if not path.stem.startswith("_"))
    parser = argparse.ArgumentParser(prog=f"python3 -m portal {command}")
    parser.add_argument("name", nargs="?", choices=names)
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    options = parser.parse_args(arguments)
    if options.name is None:
        say.line("\n".join(names))
        return 0
    from portal.setup import database

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    with database.opened():
        module = [sys.executable, "-m", f"{folder.replace('/', '.')}.{options.name}", *options.rest]
        return subprocess.run(module, cwd=ROOT, check=False).returncode
