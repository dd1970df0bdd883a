// A signature drawn with the finger, as a light SVG path in a box of 320 by 120.
const WIDTH = 320;
const HEIGHT = 120;
const MOST = 19_000;
const NS = "http://www.w3.org/2000/svg";

class ScorePad extends HTMLElement {
  connectedCallback() {
    if (this.path) return;
    this.hidden = this.closest("form")?.querySelector("[name=drawing]") ? false : this.hidden;
    const svg = document.createElementNS(NS, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", this.dataset.label);
    this.path = document.createElementNS(NS, "path");
    svg.append(this.path);
    this.prepend(svg);
    this.svg = svg;
    svg.addEventListener("pointerdown", (event) => this.begin(event));
    svg.addEventListener("pointermove", (event) => this.go(event));
    for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => (this.last = null));
  }

  get value() {
    return this.path?.getAttribute("d") ?? "";
  }

  clear() {
    this.path?.setAttribute("d", "");
    this.querySelector("p").hidden = false;
    this.tell();
  }

  begin(event) {
    event.preventDefault();
    this.svg.setPointerCapture(event.pointerId);
    this.querySelector("p").hidden = true;
    this.draw("M", event);
  }

  go(event) {
    if (!this.last) return;
    const [x, y] = this.place(event);
    if (Math.hypot(x - this.last[0], y - this.last[1]) >= 1.5) this.draw("L", event);
  }

  draw(letter, event) {
    const [x, y] = this.place(event);
    this.last = [x, y];
    const longer = `${this.value}${letter}${x.toFixed(1)} ${y.toFixed(1)}`;
    if (longer.length <= MOST) this.path.setAttribute("d", longer);
    this.tell();
  }

  place(event) {
    const box = this.svg.getBoundingClientRect();
    const inside = (value, most) => Math.max(0, Math.min(most, value));
    return [inside(((event.clientX - box.left) * WIDTH) / box.width, WIDTH), inside(((event.clientY - box.top) * HEIGHT) / box.height, HEIGHT)];
  }

  tell() {
    const field = this.closest("form")?.querySelector("[name=drawing]");
    if (field) field.value = this.value;
    this.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

customElements.define("score-pad", ScorePad);
