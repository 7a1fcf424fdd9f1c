"""Boxes in words of the domain, in both languages of the product."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from rules.analysis.grid import Dimension
from rules.analysis.model import Case, Region
from rules.evaluate.between import DAY, ONE
from rules.evaluate.masks import bits, runs
from rules.feel import FeelRange, Text
from rules.feel.functions.conversion import text_of

EVERYWHERE = Text("Mọi trường hợp", "Every case")
GROUPED_FROM = 1_000_000  # smaller numbers are often years or codes


def case_of(dimensions: Sequence[Dimension], box: Sequence[int]) -> Case:
    """The counter-example of a box: one mask for each dimension, none of them empty."""
    values = {d.id: _witness(d, mask) for d, mask in zip(dimensions, box, strict=True)}
    bound = [(d, mask) for d, mask in zip(dimensions, box, strict=True) if d.whole & ~mask]
    regions = {d.id: region_of(d, mask) for d, mask in bound}
    parts = [_said(d, regions[d.id]) for d, _ in bound]
    words = Text("; ".join(p.vi for p in parts), "; ".join(p.en for p in parts)) if parts else EVERYWHERE
    return Case(values, regions, words)


def _witness(dimension: Dimension, mask: int) -> Any:
    """A value of the set: a listed one or an end of a range before one inside; null only if there is no other."""
    places = list(bits(mask & dimension.existing))
    if not places:
        return None
    points = [place for place in places if not dimension.axis.line or place % 2]
    return dimension.axis.sample((points or places)[0])


def region_of(dimension: Dimension, mask: int) -> Region:
    """The values of a set of places of a dimension."""
    axis, null = dimension.axis, bool(mask & dimension.null)
    mask &= dimension.existing
    if axis.line:
        missing = ~dimension.existing & ((1 << axis.size) - 1)
        stretches = [(first, last) for first, last in runs(mask | missing) if mask >> first << first & _upto(last)]
        return Region(ranges=tuple(_range(dimension, mask, first, last) for first, last in stretches), null=null)
    listed = [axis.points[place] for place in bits(mask) if place < len(axis.points)]
    if axis.other and mask >> len(axis.points) & 1:
        return Region(every_text_but=tuple(point for point in axis.points if point not in listed), null=null)
    return Region(values=tuple(listed), null=null)


def _upto(place: int) -> int:
    return (1 << (place + 1)) - 1


def _range(dimension: Dimension, mask: int, first: int, last: int) -> FeelRange:
    """The range of a stretch; where only whole numbers or days occur its ends belong to it."""
    axis = dimension.axis
    inside = mask & _upto(last) & ~(_upto(first) >> 1)
    first, last = (inside & -inside).bit_length() - 1, inside.bit_length() - 1
    low = axis.points[(first - 1) // 2] if first > 0 else None
    high = axis.points[last // 2] if last < axis.size - 1 else None
    low_closed, high_closed = bool(first % 2), bool(last % 2)
    step = DAY if axis.kind == "date" else ONE if axis.whole else None
    if step is not None:
        low, low_closed = (_stepped(low, step), True) if low is not None and not low_closed else (low, low_closed)
        high, high_closed = (
            (_stepped(high, -step), True) if high is not None and not high_closed else (high, high_closed)
        )
    return FeelRange(low, high, low_closed if low is not None else False, high_closed if high is not None else False)


def _stepped(value: Any, step: Any) -> Any:
    """The next whole number or day; a number that is not whole goes to the whole number on that side."""
    if isinstance(value, Decimal) and value != value.to_integral_value():
        return value.to_integral_value("ROUND_CEILING" if step > 0 else "ROUND_FLOOR")
    return value + step


def _said(dimension: Dimension, region: Region) -> Text:
    parts = [_range_said(found, dimension.money) for found in region.ranges]
    if region.values:
        parts.append(_listed("= ", region.values, " hoặc ", " or "))
    if region.every_text_but is not None:
        but = _listed("khác ", region.every_text_but, ", ", ", ", en="other than ")
        parts.append(but if region.every_text_but else Text("có giá trị", "any value"))
    if region.null:
        parts.append(Text("không có giá trị", "no value"))
    vi, en = " hoặc ".join(p.vi for p in parts), " or ".join(p.en for p in parts)
    return Text(f"{dimension.label.vi} {vi}", f"{dimension.label.en or dimension.label.vi} {en}")


def _listed(vi: str, values: Sequence[Any], join_vi: str, join_en: str, *, en: str = "") -> Text:
    said = [value_said(value) for value in values]
    return Text(vi + join_vi.join(s.vi for s in said), (en or vi) + join_en.join(s.en for s in said))


def _range_said(found: FeelRange, money: bool) -> Text:
    unit = " đồng" if money else ""
    low, high = (value_said(end, money=money) if end is not None else None for end in (found.low, found.high))
    if low is None and high is None:
        return Text("có giá trị", "any value")
    if low is None and high is not None:
        vi, en = ("không quá", "at most") if found.high_closed else ("dưới", "below")
        return Text(f"{vi} {high.vi}{unit}", f"{en} {high.en}{unit}")
    assert low is not None
    if high is None:
        vi, en = (f"từ {low.vi}{unit} trở lên", f"{low.en}{unit} or more")
        return Text(vi, en) if found.low_closed else Text(f"trên {low.vi}{unit}", f"above {low.en}{unit}")
    if found.low == found.high:
        return Text(f"= {low.vi}{unit}", f"= {low.en}{unit}")
    vi = f"{'từ' if found.low_closed else 'trên'} {low.vi} đến {'' if found.high_closed else 'dưới '}{high.vi}{unit}"
    to = "to" if found.high_closed else "to below"
    en = f"{'from' if found.low_closed else 'above'} {low.en} {to} {high.en}{unit}"
    return Text(vi, en)


def value_said(value: Any, *, money: bool = False) -> Text:
    """One value as a person reads it: "PRO-DOM", 10.000.000, 31/12/2026, đúng."""
    if value is None:
        return Text("không có giá trị", "no value")
    if isinstance(value, bool):
        return Text("đúng", "true") if value else Text("sai", "false")
    if isinstance(value, Decimal):
        return _number_said(value, money or abs(value) >= GROUPED_FROM)
    if isinstance(value, datetime):
        said = f"{value:%d/%m/%Y %H:%M:%S}"
        return Text(said, said)
    if isinstance(value, date):
        return Text(f"{value:%d/%m/%Y}", f"{value:%d/%m/%Y}")
    if isinstance(value, str):
        return Text(f'"{value}"', f'"{value}"')
    said = str(text_of(value))
    return Text(said, said)


def _number_said(value: Decimal, grouped: bool) -> Text:
    plain = f"{value:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    en = f"{Decimal(plain):,f}" if grouped else plain
    return Text(en.translate(str.maketrans(",.", ".,")), en)
