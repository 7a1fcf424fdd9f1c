"""Build the front end when its sources changed: packages from the lock file, then one Vite build."""

import os
from collections.abc import Iterator
from pathlib import Path

from portal.setup import say, stamp
from portal.setup.node import Node, find_node
from portal.setup.places import BUILD, FRONTEND
from portal.setup.trouble import Trouble

MODULES = FRONTEND / "node_modules"
PACKAGE_FILES = ("package.json", "package-lock.json")


def ensure() -> None:
    """Make `portal/web/static/build` match the sources. Quick when it does. Raises Trouble in plain words."""
    packages = stamp.fingerprint([FRONTEND / name for name in PACKAGE_FILES])
    wanted = stamp.fingerprint(_sources())
    if stamp.is_current(BUILD / ".stamp", wanted) and stamp.is_current(MODULES / ".haidang", packages):
        return
    node = find_node()
    if not stamp.is_current(MODULES / ".haidang", packages):
        with say.step("Tải thư viện giao diện", "Fetching front-end packages"):
            _fetch(node)
        stamp.record(MODULES / ".haidang", packages)
    with say.step("Dựng giao diện", "Building the front end"):
        _build(node)
    stamp.record(BUILD / ".stamp", wanted)


def _sources() -> Iterator[Path]:
    yield from (path for path in FRONTEND.iterdir() if path.is_file())
    yield from (path for path in (FRONTEND / "src").rglob("*") if path.is_file())


def _environment(node: Node) -> dict[str, str]:
    return {**os.environ, "PATH": f"{node.executable.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def _fetch(node: Node) -> None:
    output = say.run_logged([*node.npm, "ci", "--ignore-scripts"], cwd=FRONTEND, env=_environment(node))
    if output:
        raise Trouble(
            vi="Không tải được thư viện giao diện từ kho npm.",
            en="Front-end packages could not be fetched from the npm registry.",
            mend=f"check the network and npm's settings (npm config list), then run again; details: {say.log_file()}",
        )


def _build(node: Node) -> None:
    vite = MODULES / "vite" / "bin" / "vite.js"
    output = say.run_logged([str(node.executable), str(vite), "build"], cwd=FRONTEND, env=_environment(node))
    if output:
        raise Trouble(
            vi="Dựng giao diện không thành công.",
            en="The front-end build failed.",
            mend=f"read the end of {say.log_file()}",
        )
