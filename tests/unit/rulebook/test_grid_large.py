"""A table of a thousand rows is opened and saved while its author waits."""

from time import perf_counter

from portal.platform.clock import now
from portal.rulebook import selectors, services
from portal.rulebook.library import columns_of
from portal.rulebook.models import PackVersion
from rules.packs import load_pack

ROWS, INPUTS = 1000, [f"fact_{number}" for number in range(6)]
OPENED_S, SAVED_S = 1.0, 3.0


def large():
    """A table of six inputs and two outputs. Each row has a place of its own in the first column."""
    facts = "".join(
        f'<inputData id="i_{n}" name="{n}"><variable name="{n}" typeRef="number"/></inputData>' for n in INPUTS
    )
    needs = "".join(
        f'<informationRequirement id="q_{n}"><requiredInput href="#i_{n}"/></informationRequirement>' for n in INPUTS
    )
    heads = "".join(
        f'<input id="c_{n}" label="{n}"><inputExpression typeRef="number"><text>{n}</text></inputExpression></input>'
        for n in INPUTS
    )
    tests = "".join(f"<inputEntry><text>{text}</text></inputEntry>" for text in ("-", "&gt;= 1", "-", "[1..9]", "-"))
    rows = "".join(
        f'<rule id="r{n}" hd:articleVi="Điều {n}" hd:confidence="VERIFIED">'
        f"<inputEntry><text>{n}</text></inputEntry>{tests}"
        f'<outputEntry><text>{n * 1000}</text></outputEntry><outputEntry><text>"TITLE"</text></outputEntry></rule>'
        for n in range(ROWS)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" xmlns:hd="urn:haidang:dmn:1" id="d" '
        f'name="d" namespace="urn:haidang:packs:large">{facts}'
        f'<decision id="level" name="level"><variable name="level"/>{needs}'
        f'<decisionTable id="t" hitPolicy="UNIQUE">{heads}<output id="o" name="grant_vnd" typeRef="number"/>'
        f'<output id="p" name="per" typeRef="string"/>{rows}</decisionTable></decision></definitions>'
    ).encode()


def timed(act):
    start = perf_counter()
    result = act()
    return result, perf_counter() - start


def test_a_thousand_rows_are_opened_and_saved_in_time(editor, cap):
    manifest, dmn = bytes(cap.manifest).replace(b"domestic-cap", b"large"), large()
    columns = columns_of(load_pack(dmn, manifest, b""))
    base = PackVersion.objects.create(
        key="large", version="1", dmn=dmn, manifest=manifest, tests=b"", published_at=now(), **columns
    )
    draft = services.begin(actor=editor, version_id=base.pk)
    selectors.find_grid(editor, draft.pk)  # the version is compiled once in each process
    shown, opening = timed(lambda: selectors.find_grid(editor, draft.pk))
    (table, _) = shown.tables
    rows = [{"id": row.id} for row in table.rows]
    assert len(rows) == ROWS
    amount = next(place for place, column in enumerate(table.columns) if column.sheet.expression == "grant_vnd")
    cells = [*table.rows[500].cells]
    cells[amount] = "2.000.000"
    rows[500] |= {"cells": cells}

    saved, saving = timed(
        lambda: services.save_grid(actor=editor, draft_id=draft.pk, rev=draft.rev, typed={"level": rows})
    )

    assert saved.problems == ()
    assert selectors.find_grid(editor, draft.pk).tables[0].rows[500].cells[amount] == "2.000.000"
    assert opening < OPENED_S, f"{opening:.2f} s"
    assert saving < SAVED_S, f"{saving:.2f} s"
