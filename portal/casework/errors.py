"""Refusals of casework.

Refused
├── FormInvalid     the answers of a work item do not pass its form; carries the bound form
└── NoLegalBasis    a decision was asked for while no city decision fixes the amount (rules R-PACK-2, R-PACK-7)
"""

from portal.documents.forms import BoundForm
from portal.platform.errors import Refused


class FormInvalid(Refused):
    """The answers do not pass. `form.errors` says where and why."""

    code = "FORM_INVALID"

    def __init__(self, form: BoundForm) -> None:
        super().__init__()
        self.form = form


class NoLegalBasis(Refused):
    """No support may be decided or paid: the pack is a reference, a demo, or does not know the case."""

    code = "NO_LEGAL_BASIS"

    def __init__(self, *, pack: str) -> None:
        super().__init__(pack=pack)
