"""Amounts of money: whole đồng as `int`, shown and typed the Vietnamese way (check V-MONEY)."""

import re

MAX_VND = 10**15
_GROUPED = re.compile(r"\d{1,3}([. \u00a0\u202f]\d{3})+|\d+")
_UNIT = re.compile(r"\s*(đồng|đ|vnd|vnđ|₫)\s*$", re.IGNORECASE)


def format_vnd(amount_vnd: int) -> str:
    """15000000 -> `15.000.000 đ`; the sign stands before the digits."""
    return f"{amount_vnd:,}".replace(",", ".") + "\u00a0đ"


def parse_vnd(text: str) -> int:
    """The amount that a person typed, in đồng: `15.000.000 đ`, `15 000 000` and `15000000` are the same.

    Raises ValueError for anything else: a decimal comma, a sign, groups that are not of three, more than 10^15.
    """
    digits = _UNIT.sub("", text.strip())
    if not _GROUPED.fullmatch(digits):
        raise ValueError(f"not an amount in đồng: {text!r}")
    amount = int(re.sub(r"\D", "", digits))
    if amount > MAX_VND:
        raise ValueError(f"more than {MAX_VND} đồng: {text!r}")
    return amount
