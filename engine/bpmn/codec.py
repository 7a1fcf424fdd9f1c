"""The stored form of a state and of event data: compact JSON in which Decimal and dates survive as themselves.

A special value is written as {"~": "<letter><text>"}. A user's own key that starts with "~" gets one more "~" in front,
so that nothing a form contains can be read as something else. Byte 1 of a state is the format's version.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from engine.bpmn.state import At, State, Token
from engine.errors import BadValue
from rules.feel import YearsMonths

VERSION = b"\x01"
MARK = "~"
MAX_DEPTH = 60


def clean(value: Any, depth: int = 0) -> Any:
    """A value as it may be kept: only exact, known types, tuples as lists, UUIDs as text.

    Raises BadValue for floats, bytes, objects, keys that are no text, and nesting deeper than 60.
    """
    if value is None or isinstance(value, (str, bool, int, Decimal, date, time, timedelta, YearsMonths)):
        if isinstance(value, Decimal) and not value.is_finite():
            raise BadValue(str(value))
        return value
    if depth > MAX_DEPTH:
        raise BadValue("too deeply nested value")
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise BadValue("mapping with keys that are no text")
        return {str(key): clean(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [clean(entry, depth + 1) for entry in value]
    if isinstance(value, UUID):
        return str(value)
    raise BadValue(type(value).__name__)


def dumps(value: Any) -> str:
    """Text of a cleaned value. `loads(dumps(value)) == value`."""
    marks = 0

    def mark(special: Any) -> dict[str, str]:
        nonlocal marks
        marks += 1
        return {MARK: _letter(special)}

    text = json.dumps(value, default=mark, ensure_ascii=False, separators=(",", ":"))
    if text.count('"' + MARK) == marks:
        return text
    # Somebody's own text or key starts with the mark: take the slow way that escapes keys.
    return json.dumps(_escape(value), default=mark, ensure_ascii=False, separators=(",", ":"))


def loads(text: str) -> Any:
    """The value that `dumps` wrote."""
    return json.loads(text, object_hook=_unmark) if '"' + MARK in text else json.loads(text)


def encode(state: State) -> bytes:
    """Bytes of a state. `decode(encode(state)) == state`."""
    tokens = [_row(token) for token in state.tokens.values()]
    whole = [state.last_key, int(state.ended), tokens, state.doers, state.variables]
    whole += [state.parent] if state.parent else []
    return VERSION + dumps(whole).encode()


def decode(stored: bytes | memoryview) -> State:
    """The state behind stored bytes. Raises BadValue for a format this release does not know."""
    raw = bytes(stored)
    if raw[:1] != VERSION:
        raise BadValue(f"state of format {raw[:1]!r}")
    last_key, ended, tokens, doers, variables, *parent = loads(raw[1:].decode())
    return State(
        variables=variables,
        tokens={row[0]: Token(row[0], row[1], row[2], At(row[3]), *row[4:]) for row in tokens},
        doers=doers,
        last_key=last_key,
        ended=bool(ended),
        parent=(parent[0][0], parent[0][1]) if parent else None,
    )


def _row(token: Token) -> list[Any]:
    """A token as stored, without what it does not have at its end."""
    row = [token.key, token.node, token.scope, int(token.at)]
    if token.data is not None:
        return [*row, token.host, token.via, token.data]
    return [*row, token.host, token.via] if token.host or token.via else row


def _letter(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"D{value}"
    if isinstance(value, datetime):
        return f"T{value.isoformat()}"
    if isinstance(value, date):
        return f"d{value.isoformat()}"
    if isinstance(value, time):
        return f"t{value.isoformat()}"
    if isinstance(value, timedelta):
        return f"P{value.days},{value.seconds},{value.microseconds}"
    if isinstance(value, YearsMonths):
        return f"Y{value.months}"
    raise BadValue(type(value).__name__)


def _duration(text: str) -> timedelta:
    days, seconds, microseconds = map(int, text.split(","))
    return timedelta(days, seconds, microseconds)


_READERS: Mapping[str, Callable[[str], Any]] = {
    "D": Decimal,
    "T": datetime.fromisoformat,
    "d": date.fromisoformat,
    "t": time.fromisoformat,
    "P": _duration,
    "Y": lambda text: YearsMonths(int(text)),
}


def _unmark(found: dict[str, Any]) -> Any:
    if len(found) == 1 and MARK in found:
        text = found[MARK]
        return _READERS[text[0]](text[1:])
    if any(key.startswith(MARK) for key in found):
        return {key.removeprefix(MARK): entry for key, entry in found.items()}
    return found


def _escape(value: Any) -> Any:
    if isinstance(value, dict):
        return {MARK + key if key.startswith(MARK) else key: _escape(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [_escape(entry) for entry in value]
    return value
