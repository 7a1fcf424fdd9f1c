// The tables as they are being typed. Rows are never changed in place: each edit makes new arrays, so undo is a swap
// of arrays, and what has been sent to the server stays as it was sent.
export class Model {
  constructor(payload) {
    this.listeners = [];
    this.nextKey = 1;
    this.load(payload);
  }

  // Everything anew from the server: the page's first data, or what another window has saved since.
  load(payload) {
    this.rev = payload.rev;
    this.editable = payload.editable;
    this.ids = new Map(); // key of a row in this page -> its id on the server
    this.tables = new Map(payload.tables.map((info) => [info.name, { info, rows: this.rowsOf(info.rows) }]));
    this.saved = new Map([...this.tables].map(([name, table]) => [name, table.rows]));
    this.undone = [];
    this.done = [];
    this.setProblems(payload.problems);
  }

  rowsOf(rows) {
    return rows.map(({ id, cells }) => this.newRow(cells, id));
  }

  newRow(cells, id = "") {
    const row = { key: this.nextKey++, cells };
    if (id) {
      this.ids.set(row.key, id);
    }
    return row;
  }

  id(row) {
    return this.ids.get(row.key) ?? "";
  }

  rows(name) {
    return this.tables.get(name).rows;
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  tell(name, at) {
    for (const listener of this.listeners) {
      listener(name, at);
    }
  }

  // One step that can be undone. `at`: the cell to which the eye goes back.
  change(name, rows, at) {
    const table = this.tables.get(name);
    this.done.push({ name, before: table.rows, after: rows, at });
    this.undone = [];
    table.rows = rows;
    this.tell(name, null);
  }

  undo() {
    this.swap(this.done, this.undone, "before");
  }

  redo() {
    this.swap(this.undone, this.done, "after");
  }

  swap(from, to, side) {
    const step = from.pop();
    if (step) {
      to.push(step);
      this.tables.get(step.name).rows = step[side];
      this.tell(step.name, step.at);
    }
  }

  setCells(name, edits, at) {
    const rows = [...this.rows(name)];
    for (const [row, column, text] of edits) {
      const cells = [...rows[row].cells];
      cells[column] = text;
      rows[row] = { ...rows[row], cells };
    }
    this.change(name, rows, at);
  }

  // Tables that differ from what the server holds.
  unsaved() {
    return [...this.tables].filter(([name, table]) => table.rows !== this.saved.get(name)).map(([name]) => name);
  }

  // What a save sends: the rows as they are now, by table.
  snapshot() {
    return new Map(this.unsaved().map((name) => [name, this.rows(name)]));
  }

  // The server's answer to a snapshot.
  accept(sent, answer) {
    this.rev = answer.rev;
    for (const [name, rows] of sent) {
      rows.forEach((row, number) => this.ids.set(row.key, answer.ids[name][number]));
      this.saved.set(name, rows);
    }
    this.setProblems(answer.problems);
  }

  // Problems name rows by their place on the server; here they hang on the row itself, which may move meanwhile.
  setProblems(problems) {
    this.problems = problems.map((problem) => ({
      ...problem,
      key: this.saved.get(problem.table)?.[problem.row]?.key ?? 0,
    }));
  }

  problemsOf(name) {
    return this.problems.filter((problem) => problem.table === name);
  }
}
