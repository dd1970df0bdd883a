// The reader's keys and the autosave: every answer goes out at once, in order, again until the server has it.
import { relative, serverNow } from "../app.js";

const RETRIES = [1_000, 2_000, 4_000, 8_000, 15_000];
const PATIENCE = 10_000;
const TYPING = /^(INPUT|TEXTAREA|SELECT)$/;
const KEYS = "convoca:reading-keys";

class ReviewReading extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form.rubric");
    if (!this.form || this.dataset.closed !== undefined) return;
    this.criteria = [...this.form.querySelectorAll("[data-criterion]")];
    this.saved = document.querySelector("[data-saved]");
    this.next = document.querySelector("button[data-next]");
    this.waiting = new Map();
    this.failures = 0;
    this.form.addEventListener("change", (event) => this.changed(event));
    this.form.addEventListener("input", (event) => event.target.name === "comment" && this.typed());
    this.form.addEventListener("focusin", (event) => this.activate(event.target.closest("[data-criterion]")));
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("submit", () => (this.leaving = true));
    document.addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("online", () => this.flush());
    addEventListener("beforeunload", (event) => this.waiting.size && !this.leaving && event.preventDefault());
    for (const undo of this.querySelectorAll("[data-undo]")) undo.hidden = false;
    this.offerKeys();
    this.activate(this.criteria.find((each) => !this.answer(each)) ?? this.criteria[0]);
    setInterval(() => this.tell(), 5_000);
    this.dataset.ready = "";
  }

  get keysOn() {
    return localStorage.getItem(KEYS) !== "off";
  }

  offerKeys() {
    this.switch = document.querySelector("[data-keys]");
    if (!this.switch) return;
    this.switch.hidden = false;
    this.switch.addEventListener("click", () => {
      localStorage.setItem(KEYS, this.keysOn ? "off" : "on");
      this.nameKeys();
    });
    this.nameKeys();
  }

  nameKeys() {
    this.switch.textContent = this.keysOn ? this.switch.dataset.on : this.switch.dataset.off;
    for (const each of this.criteria) each.classList.toggle("keys", this.keysOn);
  }

  answer(criterion) {
    return criterion.querySelector("input:checked")?.value ?? "";
  }

  activate(criterion) {
    if (!criterion || criterion === this.active) return;
    this.active?.classList.remove("active");
    this.active = criterion;
    criterion.classList.add("active");
  }

  clicked(event) {
    if (event.target.closest("[data-undo]")) return this.choose(event.target.closest("[data-criterion]"), "");
    // A pointer must not leave the arrow keys on a level, where they would change it.
    if (event.detail && event.target.matches("input[type=radio]")) event.target.closest("[data-criterion]").focus({ preventScroll: true });
  }

  changed(event) {
    if (event.target.type === "radio") this.keep(event.target.closest("[data-criterion]"));
  }

  typed() {
    this.waiting.set("comment", this.form.elements.comment.value);
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.flush(), 800);
  }

  choose(criterion, value) {
    for (const input of criterion.querySelectorAll("input")) input.checked = input.value === value;
    this.keep(criterion);
  }

  keep(criterion) {
    const value = this.answer(criterion);
    criterion.querySelector("[data-state]").textContent =
      value === "na" ? this.dataset.gone : value ? `${this.dataset.level} ${value}` : "";
    this.waiting.set(`c_${criterion.dataset.criterion}`, value);
    this.flush();
  }

  pressed(event) {
    if (!this.keysOn || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target;
    if (event.key === "Escape" && target.name === "comment") return target.blur();
    const level = target.type === "radio";
    if (TYPING.test(target.tagName) && !level) return;
    if (level && event.key.startsWith("Arrow")) return;
    const act = this.actions(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  actions(key) {
    if (/^[1-5]$/.test(key)) return () => this.answered(key);
    return {
      n: () => this.answered("na"),
      N: () => this.answered("na"),
      c: () => this.form.elements.comment?.focus(),
      C: () => this.form.elements.comment?.focus(),
      ArrowDown: () => this.step(1),
      ArrowUp: () => this.step(-1),
      ArrowRight: () => this.next?.click(),
    }[key];
  }

  answered(value) {
    this.choose(this.active, value);
    const open = this.criteria.find((each) => !this.answer(each));
    if (open) this.show(open);
  }

  step(by) {
    const place = this.criteria.indexOf(this.active) + by;
    this.show(this.criteria[Math.min(Math.max(place, 0), this.criteria.length - 1)]);
  }

  show(criterion) {
    criterion.focus({ preventScroll: true });
    criterion.scrollIntoView({ block: "nearest" });
    this.activate(criterion);
  }

  async flush() {
    if (this.sending || !this.waiting.size) return;
    this.sending = true;
    clearTimeout(this.timer);
    this.say(this.saved.dataset.saving);
    let again = false;
    try {
      while (this.waiting.size && !again) again = !(await this.send());
    } finally {
      this.sending = false;
    }
    if (again) this.timer = setTimeout(() => this.flush(), RETRIES[Math.min(this.failures++, RETRIES.length - 1)]);
    else if (!this.refused) this.rest();
  }

  async send() {
    const batch = new Map(this.waiting);
    try {
      const answer = await fetch(this.dataset.save, {
        method: "POST",
        headers: { Accept: "application/json" },
        body: new URLSearchParams([...batch]),
        signal: AbortSignal.timeout(PATIENCE),
      });
      // 4xx: the file is not ours any more or the round closed; sending it again changes nothing.
      this.refused = answer.status >= 400 && answer.status < 500 && answer.status !== 429;
      if (!answer.ok && !this.refused) return this.trouble();
      for (const [name, value] of batch) if (this.waiting.get(name) === value) this.waiting.delete(name);
      if (this.refused) this.waiting.clear();
      if (this.refused) this.say(this.saved.dataset.refused, "bad");
      else this.stand(await answer.json());
      this.failures = 0;
      return true;
    } catch {
      return this.trouble();
    }
  }

  trouble() {
    this.say(this.saved.dataset.trouble, "bad");
    return false;
  }

  stand(now) {
    const words = document.querySelector("[data-words]");
    if (words && words.textContent !== now.words) words.textContent = now.words;
    const weight = document.querySelector("[data-weight]");
    if (weight) weight.textContent = now.weight;
  }

  rest() {
    this.at = serverNow();
    this.tell();
  }

  tell() {
    if (this.at && !this.sending && !this.waiting.size) this.say(`${this.saved.dataset.done} ${relative(this.at)}`);
  }

  say(words, tone = "") {
    this.saved.className = `reading-saved ${tone}`;
    if (this.saved.textContent !== words) this.saved.textContent = words;
  }
}

customElements.define("review-reading", ReviewReading);
