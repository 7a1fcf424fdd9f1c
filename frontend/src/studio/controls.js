// Plain labelled form controls for the properties panel. Every control reports its new value once, on change.

let counter = 0;

function element(tag, properties = {}, ...children) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

// A label above a control, with an optional hint that the control is described by.
function field(labelText, control, hint) {
  control.id = `hd-field-${(counter += 1)}`;
  const parts = [element("label", { htmlFor: control.id, textContent: labelText })];
  if (hint) {
    const note = element("p", { id: `${control.id}-hint`, className: "studio-hint", textContent: hint });
    control.setAttribute("aria-describedby", note.id);
    parts.push(note);
  }
  return element("div", { className: "studio-field" }, ...parts, control);
}

export function textField(label, value, onChange, { hint, type = "text", list, mono, name } = {}) {
  const control = element("input", { type, value: value ?? "", className: mono ? "studio-mono" : "" });
  if (name) {
    control.name = name;
  }
  if (type === "number") {
    control.min = "0";
    control.max = "9999";
  }
  control.addEventListener("change", () => onChange(control.value.trim()));
  const box = field(label, control, hint);
  if (list) {
    const options = element("datalist", { id: `${control.id}-list` });
    options.append(...list.map((item) => element("option", { value: item })));
    control.setAttribute("list", options.id);
    box.append(options);
  }
  return box;
}

export function textArea(label, value, onChange, { hint, name } = {}) {
  const control = element("textarea", { value: value ?? "", rows: 3, className: "studio-mono", spellcheck: false });
  if (name) {
    control.name = name;
  }
  control.addEventListener("change", () => onChange(control.value.trim()));
  return field(label, control, hint);
}

// `options` is [{ value, label }]; a value that is no longer offered stays visible, so that nothing is lost unseen.
export function selectField(label, value, options, onChange, { hint, empty = "—", name } = {}) {
  const control = element("select");
  if (name) {
    control.name = name;
  }
  const offered = [{ value: "", label: empty }, ...options];
  if (value && !options.some((option) => option.value === value)) {
    offered.push({ value, label: `${value} (?)` });
  }
  control.append(...offered.map((option) => element("option", { value: option.value, textContent: option.label })));
  control.value = value ?? "";
  control.addEventListener("change", () => onChange(control.value));
  return field(label, control, hint);
}

export function checkField(label, checked, onChange, { name } = {}) {
  const control = element("input", { type: "checkbox", checked, name: name ?? "", id: `hd-field-${(counter += 1)}` });
  control.addEventListener("change", () => onChange(control.checked));
  const words = element("label", { htmlFor: control.id, textContent: label });
  return element("div", { className: "studio-check" }, control, words);
}

export function group(legend, ...children) {
  return element("fieldset", {}, element("legend", { textContent: legend }), ...children);
}

export function button(text, onClick, { label, name } = {}) {
  const control = element("button", { type: "button", name: name ?? "", className: "button button--secondary", textContent: text });
  if (label) {
    control.setAttribute("aria-label", label);
  }
  control.addEventListener("click", onClick);
  return control;
}

export { element };
