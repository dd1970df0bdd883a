// Draws boxes over a paper with mouse, pen or finger; the numbers below it are what is sent.
const SVG = "http://www.w3.org/2000/svg";

class BlackOut extends HTMLElement {
  connectedCallback() {
    this.field = this.closest("form").elements.boxes;
    this.sheet = this.appendChild(document.createElementNS(SVG, "svg"));
    this.sheet.setAttribute("viewBox", "0 0 1 1");
    this.sheet.setAttribute("preserveAspectRatio", "none");
    this.boxes = this.read();
    this.draw();
    this.addEventListener("pointerdown", (event) => this.start(event));
    this.addEventListener("pointermove", (event) => this.drag(event));
    this.addEventListener("pointerup", () => this.stop());
    this.field.addEventListener("change", () => { this.boxes = this.read(); this.draw(); });
    const undo = Object.assign(document.createElement("button"), { type: "button", className: "button quiet", textContent: this.dataset.undo });
    undo.addEventListener("click", () => { this.boxes.pop(); this.keep(); });
    this.after(undo);
  }

  read() {
    try { return JSON.parse(this.field.value || "[]"); } catch { return []; }
  }

  at(event) {
    const box = this.getBoundingClientRect();
    const part = (value, size) => Math.min(1, Math.max(0, value / size));
    return [part(event.clientX - box.left, box.width), part(event.clientY - box.top, box.height)];
  }

  start(event) {
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.from = this.at(event);
    this.boxes.push([...this.from, 0, 0]);
  }

  drag(event) {
    if (!this.from) return;
    const [x, y] = this.at(event);
    const [left, top] = this.from;
    this.boxes[this.boxes.length - 1] = [Math.min(x, left), Math.min(y, top), Math.abs(x - left), Math.abs(y - top)];
    this.draw();
  }

  stop() {
    this.from = undefined;
    this.boxes = this.boxes.filter(([, , width, height]) => width > 0.003 && height > 0.003);
    this.keep();
  }

  keep() {
    this.field.value = JSON.stringify(this.boxes.map((box) => box.map((part) => Number(part.toFixed(4)))));
    this.draw();
  }

  draw() {
    this.sheet.replaceChildren(...this.boxes.map(([x, y, width, height]) => {
      const shape = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries({ x, y, width, height })) shape.setAttribute(name, value);
      return shape;
    }));
  }
}

customElements.define("black-out", BlackOut);
