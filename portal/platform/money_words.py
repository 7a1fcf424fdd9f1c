"""Amounts in Vietnamese words (*bằng chữ*), as payment papers print them."""

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
UNITS = ("", "nghìn", "triệu", "tỷ", "nghìn tỷ", "triệu tỷ")
LIMIT = 1000 ** len(UNITS)


def in_words(amount_vnd: int) -> str:
    """15000000 -> `Mười lăm triệu đồng`. Raises ValueError below 0 and from 10^18."""
    if not 0 <= amount_vnd < LIMIT:
        raise ValueError(f"cannot be put into words: {amount_vnd}")
    return f"{_number(amount_vnd).capitalize()} đồng"


def _number(amount: int) -> str:
    if amount == 0:
        return DIGITS[0]
    groups = []
    while amount:
        amount, group = divmod(amount, 1000)
        groups.append(group)
    top = len(groups) - 1
    said = [
        f"{_group(group, full=place < top)} {UNITS[place]}".strip()
        for place, group in reversed(list(enumerate(groups)))
        if group
    ]
    return " ".join(said)


def _group(group: int, *, full: bool) -> str:
    """Three digits; `full` when higher groups stand before, so that a missing hundred is said."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [f"{DIGITS[hundreds]} trăm"] if hundreds or full else []
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words.append(f"{DIGITS[tens]} mươi")
    if ones:
        words.append(_ones(ones, tens))
    return " ".join(words)


def _ones(ones: int, tens: int) -> str:
    if ones == 1 and tens > 1:
        return "mốt"
    if ones == 5 and tens > 0:
        return "lăm"
    return DIGITS[ones]
