"""A table of a thousand rows is opened and saved while its author waits."""

from time import perf_counter

from portal.platform.clock import now
from portal.rulebook import selectors, services
from portal.rulebook.library import columns_of
from portal.rulebook.models import PackVersion
from rules.packs import load_pack
from tests.unit.rulebook.test_large_draft import ROWS, large

OPENED_S, SAVED_S = 1.0, 3.0


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
