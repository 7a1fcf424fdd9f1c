// A second click on a form that is under way is ignored. The server's idempotency key is the real guard:
// this only spares the visitor a second wait.
export function sendOnce(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    if (!event.defaultPrevented) {
      form.setAttribute("aria-busy", "true");
    }
  });
  // The back button may show the page as it was left, with the form still marked busy.
  globalThis.addEventListener("pageshow", () => {
    for (const form of root.querySelectorAll("form[aria-busy]")) {
      form.removeAttribute("aria-busy");
    }
  });
}
