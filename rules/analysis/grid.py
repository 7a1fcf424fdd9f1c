"""A decision table as sets of places: for each dimension and row, which places the row accepts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from rules.analysis.model import DAY_COLUMN, Undecided
from rules.evaluate.axis import Axis, NoAxis, build_axis
from rules.feel import Text, UnaryTests, syntax
from rules.packs.model import Column, Row, Table

MANY_FACTS = Text(
    "Giá trị của cột được tính từ thông tin khác: ví dụ tìm được có thể không xảy ra",
    "The column's value is computed from other facts: an example that was found may never come about",
)
NO_PLACES = Text(
    "Kiểu dữ liệu của cột không xác định được nên không chia được thành khoảng",
    "The type of the column is not known, so its values cannot be cut into ranges",
)
NOT_READ = Text(
    "Ô dùng hàm hoặc thông tin khác nên không kết luận được dòng này hở hay chồng ở đâu",
    "The cell calls a function or reads another fact: where this row matches cannot be said exactly",
)
DAY_LABEL = Text("Ngày quyết định", "Day of the decision")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One column, or the day.

    existing  places that have a value and are allowed, without null
    null      the bit of null, 0 where null does not occur
    computed  whether the values come from other facts in a way that is not known
    """

    id: str
    label: Text
    axis: Axis
    existing: int
    null: int
    computed: bool
    money: bool

    @property
    def whole(self) -> int:
        """Every place that occurs."""
        return self.existing | self.null


@dataclass(frozen=True, slots=True)
class Grid:
    """may[d][r]: where row r is not known to say no (a missing fact that it asks for counts as not saying no).
    must[d][r]: where it says yes. Rows in `unsure` (a set of row places) have a cell that could not be read.
    """

    dimensions: tuple[Dimension, ...]
    rows: tuple[Row, ...]
    may: tuple[tuple[int, ...], ...]
    must: tuple[tuple[int, ...], ...]
    unsure: int
    undecided: tuple[Undecided, ...]


def grid_of(table: Table, decision: str, day: date | None, period: tuple[date | None, date | None]) -> Grid:
    """The grid of a table: of the rows valid on a day, or of all rows with the day as a dimension.

    period  the first and the last day of the whole period; None is open
    """
    rows = tuple(row for row in table.rows if day is None or _valid(row, day))
    made = _Making(table, decision, rows)
    for place, column in enumerate(table.columns):
        made.column(place, column)
    if day is None and any(row.valid_from or row.valid_to for row in rows):
        made.day(*period)
    return Grid(tuple(made.dimensions), rows, tuple(made.may), tuple(made.must), made.unsure, tuple(made.undecided))


class _Making:
    def __init__(self, table: Table, decision: str, rows: tuple[Row, ...]) -> None:
        self.table, self.decision, self.rows = table, decision, rows
        self.dimensions: list[Dimension] = []
        self.may: list[tuple[int, ...]] = []
        self.must: list[tuple[int, ...]] = []
        self.unsure = 0
        self.undecided: list[Undecided] = []

    def column(self, place: int, column: Column) -> None:
        """Add a column; one without an order of its values is told and left out."""
        cells = [row.cells[place] for row in self.rows]
        whole = isinstance(column.expression.node, syntax.Name) and column.expression.text.strip().endswith("_vnd")
        try:
            axis = build_axis(column, cells, whole=whole)
        except NoAxis:
            self._without_axis(column, cells)
            return
        allowed = axis.mask(column.allowed) if column.allowed else None
        if column.allowed and allowed is None:
            self._tell("", column, NOT_READ)
        existing = axis.existing() & (allowed if allowed is not None else -1)
        computed = self._is_computed(column)
        if computed:
            self._tell("", column, MANY_FACTS)
        self.dimensions.append(Dimension(column.id, column.label, axis, existing, axis.null, computed, whole))
        masks = [self._masks(number, column, axis, cell) for number, cell in enumerate(cells)]
        self.may.append(tuple(may for may, _ in masks))
        self.must.append(tuple(must for _, must in masks))

    def day(self, first: date | None, last: date | None) -> None:
        """Add the day of the decision."""
        ends = {first, last, *(row.valid_from for row in self.rows), *(row.valid_to for row in self.rows)} - {None}
        axis = Axis("date", tuple(sorted(end for end in ends if end)), line=True, other=False, whole=False)
        masks = tuple(_between(axis, row.valid_from, row.valid_to) for row in self.rows)
        existing = axis.existing() & _between(axis, first, last)
        self.dimensions.append(Dimension(DAY_COLUMN, DAY_LABEL, axis, existing, 0, False, False))
        self.may.append(masks)
        self.must.append(masks)

    def _masks(self, number: int, column: Column, axis: Axis, cell: UnaryTests) -> tuple[int, int]:
        every = (axis.null << 1) - 1
        found = axis.mask(cell)
        if found is None:
            self.unsure |= 1 << number
            self._tell(self.rows[number].id, column, NOT_READ)
            return every, every
        asks = self.table.manual_when_missing and not cell.accepts_everything and "null" not in cell.text
        if not asks:
            return found, found
        found &= ~axis.null
        return (found if column.optional else found | axis.null), found

    def _without_axis(self, column: Column, cells: Sequence[UnaryTests]) -> None:
        """A column of dashes says nothing and needs no places; each row that asks for anything is told."""
        asking = [number for number, cell in enumerate(cells) if not cell.accepts_everything]
        if asking:
            self._tell("", column, NO_PLACES)
        for number in asking:
            self.unsure |= 1 << number
            self._tell(self.rows[number].id, column, NOT_READ)

    def _is_computed(self, column: Column) -> bool:
        """Whether the column is anything but one fact that no other column reads."""
        if not isinstance(column.expression.node, syntax.Name):
            return True
        others = [other for other in self.table.columns if other is not column]
        return any(column.expression.variables & other.expression.variables for other in others)

    def _tell(self, row_id: str, column: Column, text: Text) -> None:
        self.undecided.append(Undecided(self.decision, row_id, column.id, text))


def _valid(row: Row, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_to is None or day <= row.valid_to)


def _between(axis: Axis, first: date | None, last: date | None) -> int:
    """The places from one day to another, both of which are points of the axis."""
    low = axis.place_of(first) if first else 0
    high = axis.place_of(last) if last else axis.size - 1
    assert low is not None
    assert high is not None
    return (1 << (high + 1)) - (1 << low) if low <= high else 0
