"""Can a dossier get stuck? A bounded search over the positions of tokens, one level of the diagram at a time.

The level is drawn as a net (engine.bpmn.net) and made small (engine.bpmn.reduction). Splits are free choices: what one
token may do does not depend on the others, so of several possible moves only those of one token need to be tried, and
every deadlock is still found. Where a gateway waits for all that can still come, every order is tried. Beyond the
bound the answer is "not decided", never "sound".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.bpmn.definition import Definition
from engine.bpmn.net import Join, Net, Way, build, unmodelled
from engine.bpmn.reduction import reduce
from engine.bpmn.report import Report, label

MAX_MARKINGS = 12_000
MAX_TOKENS = 64

Marking = tuple[tuple[int, int], ...]  # (arc, tokens on it), sorted, zeroes left out


@dataclass(slots=True)
class Found:
    """What a search came to.

    stuck    there is a marking in which tokens wait for ever
    endless  there is a marking from which the level can never end
    floods   each round adds tokens: there is no bound to the branches that run at once
    path     nodes that are done on the way to it
    missing  flows without a token into the gateway that waits
    gateway  the gateway that waits
    decided  False beyond the bound
    """

    stuck: bool = False
    endless: bool = False
    floods: bool = False
    decided: bool = True
    path: tuple[str, ...] = ()
    gateway: str = ""
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Search:
    """every: whether the tokens are moved in every order, instead of one at a time."""

    net: Net
    into: Mapping[int, Sequence[int]]
    ahead: Mapping[int, frozenset[int]]
    every: bool
    most: int = 1
    came: dict[Marking, tuple[Marking, tuple[str, ...]] | None] = field(default_factory=dict)
    back: dict[Marking, list[Marking]] = field(default_factory=dict)

    def run(self) -> Found:
        """Try every marking, nearest first."""
        first: Marking = ((0, 1),)
        self.came[first] = None
        queue = deque([first])
        while queue:
            marking = queue.popleft()
            moves = self.moves(dict(marking))
            if not moves and marking:
                return self.stuck(marking)
            for takes, way in moves:
                following = _after(marking, takes, way)
                self.back.setdefault(following, []).append(marking)
                if following in self.came:
                    continue
                if len(self.came) >= MAX_MARKINGS or sum(n for _, n in following) > MAX_TOKENS:
                    return Found(decided=False)
                self.came[following] = (marking, way.words)
                queue.append(following)
                if not self.ahead and self.grown(following):
                    node = self.net.knots[self.net.arcs[following[0][0]].target].node
                    return Found(floods=True, decided=False, path=self.path(following), gateway=node)
        return self.endless()

    def grown(self, marking: Marking) -> bool:
        """Whether a marking holds all tokens of one that led to it, and more: then the same way adds more for ever.

        Asked only when there are more tokens than ever before, so it costs nothing where they stay few.
        """
        total = sum(count for _, count in marking)
        if total <= self.most:
            return False
        self.most = total
        tokens = dict(marking)
        step = self.came[marking]
        while step is not None:
            if all(tokens.get(arc, 0) >= count for arc, count in step[0]):
                return True
            step = self.came[step[0]]
        return False

    def moves(self, tokens: dict[int, int]) -> list[tuple[tuple[int, ...], Way]]:
        """Tokens taken and what is done with them. Of one knot, unless every order is tried: of the one that adds the
        fewest tokens, one that takes all others away being the last."""
        found: list[list[tuple[tuple[int, ...], Way]]] = []
        for arc in tokens:
            number = self.net.arcs[arc].target
            takes = self.taken(number, arc, tokens)
            if takes:
                found.append([(takes, way) for way in self.net.knots[number].ways])
        if self.every:
            return [move for moves in found for move in moves]
        return min(found, key=_growth, default=[])

    def taken(self, number: int, arc: int, tokens: Mapping[int, int]) -> tuple[int, ...]:
        """Arcs from which a knot takes its tokens now; none when it waits."""
        join, entries = self.net.knots[number].join, self.into[number]
        if join is Join.ANY:
            return (arc,)
        filled = [a for a in entries if tokens.get(a)]
        if len(filled) == len(entries):
            return tuple(filled)
        if join is Join.ALL or self.expected(number, frozenset(entries), frozenset(filled), tokens):
            return ()
        return tuple(filled)

    def expected(self, number: int, entries: frozenset[int], filled: frozenset[int], tokens: Iterable[int]) -> bool:
        """Whether a token can still reach an empty entry of a gateway, and none of the filled ones."""
        for arc in tokens:
            if self.net.arcs[arc].target != number:
                ahead = self.ahead[arc] & entries
                if ahead - filled and not ahead & filled:
                    return True
        return False

    def path(self, marking: Marking) -> tuple[str, ...]:
        """Nodes done from the start to a marking."""
        words: list[tuple[str, ...]] = []
        step = self.came[marking]
        while step is not None:
            words.append(step[1])
            step = self.came[step[0]]
        return tuple(word for part in reversed(words) for word in part)

    def stuck(self, marking: Marking) -> Found:
        """Tokens wait at gateways and nothing else can move."""
        arrived = {arc for arc, _ in marking}
        number = self.net.arcs[marking[0][0]].target
        missing = [f for arc in self.into[number] if arc not in arrived for f in self.net.arcs[arc].entries]
        gateway = self.net.knots[number].node
        return Found(stuck=True, path=self.path(marking), gateway=gateway, missing=tuple(missing))

    def endless(self) -> Found:
        """Every marking has a next one; one from which no path leads to the end goes round for ever."""
        ending: set[Marking] = {()}
        stack: list[Marking] = [()]
        while stack:
            for before in self.back.get(stack.pop(), ()):
                if before not in ending:
                    ending.add(before)
                    stack.append(before)
        for marking in self.came:
            if marking not in ending:
                node = self.net.knots[self.net.arcs[marking[0][0]].target].node
                return Found(endless=True, path=(*self.path(marking), *self.round(marking)), gateway=node)
        return Found()

    def round(self, marking: Marking) -> tuple[str, ...]:
        """Nodes done from a marking that can never end until one comes again."""
        words: tuple[str, ...] = ()
        seen: set[Marking] = set()
        while marking not in seen:
            seen.add(marking)
            takes, way = self.moves(dict(marking))[0]
            words += way.words
            marking = _after(marking, takes, way)
        return words


def search(definition: Definition, level: str) -> Found:
    """What can become of one level whose nodes can all be modelled."""
    net = build(definition, level)
    reduce(net)
    into, ahead = net.into(), _ahead(net)
    found = _Search(net, into, ahead, every=bool(ahead)).run()
    if found.endless and any(way.clears for knot in net.knots.values() for way in knot.ways):
        return _Search(
            net, into, ahead, every=True
        ).run()  # what goes round may be waiting for another branch to end it
    return found


def _growth(moves: list[tuple[tuple[int, ...], Way]]) -> tuple[bool, int]:
    """How much a knot adds to the tokens, at most; a knot that can only clear counts as the largest."""
    takes = moves[0][0]
    return all(way.clears for _, way in moves), max((len(way.arcs) for _, way in moves), default=0) - len(takes)


def _ahead(net: Net) -> dict[int, frozenset[int]]:
    """For each arc the entries of gateways that its token can come to without passing them; empty when nobody asks.

    Source: BPMN 2.0.2, table 13.3; only sequence flows count, not events on the edge of an activity.
    """
    late = [n for n, knot in net.knots.items() if knot.join is Join.ALL_THAT_COME]
    if not late:
        return {}
    into = net.into()
    found: dict[int, set[int]] = {arc: set() for arc in net.arcs}
    for gateway in late:
        for entry in into[gateway]:
            stack = [entry]
            seen: set[int] = set()
            while stack:
                arc = stack.pop()
                source = net.arcs[arc].source
                if net.arcs[arc].aside or source in (0, gateway):
                    continue
                for before in into[source]:
                    if before not in seen:
                        seen.add(before)
                        found[before].add(entry)
                        stack.append(before)
    return {arc: frozenset(entries) for arc, entries in found.items()}


def _after(marking: Marking, takes: Iterable[int], way: Way) -> Marking:
    if way.clears:
        return ()
    tokens = dict(marking)
    for arc in takes:
        tokens[arc] -= 1
    for arc in way.arcs:
        tokens[arc] = tokens.get(arc, 0) + 1
    return tuple(sorted((arc, count) for arc, count in tokens.items() if count))


def check_soundness(definition: Definition, report: Report) -> None:
    """Report joins that wait for ever and rounds without an end, with the path that leads there."""
    for level in definition.children:
        _level(definition, level, report)


def _level(definition: Definition, level: str, report: Report) -> None:
    unknown = unmodelled(definition, level)
    found = Found(decided=False) if unknown else search(definition, level)
    if found.floods:
        node = definition.nodes[found.gateway or level or definition.start_id]
        report.warning(
            node,
            "soundness.floods",
            f"{label(node)}: mỗi vòng lặp lại thêm nhánh chạy song song mà không có cổng nào gom lại; không chứng minh "
            f"được là không kẹt. Đường đi: {_way(definition, found)}.",
            f"{label(node)}: each round adds branches that run at once and no gateway gathers them. Not decided. "
            f"Path: {_way(definition, found)}.",
            path=found.path,
        )
    elif not found.decided:
        owner = definition.nodes[unknown[0] if unknown else level or definition.start_id]
        report.warning(
            owner,
            "soundness.not_decided",
            f"{label(owner)}: chưa chứng minh được là không kẹt; hãy đơn giản hóa các nhánh ở đây hoặc chạy thử chúng.",
            f"{label(owner)}: it cannot be proved that no dossier gets stuck; simplify the branches here or try them. "
            "Not decided.",
        )
    elif found.stuck:
        _stuck(definition, found, report)
    elif found.endless and not _told(definition, level, report):
        node = definition.nodes[found.gateway or level or definition.start_id]
        report.error(
            node,
            "soundness.livelock",
            f"{label(node)}: từ đây hồ sơ quay vòng mãi, không thể tới kết thúc. Đường đi: {_way(definition, found)}.",
            f"{label(node)}: from here a dossier goes round for ever and can never end. "
            f"Path: {_way(definition, found)}.",
            path=found.path,
        )


def _told(definition: Definition, level: str, report: Report) -> bool:
    """Whether the drawing alone has shown already that no end can be reached from somewhere on this level."""
    return any(f.code == "no_way_out" and f.element_id in definition.children[level] for f in report.findings)


def _stuck(definition: Definition, found: Found, report: Report) -> None:
    join = definition.nodes[found.gateway]
    sources = ", ".join(dict.fromkeys(label(definition.nodes[definition.flows[f].source]) for f in found.missing))
    way = _way(definition, found)
    report.error(
        join,
        "join.starves",
        f"{label(join)}: cổng chờ mãi nhánh từ {sources} mà không bao giờ tới. Đường đi: {way}.",
        f"{label(join)}: the join waits for ever for the branch from {sources}. Path: {way}.",
        path=found.path,
    )


def _way(definition: Definition, found: Found) -> str:
    return " → ".join(label(definition.nodes[n]) for n in found.path)
