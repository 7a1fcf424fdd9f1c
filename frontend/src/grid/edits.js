// What can be done with rows and blocks. Each function makes one step that can be undone.
import { MAX_LETTERS, MAX_ROWS, tidy } from "./spelling.js";
import { say } from "./words.js";

const EMPTY = { input: "-" };

export function emptyRow(view) {
  return view.model.newRow(view.info.columns.map((column) => EMPTY[column.role] ?? ""));
}

function put(view, rows, place) {
  view.model.change(view.name, rows, { table: view.name, ...view.active });
  view.go(place);
}

function inserted(view, at, rows) {
  if (view.rows.length + rows.length > MAX_ROWS) {
    return say("tooMany", { count: MAX_ROWS });
  }
  put(view, view.rows.toSpliced(at, 0, ...rows), { row: at, column: view.active.column });
  return "";
}

export const addAbove = (view) => inserted(view, view.block().top, [emptyRow(view)]);
export const addBelow = (view) => inserted(view, view.rows.length ? view.block().bottom + 1 : 0, [emptyRow(view)]);

export function addLast(view) {
  view.active = { row: 0, column: 0 };
  return inserted(view, view.rows.length, [emptyRow(view)]);
}

export function duplicate(view) {
  const { top, bottom } = view.block();
  return inserted(view, bottom + 1, view.rows.slice(top, bottom + 1).map((row) => view.model.newRow(row.cells)));
}

export function remove(view) {
  const { top, bottom } = view.block();
  const count = bottom - top + 1;
  if (count < 1) {
    return "";
  }
  if (!view.info.examples && count === view.rows.length) {
    return say("lastRow");
  }
  put(view, view.rows.toSpliced(top, count), { row: top, column: view.active.column });
  return say("removed", { count });
}

export function move(view, by) {
  const { row, column } = view.active;
  const to = row + by;
  if (to >= 0 && to < view.rows.length) {
    put(view, view.rows.toSpliced(row, 1).toSpliced(to, 0, view.rows[row]), { row: to, column });
  }
}

export function clear(view) {
  const edits = [];
  eachCell(view.block(), (row, column) => {
    if (view.rows[row]?.cells[column]) {
      edits.push([row, column, ""]);
    }
  });
  if (edits.length) {
    view.model.setCells(view.name, edits, { table: view.name, ...view.active });
  }
}

export function copied(view) {
  const { top, bottom, left, right } = view.block();
  return view.rows.slice(top, bottom + 1).map((row) => row.cells.slice(left, right + 1));
}

// A block is put down from the upper left cell of the selection on; rows that are missing are added. One cell alone
// fills the whole selection.
export function paste(view, block) {
  const { top, bottom, left, right } = view.block();
  const single = block.length === 1 && block[0].length === 1;
  const height = single ? bottom - top + 1 : block.length;
  const widest = single ? right - left + 1 : Math.max(...block.map((row) => row.length));
  const wide = Math.min(widest, view.info.columns.length - left);
  if (top + height > MAX_ROWS) {
    return say("tooMany", { count: MAX_ROWS });
  }
  if (block.flat().some((word) => word.length > MAX_LETTERS)) {
    return say("tooLong", { count: MAX_LETTERS });
  }
  const rows = [...view.rows];
  for (let row = 0; row < height; row++) {
    const before = rows[top + row] ?? emptyRow(view);
    const words = single ? Array(wide).fill(block[0][0]) : block[row].slice(0, wide);
    const spelt = words.map((word, place) => tidy(word, view.info.columns[left + place]));
    rows[top + row] = { ...before, cells: before.cells.toSpliced(left, words.length, ...spelt) };
  }
  view.model.change(view.name, rows, { table: view.name, row: top, column: left });
  view.go({ row: top, column: left });
  view.go({ row: top + height - 1, column: left + wide - 1 }, true);
  const told = say("pasted", { rows: height, columns: wide });
  return widest > wide ? `${told} ${say("tooWide", { count: widest - wide })}` : told;
}

function eachCell({ top, bottom, left, right }, act) {
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      act(row, column);
    }
  }
}
