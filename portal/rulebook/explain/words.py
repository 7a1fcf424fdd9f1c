"""The words of the domain that explanations of a pack use."""

from portal.rulebook.code_words import CodeWords
from portal.rulebook.fact_words import FACTS, fact_label
from rules.explain.wording import fact_of
from rules.feel import Text
from rules.packs import Pack, Table


class PackWords:
    """Facts by the headings of the pack's own tables, else by the words of the product; codes by `CodeWords`."""

    def __init__(self, pack: Pack) -> None:
        self._codes = CodeWords()
        self._labels = {name: one.label for name, one in pack.decisions.items() if one.label.vi} | labels_of(pack)

    def fact(self, name: str) -> Text:
        """What people call a fact or a result; the name itself where nothing better is known."""
        return FACTS.get(name) or self._labels.get(name) or fact_label(name)

    def code(self, name: str, code: str) -> Text | None:
        """What people call a code; None where there are no words for it."""
        return self._codes.label(name, code)


def labels_of(pack: Pack) -> dict[str, Text]:
    """Name of a fact or result -> the heading that a table of the pack gives it."""
    tables = [one.logic for one in pack.decisions.values() if isinstance(one.logic, Table)]
    labels = {output.name: output.label for table in tables for output in table.outputs if output.label.vi}
    return labels | {fact_of(column): column.label for table in tables for column in table.columns}
