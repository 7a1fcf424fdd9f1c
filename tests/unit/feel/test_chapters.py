"""Functions and operators by chapter of DMN 1.5: every parameter by name, and null for what has no meaning."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rules.feel import EvaluationContext, FeelSyntaxError, compile_expression
from rules.feel.functions.conversion import text_of

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
CHAPTERS = Path(__file__).with_name("chapters.txt").read_text(encoding="utf-8").split("\n## ")[1:]


def written(expression):
    try:
        value = compile_expression(expression).evaluate({}, EvaluationContext(now=NOW))
    except FeelSyntaxError:
        return "ERR"
    return text_of(value, inside=True)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.splitlines()[0])
def test_a_chapter_of_the_language(chapter):
    cases = [line.rpartition(" | ") for line in chapter.strip().splitlines()[1:]]
    found = [(expression, written(expression), wanted) for expression, _, wanted in cases]

    assert [case for case in found if case[1] != case[2]] == []
