"""The stored form: what goes in comes out as itself."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.bpmn.codec import clean, decode, dumps, encode, loads
from engine.bpmn.state import At, State, Token
from engine.errors import BadValue
from rules.feel import YearsMonths

SPECIAL = [
    Decimal("1.50"),
    date(2026, 2, 28),
    datetime(2026, 2, 28, 1, 2, 3, tzinfo=UTC),
    time(8, 30),
    timedelta(days=-1, seconds=5, microseconds=7),
    YearsMonths(-14),
]
HOSTILE_NAMES = ["typename", "__class__", "~", "~~", "~x", "$type", "", "py/object", '"~', "\\", "constructor"]

leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.sampled_from(HOSTILE_NAMES)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes(timezones=st.just(UTC)).map(lambda moment: moment.replace(fold=0))
    | st.timedeltas()
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=5) | st.sampled_from(HOSTILE_NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(values)
def test_every_value_comes_back_as_itself(value):
    kept = clean(value)

    back = loads(dumps(kept))

    assert back == kept
    assert repr(back) == repr(kept)  # 1 is not Decimal("1") and not True, and "1.50" keeps its places


@pytest.mark.parametrize("value", SPECIAL, ids=lambda v: type(v).__name__)
def test_a_special_value_keeps_its_type(value):
    back = loads(dumps({"a": [value]}))

    assert back == {"a": [value]}
    assert type(back["a"][0]) is type(value)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_a_field_named_like_an_internal_is_only_a_field(name):
    value = {name: "D1", "inner": {name: Decimal("2")}}

    assert loads(dumps(value)) == value


@pytest.mark.parametrize("value", [1.5, float("nan"), Decimal("NaN"), b"x", object(), {1: "a"}, [{"a": 2.0}]])
def test_what_cannot_be_kept_exactly_is_refused(value):
    with pytest.raises(BadValue):
        clean(value)


def test_nesting_without_end_is_refused():
    value: list[object] = []
    for _ in range(200):
        value = [value]

    with pytest.raises(BadValue):
        clean(value)


def test_a_uuid_and_a_tuple_are_kept_as_text_and_list():
    assert clean({"id": UUID(int=1), "t": (1, 2)}) == {"id": str(UUID(int=1)), "t": [1, 2]}


def test_a_state_survives_with_all_kinds_of_tokens():
    state = State(
        variables={"F_A": {"x": Decimal("1.0")}, "~": 1},
        tokens={n: Token(n, f"N{n}", n // 2, at, n % 3, "flow" if n % 2 else "") for n, at in enumerate(At, 1)},
        doers={"A": ["1", "2"]},
        last_key=40,
    )

    assert decode(encode(state)) == state


def test_a_state_of_an_unknown_format_is_refused():
    with pytest.raises(BadValue):
        decode(b"\x7f{}")
