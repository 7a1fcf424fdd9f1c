"""What a machine must have before anything is installed. Each lack is one sentence and its mend."""

import importlib.util
import os
import shutil
import sys
import sysconfig
from pathlib import Path

from portal.setup.trouble import Trouble

MIN_PYTHON = (3, 11)


def check_python(version: tuple[int, ...] = tuple(sys.version_info[:2])) -> None:
    """Raise Trouble when this Python is older than the product needs."""
    if version < MIN_PYTHON:
        found = ".".join(map(str, version))
        raise Trouble(
            vi=f"Cần Python 3.11 trở lên, máy này đang dùng {found}.",
            en=f"Python 3.11 or newer is needed; this is {found}.",
            mend="sudo apt-get install python3.11 python3.11-venv python3.11-dev, then: python3.11 -m portal demo",
        )


def check_venv() -> None:
    """Raise Trouble when this Python cannot make an environment (Debian ships that apart)."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Trouble(
            vi="Python trên máy này thiếu phần tạo môi trường riêng (venv).",
            en="This Python lacks the venv module.",
            mend="sudo apt-get install python3-venv",
        )


def check_compiler() -> None:
    """Raise Trouble without a C compiler: the inference library is published as source only."""
    named = os.environ.get("CC", "").split()
    if not any(shutil.which(name) for name in [*named[:1], "cc", "gcc", "clang"]):
        raise Trouble(
            vi="Máy này chưa có trình biên dịch C.",
            en="This machine has no C compiler.",
            mend="sudo apt-get install gcc    (macOS: xcode-select --install)",
        )


def check_headers(include: Path | None = None) -> None:
    """Raise Trouble without the C headers of this Python."""
    folder = include or Path(sysconfig.get_path("include"))
    if not (folder / "Python.h").is_file():
        raise Trouble(
            vi="Máy này thiếu tệp tiêu đề C của Python (Python.h).",
            en="The C headers of Python (Python.h) are missing.",
            mend="sudo apt-get install python3-dev",
        )


def check_machine() -> None:
    """All checks that come before installing. Raises the first Trouble found."""
    check_python()
    check_venv()
    check_compiler()
    check_headers()
