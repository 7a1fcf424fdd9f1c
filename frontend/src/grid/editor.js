// The control that a cell becomes while it is edited.
import { make } from "./dom.js";
import { MAX_LETTERS, tidy } from "./spelling.js";

const LONG = 40;

export class Editor {
  // done(text, move): text is null when the edit was given up; move is [rows, columns] or null.
  constructor(cell, column, label, listId, done) {
    Object.assign(this, { cell, column, done, open: true });
    const long = !listId && (column.wide || column.role === "input");
    this.control = long ? make("textarea", { rows: 1 }) : make("input", { type: "text" });
    const fixed = { class: "grid-editor", autocomplete: "off", spellcheck: "false", maxlength: MAX_LETTERS };
    for (const [name, value] of Object.entries({ ...fixed, "aria-label": label })) {
      this.control.setAttribute(name, value);
    }
    if (listId) {
      this.control.setAttribute("list", listId);
    }
    if (column.type === "date" && column.role !== "input") {
      this.control.setAttribute("placeholder", "dd/mm/yyyy");
    }
    if (column.money || (column.type === "date" && column.role !== "input")) {
      this.control.setAttribute("inputmode", "numeric");
    }
    this.control.addEventListener("keydown", (event) => this.key(event));
    this.control.addEventListener("blur", () => this.close(null));
    this.control.addEventListener("input", () => this.grow());
  }

  // text: what stands in the control first. The cell's own words, or nothing when the first letter replaces them.
  start(text) {
    this.cell.classList.add("is-editing");
    this.cell.append(this.control);
    this.control.value = text;
    this.control.focus();
    this.control.setSelectionRange(text.length, text.length);
    this.grow();
  }

  grow() {
    const { tagName, value } = this.control;
    if (tagName === "TEXTAREA") {
      this.control.rows = Math.min(8, Math.max(value.split("\n").length, Math.ceil(value.length / LONG)));
    }
  }

  key(event) {
    event.stopPropagation();
    if (event.isComposing) {
      return; // the keyboard is still putting a letter together
    }
    if (event.key === "Escape") {
      event.preventDefault();
      this.finish(null, null);
    } else if (event.key === "Enter" && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      this.close([1, 0]);
    } else if (event.key === "Tab") {
      event.preventDefault();
      this.close([0, event.shiftKey ? -1 : 1]);
    }
  }

  close(move) {
    this.finish(tidy(this.control.value, this.column), move);
  }

  // Taking the control away makes it lose the focus, which must not end the edit a second time.
  finish(text, move) {
    if (this.open) {
      this.open = false;
      this.cell.classList.remove("is-editing");
      this.control.remove();
      this.done(text, move);
    }
  }
}
