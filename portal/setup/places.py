"""Where things lie: the checkout, its environment, and the state folder that holds everything made at run time."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
FRONTEND = ROOT / "frontend"
BUILD = ROOT / "portal" / "web" / "static" / "build"


def state_dir() -> Path:
    """The folder for the database, uploads and run files: HAIDANG_STATE, else `.state` in the checkout."""
    return Path(os.environ.get("HAIDANG_STATE") or ROOT / ".state").resolve()


def venv_python() -> Path:
    """The interpreter of the project's own environment, whether it exists yet or not."""
    if os.name == "nt":
        return VENV / "Scripts" / "python.exe"
    return VENV / "bin" / "python"
