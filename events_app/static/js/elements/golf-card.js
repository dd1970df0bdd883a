// The group's scores: kept on this phone first, sent in order, sent again until the server has them.
const written = Date.parse(document.querySelector('meta[name="written-at"]')?.content ?? "");
const drift = Number.isNaN(written) ? 0 : written - Date.now();
const serverNow = () => Date.now() + drift;
const RETRIES = [1_000, 2_000, 4_000, 8_000, 15_000];
const PATIENCE = 8_000;

class GolfCard extends HTMLElement {
  connectedCallback() {
    this.name = `golf:${this.dataset.url}`;
    this.failures = 0;
    this.most = 50;
    // Before the page's own guard against sending twice: here each press is a score of its own.
    document.addEventListener("submit", (event) => this.submitted(event), true);
    this.addEventListener("change", (event) => event.target.name === "hole" && this.turn(event.target.value));
    document.addEventListener("golf:shown", () => this.paint(true));
    addEventListener("online", () => this.flush());
    this.paint(true);
    this.flush();
  }

  get waiting() {
    try {
      return JSON.parse(localStorage.getItem(this.name)) ?? [];
    } catch {
      return [];
    }
  }

  set waiting(list) {
    localStorage.setItem(this.name, JSON.stringify(list));
  }

  submitted(event) {
    const form = event.target;
    if (!form.matches("[data-say]") || !event.submitter) return;
    const fields = new FormData(form, event.submitter);
    const said = {
      id: newId(),
      team: Number(fields.get("team") ?? this.dataset.team),
      hole: Number(fields.get("hole")),
      strokes: Number(fields.get("strokes")),
      made_at: new Date(serverNow()).toISOString(),
    };
    try {
      this.waiting = [...this.waiting, said];
    } catch {
      return; // This phone keeps nothing: the form goes the plain way.
    }
    event.preventDefault();
    form.closest("details")?.removeAttribute("open");
    if (form.matches("[data-confirms]")) form.closest("section").hidden = true;
    else this.turn(this.after(said.hole));
    this.paint();
    this.flush();
  }

  after(hole) {
    const holes = [...this.querySelectorAll("select[name=hole] option")].map((each) => each.value);
    return holes[Math.min(holes.indexOf(String(hole)) + 1, holes.length - 1)];
  }

  turn(hole) {
    const option = this.querySelector(`select[name=hole] option[value="${hole}"]`);
    if (!option) return;
    option.selected = true;
    this.querySelector("[data-title]").textContent = `${this.dataset.hole} ${hole}`;
    this.querySelector("[data-par]").textContent = option.textContent.split(" · ").at(-1);
  }

  paint(fresh = false) {
    const waiting = this.waiting;
    for (const each of waiting.filter((said) => said.team === Number(this.dataset.team))) {
      const cell = document.querySelector(`[data-card] [data-hole="${each.hole}"]`);
      if (!cell) continue;
      cell.classList.add("kept");
      cell.querySelector(".golf-ring").textContent = each.strokes;
    }
    if (fresh && !waiting.length) {
      const next = document.querySelector("[data-card]")?.dataset.next;
      if (next && !this.contains(document.activeElement)) this.turn(next);
    }
    const word = this.refused ? this.dataset.refused : waiting.length && this.failures ? this.dataset.kept : "";
    const status = this.querySelector("[data-status]");
    if (status.textContent !== word) status.textContent = word;
  }

  async flush() {
    if (this.sending) return;
    this.sending = true;
    clearTimeout(this.timer);
    let sent = false;
    try {
      while (this.waiting.length && (await this.send())) sent = true;
    } finally {
      this.sending = false;
    }
    if (sent) document.dispatchEvent(new CustomEvent("golf:said"));
    if (this.waiting.length) {
      this.timer = setTimeout(() => this.flush(), RETRIES[Math.min(this.failures++, RETRIES.length - 1)]);
    }
    this.paint();
  }

  async send() {
    const batch = this.waiting.slice(0, this.most);
    try {
      const answer = await fetch(this.dataset.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ statements: batch }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!answer.ok && ![409, 422].includes(answer.status)) return false;
      // Refused: one by one, so that only what cannot be (a card that was closed) is given up, and said.
      if (!answer.ok && batch.length > 1) {
        this.most = 1;
        return true;
      }
      this.refused = !answer.ok;
      const done = new Set(batch.map((said) => said.id));
      this.waiting = this.waiting.filter((said) => !done.has(said.id));
      this.failures = 0;
      return true;
    } catch {
      return false;
    }
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

customElements.define("golf-card", GolfCard);
