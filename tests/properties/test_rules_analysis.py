"""The analysis of tables is exact: on small random tables it says what trying every value says."""

from random import Random

import pytest

from rules.packs.model import HitPolicy
from tests.properties.brute import disagreements
from tests.properties.tables import table

TABLES = 60  # for each hit policy; `python3 -m portal drill rules` tries many more


@pytest.mark.parametrize("policy", HitPolicy)
def test_it_finds_what_trying_every_value_finds(policy):
    for seed in range(TABLES):
        tried = table(Random(f"{policy}{seed}"), dates=seed % 3 == 0, policy=policy)

        assert disagreements(tried, whole_period=seed % 3 == 0) == [], seed
