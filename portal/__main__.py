"""The one command: `python3 -m portal demo`, `python3 -m portal test`, `python3 -m portal --help`."""

import sys

# Before any import of ours: an older Python could not even read those files.
if sys.version_info < (3, 11):  # noqa: UP036  # the check that makes requires-python true for a bare checkout
    sys.exit(
        "Cần Python 3.11 trở lên, máy này đang dùng {0}.{1}.\n"
        "Python 3.11 or newer is needed; this is {0}.{1}.\n"
        "    sudo apt-get install python3.11 python3.11-venv python3.11-dev, then: python3.11 -m portal demo".format(
            *sys.version_info[:2]
        )
    )

from portal.setup.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
