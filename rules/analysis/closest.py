"""What would have to change: the fewest changes of facts that make a decision come out as wanted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from rules.analysis.candidates import Readings, candidates, readings
from rules.analysis.words import value_said
from rules.evaluate.axis import OTHER_TEXT
from rules.evaluate.compiled import compile_pack
from rules.feel import Text, to_feel
from rules.feel.comparison import equal
from rules.feel.free import free_names
from rules.packs.model import Pack

MOST_TRIES = 60_000
GIVEN = Text("cần có", "to be given")
OTHERWISE = Text("giá trị khác", "another value")
NOTHING = Text("Không cần thay đổi gì", "Nothing has to change")


@dataclass(frozen=True, slots=True)
class Changeable:
    """A fact that the applicant can change. values: those that may be reached; None: whatever the rules tell apart."""

    name: str
    label: Text
    values: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One fact, its FEEL value now (None: no value) and the one that it should have; OTHER_TEXT stands for any text."""

    name: str
    before: Any
    after: Any
    words: Text


@dataclass(frozen=True, slots=True)
class Closest:
    """ways     sets of changes of the same smallest number, nearest values first; empty when no way was found
    exact    whether fewer changes, or a way where none was found, are ruled out
    unclear  facts that the rules calculate with, so that not every value that matters could be tried
    """

    ways: tuple[tuple[Change, ...], ...]
    exact: bool
    unclear: tuple[str, ...]

    def words(self) -> Text:
        """The first way in words; empty when there is none."""
        if not self.ways:
            return Text("")
        first = self.ways[0]
        if not first:
            return NOTHING
        return Text("; ".join(c.words.vi for c in first), "; ".join(c.words.en for c in first))


def closest(
    pack: Pack,
    decision: str,
    facts: Mapping[str, Any],
    *,
    wanted: Mapping[str, Any],
    changeable: Sequence[Changeable],
    now: datetime,
    most: int = 3,
    limit: int = 5,
) -> Closest:
    """The smallest sets of changes after which every wanted output has its value.

    facts       as `decide` takes them
    wanted      output name -> value, for example {"eligible": "YES"}
    changeable  facts that may change
    most        at most so many facts change; limit: at most so many ways of the same size are given
    Raises KeyError for an unknown decision.
    """
    search = _Search(pack, decision, wanted, changeable, now)
    for count in range(min(most, len(changeable)) + 1):
        found = sorted(search.ways(facts, count), key=lambda way: way[0])
        if found or search.tries_left <= 0:
            return Closest(tuple(search.told(facts, way) for _, way in found[:limit]), search.exact, search.unclear)
    return Closest((), search.exact, search.unclear)


class _Search:
    def __init__(
        self, pack: Pack, decision: str, wanted: Mapping[str, Any], changeable: Sequence[Changeable], now: datetime
    ) -> None:
        self._compiled = compile_pack(pack, decision)
        self._wanted = {name: to_feel(value) for name, value in wanted.items()}
        self._now = now
        self._changeable = {one.name: one for one in changeable}
        self._read = {name: readings(pack, decision, name) for name in self._changeable}
        sides = [free_names(side) for read in self._read.values() for side in read.sides]
        self._parameters = {
            one: compile_pack(pack, one) for one in frozenset().union(*sides) & pack.decisions.keys() if one != decision
        }
        self.tries_left = MOST_TRIES
        free = [name for name, one in self._changeable.items() if one.values is None]
        self.unclear = tuple(name for name in free if not self._is_clear(self._read[name]))

    @property
    def exact(self) -> bool:
        """Whether everything that could matter was tried."""
        return self.tries_left > 0 and not self.unclear

    def _is_clear(self, read: Readings) -> bool:
        """Nothing calculates with the fact, and nothing compares it with another fact that may change."""
        names = set(self._changeable)
        return read.clear and not any(free_names(side) & names for side in read.sides)

    def ways(self, facts: Mapping[str, Any], count: int) -> Iterator[tuple[int, dict[str, Any]]]:
        """(how far, new values by name) of every set of so many changes that reaches what is wanted."""
        for names in combinations(self._changeable, count):
            yield from self._try(dict(facts), names, 0, {})

    def _try(
        self, facts: dict[str, Any], names: tuple[str, ...], far: int, way: dict[str, Any]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        if self.tries_left <= 0:
            return
        if not names:
            self.tries_left -= 1
            if self._reached(facts):
                yield far, way
            return
        name, *rest = names
        for distance, value in enumerate(self._values(name, facts)):
            yield from self._try({**facts, name: value}, tuple(rest), far + distance, {**way, name: value})

    def _values(self, name: str, facts: Mapping[str, Any]) -> list[Any]:
        given = self._changeable[name].values
        if given is None:
            return candidates(self._read[name], name, {**facts, **self._decided(facts)})
        now = to_feel(facts.get(name))
        return [value for value in map(to_feel, given) if value is not None and equal(value, now) is not True]

    def _decided(self, facts: Mapping[str, Any]) -> dict[str, Any]:
        """The decisions that a changeable fact is compared with, such as a table of parameters."""
        answers = {name: made.answer(facts, now=self._now) for name, made in self._parameters.items()}
        return {name: answer.outputs for name, answer in answers.items() if answer.failed is None}

    def _reached(self, facts: Mapping[str, Any]) -> bool:
        answer = self._compiled.answer(facts, now=self._now)
        return answer.failed is None and all(
            name in answer.outputs and equal(to_feel(answer.outputs[name]), value) is True
            for name, value in self._wanted.items()
        )

    def told(self, facts: Mapping[str, Any], way: Mapping[str, Any]) -> tuple[Change, ...]:
        """The changes in words of the domain."""
        return tuple(self._change(name, to_feel(facts.get(name)), value) for name, value in way.items())

    def _change(self, name: str, before: Any, after: Any) -> Change:
        money, label = name.endswith("_vnd"), self._changeable[name].label
        old, new = (value_said(value, money=money) for value in (before, after))
        if isinstance(after, str) and not after.strip(OTHER_TEXT):
            new = GIVEN if before is None else OTHERWISE
        words = Text(f"{label.vi}: {old.vi} → {new.vi}", f"{label.en or label.vi}: {old.en} → {new.en}")
        return Change(name, before, after, words)
