// Saving by itself, one save at a time: each needs the revision that the one before it was given.
import { difference, reapply } from "./diff.js";
import { Keeper } from "./keep.js";
import { say } from "./words.js";

const SAVE_AFTER_MS = 1200;
const KEEP_AFTER_MS = 300;
const RETRY_MS = [2000, 5000, 10_000, 30_000];

export class Saver {
  // heard: {status(text, kind), saved(), conflict(), lost()}
  constructor(model, page, heard) {
    Object.assign(this, { model, page, heard, timer: 0, keepTimer: 0, failures: 0, conflict: false });
    this.keeper = new Keeper(page.dataset.draft);
    this.saving = Promise.resolve(true);
    this.settled = [say("nothing"), ""]; // what is said while nothing waits to be saved
    model.onChange(() => this.changed());
    addEventListener("online", () => this.model.unsaved().length && this.save());
    addEventListener("pagehide", () => this.keepNow());
    addEventListener("beforeunload", (event) => {
      if (this.model.unsaved().length) {
        event.preventDefault();
      }
    });
  }

  changed() {
    clearTimeout(this.keepTimer);
    this.keepTimer = setTimeout(() => this.keepNow(), KEEP_AFTER_MS);
    if (!this.conflict) {
      this.heard.status(say("unsaved"), "");
      this.later(SAVE_AFTER_MS);
    }
  }

  later(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  // name -> rows {id, cells} of what the server holds and of what stands here.
  rows(name, rows = this.model.rows(name)) {
    return rows.map((row) => ({ id: this.model.id(row), cells: row.cells }));
  }

  // What is sent: of a row that the server holds as it stands here, its id says all.
  brief(name, rows) {
    const held = new Set(this.model.saved.get(name));
    return this.rows(name, rows).map((row, place) => (held.has(rows[place]) ? { id: row.id } : row));
  }

  differences() {
    const names = this.model.unsaved();
    return Object.fromEntries(
      names.map((name) => [name, difference(this.rows(name, this.model.saved.get(name)), this.rows(name))]),
    );
  }

  keepNow() {
    clearTimeout(this.keepTimer);
    const tables = this.differences();
    if (Object.keys(tables).length) {
      this.keeper.keep(tables);
    } else {
      this.keeper.clear();
    }
  }

  save() {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.saveNow());
    return this.saving;
  }

  async saveNow() {
    const sent = this.model.snapshot();
    if (sent.size === 0) {
      this.heard.status(...this.settled); // what was typed has been undone
      return true;
    }
    if (this.conflict) {
      return false;
    }
    this.heard.status(say("saving"), "");
    const tables = Object.fromEntries([...sent].map(([name, rows]) => [name, this.brief(name, rows)]));
    let response;
    try {
      response = await this.post({ rev: this.model.rev, tables });
    } catch (failure) {
      if (!(failure instanceof TypeError)) {
        throw failure;
      }
      return this.again(say("offline"));
    }
    return this.answered(response, sent);
  }

  post(body) {
    return fetch(this.page.dataset.saveUrl, {
      method: "POST",
      redirect: "manual", // a redirect is the sign-in page, which is no answer to a save
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": this.page.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify(body),
    });
  }

  async answered(response, sent) {
    if (response.status >= 500) {
      return this.again(say("offline"));
    }
    if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
      this.heard.status(say("signedOut"), "bad"); // the way to the sign-in page, or a token of an earlier session
      return false;
    }
    const answer = await response.json();
    if (response.ok) {
      this.failures = 0;
      this.model.accept(sent, answer);
      this.keepNow();
      this.told(answer);
      return true;
    }
    const reason = answer.error ?? answer.message;
    if (response.status === 409) {
      this.conflict = true;
      this.heard.conflict();
    }
    this.heard.status(this.conflict ? say("conflict") : say("refused", { reason }), "bad");
    return false;
  }

  told({ time }) {
    if (this.model.unsaved().length) {
      this.changed();
    } else {
      const count = this.model.problems.length;
      this.settled = count ? [say("savedWrong", { time, count }), "warn"] : [say("saved", { time }), "good"];
      this.heard.status(...this.settled);
    }
    this.heard.saved();
  }

  again(text) {
    this.heard.status(text, "bad");
    this.later(RETRY_MS[Math.min(this.failures, RETRY_MS.length - 1)]);
    this.failures += 1;
    return false;
  }

  // Takes the server's tables and puts what was typed here onto them. Answers the cells that both sides wrote.
  async merge() {
    const response = await fetch(this.page.dataset.dataUrl, { headers: { Accept: "application/json" } });
    if (!response.ok) {
      throw new TypeError(String(response.status));
    }
    const differences = this.differences();
    this.model.load(await response.json());
    this.conflict = false;
    return this.putOnto(differences);
  }

  // The differences as edits of the tables that were just loaded.
  putOnto(differences) {
    const found = [];
    for (const [name, one] of Object.entries(differences)) {
      const width = this.model.tables.get(name)?.info.columns.length;
      const { rows, clashes } = reapply(one, width ? this.rows(name) : []);
      if (rows.some(({ cells }) => cells.length !== width)) {
        this.heard.lost(); // the draft was made anew from a version with other tables
        continue;
      }
      const known = new Map(this.model.rows(name).map((row) => [this.model.id(row), row]));
      const placed = ({ id, cells }) => (known.has(id) ? { ...known.get(id), cells } : this.model.newRow(cells, id));
      this.model.change(name, rows.map(placed), null);
      found.push(...clashes.map((clash) => ({ ...clash, table: name })));
    }
    return found;
  }
}
