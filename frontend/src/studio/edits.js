// Changes of the model, each one undoable command.

export function businessOf(element) {
  return element.businessObject;
}

export class Edits {
  constructor(modeler) {
    this.modeling = modeler.get("modeling");
    this.factory = modeler.get("bpmnFactory");
    this.modeler = modeler;
  }

  // Attributes of the element itself; an empty text removes the attribute.
  set(element, values) {
    const cleaned = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value || undefined]));
    this.modeling.updateProperties(element, cleaned);
  }

  setPart(element, part, values) {
    const cleaned = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value || undefined]));
    this.modeling.updateModdleProperties(element, part, cleaned);
  }

  condition(element, text) {
    const body = text && this.factory.create("bpmn:FormalExpression", { body: text });
    this.set(element, { conditionExpression: body });
  }

  defaultFlow(element, isDefault) {
    this.set(element.source, { default: isDefault ? businessOf(element) : undefined });
  }

  formal(holder, text) {
    const made = text && this.factory.create("bpmn:FormalExpression", { body: text });
    if (made) {
      made.$parent = holder;
    }
    return made;
  }

  // An expression of the element itself or of its event definition.
  expression(element, holder, property, text) {
    this.setPart(element, holder, { [property]: this.formal(holder, text) });
  }

  // Exactly one of working days, duration and repetition; the others are removed in the same command.
  timer(element, event, { workingDays, duration, cycle }) {
    this.setPart(element, event, {
      "hd:workingDays": workingDays,
      timeDuration: this.formal(event, duration),
      timeDate: undefined,
      timeCycle: this.formal(event, cycle),
    });
  }

  // Messages, signals, errors or escalations of the file; type is "Message" and so on.
  named(type) {
    return this.modeler.getDefinitions().rootElements.filter((item) => item.$type === `bpmn:${type}`);
  }

  refer(element, event, type, name) {
    let found = this.named(type).find((item) => item.name === name);
    if (name && !found) {
      const code = { Error: { errorCode: name }, Escalation: { escalationCode: name } }[type];
      found = this.factory.create(`bpmn:${type}`, { name, ...code });
      const definitions = this.modeler.getDefinitions();
      found.$parent = definitions;
      definitions.rootElements.push(found);
    }
    this.setPart(element, event, { [`${type.toLowerCase()}Ref`]: found });
  }

  extensions(element, type) {
    const box = businessOf(element).extensionElements;
    return (box?.values ?? []).filter((item) => item.$type === type);
  }

  // Replaces all extension elements of one type by new ones; elements of other types stay.
  replaceExtensions(element, type, list) {
    const others = (businessOf(element).extensionElements?.values ?? []).filter((item) => item.$type !== type);
    const made = list.map((values) => this.factory.create(type, values));
    const all = [...others, ...made];
    const box = all.length ? this.factory.create("bpmn:ExtensionElements", { values: all }) : undefined;
    if (box) {
      box.$parent = businessOf(element);
      for (const item of all) {
        item.$parent = box;
      }
    }
    this.modeling.updateProperties(element, { extensionElements: box });
  }
}
