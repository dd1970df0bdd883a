// The screen at the field: changes scenes by itself, tells the time, hears the news and never gives up on the line.
const TURN = 12_000;
const written = Date.parse(document.querySelector('meta[name="written-at"]')?.content ?? "");
const drift = Number.isNaN(written) ? 0 : written - Date.now();

class TournamentTv extends HTMLElement {
  connectedCallback() {
    this.time = new Intl.DateTimeFormat("es-MX", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: this.dataset.zone });
    this.place = 0;
    this.listen();
    this.show();
    this.run();
    this.ticking = setInterval(() => this.tick(), 1_000);
    navigator.wakeLock?.request("screen").catch(() => {});
  }

  disconnectedCallback() {
    this.source.close();
    clearInterval(this.ticking);
    clearTimeout(this.turning);
  }

  listen() {
    this.source?.close();
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("parts", (event) => this.swap(JSON.parse(event.data)));
    this.source.addEventListener("error", () => {
      if (this.source.readyState === EventSource.CLOSED) setTimeout(() => this.isConnected && this.listen(), 3_000);
    });
  }

  swap(parts) {
    const before = new Map([...this.querySelectorAll("[data-score]")].map((each) => [each.dataset.score, each.textContent]));
    for (const [name, html] of Object.entries(parts)) {
      const part = this.querySelector(`[data-part="${name}"]`);
      if (part) part.innerHTML = html;
    }
    for (const each of this.querySelectorAll("[data-score]")) {
      if (before.has(each.dataset.score) && before.get(each.dataset.score) !== each.textContent) each.classList.add("fresh");
    }
    if (parts.scenes !== undefined) this.show();
    if (parts.ticker !== undefined) this.run();
  }

  show() {
    const scenes = [...this.querySelectorAll(".scene")];
    this.place = scenes.length ? this.place % scenes.length : 0;
    scenes.forEach((scene, place) => (scene.hidden = place !== this.place));
    const now = scenes[this.place];
    this.find("name").textContent = now?.dataset.name ?? "";
    this.find("phase").textContent = now?.dataset.phase ?? "";
    this.find("strokes").replaceChildren(...scenes.slice(0, 12).map((_, place) => this.stroke(place)));
    clearTimeout(this.turning);
    this.turning = setTimeout(() => { this.place += 1; this.show(); }, TURN);
  }

  stroke(place) {
    const stroke = document.createElement("i");
    if (place < this.place) stroke.className = "done";
    if (place === this.place) {
      stroke.className = "on";
      stroke.style.animationDuration = `${TURN}ms`;
    }
    return stroke;
  }

  // Words that do not fit go round; those that fit stand still.
  run() {
    const frame = this.querySelector(".tv-run");
    const words = frame.querySelector(".tv-words");
    if (!words || words.offsetWidth <= frame.clientWidth) return;
    const again = words.cloneNode(true);
    again.setAttribute("aria-hidden", "true");
    frame.append(again);
    for (const each of [words, again]) {
      each.classList.add("runs");
      each.style.animationDuration = `${Math.max(15, words.offsetWidth / 90)}s`;
    }
  }

  tick() {
    this.find("clock").textContent = this.time.format(Date.now() + drift).replace(/^0(?=\d)/, "");
    for (const each of this.querySelectorAll("[data-clock]")) {
      const minute = Math.floor((Date.now() + drift - Date.parse(each.dataset.clock)) / 60_000) + 1;
      if (minute > 0) each.textContent = each.textContent.replace(/^\d+′/, `${minute}′`);
    }
  }

  find(name) {
    return this.querySelector(`[data-tv="${name}"]`);
  }
}

customElements.define("tournament-tv", TournamentTv);
