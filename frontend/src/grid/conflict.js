// Two windows edited the draft: nothing is thrown away, and the person says what becomes of it.
import { make } from "./dom.js";
import { placeWords } from "./side.js";
import { say } from "./words.js";

export function openConflict(box, saver, redraw) {
  box.hidden = false;
  const merge = box.querySelector("[data-merge]");
  merge.onclick = async () => {
    try {
      const clashes = await saver.merge();
      redraw();
      box.hidden = true;
      showClashes(document.getElementById("grid-clashes"), clashes, saver);
      saver.save();
    } catch (failure) {
      if (!(failure instanceof TypeError)) {
        throw failure;
      }
      box.querySelector("[data-reason]").textContent = say("offline");
    }
  };
  box.querySelector("[data-drop]").onclick = () => {
    if (confirm(say("sureRemove"))) {
      dropAndReload(saver);
    }
  };
  merge.focus();
}

function dropAndReload({ model, keeper }) {
  for (const [name, table] of model.tables) {
    table.rows = model.saved.get(name);
  }
  keeper.clear();
  location.reload();
}

// The cells that both sides wrote, each with the other side's words at hand.
export function showClashes(box, clashes, { model }) {
  box.hidden = clashes.length === 0;
  const list = clashes.map(({ table, id, column, mine, theirs }) => {
    const at = () => model.rows(table).findIndex((row) => model.id(row) === id);
    const { table: title, row, column: label } = placeWords(model, table, at(), column);
    const take = make("button", { type: "button", class: "link-button" }, say("takeTheirs", { theirs }));
    take.addEventListener("click", () => {
      model.setCells(table, [[at(), column, theirs]], { table, row: at(), column });
      take.disabled = true;
    });
    const place = `${title}, ${say("cell", { column: label, row })}`;
    return make("li", {}, [say("clash", { place, mine, theirs }), " ", take]);
  });
  const close = make("button", { type: "button", class: "button button--secondary button--small" }, say("close"));
  close.addEventListener("click", () => {
    box.hidden = true;
  });
  box.replaceChildren(make("p", {}, say("clashes", { count: clashes.length })), make("ul", {}, list), close);
}
