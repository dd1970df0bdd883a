// Sends readings with the id they were born with until the server answers; a phone that dies finds them again.
const PATIENCE = 6_000;
const RETRIES = [1_000, 2_000, 4_000, 8_000, 15_000];

export class Queue {
  constructor({ url, name, onAnswer, onAway, onChange, onExpelled }) {
    Object.assign(this, { url, name, onAnswer, onAway, onChange, onExpelled, offset: 0, failures: 0 });
    this.waiting = load(`${name}:waiting`, []);
    addEventListener("online", () => this.flush());
    if (this.waiting.length) this.flush();
  }

  get size() {
    return this.waiting.length;
  }

  /** Aligns this phone's clock with the server's, in seconds to add. */
  learn(serverTime, askedAt) {
    const middle = askedAt + (Date.now() - askedAt) / 2;
    this.offset = Math.round(Date.parse(serverTime) - middle) / 1000;
  }

  add(what) {
    const sequence = load(`${this.name}:sequence`, 0) + 1;
    save(`${this.name}:sequence`, sequence);
    const scan = { id: newId(), sequence, device_time: new Date().toISOString(), clock_offset: this.offset, ...what };
    this.waiting.push(scan);
    this.keep();
    this.flush(scan.id);
    return scan;
  }

  async flush(fresh = "") {
    if (this.sending) return void (this.again = true);
    this.sending = true;
    clearTimeout(this.timer);
    try {
      while (this.waiting.length && (await this.send())) this.failures = 0;
    } finally {
      this.sending = false;
    }
    if (this.again) {
      this.again = false;
      if (!this.failures) return this.flush(fresh);
    }
    if (!this.waiting.length) return;
    const pause = this.wait ?? RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.wait = undefined;
    this.onAway(this.waiting.at(-1));
    this.timer = setTimeout(() => this.flush(), pause);
  }

  async send() {
    const batch = this.waiting.slice(0, 100);
    const askedAt = Date.now();
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ scans: batch }),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (answer.status === 401) return this.onExpelled(), false;
      if (!answer.ok) {
        this.wait = Number(answer.headers.get("Retry-After") ?? 0) * 1000 || undefined;
        return false;
      }
      const { results, now } = await answer.json();
      this.learn(now, askedAt);
      const done = new Set(batch.map((scan) => scan.id));
      this.waiting = this.waiting.filter((scan) => !done.has(scan.id));
      this.keep();
      for (const result of results) this.onAnswer(result);
      return true;
    } catch {
      return false;
    }
  }

  keep() {
    save(`${this.name}:waiting`, this.waiting);
    this.onChange(this.waiting.length);
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function load(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function save(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch (error) {
    console.warn("this phone keeps nothing", error);
  }
}
