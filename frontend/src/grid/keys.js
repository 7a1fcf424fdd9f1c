// Keyboard, clipboard and pointer of one table.
import { asTsv, fromTsv } from "./tsv.js";
import * as edits from "./edits.js";

export function listen(view, tell) {
  const { grid, model } = view;
  grid.addEventListener("keydown", (event) => key(view, event, tell));
  grid.addEventListener("copy", (event) => onCopy(view, event, false));
  grid.addEventListener("cut", (event) => onCopy(view, event, true));
  grid.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!view.editor && model.editable && text) {
      event.preventDefault();
      tell(edits.paste(view, fromTsv(text)));
    }
  });
  // However a cell got the focus (a screen reader, a click, a link): it is the active one.
  grid.addEventListener("focusin", ({ target }) => target.getAttribute("role") === "gridcell" && view.reached(target));
  point(view);
}

function onCopy(view, event, cut) {
  if (view.editor) {
    return;
  }
  event.preventDefault();
  event.clipboardData.setData("text/plain", asTsv(edits.copied(view)));
  if (cut && view.model.editable) {
    edits.clear(view);
  }
}

function point(view) {
  const cellOf = (event) => event.target.closest?.('[role="gridcell"]');
  let held = false;
  view.grid.addEventListener("pointerdown", (event) => {
    const cell = cellOf(event);
    if (cell && event.target.className !== "grid-editor") {
      const place = view.placeOf(cell);
      const { row, column } = view.active;
      const again = place.row === row && place.column === column && document.activeElement === cell;
      held = event.pointerType === "mouse";
      cell.dataset.again = again && event.pointerType !== "mouse" ? "yes" : "";
      if (event.shiftKey) {
        event.preventDefault();
        view.go(place, true);
      }
    }
  });
  view.grid.addEventListener("pointerover", (event) => {
    const cell = cellOf(event);
    if (held && event.buttons === 1 && cell && !view.editor) {
      view.go(view.placeOf(cell), true);
    }
  });
  view.grid.addEventListener("click", (event) => {
    const cell = cellOf(event);
    if (cell && !view.editor && !event.shiftKey) {
      if (!(view.anchor && held)) {
        view.go(view.placeOf(cell));
      }
      held = false;
      if (cell.dataset.again === "yes") {
        view.edit(); // the second touch of the same cell: a finger has no double click
      }
    }
  });
  view.grid.addEventListener("dblclick", (event) => cellOf(event) && view.edit());
}

function key(view, event, tell) {
  if (view.editor || event.isComposing) {
    return;
  }
  const control = event.ctrlKey || event.metaKey;
  const act = event.altKey ? withAlt : control ? withControl : plain;
  if (act(view, event, tell)) {
    event.preventDefault();
  }
}

function withAlt(view, event, tell) {
  if (!view.model.editable) {
    return false;
  }
  const acts = {
    ArrowUp: () => edits.move(view, -1),
    ArrowDown: () => edits.move(view, 1),
    Enter: () => tell(event.shiftKey ? edits.addAbove(view) : edits.addBelow(view)),
  };
  acts[event.key]?.();
  return event.key in acts;
}

function withControl(view, event, tell) {
  const rows = view.rows.length - 1;
  const columns = view.info.columns.length - 1;
  const acts = {
    home: () => view.go({ row: 0, column: 0 }, event.shiftKey),
    end: () => view.go({ row: rows, column: columns }, event.shiftKey),
    arrowup: () => view.go({ ...view.active, row: 0 }, event.shiftKey),
    arrowdown: () => view.go({ ...view.active, row: rows }, event.shiftKey),
    a: () => {
      view.go({ row: 0, column: 0 });
      view.go({ row: rows, column: columns }, true);
    },
  };
  if (view.model.editable) {
    acts.z = () => (event.shiftKey ? view.model.redo() : view.model.undo());
    acts.y = () => view.model.redo();
    acts.d = () => tell(edits.duplicate(view));
    acts.delete = () => tell(edits.remove(view));
  }
  const name = event.key.toLowerCase();
  acts[name]?.();
  return name in acts;
}

function plain(view, event) {
  const { row, column } = view.active;
  const page = Math.max(1, Math.floor(view.scroll.clientHeight / (view.cellAt(view.active)?.offsetHeight || 40)) - 1);
  const steps = {
    ArrowUp: { row: row - 1, column },
    ArrowDown: { row: row + 1, column },
    ArrowLeft: { row, column: column - 1 },
    ArrowRight: { row, column: column + 1 },
    Home: { row, column: 0 },
    End: { row, column: view.info.columns.length - 1 },
    PageUp: { row: row - page, column },
    PageDown: { row: row + page, column },
  };
  if (event.key in steps) {
    view.go(steps[event.key], event.shiftKey);
    return true;
  }
  if (event.key === "Tab") {
    return tab(view, event.shiftKey ? -1 : 1);
  }
  if (!view.model.editable) {
    return false;
  }
  if (event.key === "Enter" || event.key === "F2") {
    view.edit();
    return true;
  }
  if (event.key === "Delete" || event.key === "Backspace") {
    edits.clear(view);
    return true;
  }
  if (event.key.length === 1) {
    view.edit(true); // the letter itself then goes into the control, composed as the keyboard composes it
  }
  return false;
}

// Tab goes through the cells of a row, and out of the table at its end: nobody is kept inside.
function tab(view, by) {
  const column = view.active.column + by;
  if (column < 0 || column >= view.info.columns.length) {
    return false;
  }
  view.go({ row: view.active.row, column });
  return true;
}
