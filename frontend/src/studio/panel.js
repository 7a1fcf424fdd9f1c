// The properties panel: an ordinary form for whatever is selected on the canvas.
import { Activities } from "./activities.js";
import { Edits, businessOf } from "./edits.js";
import { button, checkField, element as make, group, selectField, textArea, textField } from "./controls.js";
import { Triggers } from "./triggers.js";
import { say } from "./words.js";

const options = (mapping) =>
  Object.entries(mapping).map(([value, label]) => ({ value, label: value === label ? label : `${label} (${value})` }));

function is(element, type) {
  return businessOf(element).$instanceOf(type);
}

const CHOOSING = ["bpmn:Activity", "bpmn:ExclusiveGateway", "bpmn:InclusiveGateway", "bpmn:ComplexGateway"];

export class Panel {
  constructor(modeler, container, catalogue) {
    Object.assign(this, { modeler, container, catalogue, edits: new Edits(modeler) });
    this.triggers = new Triggers(this.edits);
    this.activities = new Activities(this.edits);
    modeler.on("selection.changed", ({ newSelection }) => this.show(newSelection));
    // After the event that made the change: by then the focus has moved on, and can be kept. The listener returns
    // nothing, because any answer would keep the event from the other listeners.
    modeler.on("commandStack.changed", () => {
      setTimeout(() => this.show(modeler.get("selection").get()));
    });
  }

  show(selection) {
    if (selection.length > 1) {
      this.render([make("p", { textContent: say("many") })]);
      return;
    }
    const target = selection[0]?.labelTarget ?? selection[0] ?? this.modeler.get("canvas").getRootElement();
    this.render(this.fields(target));
  }

  // The control that is in use keeps its focus: a change made with the Tab key must not throw the reader out.
  render(nodes) {
    const focused = this.container.contains(document.activeElement) ? document.activeElement.name : "";
    this.container.replaceChildren(...(nodes.length ? nodes : [make("p", { textContent: say("nothing") })]));
    if (focused) {
      this.container.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
    }
  }

  fields(target) {
    if (is(target, "bpmn:Process")) {
      return this.procedure(target);
    }
    if (is(target, "bpmn:SequenceFlow")) {
      return [...this.names(target), ...this.flow(target)];
    }
    if (!is(target, "bpmn:FlowNode")) {
      return [];
    }
    const parts = [...this.names(target)];
    if (is(target, "bpmn:UserTask")) {
      parts.push(...this.humanWork(target));
    } else if (is(target, "bpmn:ServiceTask")) {
      parts.push(...this.operation(target));
    } else if (is(target, "bpmn:BusinessRuleTask")) {
      parts.push(...this.rule(target));
    } else if (is(target, "bpmn:ScriptTask")) {
      parts.push(this.script(target));
    }
    parts.push(...this.activities.fields(target), ...this.triggers.fields(target));
    if (is(target, "bpmn:Activity") || is(target, "bpmn:Event")) {
      parts.push(this.notices(target));
    }
    return parts;
  }

  attribute(target, key, attribute, extra = {}) {
    return textField(say(key), businessOf(target).get(attribute), (value) => this.edits.set(target, { [attribute]: value }), {
      name: key,
      ...extra,
    });
  }

  choice(target, key, attribute, choices) {
    return selectField(
      say(key),
      businessOf(target).get(attribute),
      options(choices),
      (value) => this.edits.set(target, { [attribute]: value }),
      { name: key },
    );
  }

  procedure(target) {
    const setTitle = (value) => this.edits.set(target, { "hd:titleVi": value, name: value });
    return [
      make("h3", { textContent: say("procedure") }),
      textField(say("titleVi"), businessOf(target).get("hd:titleVi"), setTitle, { name: "titleVi" }),
      this.attribute(target, "titleEn", "hd:titleEn"),
    ];
  }

  names(target) {
    return [this.attribute(target, "name", "name"), this.attribute(target, "nameEn", "hd:nameEn")];
  }

  humanWork(target) {
    return [
      this.choice(target, "form", "hd:form", this.catalogue.forms),
      this.choice(target, "role", "hd:role", this.catalogue.roles),
      this.choice(target, "timeLimit", "hd:timeLimit", this.catalogue.timeLimits),
      this.attribute(target, "due", "hd:dueWorkingDays", { type: "number" }),
      this.attribute(target, "assignee", "hd:assignee", { hint: say("assigneeHint"), mono: true }),
      this.separation(target),
    ];
  }

  separation(target) {
    const chosen = (businessOf(target).get("hd:notSameAs") ?? "").split(/\s+/).filter(Boolean);
    const others = this.modeler
      .get("elementRegistry")
      .filter((item) => !item.labelTarget && is(item, "bpmn:UserTask") && item.id !== target.id);
    const toggle = (id, wanted) => {
      const kept = chosen.filter((item) => item !== id);
      this.edits.set(target, { "hd:notSameAs": (wanted ? [...kept, id] : kept).join(" ") });
    };
    const boxes = others.map((item) =>
      checkField(businessOf(item).name || item.id, chosen.includes(item.id), (wanted) => toggle(item.id, wanted), {
        name: `separation-${item.id}`,
      }),
    );
    return group(say("separation"), ...boxes);
  }

  operation(target) {
    const titles = Object.fromEntries(Object.entries(this.catalogue.operations).map(([key, shape]) => [key, shape.title]));
    const shape = this.catalogue.operations[businessOf(target).get("hd:operation")];
    const parts = [this.choice(target, "operation", "hd:operation", titles)];
    const given = Object.fromEntries(this.edits.extensions(target, "hd:Input").map((item) => [item.name, item.expression]));
    const names = [...new Set([...Object.keys(shape?.inputs ?? {}), ...Object.keys(given)])];
    const change = (name, value) => {
      const next = { ...given, [name]: value };
      const list = Object.entries(next).filter(([, expression]) => expression);
      this.edits.replaceExtensions(target, "hd:Input", list.map(([key, expression]) => ({ name: key, expression })));
    };
    const inputs = names.map((name) => {
      const kind = shape?.inputs[name] ?? "?";
      const label = kind.endsWith("?") ? `${name} (${say("optional")})` : name;
      return textField(label, given[name], (value) => change(name, value), { mono: true, name: `input-${name}` });
    });
    if (inputs.length) {
      parts.push(group(say("inputs"), ...inputs));
    }
    parts.push(this.attribute(target, "result", "hd:resultVariable", { mono: true }));
    return parts;
  }

  rule(target) {
    const packs = Object.fromEntries(Object.keys(this.catalogue.packs).map((key) => [key, key]));
    const decisions = this.catalogue.packs[businessOf(target).get("hd:pack")] ?? [];
    return [
      this.choice(target, "pack", "hd:pack", packs),
      this.choice(target, "decision", "hd:decision", Object.fromEntries(decisions.map((key) => [key, key]))),
      this.attribute(target, "result", "hd:resultVariable", { mono: true }),
    ];
  }

  script(target) {
    const change = (value) => this.edits.set(target, { script: value, scriptFormat: value && "feel" });
    return textArea(say("script"), businessOf(target).script, change, { hint: say("scriptHint"), name: "script" });
  }

  flow(target) {
    if (!CHOOSING.some((type) => is(target.source, type))) {
      return [];
    }
    const flow = businessOf(target);
    const isDefault = businessOf(target.source).default === flow;
    const change = (value) => this.edits.condition(target, value);
    const condition = textArea(say("condition"), flow.conditionExpression?.body, change, {
      hint: say("conditionHint"),
      name: "condition",
    });
    const asDefault = checkField(say("default"), isDefault, (wanted) => this.edits.defaultFlow(target, wanted), {
      name: "default",
    });
    return isDefault ? [asDefault] : [condition, asDefault];
  }

  notices(target) {
    const list = this.edits.extensions(target, "hd:Notify").map(({ code, to }) => ({ code, to }));
    const put = (next) => this.edits.replaceExtensions(target, "hd:Notify", next);
    const change = (index, values) => put(list.map((item, at) => (at === index ? { ...item, ...values } : item)));
    const codes = options(this.catalogue.notifications);
    const rows = list.map((item, index) =>
      make(
        "div",
        { className: "studio-notice" },
        selectField(say("noticeCode"), item.code, codes, (code) => change(index, { code }), { name: `code-${index}` }),
        selectField(say("noticeTo"), item.to, options(this.catalogue.roles), (to) => change(index, { to }), {
          name: `to-${index}`,
        }),
        button(say("removeNotice"), () => put(list.filter((_, at) => at !== index)), {
          label: `${say("removeNotice")} ${item.code ?? ""}`,
          name: `remove-${index}`,
        }),
      ),
    );
    const add = button(say("addNotice"), () => put([...list, { code: codes[0]?.value, to: "APPLICANT" }]), {
      name: "add-notice",
    });
    return group(say("notices"), ...rows, add);
  }
}
