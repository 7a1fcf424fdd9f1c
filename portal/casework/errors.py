"""Refusals of casework.

Refused
└── NoLegalBasis    a decision was asked for while no city decision fixes the amount (rules R-PACK-2, R-PACK-7)
"""

from portal.platform.errors import Refused


class NoLegalBasis(Refused):
    """No support may be decided or paid: the pack is a reference, a demo, or does not know the case."""

    code = "NO_LEGAL_BASIS"

    def __init__(self, *, pack: str) -> None:
        super().__init__(pack=pack)
