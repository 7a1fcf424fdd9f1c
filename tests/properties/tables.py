"""Random decision tables of every hit policy, small enough to try every combination of their values."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from rules.feel import Text, compile_expression, compile_unary_tests
from rules.packs.model import (
    Column,
    Confidence,
    Decision,
    HitPolicy,
    InputData,
    Kind,
    Need,
    Output,
    Pack,
    PackKind,
    Row,
    Severity,
    Table,
)

FIRST_DAY = date(2026, 1, 1)
NUMBERS = [*(Decimal(n) / 2 for n in range(-3, 12)), Decimal("2.25"), Decimal("2.75")]
TEXTS = ["A", "B", "C", "Z"]
DAYS = [FIRST_DAY + timedelta(days=n) for n in range(-2, 8)]
NAMES = ("figure", "text", "flag", "day", "amount", "listed")
COLUMNS: dict[str, tuple[str, str, list[Any]]] = {  # name -> type, allowed values, values to try
    "figure": ("number", "", [None, *NUMBERS]),
    "amount": ("number", "[0..4]", [None, *[n for n in NUMBERS if 0 <= n <= 4]]),
    "text": ("string", "", [None, *TEXTS]),
    "listed": ("string", '"A", "B", "C"', [None, "A", "B", "C"]),
    "flag": ("boolean", "", [None, True, False]),
    "day": ("date", "", [None, *DAYS]),
}


def column(name: str, *, optional: bool = False) -> Column:
    """One of the columns above."""
    kind, allowed, _ = COLUMNS[name]
    tests = compile_unary_tests(allowed) if allowed else None
    return Column(name, Text(name, name), compile_expression(name), kind, optional, tests)


def cell(draw: Random, name: str) -> str:
    """A cell of a column: mostly plain, sometimes odd."""
    kind = COLUMNS[name][0]
    if draw.random() < 0.25:
        return "-"
    if kind == "boolean":
        return draw.choice(["true", "false", "not(true)", "null", "true, false"])
    if kind == "string":
        some = ", ".join(f'"{t}"' for t in draw.sample(["A", "B", "C"], draw.randint(1, 2)))
        return draw.choice([some, some, f"not({some})", "null", "not(null)", '? = "A" or ? = "B"', f"? in ({some})"])
    low, high = sorted(draw.sample(range(5), 2))

    def at(n: int) -> str:
        return f'date("{FIRST_DAY + timedelta(days=n)}")' if kind == "date" else str(n)

    left, right = draw.choice("[("), draw.choice("])")
    span = f"{left}{at(low)}..{at(high)}{right}"
    plain = [f"< {at(high)}", f"<= {at(low)}", f"> {at(low)}", f">= {at(high)}", at(low), span, span, span]
    odd = [f"not({span})", f"{at(low)}, {span}", f"? >= {at(low)} and ? < {at(high)}", "null", "not(null)"]
    odd += [f"!= {at(low)}", f"? between {at(low)} and {at(high)}", f"not({at(low)}, {at(high)})"]
    if kind == "number":
        odd += ["2.5", "< 2.5", "(2.5..4]"]
    return draw.choice(plain * 2 + odd)


def table(draw: Random, *, dates: bool = False, policy: HitPolicy | None = None, odd: bool = False) -> Table:
    """A random table of 1 to 3 columns and 1 to 6 rows. odd: with cells that read other facts or call functions."""
    policy = policy or draw.choice(list(HitPolicy))
    names = draw.sample(NAMES, draw.randint(1, 3))
    columns = tuple(column(name, optional=draw.random() < 0.3) for name in names)
    aggregation = draw.choice(["", "SUM", "MIN", "MAX", "COUNT"]) if policy is HitPolicy.COLLECT else ""
    default = compile_expression("0") if draw.random() < 0.3 else None
    order = (Decimal(3), Decimal(2), Decimal(1))
    outputs = (Output("o", "o", Text("o"), "number", order, None, default),)
    rows = tuple(_row(draw, number, names, dates, odd) for number in range(draw.randint(1, 6)))
    return Table(policy, aggregation, columns, outputs, rows, draw.random() < 0.3)


def _row(draw: Random, number: int, names: list[str], dates: bool, odd: bool) -> Row:
    first = FIRST_DAY + timedelta(days=draw.randint(0, 3)) if dates and draw.random() < 0.5 else None
    last = FIRST_DAY + timedelta(days=draw.randint(2, 5)) if dates and draw.random() < 0.5 else None
    return Row(
        id=f"R{number}",
        line=0,
        cells=tuple(
            compile_unary_tests(_odd(draw) if odd and draw.random() < 0.1 else cell(draw, name)) for name in names
        ),
        values=(compile_expression("figure + 1" if odd and draw.random() < 0.1 else str(draw.randint(1, 3))),),
        rule_id=f"R{number}",
        article=Text(""),
        confidence=Confidence.ILLUSTRATIVE,
        severity=Severity.WARN if number % 2 else None,
        message=Text(f"M{number}") if number % 3 else None,
        valid_from=first,
        valid_to=last,
        note="",
    )


def _odd(draw: Random) -> str:
    return draw.choice(
        ["> figure", 'starts with(?, "A")', "? < today()", "? = amount", "count([?]) > 0", '"A", 1', '@"P1D"']
    )


def value(draw: Random, name: str) -> Any:
    """A value of a column: mostly one that its cells speak of, sometimes a stranger."""
    if draw.random() < 0.9:
        found = draw.choice(COLUMNS[name][2])
        as_int = isinstance(found, Decimal) and found == int(found) and draw.random() < 0.7
        return int(found) if as_int else found
    return draw.choice([Decimal(99), 7, "", "Đ", True, date(1990, 5, 5), Decimal("2.75"), [Decimal(1)]])


def pack_of(table: Table) -> Pack:
    """A pack with this one table as the decision `t`."""
    needs = tuple(Need(Kind.INPUT, name, name) for name in COLUMNS)
    return Pack(
        key="trial",
        version="1",
        kind=PackKind.REFERENCE,
        sample=False,
        title=Text("Thử"),
        territory="",
        valid_from=FIRST_DAY,
        valid_to=None,
        instruments=(),
        inputs=tuple(COLUMNS),
        decisions={"t": Decision("t", Text("t"), (), table, 0, needs)},
        tests=(),
        sha256="",
        data={name: InputData(name, name, (), None) for name in COLUMNS},
    )
