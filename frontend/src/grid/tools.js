// The buttons above a table: the same as the keys, for a mouse, a finger, or whoever does not know the keys.
import { make } from "./dom.js";
import * as edits from "./edits.js";
import { say } from "./words.js";

const BUTTONS = [
  ["editCell", "F2", (view) => view.edit()],
  ["rowAbove", "Alt+Shift+Enter", edits.addAbove],
  ["rowBelow", "Alt+Enter", edits.addBelow],
  ["duplicate", "Control+D", edits.duplicate],
  ["up", "Alt+ArrowUp", (view) => edits.move(view, -1)],
  ["down", "Alt+ArrowDown", (view) => edits.move(view, 1)],
  ["remove", "Control+Delete", edits.remove],
];

export function toolbar(view, tell) {
  const buttons = BUTTONS.map(([name, keys, act]) => button(name, keys, () => {
      view.editor?.close(null);
      tell(act(view) ?? "");
    }));
  if (view.info.examples) {
    buttons.unshift(button("addExample", null, () => edits.addLast(view)));
  }
  buttons.forEach((one, number) => one.setAttribute("tabindex", number ? -1 : 0));
  const bar = make("div", { role: "toolbar", class: "grid-tools", "aria-label": say("tools", { table: view.info.title }) }, buttons);
  bar.addEventListener("keydown", (event) => rove(event, buttons));
  return bar;
}

function button(name, keys, act) {
  const one = make("button", { type: "button", class: "button button--secondary button--small", "aria-keyshortcuts": keys }, say(name));
  one.addEventListener("pointerdown", (event) => event.preventDefault()); // the cell keeps the focus
  one.addEventListener("click", act);
  return one;
}

function rove(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (step) {
    event.preventDefault();
    const now = buttons.indexOf(document.activeElement);
    const next = buttons[(now + step + buttons.length) % buttons.length];
    buttons.forEach((one) => one.setAttribute("tabindex", one === next ? 0 : -1));
    next.focus();
  }
}
