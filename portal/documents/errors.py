"""Refusals about papers.

Refused
├── FormInvalid       answers do not pass their form; carries the bound form
└── FileNotAccepted   an attachment is not what may be attached; `reason` says why
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.platform.errors import Refused

if TYPE_CHECKING:
    from portal.documents.forms.bound import BoundForm


class FormInvalid(Refused):
    """The answers do not pass. `form.errors` says where and why."""

    code = "FORM_INVALID"

    def __init__(self, form: BoundForm) -> None:
        super().__init__()
        self.form = form


class FileNotAccepted(Refused):
    """reason: TOO_LARGE, EMPTY, KIND, MACRO, UNPACKS_TOO_LARGE, DOSSIER_FULL or INFECTED (check V-FILE)."""

    def __init__(self, reason: str, file_name: str) -> None:
        super().__init__(f"FILE_{reason}", name=file_name)
        self.reason = reason
