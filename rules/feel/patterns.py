"""Patterns of `matches`, `replace` and `split`: XPath and XML Schema regular expressions, written for Python's `regex`.

The two differ where it matters: `$` is the very end, `.` is no carriage return, classes are subtracted by `-[...]`,
`\\i` and `\\c` are letters of names, blocks are `\\p{IsBasicLatin}`; what XPath does not know is refused.
Source: XPath functions 3.1, sections 5.6.1 and 5.6.2; XML Schema part 2, appendix G.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import regex

from rules.feel.errors import NullResult

MAX_PATTERN = 1_000
MAX_NESTING = 50
FLAGS = {"i": regex.IGNORECASE, "s": regex.DOTALL, "m": regex.MULTILINE, "x": 0, "q": 0}
NAME_START = r":_\p{L}"
NAME_PART = r"\-.:_\u00B7\u0300-\u036F\u203F\u2040\p{L}\p{Nd}"
CLASSES = {
    "d": r"\p{Nd}",
    "s": r" \t\n\r",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "i": NAME_START,
    "c": NAME_PART,
}
PLAIN_ESCAPES = frozenset("nrt\\|.-^$?*+{}()[]")
QUANTIFIER = regex.compile(r"[?*+]\??|\{\d+(?:,\d*)?\}\??")


@lru_cache(maxsize=256)
def compiled(pattern: str, flags: str) -> Any:
    """The pattern with XPath flags, ready for the `regex` package. Raises NullResult for a wrong one."""
    if len(pattern) > MAX_PATTERN:
        raise NullResult("Mẫu quá dài", "The pattern is too long")
    bits = regex.V1
    for flag in flags:
        if flag not in FLAGS:
            raise NullResult(f"Cờ lạ: {flag}", f"Unknown flag: {flag}")
        bits |= FLAGS[flag]
    try:
        return regex.compile(regex.escape(pattern) if "q" in flags else _Translation(pattern, flags).text(), bits)
    except (regex.error, RecursionError) as wrong:
        raise NullResult(f"Mẫu sai: {wrong}", f"Wrong pattern: {wrong}") from wrong


def replacement_of(text: str, flags: str, groups: int) -> str | Callable[[Any], str]:
    """What `sub` puts in for a match: `$1` is the first group, `\\$` and `\\\\` the signs. Raises NullResult."""
    if "q" in flags:
        return lambda found: text
    parts: list[str | int] = []
    place = 0
    while place < len(text):
        sign, following = text[place], text[place + 1 : place + 2]
        if sign == "\\" and following in {"\\", "$"} and following:
            parts.append(following)
            place += 2
        elif sign == "$" and following.isdecimal():
            end = place + 2
            while end < len(text) and text[end].isdecimal() and int(text[place + 1 : end + 1]) <= groups:
                end += 1
            parts.append(int(text[place + 1 : end]))
            place = end
        elif sign in "\\$":
            raise NullResult("Chuỗi thay thế sai", "Wrong replacement")
        else:
            parts.append(sign)
            place += 1
    return lambda found: "".join(
        part if isinstance(part, str) else (found[part] or "" if part <= groups else "") for part in parts
    )


class _Translation:
    """One pattern on its way from XPath's form to Python's."""

    def __init__(self, pattern: str, flags: str) -> None:
        self.source = _without_blanks(pattern) if "x" in flags else pattern
        self.dot = "." if "s" in flags else r"[^\n\r]"
        self.end = "$" if "m" in flags else r"\Z"
        self.start = "^" if "m" in flags else r"\A"
        self.place = 0
        self.opened = 0
        self.closed: set[int] = set()
        self.levels: list[int] = []

    def text(self) -> str:
        """The whole pattern in Python's form."""
        out: list[str] = []
        quantifiable = False
        while self.place < len(self.source):
            sign = self.source[self.place]
            quantifier = QUANTIFIER.match(self.source, self.place) if sign in "?*+{" else None
            if quantifier is not None:
                if not quantifiable:
                    raise self._wrong(sign)
                out.append(quantifier.group())
                self.place = quantifier.end()
                quantifiable = False
                continue
            out.append(self._piece(sign))
            quantifiable = sign not in "(|^$"
        if self.levels:
            raise self._wrong("(")
        return "".join(out)

    def _piece(self, sign: str) -> str:
        self.place += 1
        if sign == "(":
            return self._group()
        if sign == ")":
            if not self.levels:
                raise self._wrong(sign)
            self.closed.add(self.levels.pop())
            return sign
        if sign == "[":
            return self._class(0)
        if sign == "\\":
            return self._escape()
        if sign in "{}]?*+":
            raise self._wrong(sign)
        special = {".": self.dot, "^": self.start, "$": self.end, "|": "|"}
        return special.get(sign) or regex.escape(sign, special_only=False)

    def _group(self) -> str:
        if self.source.startswith("?:", self.place):
            self.place += 2
            self.levels.append(0)
            return "(?:"
        if self.source.startswith("?", self.place):
            raise self._wrong("(?")
        self.opened += 1
        self.levels.append(self.opened)
        return "("

    def _escape(self) -> str:
        letter = self.source[self.place : self.place + 1]
        if letter.isdecimal():
            return self._back_reference()
        return self._class_escape()

    def _back_reference(self) -> str:
        """`\\12` is group 12 if there are so many before it, else group 1 and the digit 2."""
        end = self.place + 1
        while (
            end < len(self.source)
            and self.source[end].isdecimal()
            and int(self.source[self.place : end + 1]) <= self.opened
        ):
            end += 1
        number = int(self.source[self.place : end])
        if number not in self.closed or number == 0:
            raise self._wrong(f"\\{number}")
        self.place = end
        return rf"(?:\g<{number}>)"

    def _class_escape(self) -> str:
        """An escape that is good inside and outside of a class."""
        letter = self.source[self.place : self.place + 1]
        self.place += 1
        if letter in PLAIN_ESCAPES and letter:
            return "\\" + letter
        if letter in {"p", "P"}:
            return self._property(letter)
        inside = CLASSES.get(letter.lower())
        if inside is None:
            raise self._wrong(f"\\{letter}")
        return f"[{inside}]" if letter.islower() else f"[^{inside}]"

    def _property(self, letter: str) -> str:
        end = self.source.find("}", self.place)
        if not self.source.startswith("{", self.place) or end < 0:
            raise self._wrong(f"\\{letter}")
        name = self.source[self.place + 1 : end]
        self.place = end + 1
        return rf"\{letter}{{In{name[2:]}}}" if name.startswith("Is") else rf"\{letter}{{{name}}}"

    def _class(self, depth: int) -> str:
        """A class behind its opening bracket, with what is subtracted from it."""
        if depth > MAX_NESTING:
            raise self._wrong("[")
        negated = self.source.startswith("^", self.place)
        self.place += negated
        parts: list[str] = []
        subtracted = ""
        while not self.source.startswith("]", self.place):
            if self.source.startswith("-[", self.place) and parts:
                self.place += 2
                subtracted = "--" + self._class(depth + 1)
                break
            parts.append(self._member(first=not parts))
        if not self.source.startswith("]", self.place) or not parts:
            raise self._wrong("[")
        self.place += 1
        own = f"[{'^' if negated else ''}{''.join(parts)}]"
        return f"[{own}{subtracted}]" if subtracted else own

    def _member(self, *, first: bool) -> str:
        """A sign, an escape or a range inside a class."""
        low = self._class_sign(first=first)
        behind = self.source[self.place + 1 : self.place + 2]
        if not self.source.startswith("-", self.place) or behind in {"]", "["}:
            return low
        self.place += 1
        high = self._class_sign(first=False)
        if len(low) > 2 or len(high) > 2 or _sign(low) > _sign(high):
            raise self._wrong(f"{low}-{high}")
        return f"{low}-{high}"

    def _class_sign(self, *, first: bool) -> str:
        if self.place >= len(self.source):
            raise self._wrong("[")
        sign = self.source[self.place]
        self.place += 1
        if sign == "\\":
            return self._class_escape()
        last = self.source.startswith("]", self.place)
        if sign == "[" or (sign == "-" and not (first or last)):
            raise self._wrong(sign)
        return sign if sign.isalnum() else "\\" + sign

    def _wrong(self, part: str) -> NullResult:
        return NullResult(f"Mẫu sai ở {part}", f"Wrong pattern at {part}")


def _sign(text: str) -> str:
    return {"\\n": "\n", "\\r": "\r", "\\t": "\t"}.get(text, text[-1])


def _without_blanks(pattern: str) -> str:
    """The pattern of flag `x`: blanks outside of classes do not count."""
    kept: list[str] = []
    depth, escaped = 0, False
    for sign in pattern:
        if not (depth == 0 and sign in " \t\n\r"):
            depth += 0 if escaped else (sign == "[") - (sign == "]" and depth > 0)
            escaped = sign == "\\" and not escaped
            kept.append(sign)
    return "".join(kept)
