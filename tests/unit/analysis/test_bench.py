"""The bench compares like with like: every evaluator of ours gives what the loop by hand gives."""

from benchmarks.ruling import ours
from benchmarks.ruling.workload import by_hand, cases, rows


def test_ours_answer_the_benchs_cases_as_the_loop_by_hand_does():
    table = rows(60)
    asked = cases(table, 80)
    given, bulk, traced = ours.facts(asked), ours.bulk(table), ours.traced(table)

    expected = [by_hand(table, case) for case in asked]

    assert [bulk(facts) for facts in given] == expected
    assert [traced(facts) for facts in given] == expected
    assert len(set(expected)) > 20
