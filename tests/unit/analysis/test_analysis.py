"""What the analysis says about a table, in words, and what it admits not to know."""

from datetime import date
from decimal import Decimal

import pytest

from rules.analysis import GapKind, Region, analyse, analyse_pack
from rules.feel import FeelRange
from tests.unit.rules.build import pack, table

D = Decimal


def tables(*args, **kwargs):
    """The analysis of one table, over all time."""
    return analyse(pack(table(*args, **kwargs)).decisions["t"].logic, decision="t")


def test_a_gap_between_two_bands_is_shown_as_range_value_and_words():
    (gap,) = tables([("<= 10", "1"), ("> 20", "2")]).open_gaps

    assert gap.case.box == {"c_x": Region(ranges=(FeelRange(D(10), D(20), False, True),))}
    assert gap.case.values == {"c_x": D(20)}
    assert (gap.case.words.vi, gap.case.words.en) == ("x trên 10 đến 20", "x above 10 to 20")


def test_neighbouring_days_leave_no_gap_but_numbers_do():
    days = [('<= date("2025-12-31")', "1"), ('>= date("2026-01-01")', "2")]

    assert tables(days).open_gaps == ()
    assert tables([("<= 1", "1"), (">= 2", "2")]).open_gaps[0].case.values == {"c_x": D("1.5")}


def test_an_overlap_is_forbidden_by_unique_and_by_any_only_where_outputs_differ():
    rows = [("[1..5]", '"a"'), ("[3..9]", '"a"'), ("[9..10]", '"b"')]

    unique = tables(rows).forbidden_overlaps
    conflict = tables(rows, policy="ANY").forbidden_overlaps
    first = tables(rows, policy="FIRST")

    assert [(o.row_a, o.row_b, o.case.words.vi) for o in unique] == [
        ("R1", "R2", "x từ 3 đến 5"),
        ("R2", "R3", "x = 9"),
    ]
    assert [(o.row_a, o.row_b, o.agree) for o in conflict] == [("R2", "R3", False)]
    assert (first.forbidden_overlaps, first.overlap_count) == ((), 2)


def test_a_row_behind_others_is_never_seen_even_where_it_takes_two_to_cover_it():
    rows = [("< 5", "1"), (">= 5", "2"), ("[3..7]", "3")]

    (hidden,) = tables(rows, policy="FIRST").subsumed

    assert (hidden.row, hidden.by, hidden.hidden) == ("R3", ("R1", "R2"), True)
    assert tables(rows, policy="RULE ORDER").subsumed == ()


def test_a_row_that_can_match_nothing_is_told():
    (dead,) = tables([("[9..1]", "1"), ("-", "2")], policy="FIRST").subsumed

    assert (dead.row, dead.by, dead.case) == ("R1", (), None)


def test_a_default_output_closes_the_gap_and_a_list_is_empty_there():
    assert tables([("> 0", "1")], default="0").gaps[0].kind is GapKind.DEFAULT_APPLIES
    assert tables([("> 0", "1")], policy="COLLECT").gaps[0].kind is GapKind.EMPTY_LIST
    assert tables([("> 0", "1")], default="0").open_gaps == ()


def test_a_missing_fact_opens_a_gap_of_its_own_unless_a_person_is_asked():
    rows = [("< 5", "1"), (">= 5", "2")]

    (gap,) = tables(rows).gaps
    asked = tables(rows, missing="MANUAL")

    assert (gap.missing, gap.case.words.en) == (("c_x",), "x no value")
    assert tables(rows).open_gaps == ()
    assert (asked.gaps, asked.exact) == ((), True)


@pytest.mark.parametrize("cell", ["> y", 'starts with(?, "A")', "? < today()", "< today()"])
def test_what_cannot_be_analysed_is_told_by_row_and_column(cell):
    found = tables([(cell, "1"), ("-", "2")])

    assert [(u.decision, u.row_id, u.column_id) for u in found.undecided if u.row_id] == [("t", "R1", "c_x")]
    assert not found.exact
    assert (found.overlaps, found.gaps) == ((), ())


def test_columns_that_share_a_fact_are_told_and_their_examples_are_uncertain():
    xml = table([("< 5", "> 5", "1")], columns=("x", "y")).replace("<text>y</text>", "<text>x * 2</text>")

    found = analyse(pack(xml).decisions["t"].logic, decision="t")

    assert {u.column_id for u in found.undecided} == {"c_x", "c_y"}
    assert not any(gap.certain for gap in found.open_gaps)


def test_dates_of_rows_are_a_dimension_or_one_day():
    rows = [
        ("-", "1", {"validTo": "2026-06-30"}),
        ("-", "2", {"validFrom": "2026-07-02"}),
    ]
    logic = pack(table(rows)).decisions["t"].logic

    period = analyse(logic, decision="t")
    bounded = analyse(logic, decision="t", period=(date(2026, 7, 2), None))

    assert [gap.case.words.vi for gap in period.gaps] == ["Ngày quyết định = 01/07/2026"]
    assert bounded.gaps == ()
    assert analyse(logic, decision="t", day=date(2026, 7, 1)).gaps[0].case.words.vi == "Mọi trường hợp"
    assert analyse_pack(pack(table(rows)), day=date(2026, 7, 3))[0].gaps == ()


def test_the_lists_are_cut_at_the_limit_and_say_so():
    found = analyse(pack(table([("-", str(n)) for n in range(9)])).decisions["t"].logic, decision="t", limit=3)

    assert (len(found.overlaps), found.overlap_count, found.exact) == (3, 36, False)
    assert "3 trên 36" in found.stopped[0].vi


def test_money_is_whole_and_said_in_dong():
    xml = table([("[0..10000000)", "1"), (">= 20000000", "2")]).replace("<text>x</text>", "<text>cost_vnd</text>")

    words = [gap.case.words for gap in analyse(pack(xml).decisions["t"].logic, decision="t").open_gaps]

    assert [w.vi for w in words] == ["x không quá -1 đồng hoặc từ 10.000.000 đến 19.999.999 đồng"]
    assert words[0].en == "x at most -1 đồng or from 10,000,000 to 19,999,999 đồng"
