// What this phone noted, kept in its own database until the house has it; sent by itself, in the order it happened.
const RETRIES = [1_000, 2_000, 4_000, 8_000, 15_000];
const PATIENCE = 10_000;
const MOST = 100;
const WEEK = 7 * 24 * 3_600_000;

const done = (request) => new Promise((yes, no) => ((request.onsuccess = () => yes(request.result)), (request.onerror = () => no(request.error))));

export class Store {
  static async open() {
    const asked = indexedDB.open("anotar", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("entries", { keyPath: "seq", autoIncrement: true }).createIndex("match", "match");
    const store = new Store();
    store.base = await done(asked);
    return store;
  }

  #table(mode) {
    return this.base.transaction("entries", mode).objectStore("entries");
  }

  /** Keeps the entry and gives it the number by which it will be sent. */
  async add(entry) {
    entry.seq = await done(this.#table("readwrite").add({ ...entry }));
    return entry;
  }

  update(entry) {
    return done(this.#table("readwrite").put({ ...entry }));
  }

  of(match) {
    return done(this.#table("readonly").index("match").getAll(match));
  }

  async waiting() {
    return (await done(this.#table("readonly").getAll())).filter((each) => each.state === "waiting");
  }

  async tidy() {
    for (const each of await done(this.#table("readonly").getAll())) {
      if (each.state !== "waiting" && Date.now() - each.kept > WEEK) await done(this.#table("readwrite").delete(each.seq));
    }
  }
}

export class Sender {
  constructor(store, { onChange, onAnswer, onTrouble }) {
    Object.assign(this, { store, onChange, onAnswer, onTrouble, failures: 0, offset: Number(localStorage.getItem("anotar:offset") ?? 0) });
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden || this.flush());
  }

  /** Aligns this phone's clock with the house's, in seconds to add. */
  learn(serverTime, askedAt) {
    const middle = askedAt + (Date.now() - askedAt) / 2;
    this.offset = Math.round(Date.parse(serverTime) - middle) / 1000;
    localStorage.setItem("anotar:offset", String(this.offset));
  }

  async flush() {
    if (this.sending) return void (this.again = true);
    this.sending = true;
    clearTimeout(this.timer);
    let trouble = "";
    try {
      do {
        this.again = false;
        trouble = await this.#alone(() => this.#all());
      } while (this.again && !trouble);
    } finally {
      this.sending = false;
    }
    this.onTrouble(trouble);
    if (!trouble) return void (this.failures = 0);
    this.timer = setTimeout(() => this.flush(), this.wait ?? RETRIES[Math.min(this.failures++, RETRIES.length - 1)]);
    this.wait = undefined;
  }

  // Two pages of the same phone never send at the same time.
  #alone(work) {
    return navigator.locks ? navigator.locks.request("anotar", work) : work();
  }

  async #all() {
    for (;;) {
      const waiting = await this.store.waiting();
      if (!waiting.length) return "";
      const [first] = waiting;
      const last = waiting.findIndex((each) => each.kind !== "incidents" || each.match !== first.match);
      const run = first.kind === "incidents" ? waiting.slice(0, Math.min(last === -1 ? MOST : last, MOST)) : [first];
      const trouble = await this.#send(run);
      if (trouble) return trouble;
    }
  }

  async #send(run) {
    const [first] = run;
    const body = first.kind === "incidents" ? { incidents: run.map((each) => each.body) } : await this.#body(first);
    if (!body) return this.#refuse(first, ""), "";
    const askedAt = Date.now();
    try {
      const answer = await fetch(`/api/v1/matches/${first.match}/${first.kind}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 409 || answer.status === 422 || answer.status === 400) {
        const { error } = await answer.json();
        for (const each of run) await this.#refuse(each, [error.message, ...Object.values(error.fields ?? {})].join(" "));
        return "";
      }
      if (answer.status === 401 || answer.status === 404) return "session";
      if (!answer.ok) return (this.wait = Number(answer.headers.get("Retry-After") ?? 0) * 1000 || undefined), "away";
      await this.#accept(run, await answer.json(), askedAt);
      return "";
    } catch {
      return "away";
    }
  }

  // A signature belongs to the report that its result became.
  async #body(entry) {
    if (entry.of === undefined) return entry.body;
    const result = (await this.store.of(entry.match)).find((each) => each.seq === entry.of);
    return result?.answer ? { ...entry.body, report: result.answer.report } : null;
  }

  async #accept(run, told, askedAt) {
    if (told.now) this.learn(told.now, askedAt);
    for (const [place, entry] of run.entries()) {
      const each = told.results?.[place];
      if (each?.status === "refused") await this.#refuse(entry, [each.because, ...Object.values(each.fields ?? {})].filter(Boolean).join(" "));
      else await this.#settle(entry, { state: "sent", answer: told.results ? undefined : told });
    }
    this.onAnswer(run, told);
  }

  #refuse(entry, because) {
    return this.#settle(entry, { state: "refused", because });
  }

  async #settle(entry, news) {
    Object.assign(entry, news);
    await this.store.update(entry);
    this.onChange(entry);
  }
}
