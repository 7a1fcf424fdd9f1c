// Shows the whole diagram when its words stay readable; else the given element, or its beginning.
const SMALLEST = 0.55;
const READABLE = 0.8;

export function showReadable(diagram, elementId) {
  const canvas = diagram.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  if (canvas.zoom() >= SMALLEST) {
    return;
  }
  const registry = diagram.get("elementRegistry");
  const start = registry.get(elementId) ?? registry.find((item) => item.type === "bpmn:StartEvent");
  canvas.zoom(READABLE);
  if (start) {
    const { width, height } = canvas.viewbox().outer;
    const scale = canvas.zoom();
    canvas.viewbox({
      x: start.x - (elementId ? width / 2 : 160) / scale,
      y: start.y - height / scale / 2,
      width: width / scale,
      height: height / scale,
    });
  }
}
