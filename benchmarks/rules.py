"""How fast is a decision? `python3 -m portal bench rules`

In one run, on the same tables of 20, 100 and 1000 rows of 6 columns: our replay path and `decide` with its trace, the
peers, each in a process of its own, and a loop written by hand for exactly these columns as the bound. Every answer of
the first hundred cases is compared with the bound's.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.ruling import ours
from benchmarks.ruling.workload import TRIED, by_hand, cases, rate, rows
from rules.evaluate import decide
from rules.packs import load_pack

ROOT = Path(__file__).resolve().parents[1]
OWN_PYTHONS = ROOT / ".state" / "bench"  # these peers live here, not among the product's packages
SIZES = (20, 100, 1000)
TARGET_BOUND, TARGET_PEER, TARGET_REPLAY, TARGET_PACK_MS = 0.3, 5.0, 1_000_000, 1.0
TARGET_TRACE_MS = {100: 0.5, 1000: 3.0}
CHILD_SECONDS = 120
OWN_SECONDS = 0.4  # of each of the rounds, so that they alternate quickly


@dataclass(frozen=True, slots=True)
class Measured:
    """Cases per second at one size, or why there is no figure."""

    rate: float = 0.0
    why_not: str = ""

    def __str__(self) -> str:
        return self.why_not or f"{self.rate:,.0f}"


def main(argv: Sequence[str] | None = None) -> int:
    """Run, print the table. Returns 0 when every target holds, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="python3 -m portal bench rules")
    parser.add_argument(
        "--rounds", type=int, default=7, help="measurements of ours and of the bound; the median counts"
    )
    options = parser.parse_args(argv)
    peers = {
        "durable-rules, naively": (sys.executable, "peer_durable"),
        "zen-engine": (_own_python("zen-engine", "zen"), "peer_zen"),
        "SpiffWorkflow's DMN": (sys.executable, "peer_spiff"),
        "pyDMNrules": (_own_python("pyDMNrules", "pyDMNrules"), "peer_pydmn"),
    }
    found: dict[str, list[Measured]] = {}
    for size in SIZES:
        for name, measured in _own(size, options.rounds).items():
            found.setdefault(name, []).append(measured)
        for name, (python, module) in peers.items():
            found.setdefault(name, []).append(_child(python, module, size))
    return _report(found, list(peers), _library_packs())


def _own_python(package: str, module: str) -> str | None:
    """A Python with a peer's package, made on demand; None where it cannot be had."""
    home = OWN_PYTHONS / module
    python, asks = str(home / "bin" / "python"), f"import {module}"
    if not Path(python).exists() and not _runs(sys.executable, "-m", "venv", str(home)):
        return None
    there = _runs(python, "-c", asks)
    if not there:
        there = _runs(python, "-m", "pip", "install", "-q", package) and _runs(python, "-c", asks)
    return python if there else None


def _runs(*command: str) -> bool:
    """Whether a command of fixed arguments ends well."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603  # no shell, no input


def _own(size: int, rounds: int) -> dict[str, Measured]:
    """Ours and the bound, in turns, so that a noisy neighbour hits all alike."""
    table = rows(size)
    asked = cases(table)
    given = ours.facts(asked)
    bound, bulk, traced = partial(by_hand, table), ours.bulk(table), ours.traced(table)
    for number, case in enumerate(asked[:TRIED]):
        expected = bound(case)
        if bulk(given[number]) != expected or traced(given[number]) != expected:
            raise AssertionError(f"a wrong answer: {case}")
    rates: dict[str, list[float]] = {"by hand (the bound)": [], "ours, replay path": [], "ours, decide with trace": []}
    for _ in range(rounds):
        rates["by hand (the bound)"].append(rate(bound, asked, OWN_SECONDS))
        rates["ours, replay path"].append(rate(bulk, given, OWN_SECONDS))
        rates["ours, decide with trace"].append(rate(traced, given, OWN_SECONDS))
    return {name: Measured(median(values)) for name, values in rates.items()}


def _child(python: str | None, module: str, size: int) -> Measured:
    """A peer in a process of its own."""
    if python is None:
        return Measured(why_not="cannot be installed")
    command = [python, "-m", f"benchmarks.ruling.{module}", str(size)]
    try:
        done = subprocess.run(  # noqa: S603  # our own modules, fixed arguments
            command, cwd=ROOT, check=False, capture_output=True, text=True, timeout=CHILD_SECONDS
        )
    except subprocess.TimeoutExpired:
        return Measured(why_not=f"> {CHILD_SECONDS} s")
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return Measured(why_not="fails")
    said = json.loads(lines[-1])
    return Measured(why_not=f"{said['wrong']} of {TRIED} wrong") if said["wrong"] else Measured(said["rate"])


def _library_packs() -> dict[str, float]:
    """Milliseconds of one decision of each pack of the library, with chaining, findings and trace."""
    found = {}
    for folder in sorted(path.parent for path in (ROOT / "rules" / "packs" / "library").glob("*/*/pack.dmn")):
        pack = load_pack(*((folder / name).read_bytes() for name in ("pack.dmn", "pack.toml", "tests.toml")))
        asked = [(test.decision, test.facts) for test in pack.tests]
        if not asked:
            continue
        times = []
        for _ in range(30):
            for decision, given in asked:
                began = perf_counter()
                decide(pack, decision, given, now=ours.NOW)
                times.append(perf_counter() - began)
        found[f"{pack.key} {pack.version}"] = median(times) * 1_000
    return found


def _report(found: dict[str, list[Measured]], peers: Sequence[str], packs: dict[str, float]) -> int:
    """Print the tables and say which targets hold."""
    print(f"{'decisions/s':28}" + "".join(f"{size:>16,} rows" for size in SIZES))
    for name, measured in found.items():
        print(f"{name:28}" + "".join(f"{measured[n]!s:>21}" for n in range(len(SIZES))))
    print("\none decision with chaining, findings and trace, ms (median over the pack's examples)")
    for name, spent in packs.items():
        print(f"  {name:44}{spent:7.3f}")
    lines: list[tuple[str, bool]] = []
    for n, size in enumerate(SIZES):
        fast, bound = found["ours, replay path"][n].rate, found["by hand (the bound)"][n].rate
        best = max((found[peer][n].rate for peer in peers), default=0.0)
        lines.append(
            (
                f"{size:5} rows: replay path / bound        {fast / bound:10.2f}  >= {TARGET_BOUND}",
                fast >= TARGET_BOUND * bound,
            )
        )
        lines.append(
            (
                f"{size:5} rows: replay path / best peer    {fast / best:10.1f}  >= {TARGET_PEER}",
                fast >= TARGET_PEER * best,
            )
        )
    for size, most in TARGET_TRACE_MS.items():
        spent = 1_000 / found["ours, decide with trace"][SIZES.index(size)].rate
        lines.append((f"{size:5} rows: decide with trace, ms         {spent:10.3f}  <= {most}", spent <= most))
    minute = found["ours, replay path"][SIZES.index(100)].rate * 60
    lines.append(
        (f"  100 rows: cases a minute, one core   {minute:10,.0f}  >= {TARGET_REPLAY:,}", minute >= TARGET_REPLAY)
    )
    slowest = max(packs.values(), default=0.0)
    lines.append(
        (f"slowest pack with chaining, trace, ms   {slowest:10.3f}  <= {TARGET_PACK_MS}", slowest <= TARGET_PACK_MS)
    )
    print()
    for line, holds in lines:
        print(f"  {'ok  ' if holds else 'MISS'} {line}")
    return 0 if all(holds for _, holds in lines) else 1


if __name__ == "__main__":
    raise SystemExit(main())
