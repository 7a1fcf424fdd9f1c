// Shows the whole diagram when its words stay readable; else its beginning.
const SMALLEST = 0.55;
const READABLE = 0.8;

export function showReadable(diagram) {
  const canvas = diagram.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  if (canvas.zoom() >= SMALLEST) {
    return;
  }
  const start = diagram.get("elementRegistry").find((item) => item.type === "bpmn:StartEvent");
  canvas.zoom(READABLE);
  if (start) {
    const { width, height } = canvas.viewbox().outer;
    const scale = canvas.zoom();
    canvas.viewbox({
      x: start.x - 160 / scale,
      y: start.y - height / scale / 2,
      width: width / scale,
      height: height / scale,
    });
  }
}
