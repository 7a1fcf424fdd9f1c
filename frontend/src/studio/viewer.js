// A diagram to look at, with the changes and problems marked on it.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import { showReadable } from "./fit.js";
import haidang from "./haidang.json";
import { Problems } from "./problems.js";
import { say } from "./words.js";

function readJson(id) {
  return JSON.parse(document.getElementById(id)?.textContent ?? "[]");
}

// How much stands at an element: a colour, and the number at its corner.
function show(viewer, mark) {
  viewer.get("canvas").addMarker(mark.element_id, mark.incident ? "studio-incident" : `studio-heat-${mark.level}`);
  if (mark.count > 0) {
    const count = document.createElement("span");
    count.className = "studio-count";
    count.textContent = String(mark.count);
    viewer.get("overlays").add(mark.element_id, { position: { top: -12, right: 14 }, html: count });
  }
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
  const marks = readJson("studio-marks").filter((mark) => registry.get(mark.element_id));
  marks.forEach((mark) => show(viewer, mark));
  showReadable(viewer, marks.find((mark) => mark.count > 0)?.element_id);
  if (document.getElementById("studio-findings")) {
    new Problems(viewer, document.getElementById("studio-problems"), summary).show(readJson("studio-findings"));
  }
  page.dataset.ready = "true";
}
