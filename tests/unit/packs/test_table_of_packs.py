"""docs/rule-packs.md tells every pack, decision and source as the packs stand: this test writes its table anew."""

from pathlib import Path

import rules.packs
from rules.analysis import analyse_pack
from rules.analysis.model import GapKind
from rules.packs import Pack, load_pack
from rules.packs.model import Table

LIBRARY = Path(rules.packs.__file__).parent / "library"
PAGE = Path(__file__).parents[3] / "docs" / "rule-packs.md"
BY_DESIGN = frozenset({"finding", "unit_cap"})  # told on the page
BEGIN, END = "<!-- packs -->\n", "<!-- end of packs -->"


def library_packs() -> list[Pack]:
    files = ("pack.dmn", "pack.toml", "tests.toml")
    folders = sorted(found.parent for found in LIBRARY.glob("*/*/pack.toml"))
    return [load_pack(*((folder / name).read_bytes() for name in files)) for folder in folders]


def table_oflibrary_packs() -> str:
    """The table in Markdown: one line for each decision."""
    lines = [
        "| pack | kind | decision | tiếng Việt | English | rows | confidence |",
        f"|{'---|' * 7}",
    ]
    for pack in library_packs():
        kind = f"{pack.kind}{', sample' if pack.sample else ''}, {len(pack.tests)} examples"
        for name, decision in pack.decisions.items():
            rows = decision.logic.rows if isinstance(decision.logic, Table) else ()
            sure = ", ".join(sorted({row.confidence for row in rows}))
            cells = [f"{pack.key} {pack.version}", kind, name, decision.label.vi, decision.label.en]
            cells += [str(len(rows)) if rows else "expression", sure]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def test_the_page_tells_the_packs_as_they_stand() -> None:
    text = PAGE.read_text("utf-8")
    assert text[text.index(BEGIN) + len(BEGIN) : text.index(END)] == table_oflibrary_packs()


def test_every_decision_column_and_output_has_words_in_both_languages() -> None:
    bare = []
    for pack in library_packs():
        for name, decision in pack.decisions.items():
            labels = [(name, decision.label)]
            if isinstance(decision.logic, Table):
                labels += [(part.id, part.label) for part in (*decision.logic.columns, *decision.logic.outputs)]
            bare += [f"{pack.key}:{where}" for where, label in labels if not (label.vi and label.en)]
    assert bare == []


def test_a_gap_that_the_page_does_not_tell_opens_only_where_a_fact_is_missing_or_a_default_answers() -> None:
    open_gaps = [
        f"{pack.key}:{found.decision}: {gap.case.words.en}"
        for pack in library_packs()
        for found in analyse_pack(pack)
        if found.decision not in BY_DESIGN
        for gap in found.gaps
        if gap.certain and not gap.missing and gap.kind is not GapKind.DEFAULT_APPLIES
    ]
    assert open_gaps == []
