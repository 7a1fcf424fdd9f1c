"""Values and names as people read them. What a code is called is not known here: it comes in through `Wording`."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from rules.analysis.words import value_said
from rules.feel import Text, syntax
from rules.packs.model import Column

UNIT = " (đồng)"
NOTHING = Text("chưa có", "not given")
EMPTY = Text("không có", "none")


class Wording(Protocol):
    """Words of the domain."""

    def fact(self, name: str) -> Text:
        """What people call a fact or a result; the name itself where nothing better is known."""
        ...

    def code(self, name: str, code: str) -> Text | None:
        """What people call a code that a fact or result of that name holds; None where there are no words for it."""
        ...


def fact_of(column: Column) -> str:
    """The fact that a column asks; the id of the column where it calculates its input."""
    match column.expression.node:
        case syntax.Name(name=name) | syntax.Path(name=name):
            return name
    return column.id


def said(value: Any, name: str, wording: Wording) -> Text:
    """One value of the fact or result `name`: codes by their words, amounts of `*_vnd` with their unit."""
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return wording.code(name, value) or Text(value)
    if isinstance(value, Sequence):
        return joined([said(part, name, wording) for part in value]) if value else EMPTY
    if isinstance(value, Mapping):
        parts = [paired(wording.fact(key), said(part, key, wording)) for key, part in value.items()]
        return joined(parts) if parts else EMPTY
    money = name.endswith("_vnd")
    words = value_said(value, money=money)
    return Text(f"{words.vi} đồng", f"{words.en} đồng") if money else words


def bare(label: Text) -> Text:
    """A label without the unit that its value carries: `Grant (đồng)` is `Grant`."""
    return Text(label.vi.removesuffix(UNIT), label.en.removesuffix(UNIT))


def paired(label: Text, value: Text) -> Text:
    """`label: value`."""
    return Text(f"{label.vi}: {value.vi}", f"{label.en or label.vi}: {value.en or value.vi}")


def joined(parts: Sequence[Text], vi: str = "; ", en: str = "; ") -> Text:
    """Several texts as one."""
    return Text(vi.join(part.vi for part in parts), en.join(part.en or part.vi for part in parts))
