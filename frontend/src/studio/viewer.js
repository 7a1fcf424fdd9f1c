// A diagram to look at, with the changes and problems marked on it.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { showReadable } from "./fit.js";
import haidang from "./haidang.json";
import { Problems } from "./problems.js";
import { say } from "./words.js";

function readJson(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "[]");
}

export async function openViewer(page) {
  const viewer = new NavigatedViewer({
    container: document.getElementById("studio-canvas"),
    moddleExtensions: { hd: haidang },
  });
  const summary = document.getElementById("studio-problems-summary");
  try {
    await viewer.importXML(readJson("studio-xml"));
  } catch (failure) {
    summary.textContent = say("cannotOpen", { reason: failure.message });
    return;
  }
  const canvas = viewer.get("canvas");
  const registry = viewer.get("elementRegistry");
  for (const change of readJson("studio-changes")) {
    if (registry.get(change.element_id)) {
      canvas.addMarker(change.element_id, `studio-${change.kind.toLowerCase()}`);
    }
  }
  showReadable(viewer);
  if (document.getElementById("studio-findings")) {
    new Problems(viewer, document.getElementById("studio-problems"), summary).show(readJson("studio-findings"));
  }
  page.dataset.ready = "true";
}
