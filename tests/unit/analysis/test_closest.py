"""What would have to change: the fewest changes, in words that an applicant understands."""

from datetime import date
from decimal import Decimal
from itertools import combinations, product
from pathlib import Path
from random import Random

import pytest

from rules.analysis import Changeable, closest
from rules.evaluate.compiled import compile_pack
from rules.feel import Text
from rules.packs import load_pack
from tests.properties.tables import COLUMNS, pack_of, table
from tests.unit.rules.build import NOW, literal, pack
from tests.unit.rules.build import table as small

LIBRARY = Path(__file__).parents[3] / "rules" / "packs" / "library" / "domestic-eligibility" / "1"
LABELS = {
    "title_no": Text("Số văn bằng", "Title number"),
    "evidence_date": Text("Ngày của bằng chứng", "Date of the evidence"),
    "duplicate_count": Text("Số hồ sơ trùng", "Duplicates"),
    "overdue_obligation": Text("Nghĩa vụ quá hạn", "Overdue obligation"),
    "local_link": Text("Căn cứ thuộc địa bàn", "Link to the city"),
}
EVERY = [Changeable(name, label) for name, label in LABELS.items()]


@pytest.fixture(scope="module")
def eligibility():
    made = load_pack(*((LIBRARY / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))
    good = next(test.facts for test in made.tests if test.outputs.get("eligible") == "YES")
    return made, dict(good)


def ask(made, facts, changeable=EVERY):
    return closest(made, "eligibility", facts, wanted={"eligible": "YES"}, changeable=changeable, now=NOW)


def test_nothing_has_to_change_where_it_is_already_so(eligibility):
    made, good = eligibility

    assert ask(made, good).words().vi == "Không cần thay đổi gì"


def test_one_change_is_found_and_said_in_both_languages(eligibility):
    made, good = eligibility

    found = ask(made, {**good, "overdue_obligation": True})

    assert [[change.name for change in way] for way in found.ways] == [["overdue_obligation"]]
    assert found.words().vi == "Nghĩa vụ quá hạn: đúng → sai"
    assert found.words().en == "Overdue obligation: true → false"


def test_a_missing_text_is_to_be_given_and_a_date_goes_to_the_nearest_day(eligibility):
    made, good = eligibility
    late = {**good, "evidence_date": date(2025, 1, 1), "submitted_date": date(2026, 11, 20)}
    late.pop("title_no")

    found = ask(made, late)

    assert {change.name: change.after for change in found.ways[0]}["evidence_date"] == date(2025, 11, 20)
    assert found.words().vi == "Số văn bằng: không có giá trị → cần có; Ngày của bằng chứng: 01/01/2025 → 20/11/2025"


def test_what_cannot_be_reached_is_said_and_whether_that_is_certain(eligibility):
    made, good = eligibility
    foreign = {**good, "object_type": "SOFTWARE"}

    nothing = ask(made, foreign, [Changeable("duplicate_count", LABELS["duplicate_count"])])

    assert (nothing.ways, nothing.exact, nothing.words().vi) == ((), True, "")


def test_a_fact_that_rules_calculate_with_is_told_as_unclear():
    body = literal("t", 'if x * 2 > 10 then "YES" else "NO"')

    found = closest(pack(body), "t", {"x": 1}, wanted={"t": "YES"}, changeable=[Changeable("x", Text("x"))], now=NOW)

    assert (found.ways, found.exact, found.unclear) == ((), False, ("x",))


def test_the_nearest_whole_number_is_given_and_given_values_are_kept_to():
    rows = [("< 5", '"NO"'), ("[5..9]", '"YES"'), ("> 9", '"NO"')]
    made = pack(small(rows))

    def after(x, values=None):
        asked = [Changeable("x", Text("x"), values)]
        return closest(made, "t", {"x": x}, wanted={"t": "YES"}, changeable=asked, now=NOW).ways[0][0].after

    assert (after(1), after(30), after(1, (2, 7))) == (5, 9, 7)


def test_no_smaller_set_of_changes_exists_on_random_tables():
    tried = 0
    for seed in range(150):
        draw = Random(seed)
        made = pack_of(table(draw))
        compiled = compile_pack(made, "t")
        names = [column.id for column in made.decisions["t"].logic.columns]
        facts = {name: draw.choice(COLUMNS[name][2]) for name in names}
        wanted = {"t": Decimal(draw.randint(1, 3))}
        asked = [Changeable(name, Text(name)) for name in names]

        found = closest(made, "t", facts, wanted=wanted, changeable=asked, now=NOW)

        smallest = _smallest(compiled, facts, names, wanted)
        assert (len(found.ways[0]) if found.ways else None) == smallest, (seed, facts, wanted)
        tried += smallest is not None and smallest > 0
    assert tried > 15


def _smallest(compiled, facts, names, wanted):
    """By trying every value but null."""
    for count in range(len(names) + 1):
        for chosen in combinations(names, count):
            choices = [[v for v in COLUMNS[n][2] if v is not None] for n in chosen]
            for values in product(*choices):
                answer = compiled.answer({**facts, **dict(zip(chosen, values, strict=True))}, now=NOW)
                if answer.failed is None and answer.outputs["t"] == wanted["t"]:
                    return count
    return None
