"""Makes a net small before it is searched: blocks that cannot get stuck become one arc.

Each rule keeps what the search looks for: whether every marking can still come to its end. Where a gateway waits for
every token that can still come, only rules are used that change neither who can reach it nor when.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.bpmn.net import Join, Knot, Net, Way

MAX_INLINED = 64  # ways of a knot after a choice was drawn into it


def reduce(net: Net) -> None:
    """Apply the rules until none fits. Changes `net`."""
    changed = True
    while changed:
        into = net.into()
        changed = False
        for number in list(net.knots):
            if number in net.knots and _merge(net, number, into):
                changed = True
        timed = any(knot.join is Join.ALL_THAT_COME for knot in net.knots.values())
        for number in list(net.knots):
            if number in net.knots and _one(net, number, into, timed):
                changed = True


def _one(net: Net, number: int, into: dict[int, list[int]], timed: bool) -> bool:
    """One knot: no longer waiting, no longer looping, or drawn into what comes before or behind it."""
    knot, entries = net.knots[number], into[number]
    changed = False
    if knot.join is not Join.ANY and len(entries) == 1:
        knot.join, changed = Join.ANY, True
    if knot.join is not Join.ANY:
        return changed
    if _unloop(net, knot, entries):
        changed = True
    if len(entries) == 1:
        return _into_source(net, number, entries[0], into, timed) or changed
    return _into_target(net, number, into) or changed


def _merge(net: Net, number: int, into: dict[int, list[int]]) -> bool:
    """Arcs between the same two knots become one where the target cannot tell them apart."""
    knot = net.knots[number]
    by_target: dict[int, list[int]] = {}
    for arc in {a: None for way in knot.ways for a in way.arcs}:
        by_target.setdefault(net.arcs[arc].target, []).append(arc)
    changed = False
    for target, arcs in by_target.items():
        kept = arcs[:1]
        for arc in arcs[1:]:
            other = next((k for k in kept if _alike(net, knot, net.knots[target].join, k, arc)), None)
            if other is None:
                kept.append(arc)
                continue
            knot.ways = _distinct(_renamed(way, arc, other) for way in knot.ways)
            net.arcs[other].entries += net.arcs.pop(arc).entries
            into[target].remove(arc)
            changed = True
    return changed


def _alike(net: Net, knot: Knot, join: Join, one: int, other: int) -> bool:
    if join is Join.ANY:
        return not any(one in way.arcs and other in way.arcs for way in knot.ways)
    if join is Join.ALL:
        return all((one in way.arcs) == (other in way.arcs) for way in knot.ways)
    return net.arcs[one].aside == net.arcs[other].aside


def _unloop(net: Net, knot: Knot, entries: list[int]) -> bool:
    """Coming straight back changes nothing, if there is another way to go."""
    for arc in entries:
        alone = [way for way in knot.ways if way.arcs == {arc}]
        others = [way for way in knot.ways if arc not in way.arcs]
        if alone and others and len(alone) + len(others) == len(knot.ways):
            knot.ways = others
            del net.arcs[arc]
            entries.remove(arc)
            return True
    return False


def _into_source(net: Net, number: int, entry: int, into: dict[int, list[int]], timed: bool) -> bool:
    """A knot with one entry is drawn into the knot before it."""
    knot, source = net.knots[number], net.arcs[entry].source
    plain = len(knot.ways) == 1 and len(knot.ways[0].arcs) <= 1 and not knot.ways[0].clears
    if source in (0, number) or any(net.arcs[a].target == number for way in knot.ways for a in way.arcs):
        return False
    before = net.knots[source]
    carried = all(len(way.arcs) == 1 for way in before.ways) and len(before.ways) == 1 and before.join is Join.ANY
    if timed and not plain and not carried:
        return False
    if any(way.clears for way in knot.ways) and any(len(way.arcs) > 1 for way in before.ways):
        return False
    ways = _distinct(new for way in before.ways for new in (_behind(way, entry, knot) if entry in way.arcs else (way,)))
    if len(ways) > MAX_INLINED and len(knot.ways) > 1:
        return False
    aside = net.arcs[entry].aside
    before.ways = ways
    del net.arcs[entry], net.knots[number]
    for arc in {a for way in knot.ways for a in way.arcs}:
        net.arcs[arc].source = source
        net.arcs[arc].aside |= aside
    into.pop(number)
    return True


def _behind(way: Way, entry: int, knot: Knot) -> list[Way]:
    return [Way((*way.words, *w.words), (way.arcs - {entry}) | w.arcs, way.clears or w.clears) for w in knot.ways]


def _into_target(net: Net, number: int, into: dict[int, list[int]]) -> bool:
    """A knot where ways only meet is passed over: its entries lead on to where all of them go."""
    knot = net.knots[number]
    if len(knot.ways) != 1 or len(knot.ways[0].arcs) != 1 or knot.ways[0].clears or 0 in into[number]:
        return False
    (leaving,) = knot.ways[0].arcs
    target = net.arcs[leaving].target
    if target == number or net.knots[target].join is not Join.ANY or net.arcs[leaving].aside:
        return False
    for arc in into[number]:
        source = net.knots[net.arcs[arc].source]
        source.ways = [
            Way((*w.words, *knot.ways[0].words), w.arcs, w.clears) if arc in w.arcs else w for w in source.ways
        ]
        net.arcs[arc].target = target
        into[target].append(arc)
    into[target].remove(leaving)
    del net.arcs[leaving], net.knots[number]
    into.pop(number)
    return True


def _renamed(way: Way, arc: int, other: int) -> Way:
    return Way(way.words, (way.arcs - {arc}) | {other}, way.clears) if arc in way.arcs else way


def _distinct(ways: Iterable[Way]) -> list[Way]:
    """One way for each set of arcs, the one with the fewest words."""
    found: dict[tuple[frozenset[int], bool], Way] = {}
    for way in ways:
        key = (way.arcs, way.clears)
        if key not in found or len(way.words) < len(found[key].words):
            found[key] = way
    return list(found.values())
