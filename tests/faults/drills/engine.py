"""Many random processes: the engine and the oracle of BPMN under the same schedules, storing after every act.

`python3 -m portal drill engine --processes 10000`
"""

from __future__ import annotations

import argparse
import os
from collections import Counter
from collections.abc import Sequence
from random import Random
from time import perf_counter

SHOWN = 5  # disagreements that are shrunk and printed


def main(argv: Sequence[str] | None = None) -> int:
    """Run the drill, print what was tried and each disagreement, shrunk. Returns 0 when there is none."""
    parser = argparse.ArgumentParser(prog="python3 -m portal drill engine")
    parser.add_argument("--processes", type=int, default=10_000)
    parser.add_argument("--schedules", type=int, default=4, help="random schedules of each process")
    parser.add_argument("--acts", type=int, default=25, help="acts from outside in one schedule, at most")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings")
    import django

    django.setup()
    return _run(options.processes, options.schedules, options.acts, options.seed)


def _run(processes: int, schedules: int, acts: int, seed: int) -> int:
    from tests.oracle.compared import Figures, compared
    from tests.oracle.drawn import drawn

    figures, kinds, wrong = Figures(), Counter[str](), 0
    began = perf_counter()
    for number in range(processes):
        name = f"{seed}-{number}"
        process = drawn(Random(name))
        kinds.update(f"{n.kind} {n.event.kind if n.event else ''}".strip() for n in process.nodes.values())
        if compared(process, name, schedules=schedules, acts=acts, figures=figures) is not None:
            wrong += 1
            if wrong <= SHOWN:
                _show(process, name, schedules, acts)
    print(", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common()))
    print(
        f"{figures.processes:,} processes, {figures.schedules:,} schedules, {figures.acts:,} acts in "
        f"{perf_counter() - began:.0f} s; {figures.reordered} times right in another order than the usual; "
        f"schedules left: {figures.endless:,} that run on by themselves, {figures.undecided} with too many orders; "
        f"disagreements: {wrong}"
    )
    return 1 if wrong else 0


def _show(process: object, name: str, schedules: int, acts: int) -> None:
    """Print the smallest part of a process in which the two still disagree."""
    from tests.oracle.compared import Figures, compared, shrunk
    from tests.oracle.model import Process

    assert isinstance(process, Process)
    small = shrunk(process, name, schedules=schedules, acts=acts)
    found = compared(small, name, schedules=schedules, acts=acts, figures=Figures())
    print(f"process {name}:", *small.nodes.values(), *small.flows.values(), sep="\n  ", flush=True)
    if found is not None:
        print(f"  acts   {found.acts}\n  engine {found.ours}\n  oracle {found.theirs}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
