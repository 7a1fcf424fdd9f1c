// The list of problems beside the canvas, and their marks on it.
import { element as make } from "./controls.js";
import { language, say } from "./words.js";

const MARKS = { ERROR: "studio-error", WARNING: "studio-warning" };

export class Problems {
  constructor(diagram, list, summary) {
    Object.assign(this, { diagram, list, summary, marked: [] });
  }

  show(findings) {
    this.clear();
    const errors = findings.filter((finding) => finding.severity === "ERROR").length;
    this.summary.textContent = findings.length
      ? say("problems", { errors, warnings: findings.length - errors })
      : say("noProblems");
    this.list.replaceChildren(...findings.map((finding) => this.item(finding)));
    for (const finding of findings) {
      this.mark(finding);
    }
  }

  item(finding) {
    const kind = say(finding.severity === "ERROR" ? "error" : "warning");
    const text = `${kind}: ${finding.text[language]}`;
    const known = this.diagram.get("elementRegistry").get(finding.element_id);
    const place = finding.element_id || say("file");
    const detail = make("span", {
      className: "studio-hint",
      textContent: `${place}${finding.line ? `, ${say("line", { line: finding.line })}` : ""}`,
    });
    const head = known
      ? make("button", { type: "button", className: "studio-problem", textContent: text })
      : make("span", { textContent: text });
    if (known) {
      head.addEventListener("click", () => this.reveal(known, finding.path));
    }
    return make("li", { className: MARKS[finding.severity] }, head, detail);
  }

  reveal(shape, path) {
    this.diagram.get("canvas").scrollToElement(shape, 120);
    this.diagram.get("selection").select(shape);
    this.play(path ?? []);
  }

  // Marks the way of a dossier into trouble on the diagram.
  play(path) {
    const canvas = this.diagram.get("canvas");
    for (const shape of this.diagram.get("elementRegistry").filter((item) => !item.labelTarget)) {
      if (path.includes(shape.id)) {
        canvas.addMarker(shape, "studio-path");
      } else {
        canvas.removeMarker(shape, "studio-path");
      }
    }
  }

  mark(finding) {
    const shape = this.diagram.get("elementRegistry").get(finding.element_id);
    if (shape) {
      this.diagram.get("canvas").addMarker(shape, MARKS[finding.severity]);
      this.marked.push([finding.element_id, MARKS[finding.severity]]);
    }
  }

  clear() {
    const canvas = this.diagram.get("canvas");
    for (const [id, mark] of this.marked) {
      if (this.diagram.get("elementRegistry").get(id)) {
        canvas.removeMarker(id, mark);
      }
    }
    this.marked = [];
    this.play([]);
  }
}
