// The page on which a rule officer edits the tables of a draft.
import "./grid.css";
import { openConflict, showClashes } from "./conflict.js";
import { make } from "./dom.js";
import { listen } from "./keys.js";
import { Model } from "./model.js";
import { Saver } from "./saver.js";
import { showErrors, Standing } from "./side.js";
import { toolbar } from "./tools.js";
import { TableView } from "./view.js";
import { say } from "./words.js";

const page = document.querySelector("[data-rule-grid]");
if (page) {
  open(page);
}

function open(page) {
  page.hidden = false;
  const model = new Model(JSON.parse(document.getElementById("grid-data").textContent));
  const said = document.getElementById("grid-said");
  const tell = (text) => {
    if (text) {
      said.textContent = text;
    }
  };
  const views = new Map();
  const place = document.getElementById("grid-tables");
  [...model.tables.values()].forEach(({ info }, number) => {
    const view = new TableView(model, info, number);
    views.set(info.name, view);
    place.append(section(view, tell));
    listen(view, tell);
  });
  const standing = new Standing(document.getElementById("grid-standing"), page.dataset.standingUrl, (verdicts) => {
    views.get("*").showVerdicts(verdicts);
  });
  const marks = () => showMarks(model, views);
  model.onChange((name, at) => {
    views.get(name).draw();
    if (at) {
      views.get(at.table).go(at);
    }
  });
  marks();
  if (model.editable) {
    startSaving(model, views, standing, marks);
  } else {
    status(say("reading"), "");
  }
  goToHash(model, views);
  addEventListener("hashchange", () => goToHash(model, views));
  page.dataset.ready = "true";
  standing.refresh();
}

function section(view, tell) {
  const { info, prefix, model } = view;
  const title = make("h2", { id: `${prefix}-title` }, info.title);
  const children = [title, make("p", { class: "hint" }, say(`hit_${info.hitPolicy}`))];
  if (model.editable) {
    children.push(toolbar(view, tell));
  }
  children.push(view.about, view.scroll);
  return make("section", { class: "grid-section", "aria-labelledby": `${prefix}-title` }, children);
}

function status(text, kind) {
  const box = document.getElementById("grid-status");
  box.textContent = text;
  box.dataset.kind = kind;
}

function showMarks(model, views) {
  for (const view of views.values()) {
    view.draw();
    view.showProblems();
  }
  showErrors(document.getElementById("grid-errors"), model, (problem) => {
    const view = views.get(problem.table) ?? [...views.values()][0];
    const row = view.rows.findIndex((one) => one.key === problem.key);
    view.go({ row: Math.max(0, row), column: Math.max(0, problem.column) });
  });
}

function startSaving(model, views, standing, marks) {
  const heard = {
    status,
    saved: () => {
      marks();
      standing.refresh();
    },
    lost: () => status(say("lostPlace"), "bad"),
    conflict: () => openConflict(document.getElementById("grid-conflict"), saver, marks),
  };
  const saver = new Saver(model, page, heard);
  document.getElementById("grid-undo").addEventListener("click", () => model.undo());
  document.getElementById("grid-redo").addEventListener("click", () => model.redo());
  document.getElementById("grid-save").addEventListener("click", () => saver.save());
  status(say("nothing"), "");
  const left = saver.keeper.left();
  if (left) {
    const clashes = saver.putOnto(left);
    document.getElementById("grid-said").textContent = say("restored");
    showClashes(document.getElementById("grid-clashes"), clashes, saver);
  }
  // Leaving for the page where the draft is submitted: save first, then go.
  for (const link of page.querySelectorAll("a[data-after-save]")) {
    link.addEventListener("click", async (event) => {
      if (model.unsaved().length) {
        event.preventDefault();
        if (await saver.save()) {
          location.assign(link.href);
        }
      }
    });
  }
}

// An address such as #grant:MAU-3 leads to a row; the examples are called *.
function goToHash(model, views) {
  const [table, ...id] = decodeURIComponent(location.hash.slice(1)).split(":");
  const view = views.get(table);
  const row = view?.find(id.join(":")) ?? -1;
  if (row >= 0) {
    view.go({ row, column: 0 });
  }
}
