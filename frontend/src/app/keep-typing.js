// Questions are drawn anew while a person may be typing. What stands in a control when the answer arrives is newer than
// what the answer repeats, so it is put back into the control of the same id.
export function keepTyping(document) {
  let typed = new Map();
  document.addEventListener("htmx:beforeSwap", (event) => {
    typed = new Map([...controls(event.detail.target)].map((control) => [control.id, state(control)]));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    for (const control of controls(event.detail.target)) {
      const before = typed.get(control.id);
      if (before) {
        restore(control, before);
      }
    }
  });
}

function controls(element) {
  return element.querySelectorAll("input[id]:not([type=hidden], [type=file]), select[id], textarea[id]");
}

function state(control) {
  return { value: control.value, checked: control.checked };
}

function restore(control, before) {
  if (control.type === "checkbox" || control.type === "radio") {
    control.checked = before.checked;
  } else if (control.value !== before.value) {
    control.value = before.value;
  }
}
