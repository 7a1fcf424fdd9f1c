"""Text at the boundary (check V-TEXT): one Unicode form, and a folded copy for search."""

import unicodedata

_D_WITH_STROKE = str.maketrans({"đ": "d", "Đ": "d"})


def nfc(text: str) -> str:
    """The composed form. Two keyboards that type the same word must give the same text."""
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    """NFC with runs of blank space made one blank and the ends cut off: for names and numbers."""
    return " ".join(nfc(text).split())


def fold(text: str) -> str:
    """The search key: lower case, no tone or vowel marks, đ as d, single blanks.

    `Nước mắm Cát Hải`, its decomposed twin and `nuoc mam cat hai` fold to the same key.
    """
    decomposed = unicodedata.normalize("NFD", text.translate(_D_WITH_STROKE).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(unicodedata.normalize("NFC", bare).split())


def fold_number(text: str) -> str:
    """An application or title number for comparison (rule R-EL-10): letters and digits only, folded."""
    return "".join(letter for letter in fold(text) if letter.isalnum())
