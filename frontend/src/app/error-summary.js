// After a refused form the reader starts at the list of errors, as a screen reader user must hear it first.
export function focusErrorSummary(root) {
  const summary = root.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
  }
}
