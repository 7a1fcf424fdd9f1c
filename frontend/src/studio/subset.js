// Offers only what the engine runs: an author cannot draw what publication would refuse.
// The server's whitelist decides; this is for comfort.

const LAST = 100; // providers with a lower priority than the tools' own (1000) may edit their entries

const REPLACEMENTS = new Set(
  `
    task user-task manual-task service-task send-task receive-task rule-task script-task
    expanded-subprocess collapsed-subprocess event-subprocess subprocess transaction call-activity
    ad-hoc-subprocess collapsed-ad-hoc-subprocess expanded-ad-hoc-subprocess
    exclusive-gateway parallel-gateway inclusive-gateway complex-gateway event-based-gateway exclusive-event-based-gateway
    none-start message-start timer-start signal-start conditional-start error-start escalation-start
    compensation-start
    non-interrupting-message-start non-interrupting-timer-start non-interrupting-signal-start
    non-interrupting-conditional-start non-interrupting-escalation-start
    none-end terminate-end message-end signal-end error-end escalation-end
    compensation-end cancel-end
    none-intermediate-throw none-intermediate-throwing message-intermediate-throw signal-intermediate-throw
    escalation-intermediate-throw link-intermediate-throw
    compensation-intermediate-throw
    message-intermediate-catch timer-intermediate-catch signal-intermediate-catch conditional-intermediate-catch
    link-intermediate-catch
    message-boundary timer-boundary signal-boundary conditional-boundary error-boundary escalation-boundary
    compensation-boundary cancel-boundary
    non-interrupting-message-boundary non-interrupting-timer-boundary non-interrupting-signal-boundary
    non-interrupting-conditional-boundary non-interrupting-escalation-boundary
    sequence-flow default-flow conditional-flow
  `
    .trim()
    .split(/\s+/)
    .map((name) => `replace-with-${name}`),
);

const UNSUPPORTED_PALETTE = ["create.data-object", "create.data-store", "create.participant-expanded", "create.task"];

function without(entries, names) {
  return Object.fromEntries(Object.entries(entries).filter(([name]) => !names.includes(name)));
}

class SubsetPalette {
  static $inject = ["palette", "elementFactory", "create", "translate"];

  constructor(palette, elementFactory, create, translate) {
    this.entry = (type, className, title) => {
      const start = (event) => create.start(event, elementFactory.createShape({ type }));
      return { group: "activity", className, title: translate(title), action: { dragstart: start, click: start } };
    };
    palette.registerProvider(LAST, this);
  }

  getPaletteEntries() {
    return (entries) => ({
      ...without(entries, UNSUPPORTED_PALETTE),
      "create.user-task": this.entry("bpmn:UserTask", "bpmn-icon-user-task", "Create user task"),
      "create.service-task": this.entry("bpmn:ServiceTask", "bpmn-icon-service-task", "Create service task"),
      "create.rule-task": this.entry(
        "bpmn:BusinessRuleTask",
        "bpmn-icon-business-rule-task",
        "Create business rule task",
      ),
    });
  }
}

class SubsetContextPad {
  static $inject = ["contextPad", "elementFactory", "create", "autoPlace", "appendPreview", "translate"];

  constructor(contextPad, elementFactory, create, autoPlace, appendPreview, translate) {
    Object.assign(this, { elementFactory, create, autoPlace, appendPreview, translate });
    contextPad.registerProvider(LAST, this);
  }

  appendUserTask() {
    const shape = () => this.elementFactory.createShape({ type: "bpmn:UserTask" });
    return {
      group: "model",
      className: "bpmn-icon-user-task",
      title: this.translate("Append user task"),
      action: {
        click: (_event, element) => this.autoPlace.append(element, shape()),
        dragstart: (event, element) => this.create.start(event, shape(), { source: element }),
        hover: (_event, element) => {
          this.appendPreview.create(element, "bpmn:UserTask", {});
          return () => this.appendPreview.cleanUp();
        },
      },
    };
  }

  getContextPadEntries() {
    return (entries) => {
      const offered = { ...entries };
      if (offered["append.append-task"]) {
        offered["append.append-task"] = this.appendUserTask();
      }
      return offered;
    };
  }
}

class SubsetReplaceMenu {
  static $inject = ["popupMenu"];

  constructor(popupMenu) {
    popupMenu.registerProvider("bpmn-replace", LAST, this);
  }

  getPopupMenuEntries() {
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([name]) => REPLACEMENTS.has(name)));
  }
}

export default {
  __init__: ["subsetPalette", "subsetContextPad", "subsetReplaceMenu"],
  subsetPalette: ["type", SubsetPalette],
  subsetContextPad: ["type", SubsetContextPad],
  subsetReplaceMenu: ["type", SubsetReplaceMenu],
};
