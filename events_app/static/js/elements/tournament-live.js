// A page that stays true while people play, and the lines of its bracket. Without this the page reads the same.
const SVG = "http://www.w3.org/2000/svg";
const still = matchMedia("(prefers-reduced-motion: reduce)");

class TournamentLive extends HTMLElement {
  connectedCallback() {
    this.said = this.appendChild(document.createElement("p"));
    this.said.className = "visually-hidden";
    this.said.setAttribute("role", "status");
    this.listen();
    this.clock = setInterval(() => this.count(), 5_000);
    this.wake = () => document.hidden || this.source.readyState !== EventSource.CLOSED || this.listen();
    document.addEventListener("visibilitychange", this.wake);
  }

  disconnectedCallback() {
    this.source.close();
    clearInterval(this.clock);
    document.removeEventListener("visibilitychange", this.wake);
  }

  listen() {
    this.source?.close();
    this.source = new EventSource(this.getAttribute("src") + this.filters());
    this.source.addEventListener("parts", (event) => this.show(JSON.parse(event.data)));
    // A server that was restarted refuses for a moment; the browser gives up after an error answer, we do not.
    this.source.addEventListener("error", () => {
      if (this.source.readyState === EventSource.CLOSED) setTimeout(() => this.isConnected && this.listen(), 3_000);
    });
  }

  filters() {
    return location.search.length > 1 ? `&${location.search.slice(1)}` : "";
  }

  show(parts) {
    const before = scores(document);
    for (const [name, html] of Object.entries(parts)) {
      const part = document.querySelector(`[data-part="${name}"]`);
      if (part) this.swap(part, html);
    }
    this.tell(before);
    this.dispatchEvent(new CustomEvent("tournament:shown", { bubbles: true, detail: Object.keys(parts) }));
  }

  // Where somebody scrolled to, what they opened and where the keyboard stands survive the change.
  swap(part, html) {
    const scrolled = [...part.querySelectorAll("[data-scrolls]")].map((each) => [each.dataset.scrolls, each.scrollLeft]);
    const opened = [...part.querySelectorAll("details")].map((each) => each.open);
    const focused = part.contains(document.activeElement) ? path(part, document.activeElement) : null;
    part.innerHTML = html;
    for (const [name, left] of scrolled) {
      const region = part.querySelector(`[data-scrolls="${name}"]`);
      if (region) region.scrollLeft = left;
    }
    const details = part.querySelectorAll("details");
    if (details.length === opened.length) details.forEach((each, place) => (each.open = opened[place]));
    if (focused) focused.reduce((node, place) => node?.children[place], part)?.focus({ preventScroll: true });
  }

  tell(before) {
    const words = new Set();
    for (const [key, { text, node }] of scores(document)) {
      const was = before.get(key);
      if (!was || was.text === text) continue;
      node.classList.add("fresh");
      if (node.dataset.spoken) words.add(node.dataset.spoken);
    }
    if (words.size) this.said.textContent = [...words].join(". ");
  }

  count() {
    for (const each of this.querySelectorAll("[data-clock]")) {
      const minute = Math.floor((Date.now() - Date.parse(each.dataset.clock)) / 60_000) + 1;
      if (minute > 0) each.textContent = each.textContent.replace(/^\d+′/, `${minute}′`);
    }
  }
}

function scores(root) {
  return new Map([...root.querySelectorAll("[data-score]")].map((node) => [
    `${node.closest("[data-part]")?.dataset.part}/${node.dataset.score}`, { text: node.textContent, node },
  ]));
}

function path(root, node) {
  const places = [];
  for (let at = node; at !== root; at = at.parentElement) places.unshift([...at.parentElement.children].indexOf(at));
  return places;
}

class TournamentBracket extends HTMLElement {
  connectedCallback() {
    this.region = this.querySelector(".bracket");
    this.svg = this.querySelector(".joints");
    this.columns = [...this.querySelectorAll(".t-round")];
    this.buttons = [...this.querySelectorAll("[data-round]")];
    this.buttons.forEach((button, place) => button.addEventListener("click", () => this.go(place)));
    this.region.addEventListener("scroll", () => this.mark(), { passive: true });
    this.watch = new ResizeObserver(() => this.draw());
    this.watch.observe(this.querySelector(".rounds"));
    this.pinch();
    if (!this.region.scrollLeft) this.go(Number(this.dataset.current), true);
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  go(place, first = false) {
    const column = this.columns[place];
    if (!column || this.region.scrollWidth <= this.region.clientWidth + 1) return this.mark();
    const left = column.offsetLeft - this.columns[0].offsetLeft;
    this.region.scrollTo({ left, behavior: first || still.matches ? "instant" : "smooth" });
  }

  mark() {
    const fits = this.region.scrollWidth <= this.region.clientWidth + 1;
    this.toggleAttribute("whole", fits);
    const left = this.region.scrollLeft + this.columns[0].offsetLeft;
    const ends = this.region.scrollLeft + this.region.clientWidth >= this.region.scrollWidth - 2;
    const near = this.columns.findIndex((each) => each.offsetLeft + each.offsetWidth / 2 > left);
    const at = ends && this.region.scrollLeft > 0 ? this.columns.length - 1 : Math.max(0, near);
    this.buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === at)));
  }

  draw() {
    const frame = this.querySelector(".rounds");
    const box = frame.getBoundingClientRect();
    const scale = Number(this.zoom || 1);
    const at = (node) => node.getBoundingClientRect();
    const [width, height] = [frame.scrollWidth, frame.offsetHeight];
    this.svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    this.svg.setAttribute("width", width);
    this.svg.setAttribute("height", height);
    const lines = [];
    for (const cell of this.querySelectorAll("[data-from]")) {
      const match = cell.querySelector(".match");
      const to = at(match);
      for (const number of cell.dataset.from.split(" ")) {
        const from = this.querySelector(`[data-match="${number}"]`);
        if (!from) continue;
        const start = at(from);
        const mine = match.matches(".path") && from.matches(".mine, .path");
        const kind = mine ? "mine" : from.matches(".over") ? "done" : "";
        lines.push([kind, curve(
          (start.right - box.left) / scale, (start.top + start.height / 2 - box.top) / scale,
          (to.left - box.left) / scale, (to.top + to.height / 2 - box.top) / scale,
        )]);
      }
    }
    lines.sort((one, other) => (one[0] === "mine") - (other[0] === "mine"));
    this.svg.replaceChildren(...lines.map(([kind, data]) => {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("d", data);
      if (kind) line.setAttribute("class", kind);
      return line;
    }));
    this.mark();
  }

  // Two fingers make the bracket smaller or larger; one finger scrolls as everywhere.
  pinch() {
    let begun = null;
    const distance = ([one, other]) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    this.region.addEventListener("touchstart", (event) => {
      if (event.touches.length === 2) begun = [distance(event.touches), Number(this.zoom || 1)];
    }, { passive: true });
    this.region.addEventListener("touchmove", (event) => {
      if (!begun || event.touches.length !== 2) return;
      event.preventDefault();
      this.zoom = Math.min(1.4, Math.max(0.4, (begun[1] * distance(event.touches)) / begun[0]));
      this.querySelector(".rounds").style.zoom = this.zoom;
      this.svg.style.zoom = this.zoom;
      this.draw();
    }, { passive: false });
    this.region.addEventListener("touchend", () => (begun = null), { passive: true });
  }
}

function curve(x1, y1, x2, y2) {
  const middle = Math.round((x1 + x2) / 2);
  const bend = Math.min(8, Math.abs(y2 - y1) / 2, (x2 - x1) / 2);
  const way = Math.sign(y2 - y1);
  return bend < 1 ? `M${x1} ${y1}H${x2}` :
    `M${x1} ${y1}H${middle - bend}Q${middle} ${y1} ${middle} ${y1 + way * bend}V${y2 - way * bend}Q${middle} ${y2} ${middle + bend} ${y2}H${x2}`;
}

customElements.define("tournament-live", TournamentLive);
customElements.define("tournament-bracket", TournamentBracket);
// On a phone the section that is open stays in sight among the tabs.
document.querySelector(".t-tabs [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest", behavior: "instant" });
