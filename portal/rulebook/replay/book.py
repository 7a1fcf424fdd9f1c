"""The report of a replay as a workbook: a sheet of sums and a sheet of cases, with real numbers."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from portal.dossiers.states import State
from portal.rulebook.code_words import CodeWords
from portal.rulebook.fact_words import fact_label
from portal.rulebook.replay.models import ReplayRun, Verdict
from portal.rulebook.replay.services import rows_of
from rules.feel import Text

AMOUNT_FORMAT = "#,##0"
NO_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_book(run: ReplayRun) -> bytes:
    """The whole report, every case that changes included."""
    book = Workbook(write_only=True)
    _fill(book.create_sheet(_("Tổng hợp")), _sums(run))
    rows = rows_of(run)
    names = sorted({name for row in rows.values_list("before", "after") for part in row for name in part} - {"!"})
    _fill(book.create_sheet(_("Hồ sơ thay đổi")), _cases(run, names))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sums(run: ReplayRun) -> Iterator[list[Any]]:
    yield [
        _("Nhóm"),
        _("Số trường hợp"),
        _("Không đổi"),
        *(str(verdict.label) for verdict in Verdict),
        _("Tăng (đồng)"),
        _("Giảm (đồng)"),
        _("Trước (đồng)"),
        _("Sau (đồng)"),
    ]
    summary = run.summary
    groups = [(_("Tất cả"), summary.get("all")), (_("Hồ sơ đang xử lý"), summary.get("running"))]
    groups += [(_("Hồ sơ đã xử lý xong"), summary.get("ended"))]
    groups += sorted(summary.get("lines", {}).items()) + sorted(summary.get("applicants", {}).items())
    for name, counts in groups:
        if counts:
            money = (counts[key] for key in ("gain_vnd", "lose_vnd", "before_vnd", "after_vnd"))
            yield [name, counts["cases"], counts["same"], *(counts[verdict.value] for verdict in Verdict), *money]


def _cases(run: ReplayRun, names: list[str]) -> Iterator[list[Any]]:
    before, after, codes = _("trước"), _("sau"), CodeWords()
    told = [f"{_said(fact_label(name))} ({when})" for name in names for when in (before, after)]
    yield [
        _("Mã hồ sơ"),
        _("Quyết định"),
        _("Loại hỗ trợ"),
        _("Trạng thái"),
        _("Kết quả"),
        _("Chênh lệch (đồng)"),
        *told,
    ]
    for row in rows_of(run).iterator(chunk_size=2000):
        outputs = [_cell(part.get(name), name, codes) for name in names for part in (row.before, row.after)]
        state = str(State(row.state).label) if row.state in State.values else row.state
        case = (_said(fact_label(row.decision)), row.support_line, state, str(row.get_verdict_display()))
        yield [row.dossier_code, *case, row.delta_vnd, *outputs]


def _said(text: Text) -> str:
    return text.in_language(get_language() or "vi")


def _cell(value: Any, name: str, codes: CodeWords) -> Any:
    """A value that Excel shows as it is and never runs; codes by their words."""
    if isinstance(value, str) and (words := codes.label(name, value)) is not None:
        value = _said(words)
    if isinstance(value, (list, dict)):
        value = str(value)
    return f"'{value}" if isinstance(value, str) and value.startswith(NO_FORMULA) else value


def _fill(sheet: Any, rows: Iterable[list[Any]]) -> None:
    for number, row in enumerate(rows):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value=value)
            if number == 0:
                cell.font = Font(bold=True)
            elif isinstance(value, int) and not isinstance(value, bool):
                cell.number_format = AMOUNT_FORMAT
            cells.append(cell)
        sheet.append(cells)
