// Procedure studio: one entry for the editor and for the read-only pages.
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/bpmn-font/css/bpmn-embedded.css";
import "./studio.css";
import { openEditor } from "./editor.js";
import { openViewer } from "./viewer.js";

const editor = document.querySelector("[data-studio-editor]");
const viewer = document.querySelector("[data-studio-viewer]");

if (editor) {
  openEditor(editor);
} else if (viewer) {
  openViewer(viewer);
}
