// One table on the page: draws its rows, keeps the active cell, and tells the cells' errors.
import { make } from "./dom.js";
import { Editor } from "./editor.js";
import { say } from "./words.js";

const WIDTHS = { money: "10.5rem", number: "8.5rem", date: "8.5rem", boolean: "8rem" };
const LONG = 60; // rows from which on the browser leaves out what is not on the screen

export class TableView {
  constructor(model, info, place) {
    Object.assign(this, { model, info, active: { row: 0, column: 0 }, anchor: null, editor: null, verdicts: {} });
    this.name = info.name;
    this.prefix = `grid-${place}`;
    this.drawn = new Map(); // key of a row -> its element and the row that it shows
    this.grid = make("div", {
      role: "grid",
      class: "grid",
      "aria-labelledby": `${this.prefix}-title`,
      "aria-describedby": `${this.prefix}-about`,
      "aria-colcount": info.columns.length + 1,
      "aria-readonly": String(!model.editable),
      "aria-multiselectable": "true",
    });
    this.grid.style.setProperty("--grid-columns", `var(--grid-head) ${info.columns.map(width).join(" ")}`);
    this.scroll = make("div", { class: "grid-scroll" }, this.grid);
    this.about = make("p", { class: "hint grid-about", id: `${this.prefix}-about` });
    this.head();
    this.draw();
  }

  get rows() {
    return this.model.rows(this.name);
  }

  head() {
    const cells = this.info.columns.map((column, number) =>
      make("div", { role: "columnheader", class: "grid-cell", "aria-colindex": number + 2 }, column.label),
    );
    const corner = make("div", { role: "columnheader", class: "grid-cell grid-corner", "aria-colindex": 1 }, say("row"));
    this.header = make("div", { role: "row", class: "grid-row grid-header", "aria-rowindex": 1 }, [corner, ...cells]);
    this.grid.append(this.header);
    this.lists = new Map();
    this.info.columns.forEach((column, number) => {
      const offered = column.choices.length ? column.choices : column.role === "input" ? [] : Object.keys(column.codes);
      if (offered.length) {
        const id = `${this.prefix}-list-${number}`;
        this.lists.set(number, id);
        this.scroll.append(make("datalist", { id }, offered.map((word) => make("option", { value: word }, column.codes[word] ?? ""))));
      }
    });
  }

  // Brings the page to the model's rows: only rows that changed are drawn anew.
  draw() {
    const elements = this.rows.map((row, number) => this.rowElement(row, number));
    const present = [...this.grid.children].slice(1);
    if (present.length !== elements.length || present.some((element, number) => element !== elements[number])) {
      this.grid.replaceChildren(this.header, ...elements);
      const keys = new Set(this.rows.map((row) => String(row.key)));
      for (const key of this.drawn.keys()) {
        if (!keys.has(key)) {
          this.drawn.delete(key);
        }
      }
    }
    this.grid.classList.toggle("grid--long", this.rows.length > LONG);
    this.grid.setAttribute("aria-rowcount", this.rows.length + 1);
    this.keepInside();
    this.markActive();
  }

  rowElement(row, number) {
    const key = String(row.key);
    let drawn = this.drawn.get(key);
    if (!drawn) {
      drawn = { element: make("div", { role: "row", class: "grid-row", "data-key": key }), row: null };
      const head = make("div", { role: "rowheader", class: "grid-cell grid-rowhead", "aria-colindex": 1 });
      const cell = { role: "gridcell", class: "grid-cell", tabindex: -1 };
      const cells = row.cells.map((_, column) =>
        make("div", { ...cell, "aria-colindex": column + 2, "data-column": column }),
      );
      drawn.element.append(head, ...cells);
      this.drawn.set(key, drawn);
    }
    if (drawn.row !== row) {
      row.cells.forEach((text, column) => {
        if (drawn.row?.cells[column] !== text) {
          const cell = drawn.element.children[column + 1];
          this.fill(cell, text);
          this.note(cell, called(this.info.columns[column], text), "grid-words");
        }
      });
      drawn.row = row;
    }
    this.headOf(drawn.element, row, number);
    return drawn.element;
  }

  headOf(element, row, number) {
    const id = this.model.id(row);
    const verdict = this.info.examples ? this.verdicts[id] : undefined;
    const state = `${number} ${id} ${JSON.stringify(verdict)}`;
    if (element.dataset.state === state) {
      return;
    }
    element.dataset.state = state;
    element.setAttribute("aria-rowindex", number + 2);
    const words = this.info.examples ? [tag(verdict)] : [make("span", { class: "grid-code" }, id || say("newRow"))];
    element.firstChild.replaceChildren(make("strong", {}, String(number + 1)), " ", ...words);
    this.info.columns.forEach((column, place) => {
      this.note(element.children[place + 1], verdict?.cells[column.name] ?? "", "grid-note");
    });
  }

  fill(cell, text) {
    const shown = cell.querySelector(".grid-text");
    if (shown) {
      shown.textContent = text;
    } else {
      cell.prepend(make("span", { class: "grid-text" }, text));
    }
  }

  // A sentence inside a cell: what is wrong with it, or why its example fails.
  note(cell, text, kind) {
    const old = cell.querySelector(`.${kind}`);
    if (!text && !old) {
      return;
    }
    if (!text) {
      old.remove();
    } else if (old) {
      old.textContent = text;
    } else {
      const id = `${this.prefix}-${cell.parentElement.dataset.key}-${cell.dataset.column}-${kind}`;
      cell.append(make("span", { class: kind, id }, text));
    }
    const ids = [...cell.querySelectorAll(".grid-error, .grid-note")].map((note) => note.id).join(" ");
    if (ids) {
      cell.setAttribute("aria-describedby", ids);
    } else {
      cell.removeAttribute("aria-describedby");
    }
  }

  showProblems() {
    const wrong = new Map();
    for (const problem of this.model.problemsOf(this.name)) {
      const cell = this.drawn.get(String(problem.key))?.element.children[Math.max(problem.column, 0) + 1];
      if (cell) {
        wrong.set(cell, [...(wrong.get(cell) ?? []), problem.text]);
      }
    }
    for (const cell of this.grid.querySelectorAll('[aria-invalid="true"]')) {
      if (!wrong.has(cell)) {
        cell.removeAttribute("aria-invalid");
        this.note(cell, "", "grid-error");
      }
    }
    for (const [cell, texts] of wrong) {
      cell.setAttribute("aria-invalid", "true");
      this.note(cell, texts.join(" "), "grid-error");
    }
  }

  showVerdicts(verdicts) {
    this.verdicts = verdicts;
    this.rows.forEach((row, number) => this.headOf(this.drawn.get(String(row.key)).element, row, number));
  }

  cellAt({ row, column }) {
    return this.drawn.get(String(this.rows[row]?.key))?.element.children[column + 1];
  }

  placeOf(cell) {
    const key = Number(cell.parentElement.dataset.key);
    return { row: this.rows.findIndex((row) => row.key === key), column: Number(cell.dataset.column) };
  }

  keepInside() {
    this.active = {
      row: Math.max(0, Math.min(this.active.row, this.rows.length - 1)),
      column: Math.max(0, Math.min(this.active.column, this.info.columns.length - 1)),
    };
  }

  // extend: the block from the anchor to the new cell is selected.
  go(place, extend = false) {
    const anchor = extend ? (this.anchor ?? this.active) : null;
    this.active = place;
    this.anchor = anchor;
    this.keepInside();
    this.markActive();
    const cell = this.cellAt(this.active);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  reached(cell) {
    const place = this.placeOf(cell);
    if (place.row !== this.active.row || place.column !== this.active.column) {
      Object.assign(this, { active: place, anchor: null });
      this.markActive();
    }
  }

  // The selected block: the active cell alone, or all from the anchor to it.
  block() {
    const { row, column } = this.anchor ?? this.active;
    return {
      top: Math.min(row, this.active.row),
      bottom: Math.min(Math.max(row, this.active.row), this.rows.length - 1),
      left: Math.min(column, this.active.column),
      right: Math.max(column, this.active.column),
    };
  }

  markActive() {
    this.grid.querySelector('[tabindex="0"]')?.setAttribute("tabindex", -1);
    this.cellAt(this.active)?.setAttribute("tabindex", 0);
    for (const cell of this.grid.querySelectorAll('[aria-selected="true"]')) {
      cell.removeAttribute("aria-selected");
    }
    if (this.anchor) {
      const { top, bottom, left, right } = this.block();
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          this.cellAt({ row, column }).setAttribute("aria-selected", "true");
        }
      }
    }
    this.about.textContent = described(this.info.columns[this.active.column]);
  }

  edit(replace = false) {
    const place = { ...this.active };
    const cell = this.cellAt(place);
    if (!this.model.editable || this.editor || !cell) {
      return;
    }
    this.anchor = null;
    this.markActive();
    const column = this.info.columns[place.column];
    const before = this.rows[place.row].cells[place.column];
    const label = say("cell", { column: column.label, row: place.row + 1 });
    this.editor = new Editor(cell, column, label, this.lists.get(place.column), (text, move) => {
      this.editor = null;
      const at = this.placeOf(cell);
      if (text !== null && text !== before && at.row >= 0) {
        this.model.setCells(this.name, [[at.row, at.column, text]], { table: this.name, ...at });
      }
      this.after(at, text === null || move ? (move ?? [0, 0]) : null);
    });
    this.editor.start(replace ? "" : before);
  }

  // Enter goes down; Tab goes on, at the end of a row to the next one.
  after(at, move) {
    if (!move) {
      return; // the focus has gone elsewhere by itself
    }
    const count = this.info.columns.length;
    const flat = at.row * count + at.column + move[1];
    const last = this.rows.length * count - 1;
    const next = Math.max(0, Math.min(flat, last));
    this.go({ row: Math.floor(next / count) + move[0], column: next % count });
  }

  find(id) {
    return this.rows.findIndex((row) => this.model.id(row) === id);
  }
}

// What the codes of a cell are called: `"PATENT", "MARK"` is Patent, Mark. Cells without a known code say nothing.
function called(column, text) {
  const words = text.split(/[^\p{L}\p{N}_-]+/u).map((code) => column.codes[code]);
  return words.filter(Boolean).join(", ");
}

function width(column) {
  if (column.wide) {
    return "18rem";
  }
  return (column.money && WIDTHS.money) || (column.role !== "input" && WIDTHS[column.type]) || "11rem";
}

function tag(verdict) {
  if (!verdict) {
    return make("span", { class: "tag" }, say("unknown"));
  }
  return make("span", { class: `tag ${verdict.passes ? "tag--good" : "tag--bad"}` }, say(verdict.passes ? "passes" : "fails"));
}

function described(column) {
  const parts = [column.label, column.money ? say("money") : column.type && say(column.type)];
  parts.push(column.expression && column.expression !== column.label && column.expression);
  parts.push(column.choices.length > 0 && say("choices", { list: column.choices.join(", ") }));
  parts.push((column.role === "input" && say("test")) || (column.role === "output" && say("output")));
  return parts.filter(Boolean).join(" · ");
}
