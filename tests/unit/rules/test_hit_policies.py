"""Every hit policy of DMN 1.5 section 8.2.10: what it gives, and what it refuses to guess."""

from decimal import Decimal

import pytest

from rules.evaluate import EvaluationFailed
from rules.packs import PackError
from tests.unit.rules.build import literal, pack, result, table, value

BANDS = [("< 10", '"low"'), ("[10..20]", '"middle"'), ("> 20", '"high"')]
OVERLAPPING = [("> 0", '"a"'), ("> 5", '"b"'), ("> 100", '"c"')]


@pytest.mark.parametrize(("x", "expected"), [(1, "low"), (10, "middle"), (20, "middle"), (21, "high"), (None, None)])
def test_unique_gives_the_one_row_that_matches(x, expected):
    assert value(table(BANDS), x=x) == expected


def test_unique_reports_an_overlap_with_its_rows():
    with pytest.raises(EvaluationFailed) as stopped:
        value(table(OVERLAPPING), x=7)

    assert stopped.value.rows == ("R1", "R2")


def test_any_takes_equal_results_and_reports_others():
    assert value(table([("> 0", "1"), ("> 5", "1.0")], policy="ANY"), x=7) == Decimal(1)
    with pytest.raises(EvaluationFailed):
        value(table(OVERLAPPING, policy="ANY"), x=7)


def test_first_takes_the_first_row_in_order():
    assert value(table(OVERLAPPING, policy="FIRST"), x=7) == "a"
    assert value(table(OVERLAPPING[::-1], policy="FIRST"), x=7) == "b"


def test_priority_takes_the_best_of_the_listed_outputs():
    assert value(table(OVERLAPPING, policy="PRIORITY", order='"c", "b", "a"'), x=7) == "b"
    assert value(table(OVERLAPPING, policy="PRIORITY", order='"c", "b", "a"'), x=700) == "c"


def test_rule_order_and_output_order_list_all_matches():
    assert value(table(OVERLAPPING, policy="RULE ORDER"), x=700) == ["a", "b", "c"]
    assert value(table(OVERLAPPING, policy="OUTPUT ORDER", order='"c", "a", "b"'), x=700) == ["c", "a", "b"]
    assert value(table(OVERLAPPING, policy="RULE ORDER"), x=-1) is None


@pytest.mark.parametrize(
    ("aggregation", "expected", "of_none"),
    [("", [1, 5, 3], None), ("SUM", 9, None), ("MIN", 1, None), ("MAX", 5, None), ("COUNT", 3, None)],
)
def test_collect_and_its_aggregations(aggregation, expected, of_none):
    rows = [("> 0", "1"), ("> 5", "5"), ("> 6", "3")]
    asked = table(rows, policy="COLLECT", aggregation=aggregation)

    assert value(asked, x=7) == expected
    assert value(asked, x=-1) == of_none


def test_no_match_gives_the_default_output_if_there_is_one_and_null_otherwise():
    assert value(table(BANDS[:1]), x=50) is None
    assert value(table(BANDS[:1], default='"unknown"'), x=50) == "unknown"


def test_several_outputs_are_one_context():
    asked = table([("> 0", "1", '"đ"')], outputs=("amount", "unit"))

    assert value(asked, x=1) == {"amount": Decimal(1), "unit": "đ"}
    assert result(asked, x=-1).outputs == {"t": None}


def test_an_output_outside_its_values_is_refused():
    with pytest.raises(EvaluationFailed):
        value(table([("-", '"x"')], policy="PRIORITY", order='"a", "b"'), x=1)


def test_a_row_counts_only_on_its_days():
    rows = [("-", '"old"', {"validTo": "2026-11-19"}), ("-", '"new"', {"validFrom": "2026-11-20"})]
    assert value(table(rows), x=1) == "new"


def test_a_missing_fact_asks_for_a_person_where_the_table_says_so():
    own = {"severity": "REJECT", "messageVi": "Không đạt", "articleVi": "Điều 1", "ruleId": "R-1"}
    found = result(table([("> 5", '"no"', own)], missing="MANUAL", policy="RULE ORDER"))

    assert [(finding.rule_id, finding.severity) for finding in found.findings] == [("R-1", "MANUAL")]
    assert not result(table([("> 5", '"no"', own)], policy="RULE ORDER")).findings


def test_the_trace_tells_inputs_rows_articles_and_the_first_column_that_said_no():
    rows = [("> 5", "> 5", "1", {"articleVi": "Điều 1"}), ("> 0", "> 9", "2", {"articleVi": "Điều 2"})]
    found = result(table(rows, columns=("x", "y")), x=7, y=8)

    (step,) = found.trace
    assert dict(step.inputs) == {"x": Decimal(7), "y": Decimal(8)}
    assert [(row.row_id, row.matched, row.failed_at, row.article.vi) for row in step.rows] == [
        ("R1", True, "", "Điều 1"),
        ("R2", False, "y", "Điều 2"),
    ]
    assert (found.pack_key, found.pack_version, len(found.pack_sha256)) == ("trial", "1", 64)
    assert found.to_json()["trace"][0]["rows"][1]["failed_at"] == "y"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (table(BANDS, policy="SOMETIMES"), "SOMETIMES"),
        (table(BANDS, policy="COLLECT", aggregation="MEDIAN"), "MEDIAN"),
        (table(BANDS, policy="PRIORITY"), "priority"),
        (table([("> ", "1")]), "column"),
        (table([("> 5",)]), "cells"),
        (table(BANDS).replace("'R2'", "'R1'"), "one id"),
        ("<import namespace='urn:other' name='o' importType='http://www.dmg.org/PMML-4_1'/>", "PMML"),
        ("<decision id='e' name='e'><pivot/></decision><pivot/>", "pivot"),
        (
            literal("e", "1").replace("<literalExpression>", "<literalExpression expressionLanguage='python'>"),
            "python",
        ),
    ],
)
def test_what_is_not_understood_is_refused_by_name(body, words):
    with pytest.raises(PackError) as refusal:
        pack(body)

    assert words in str(refusal.value)


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE d [<!ENTITY a "b">]><definitions>&a;</definitions>',
        b'<!DOCTYPE d SYSTEM "file:///etc/passwd"><definitions/>',
        b"<definitions>" * 100 + b"</definitions>" * 100,
        b"<a>" + b"<b/>" * 200_001 + b"</a>",
        b" " * 5_000_001,
        b"\xff\xfe not xml",
        b"",
    ],
)
def test_hostile_xml_is_refused(xml):
    from rules.packs import load_pack
    from tests.unit.rules.build import MANIFEST

    with pytest.raises(PackError):
        load_pack(xml, MANIFEST.format(kind="REFERENCE").encode())


@pytest.mark.parametrize("manifest", [b"", b"key = 1", b"\xff", b'key = "a"\nversion = "1"\nkind = "LAW"'])
def test_a_wrong_manifest_is_refused(manifest):
    from rules.packs import load_pack
    from tests.unit.rules.build import HEAD

    with pytest.raises(PackError):
        load_pack(f"{HEAD}{table(BANDS)}</definitions>".encode(), manifest)


def test_a_sum_with_an_output_that_is_null_is_null_and_says_why():
    found = result(table([("-", "1"), ("-", "y + 1")], policy="COLLECT", aggregation="SUM"), x=7)

    assert found.outputs == {"t": None}
    assert found.trace[0].warnings
