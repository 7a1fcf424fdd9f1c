// The buttons above a table: the same as the keys, for a mouse, a finger, or whoever does not know the keys.
import { make } from "./dom.js";
import * as edits from "./edits.js";
import { asTsv, fromTsv } from "./tsv.js";
import { say } from "./words.js";

async function copy(view) {
  const block = edits.copied(view);
  if (!block.length) {
    return "";
  }
  return withClipboard(async () => {
    await navigator.clipboard.writeText(asTsv(block));
    return say("copied", { rows: block.length, columns: block[0].length });
  });
}

async function paste(view) {
  return withClipboard(async () => edits.paste(view, fromTsv(await navigator.clipboard.readText())));
}

// Pages without https have no clipboard, and a person may have forbidden it; the keys work all the same.
async function withClipboard(act) {
  try {
    return navigator.clipboard ? await act() : say("noClipboard");
  } catch (failure) {
    if (failure.name !== "NotAllowedError") {
      throw failure;
    }
    return say("noClipboard");
  }
}

const BUTTONS = [
  ["editCell", "F2", (view) => view.edit()],
  ["rowAbove", "Alt+Shift+Enter", edits.addAbove],
  ["rowBelow", "Alt+Enter", edits.addBelow],
  ["duplicate", "Control+D", edits.duplicate],
  ["up", "Alt+ArrowUp", (view) => edits.move(view, -1)],
  ["down", "Alt+ArrowDown", (view) => edits.move(view, 1)],
  ["remove", "Control+Delete", edits.remove],
  ["copy", "Control+C", copy],
  ["paste", "Control+V", paste],
];

export function toolbar(view, tell) {
  const acts = view.info.examples ? [["addExample", null, edits.addLast], ...BUTTONS] : BUTTONS;
  const buttons = acts.map(([name, keys, act]) =>
    button(name, keys, async () => {
      view.editor?.close(null);
      tell((await act(view)) ?? "");
    }),
  );
  buttons.forEach((one, number) => one.setAttribute("tabindex", number ? -1 : 0));
  const label = say("tools", { table: view.info.title });
  const bar = make("div", { role: "toolbar", class: "grid-tools", "aria-label": label }, buttons);
  bar.addEventListener("keydown", (event) => rove(event, buttons));
  return bar;
}

function button(name, keys, act) {
  const look = "button button--secondary button--small";
  const one = make("button", { type: "button", class: look, "aria-keyshortcuts": keys }, say(name));
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
