"""The list of fault points is the list in the code: a new write without one is noticed here."""

import re
from pathlib import Path

import engine
from engine.faults import POINTS, plant

SOURCES = list(Path(engine.__file__).parent.rglob("*.py"))


def test_every_point_of_the_list_is_passed_somewhere_and_no_other():
    passed = {name for source in SOURCES for name in re.findall(r'\bfault\("([^"]+)"\)', source.read_text("utf-8"))}

    assert passed == set(POINTS)


def test_every_file_that_writes_through_the_store_passes_a_point():
    writers = [s for s in SOURCES if re.search(r"\brepo\.save\(|EFFECTS\[", s.read_text("utf-8"))]

    assert writers
    assert [s.name for s in writers if 'fault("' not in s.read_text("utf-8")] == []


def test_an_unknown_point_cannot_be_planted():
    try:
        plant("nowhere", lambda: None)
    except KeyError:
        return
    raise AssertionError("planted at an unknown point")
