// The gate's page: camera, keyboard scanner and search by name in; a full-screen verdict out.
import { Camera } from "./door-camera.js";
import { Queue } from "./door-queue.js";
import { feel, listenToKeyboardScanner, stayAwake, unlockSound } from "./door-senses.js";

const GREEN_STAYS = 2_600;
const SAME_CODE = 3_000;

class DoorScanner extends HTMLElement {
  connectedCallback() {
    this.find = (name) => this.querySelector(`[data-${name}]`);
    this.verdict = null;
    this.current = "";
    this.hintWords = this.find("hint").textContent;
    this.queue = new Queue({
      url: this.dataset.scans,
      name: `door:${this.dataset.device}`,
      onAnswer: (result) => this.answered(result),
      onAway: (scan) => this.away(scan),
      onChange: (size) => this.showQueue(size),
      onExpelled: () => location.reload(),
    });
    this.queue.learn(this.dataset.now, Date.now() - (performance.now() - (performance.getEntriesByType("navigation")[0]?.responseStart ?? 0)));
    this.showQueue(this.queue.size);
    this.openCamera();
    this.listen();
    this.follow();
    stayAwake();
    // Somebody may have begun to type before this script arrived.
    if (this.find("finder").q.value) this.search();
    this.dataset.ready = "";
  }

  openCamera() {
    const { reader, wasm } = this.dataset;
    const video = this.querySelector("video");
    this.camera ??= new Camera(video, { reader, wasm, onCode: (text) => this.seen(text), onTrouble: (word) => this.trouble(word) });
    this.camera.open().then(() => (this.find("torch").hidden = !this.camera.hasTorch));
  }

  trouble(word) {
    for (const card of this.querySelectorAll("[data-trouble]")) card.hidden = card.dataset.trouble !== word;
    this.find("frame").hidden = this.find("hint").hidden = Boolean(word);
    this.classList.toggle("blind", Boolean(word));
  }

  listen() {
    addEventListener("pointerdown", unlockSound, { passive: true });
    addEventListener("keydown", unlockSound);
    listenToKeyboardScanner((text, target) => {
      if (target.matches?.("input[type=search]")) this.closeSearch();
      if (!this.verdict || this.verdict.classList.contains("good")) this.scan({ code: text });
    });
    this.addEventListener("click", (event) => this.clicked(event.target));
    const finder = this.find("finder");
    finder.addEventListener("submit", (event) => (event.preventDefault(), this.search()));
    finder.addEventListener("input", () => {
      clearTimeout(this.typing);
      this.typing = setTimeout(() => this.search(), 250);
    });
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.closeSearch());
  }

  clicked(target) {
    if (target.closest("[data-retry]")) this.openCamera();
    if (target.closest("[data-next]")) this.dismiss();
    const person = target.closest("[data-credential]");
    if (person) {
      this.closeSearch();
      this.scan({ credential: person.dataset.credential });
    }
    const tool = target.closest("[data-exit],[data-torch]");
    if (!tool) return;
    const on = tool.getAttribute("aria-pressed") !== "true";
    tool.setAttribute("aria-pressed", String(on));
    if (tool.matches("[data-torch]")) this.camera.light(on).catch(() => tool.setAttribute("aria-pressed", "false"));
  }

  // A ticket held before the camera is read many times a second: it counts again only after it has been away.
  seen(text) {
    const now = Date.now();
    const same = text === this.lastCode && now - this.lastSeen < SAME_CODE;
    this.lastCode = text;
    this.lastSeen = now;
    if (same || (this.verdict && !this.verdict.classList.contains("good"))) return;
    this.scan({ code: text });
  }

  scan(what) {
    const direction = this.find("exit").getAttribute("aria-pressed") === "true" ? "out" : "in";
    this.find("hint").textContent = this.dataset.checking;
    this.current = this.queue.add({ ...what, direction }).id;
  }

  answered(result) {
    this.lamp("good", this.dataset.online);
    const told = result.error ? { ...result, tone: "bad", word: result.error.message, reason: Object.values(result.error.fields ?? {})[0] } : result;
    if (result.id !== this.current) return this.note(told);
    this.current = "";
    this.show(told);
  }

  // Nobody knows whether this ticket passes: say so at once, and let the queue go on trying.
  away(scan) {
    this.lamp("bad", this.dataset.offline);
    if (!scan || scan.id !== this.current) return;
    this.current = "";
    this.show({ tone: "warn", word: this.dataset.away, reason: this.dataset.awayWhy, steps: JSON.parse(this.dataset.awaySteps) });
  }

  show(told) {
    this.dismiss();
    const piece = this.querySelector(`template[data-verdict="${told.tone}"]`).content.cloneNode(true);
    const verdict = piece.firstElementChild;
    fill(verdict.querySelector(".verdict-word"), told.word);
    fill(verdict.querySelector(".verdict-why"), told.reason);
    fill(verdict.querySelector(".verdict-body > p:not([class])"), told.detail);
    fill(verdict.querySelector(".verdict-name"), told.name);
    fill(verdict.querySelector("#verdict-who > p:not([class])"), told.company);
    fill(verdict.querySelector(".verdict-type"), told.ticket_type);
    fillSteps(verdict.querySelector(".card"), told.tone === "good" ? [] : told.steps ?? []);
    fill(verdict.querySelector("[data-lamp]"), this.find("lamp").textContent);
    verdict.querySelector("[data-lamp]").className = this.find("lamp").className;
    verdict.dataset.word = told.verdict ?? "";
    this.verdict = verdict;
    this.append(piece);
    this.showCounts();
    (verdict.querySelector("[data-next]") ?? verdict.querySelector(".verdict-body")).focus();
    feel(told.tone);
    this.find("hint").textContent = this.hintWords;
    if (told.tone === "good") this.leaving = setTimeout(() => (this.dismiss(), this.note(told)), GREEN_STAYS);
  }

  dismiss() {
    clearTimeout(this.leaving);
    this.verdict?.remove();
    this.verdict = null;
    this.lastSeen = Date.now();
  }

  note(told) {
    const last = this.find("last");
    last.textContent = [told.word, told.name].filter(Boolean).join(" · ");
    last.hidden = false;
  }

  showQueue(size) {
    this.find("queue").hidden = size === 0;
    this.find("waiting").textContent = size;
  }

  async search() {
    const text = this.find("finder").q.value.trim();
    if (text.length < 2) return this.closeSearch({ keep: true });
    try {
      const answer = await fetch(`${this.dataset.search}?q=${encodeURIComponent(text)}`, { signal: AbortSignal.timeout(8_000) });
      if (answer.status === 401) return location.reload();
      if (answer.status === 429) return this.note({ word: this.dataset.limit });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (text !== this.find("finder").q.value.trim()) return;
      this.find("results").innerHTML = html;
      this.find("results").hidden = false;
      this.find("camera").hidden = true;
    } catch {
      this.lamp("bad", this.dataset.offline);
    }
  }

  closeSearch({ keep = false } = {}) {
    clearTimeout(this.typing);
    if (!keep) this.find("finder").q.value = "";
    this.find("results").hidden = true;
    this.find("results").replaceChildren();
    this.find("camera").hidden = false;
  }

  follow() {
    const source = new EventSource(this.dataset.live);
    source.addEventListener("open", () => this.lamp("good", this.dataset.online));
    source.addEventListener("error", () => navigator.onLine && source.readyState !== 2 ? this.lamp("warn", this.dataset.again) : this.lamp("bad", this.dataset.offline));
    source.addEventListener("counts", (event) => {
      this.counts = JSON.parse(event.data);
      this.lamp("good", this.dataset.online);
      this.showCounts();
    });
    addEventListener("offline", () => this.lamp("bad", this.dataset.offline));
    document.addEventListener("visibilitychange", () => !document.hidden && source.readyState === 2 && (source.close(), this.follow()));
  }

  showCounts() {
    if (!this.counts) return;
    const { inside, expected } = this.counts;
    for (const box of this.querySelectorAll("[data-counts]")) {
      box.querySelector("[data-inside]").textContent = inside;
      box.querySelector(".spread > span:last-child").textContent = this.dataset.expected.replace("{n}", expected);
      const bar = box.querySelector("progress");
      bar.max = Math.max(expected, 1);
      bar.value = inside;
    }
  }

  lamp(tone, words) {
    for (const lamp of this.querySelectorAll("[data-lamp]")) {
      lamp.className = `lamp ${tone}`;
      lamp.textContent = words;
    }
    this.find("banner").hidden = tone !== "bad";
  }
}

function fill(element, text) {
  if (!element) return;
  if (text) element.textContent = text;
  else element.remove();
}

function fillSteps(card, steps) {
  if (!card) return;
  if (!steps.length) return card.remove();
  const list = card.querySelector("ol");
  list.replaceChildren(...steps.map((step) => Object.assign(document.createElement("li"), { textContent: step })));
}

customElements.define("door-scanner", DoorScanner);
