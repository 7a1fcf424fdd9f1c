"""Large tables are analysed in a bounded time, whatever their shape."""

from random import Random
from time import process_time

import pytest

from rules.analysis import analyse
from tests.properties.large_tables import SHAPES

SECONDS = 2.0  # for 1000 rows of 6 columns


@pytest.mark.parametrize("shape", SHAPES)
def test_a_thousand_rows_take_two_seconds_at_most(shape):
    table = SHAPES[shape](Random(7), 1000)
    began = process_time()

    found = analyse(table, decision="t")

    assert process_time() - began <= SECONDS
    assert (len(found.open_gaps) > 0) == (shape in {"one row missing", "single values"})
    assert (len(found.forbidden_overlaps) > 0) == (shape == "one row doubled")
    assert found.searched or found.gaps
