"""Many random tables: the analysis against trying every value, the bulk path and the inference against a plain walk.

`python3 -m portal drill rules --tables 10000 --cases 100000`
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from random import Random
from time import perf_counter

from rules.packs.model import HitPolicy
from tests.properties.brute import disagreements
from tests.properties.bulk import differences
from tests.properties.chains import disagreements as disagreements_of_chain
from tests.properties.tables import table

CASES_OF_A_TABLE = 10


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drills, print what differs. Returns 0 when nothing does."""
    parser = argparse.ArgumentParser(prog="python3 -m portal drill rules")
    parser.add_argument("--tables", type=int, default=10_000, help="tables to analyse")
    parser.add_argument("--cases", type=int, default=100_000, help="random tables x inputs for the bulk path")
    parser.add_argument("--chains", type=int, default=100_000, help="random graphs of tables x inputs")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    began = perf_counter()
    wrong = sum(_analysis(options.seed * 1_000_000 + number) for number in range(options.tables))
    print(f"analysis: {options.tables:,} tables, {wrong} differ, {perf_counter() - began:.0f} s")
    began = perf_counter()
    unlike = sum(_bulk(options.seed * 1_000_000 + number) for number in range(options.cases // CASES_OF_A_TABLE))
    print(f"bulk path: {options.cases:,} cases, {unlike} differ, {perf_counter() - began:.0f} s")
    began = perf_counter()
    apart = sum(_chains(options.seed * 1_000_000 + number) for number in range(options.chains // CASES_OF_A_TABLE))
    print(
        f"inference (durable-rules) and plain walk: {options.chains:,} graphs of random tables x inputs, "
        f"{apart} differ, {perf_counter() - began:.0f} s"
    )
    return 1 if wrong or unlike or apart else 0


def _analysis(seed: int) -> int:
    policies = list(HitPolicy)
    whole_period = seed % 3 == 0
    tried = table(Random(seed), dates=whole_period, policy=policies[seed % len(policies)])
    found = disagreements(tried, whole_period=whole_period)
    if found:
        print(f"analysis, table {seed}: {found[0]}")
    return bool(found)


def _bulk(seed: int) -> int:
    found = differences(seed, CASES_OF_A_TABLE)
    if found:
        print(f"bulk path, table {seed}: {found[0]}")
    return len(found)


def _chains(seed: int) -> int:
    found = disagreements_of_chain(seed, CASES_OF_A_TABLE)
    if found:
        print(f"inference, graph {seed}: {found[0]}")
    return len(found)


if __name__ == "__main__":
    raise SystemExit(main())
