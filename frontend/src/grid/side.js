// Beside the tables: the list of cells to mend, and the judge's answers after each save.
import { make } from "./dom.js";
import { say } from "./words.js";

const LISTED = 50;

export function showErrors(box, model, goTo) {
  const problems = model.problems;
  box.hidden = problems.length === 0;
  const list = problems.slice(0, LISTED).map((problem) => {
    const link = make("a", { href: "#grid-errors" }, sentence(model, problem));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      goTo(problem);
    });
    return make("li", {}, link);
  });
  if (problems.length > LISTED) {
    list.push(make("li", {}, say("moreErrors", { count: problems.length - LISTED })));
  }
  const title = make("h2", { id: "grid-errors-title" }, say("errors", { count: problems.length }));
  box.replaceChildren(title, make("p", {}, say("kept")), make("ul", {}, list));
}

export function placeWords(model, table, row, column) {
  const { info } = model.tables.get(table);
  return { table: info.title, row: row + 1, column: info.columns[column]?.label ?? "" };
}

function sentence(model, { table, key, column, text }) {
  if (!model.tables.has(table)) {
    return text;
  }
  const row = model.rows(table).findIndex((one) => one.key === key);
  const facts = { ...placeWords(model, table, row, column), text };
  return say(row < 0 ? "whereTable" : column < 0 ? "whereRow" : "where", facts);
}

// Asks for the answers; of several questions under way only the latest counts.
export class Standing {
  constructor(box, url, verdictsCame) {
    Object.assign(this, { box, url, verdictsCame, asked: 0 });
  }

  async refresh() {
    const mine = ++this.asked;
    this.box.setAttribute("aria-busy", "true");
    const state = this.box.querySelector("[data-state]");
    state.textContent = say("judging");
    let html = null;
    try {
      const response = await fetch(this.url, { headers: { Accept: "text/html" }, redirect: "manual" });
      html = response.ok ? await response.text() : null;
    } catch (failure) {
      if (!(failure instanceof TypeError)) {
        throw failure; // only the network may fail here; the next save asks again
      }
    }
    if (mine === this.asked) {
      this.box.setAttribute("aria-busy", "false");
      state.textContent = html === null ? say("judgeFailed") : "";
      if (html !== null) {
        this.show(html);
      }
    }
  }

  show(html) {
    const part = new DOMParser().parseFromString(html, "text/html").querySelector("[data-verdicts]");
    this.box.querySelector("[data-answers]").replaceChildren(part);
    this.verdictsCame(JSON.parse(part.dataset.verdicts));
  }
}
