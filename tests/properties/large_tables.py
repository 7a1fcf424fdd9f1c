"""Tables of 1000 rows and 6 columns of mixed types, of the kinds on which an analysis can become slow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random

from rules.feel import Text, compile_expression, compile_unary_tests
from rules.packs.model import Column, Confidence, HitPolicy, Output, Row, Table

NAMES = ("line", "kind", "cost_vnd", "units", "filed", "score")
TYPES = ("string", "string", "number", "number", "date", "number")
LINES, KINDS = 8, 12
START = date(2021, 1, 1)


def made(cells: list[list[str]], policy: HitPolicy) -> Table:
    """A table of these cells, each row giving its own number."""
    columns = tuple(
        Column(name, Text(name, name), compile_expression(name), kind, False, _allowed(name))
        for name, kind in zip(NAMES, TYPES, strict=True)
    )
    rows = tuple(
        Row(
            id=f"R{number}",
            line=0,
            cells=tuple(compile_unary_tests(text) for text in row),
            values=(compile_expression(str(number)),),
            rule_id=f"R{number}",
            article=Text(""),
            confidence=Confidence.ILLUSTRATIVE,
            severity=None,
            message=None,
            valid_from=None,
            valid_to=None,
            note="",
        )
        for number, row in enumerate(cells)
    )
    return Table(policy, "", columns, (Output("o", "o", Text("o"), "number", (), None, None),), rows, False)


def _allowed(name: str) -> object:
    listed = {"line": [f"L{n}" for n in range(LINES)], "kind": [f"K{n}" for n in range(KINDS)]}.get(name)
    return compile_unary_tests(", ".join(f'"{text}"' for text in listed)) if listed else None


Box = tuple[tuple[int, int], ...]  # half-open, one for each column, in steps of that column
SIZES = (LINES, KINDS, 1000, 1000, 1000, 1000)


def _cells(box: Box) -> list[str]:
    found = []
    for name, size, (low, high) in zip(NAMES, SIZES, box, strict=True):
        if (low, high) == (0, size):
            found.append("-")
        elif name in ("line", "kind"):
            found.append(", ".join(f'"{name[0].upper()}{n}"' for n in range(low, high)))
        else:
            step = 1_000_000 if name == "cost_vnd" else 1
            ends = [_date(n) if name == "filed" else str(n * step) for n in (low, high)]
            found.append(f"< {ends[1]}" if low == 0 else f">= {ends[0]}" if high == size else f"[{ends[0]}..{ends[1]})")
    return found


def _date(n: int) -> str:
    return f'date("{START + timedelta(days=n)}")'


def split(rows: int, draw: Random) -> list[Box]:
    """The whole space cut again and again at random: no gap, no overlap."""
    boxes: list[Box] = [tuple((0, size) for size in SIZES)]
    while len(boxes) < rows:
        box = boxes.pop(draw.randrange(len(boxes)))
        wide = [place for place, (low, high) in enumerate(box) if high - low > 1]
        if not wide:
            boxes.append(box)
            continue
        place = draw.choice(wide)
        low, high = box[place]
        at = draw.randint(low + 1, high - 1)
        boxes += [(*box[:place], part, *box[place + 1 :]) for part in ((low, at), (at, high))]
    draw.shuffle(boxes)
    return boxes


def _random(rows: int, draw: Random) -> list[Box]:
    return [tuple(sorted(draw.sample(range(size + 1), 2)) for size in SIZES) for _ in range(rows)]  # type: ignore[misc]


def partition(draw: Random, rows: int) -> Table:
    return made([_cells(box) for box in split(rows, draw)], HitPolicy.UNIQUE)


def one_missing(draw: Random, rows: int) -> Table:
    return made([_cells(box) for box in split(rows + 1, draw)[1:]], HitPolicy.UNIQUE)


def one_doubled(draw: Random, rows: int) -> Table:
    boxes = split(rows - 1, draw)
    return made([_cells(box) for box in [*boxes, boxes[0]]], HitPolicy.UNIQUE)


def scattered(draw: Random, rows: int) -> Table:
    return made([_cells(box) for box in _random(rows, draw)], HitPolicy.COLLECT)


def first_of_many(draw: Random, rows: int) -> Table:
    boxes = [*_random(rows - 1, draw), tuple((0, size) for size in SIZES)]
    return made([_cells(box) for box in boxes], HitPolicy.FIRST)


def points(draw: Random, rows: int) -> Table:
    cells = [
        [f'"L{draw.randrange(LINES)}"', f'"K{draw.randrange(KINDS)}"', *(str(draw.randrange(900)) for _ in range(2))]
        + [_date(draw.randrange(900)), "-"]
        for _ in range(rows)
    ]
    return made(cells, HitPolicy.ANY)


def covers(draw: Random, rows: int) -> Table:
    """A whole cover made of two cuts of the space laid over each other: everything overlaps and nothing is open."""
    boxes = [*split(rows // 2, draw), *split(rows - rows // 2, draw)]
    draw.shuffle(boxes)
    return made([_cells(box) for box in boxes], HitPolicy.FIRST)


SHAPES: Mapping[str, Callable[[Random, int], Table]] = {
    "partition": partition,
    "one row missing": one_missing,
    "one row doubled": one_doubled,
    "scattered": scattered,
    "first of many": first_of_many,
    "single values": points,
    "two covers": covers,
}
