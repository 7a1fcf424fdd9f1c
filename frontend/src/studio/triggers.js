// What an event waits for or throws, and what a receive or send task names: the fields for each kind of definition.
import { assignments } from "./activities.js";
import { businessOf } from "./edits.js";
import { group, textArea, textField } from "./controls.js";
import { say } from "./words.js";

export class Triggers {
  constructor(edits) {
    this.edits = edits;
  }

  fields(target) {
    const item = businessOf(target);
    if (item.$instanceOf("bpmn:ReceiveTask") || item.$instanceOf("bpmn:SendTask")) {
      const sends = item.$instanceOf("bpmn:SendTask") ? [this.payload(target)] : [];
      return [this.reference(target, item, "Message"), ...sends];
    }
    if (item.$instanceOf("bpmn:ComplexGateway")) {
      return [this.expression(target, item, "activationCondition", "activation")];
    }
    const definitions = item.eventDefinitions ?? [];
    const parts = definitions.flatMap((definition) => this.definition(target, definition));
    const carries = definitions.some(({ $type }) => /(Message|Signal)EventDefinition$/.test($type));
    return carries && item.$instanceOf("bpmn:ThrowEvent") ? [...parts, this.payload(target)] : parts;
  }

  definition(target, definition) {
    const kind = definition.$type.replace(/^bpmn:(\w+)EventDefinition$/, "$1");
    if (kind === "Timer") {
      return [this.timer(target, definition)];
    }
    if (["Message", "Signal", "Error", "Escalation"].includes(kind)) {
      return [this.reference(target, definition, kind)];
    }
    if (kind === "Conditional") {
      return [this.expression(target, definition, "condition", "condition")];
    }
    if (kind === "Link") {
      const change = (value) => this.edits.setPart(target, definition, { name: value });
      return [textField(say("link"), definition.name, change, { hint: say("linkHint"), name: "link" })];
    }
    return [];
  }

  timer(target, definition) {
    const change = (values) => this.edits.timer(target, definition, values);
    const duration = definition.timeDuration?.body ?? definition.timeDate?.body;
    return group(
      say("timer"),
      textField(say("workingDays"), definition.get("hd:workingDays"), (value) => change({ workingDays: value }), {
        type: "number",
        name: "days",
      }),
      textField(say("duration"), duration, (value) => change({ duration: value }), {
        hint: say("durationHint"),
        mono: true,
        name: "duration",
      }),
      textField(say("cycle"), definition.timeCycle?.body, (value) => change({ cycle: value }), {
        hint: say("cycleHint"),
        mono: true,
        name: "cycle",
      }),
    );
  }

  reference(target, holder, type) {
    const name = type.toLowerCase();
    const change = (value) => this.edits.refer(target, holder, type, value);
    const known = this.edits.named(type).map((item) => item.name);
    const label = say(type === "Error" ? "errorCode" : name);
    return textField(label, holder[`${name}Ref`]?.name, change, { hint: say(`${name}Hint`), list: known, name });
  }

  expression(target, holder, property, key) {
    const change = (text) => this.edits.expression(target, holder, property, text);
    return textArea(say(key), holder[property]?.body, change, { hint: say(`${key}Hint`), name: key });
  }

  payload(target) {
    const given = this.edits.extensions(target, "hd:Input").map((item) => `${item.name} := ${item.expression}`);
    const change = (text) => this.edits.replaceExtensions(target, "hd:Input", assignments(text));
    return textArea(say("payload"), given.join("\n"), change, { hint: say("scriptHint"), name: "payload" });
  }
}
