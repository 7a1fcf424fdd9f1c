// The editor page: canvas, panel, saving, checking.
import Modeler from "bpmn-js/lib/Modeler";
import haidang from "./haidang.json";
import { showReadable } from "./fit.js";
import { Panel } from "./panel.js";
import { Problems } from "./problems.js";
import subset from "./subset.js";
import translate from "./translate.js";
import { language, say } from "./words.js";

const SAVE_AFTER_MS = 2500;

function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

class Draft {
  constructor(modeler, page, problems) {
    Object.assign(this, { modeler, page, problems, rev: Number(page.dataset.rev), dirty: false, timer: 0 });
    this.saving = Promise.resolve(true);
    this.status = document.getElementById("studio-status");
    modeler.on("commandStack.changed", () => this.changed());
  }

  changed() {
    this.dirty = true;
    this.status.textContent = say("unsaved");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  async post(url, fields) {
    const { xml } = await this.modeler.saveXML({ format: true });
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
      },
      body: JSON.stringify({ ...fields, xml }),
    });
    const answer = await response.json().catch(() => ({ error: String(response.status) }));
    if (!response.ok) {
      throw new Error(answer.error);
    }
    return answer;
  }

  // One save at a time, in order: each needs the revision that the one before it was given.
  save() {
    clearTimeout(this.timer);
    this.saving = this.saving.then(() => this.saveNow());
    return this.saving;
  }

  async saveNow() {
    if (!this.dirty) {
      return true;
    }
    this.status.textContent = say("saving");
    this.dirty = false;
    try {
      const answer = await this.post(this.page.dataset.saveUrl, { rev: this.rev });
      this.rev = answer.rev;
      const time = new Date().toLocaleTimeString(language === "en" ? "en-GB" : "vi-VN", { timeStyle: "short" });
      this.status.textContent = this.dirty ? say("unsaved") : say("saved", { time });
      return true;
    } catch (failure) {
      this.dirty = true;
      const reason = failure instanceof TypeError ? say("offline") : failure.message;
      this.status.textContent = say("failed", { reason });
      return false;
    }
  }

  async check() {
    this.problems.summary.textContent = say("checking");
    if (!(await this.save())) {
      this.problems.summary.textContent = this.status.textContent;
      return;
    }
    try {
      this.problems.show((await this.post(this.page.dataset.checkUrl, {})).findings);
    } catch (failure) {
      this.problems.summary.textContent = failure.message;
    }
  }
}

function wireButtons(modeler, draft, page) {
  const stack = modeler.get("commandStack");
  const on = (id, action) => document.getElementById(id).addEventListener("click", action);
  on("studio-undo", () => stack.canUndo() && stack.undo());
  on("studio-redo", () => stack.canRedo() && stack.redo());
  on("studio-fit", () => modeler.get("canvas").zoom("fit-viewport", "auto"));
  on("studio-save", () => draft.save());
  on("studio-check", () => draft.check());
  // The forms of the page (submit, discard) act on what the server holds: save first, then go on.
  for (const form of page.querySelectorAll("form[data-after-save]")) {
    form.addEventListener("submit", async (event) => {
      if (draft.dirty) {
        event.preventDefault();
        event.stopImmediatePropagation();
        if (await draft.save()) {
          form.submit();
        }
      }
    });
  }
  window.addEventListener("beforeunload", (event) => {
    if (draft.dirty) {
      event.preventDefault();
    }
  });
}

export async function openEditor(page) {
  const modeler = new Modeler({
    container: document.getElementById("studio-canvas"),
    moddleExtensions: { hd: haidang },
    additionalModules: [subset, translate],
  });
  const problems = new Problems(
    modeler,
    document.getElementById("studio-problems"),
    document.getElementById("studio-problems-summary"),
  );
  try {
    await modeler.importXML(readJson("studio-xml"));
  } catch (failure) {
    problems.summary.textContent = say("cannotOpen", { reason: failure.message });
    return;
  }
  const panel = new Panel(modeler, document.getElementById("studio-panel"), readJson("studio-catalogue"));
  panel.show([]);
  showReadable(modeler);
  problems.show(readJson("studio-findings"));
  wireButtons(modeler, new Draft(modeler, page, problems), page);
  page.dataset.ready = "true";
}
