// What was typed since the last save, apart from all the rest: small enough to keep in the browser, and able to be
// put onto a newer version of the table. Pure functions over rows {id, cells}.

// removed: ids; changed: id -> {cells, columns: {column: [before, after]}}; order: an id, or {id, cells} of a new row.
export function difference(before, after) {
  const old = new Map(before.map((row) => [row.id, row.cells]));
  const kept = new Set(after.map((row) => row.id));
  const changed = {};
  const order = after.map((row) => {
    const was = old.get(row.id);
    if (!row.id || !was) {
      return { id: row.id, cells: row.cells };
    }
    const columns = {};
    row.cells.forEach((text, column) => {
      if (text !== was[column]) {
        columns[column] = [was[column], text];
      }
    });
    if (Object.keys(columns).length) {
      changed[row.id] = { cells: row.cells, columns };
    }
    return row.id;
  });
  return { removed: before.map((row) => row.id).filter((id) => !kept.has(id)), changed, order };
}

// The rows of `theirs` with the difference put onto them, and the cells that both sides wrote, each as
// {id, column, mine, theirs}.
export function reapply({ removed, changed, order }, theirs) {
  const known = new Map(theirs.map((row) => [row.id, row]));
  const gone = new Set(removed);
  const clashes = [];
  const rows = [];
  for (const entry of order) {
    const id = typeof entry === "string" ? entry : entry.id;
    const their = known.get(id);
    if (typeof entry !== "string" && !their) {
      rows.push({ id, cells: entry.cells });
    } else if (their) {
      rows.push({ id, cells: merged(id, their.cells, changed[id], clashes) });
      known.delete(id);
    } else if (changed[id]) {
      rows.push({ id: "", cells: changed[id].cells }); // they removed a row that was being edited here
    }
  }
  return { rows: withTheirs(rows, theirs, (id) => known.has(id) && !gone.has(id)), clashes };
}

function merged(id, cells, edit, clashes) {
  const result = [...cells];
  for (const [column, [before, mine]] of Object.entries(edit?.columns ?? {})) {
    const theirs = cells[column];
    if (theirs !== before && theirs !== mine) {
      clashes.push({ id, column: Number(column), mine, theirs });
    }
    result[column] = mine;
  }
  return result;
}

// Rows that only the other side has keep their place behind the row that they follow there.
function withTheirs(rows, theirs, isNew) {
  const result = [...rows];
  theirs.forEach((row, place) => {
    if (isNew(row.id)) {
      const before = theirs[place - 1]?.id;
      const at = result.findIndex((one) => one.id && one.id === before);
      result.splice(at + 1, 0, { id: row.id, cells: row.cells });
    }
  });
  return result;
}
