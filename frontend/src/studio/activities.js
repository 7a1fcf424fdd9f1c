// How an activity repeats, and which process a call activity calls: the fields beyond those of the kind of task.
import { businessOf } from "./edits.js";
import { checkField, group, selectField, textArea, textField } from "./controls.js";
import { say } from "./words.js";

const BINDINGS = ["latest", "pinned", "date"];

export class Activities {
  constructor(edits) {
    this.edits = edits;
  }

  fields(target) {
    const item = businessOf(target);
    const calls = item.$instanceOf("bpmn:CallActivity") ? this.call(target, item) : [];
    return item.loopCharacteristics ? [...calls, this.loop(target, item.loopCharacteristics)] : calls;
  }

  call(target, item) {
    const set = (attribute) => (value) => this.edits.set(target, { [attribute]: value });
    const bindings = BINDINGS.map((value) => ({ value, label: say(`binding-${value}`) }));
    const binding = item.get("hd:binding") || "latest";
    const date = textField(say("bindingDate"), item.get("hd:bindingDate"), set("hd:bindingDate"), {
      mono: true,
      name: "bindingDate",
    });
    return [
      textField(say("called"), item.calledElement, set("calledElement"), { hint: say("calledHint"), name: "called" }),
      selectField(say("binding"), binding, bindings, set("hd:binding"), { name: "binding" }),
      ...(binding === "date" ? [date] : []),
      this.mapping(target, "hd:Input", "goesIn"),
      this.mapping(target, "hd:Output", "comesOut"),
    ];
  }

  mapping(target, type, key) {
    const given = this.edits.extensions(target, type).map((item) => `${item.name} := ${item.expression}`);
    const change = (text) => this.edits.replaceExtensions(target, type, assignments(text));
    return textArea(say(key), given.join("\n"), change, { hint: say("scriptHint"), name: key });
  }

  loop(target, loop) {
    return loop.$type === "bpmn:StandardLoopCharacteristics" ? this.standard(target, loop) : this.several(target, loop);
  }

  standard(target, loop) {
    const set = (attribute) => (value) => this.edits.setPart(target, loop, { [attribute]: value });
    const most = (value) => this.edits.setPart(target, loop, { loopMaximum: value ? Number(value) : undefined });
    return group(
      say("loop"),
      this.expression(target, loop, "loopCondition"),
      checkField(say("testBefore"), Boolean(loop.testBefore), set("testBefore"), { name: "testBefore" }),
      textField(say("loopMaximum"), loop.loopMaximum, most, { type: "number", name: "loopMaximum" }),
    );
  }

  several(target, loop) {
    return group(
      say("several"),
      this.expression(target, loop, "loopCardinality"),
      this.expression(target, loop, "completionCondition"),
    );
  }

  expression(target, loop, property) {
    const change = (text) => this.edits.expression(target, loop, property, text);
    return textField(say(property), loop[property]?.body, change, { mono: true, name: property });
  }
}

// "name := expression", one per line.
export function assignments(text) {
  const lines = (text ?? "").split("\n").filter((line) => line.trim());
  return lines.map((line) => {
    const [name, ...rest] = line.split(":=");
    return { name: name.trim(), expression: rest.join(":=").trim() };
  });
}
