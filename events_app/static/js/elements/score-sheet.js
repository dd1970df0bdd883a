// The scorekeeper's phone: every tap is kept on the phone first, then shown, then sent by itself.
import { clockOf, minuteAt } from "./score-clock.js";
import { Closing } from "./score-close.js";
import { setIsOver, setsWon, sheet } from "./score-fold.js";
import { newId } from "./score-id.js";
import { put, told } from "./score-notes.js";
import "./score-pad.js";
import { Sender, Store } from "./score-store.js";
import { drawClock, drawPlay, lastOf, period } from "./score-view.js";
import { ask, askWho } from "./score-who.js";

const LOOK_AGAIN = 15_000;

class ScoreSheet extends HTMLElement {
  async connectedCallback() {
    this.data = JSON.parse(document.getElementById("score-data").textContent);
    this.server = { incidents: this.data.incidents, report: this.data.report, result: this.data.result, status: this.data.status, signatures: this.data.signatures };
    this.entries = [];
    this.store = await Store.open();
    this.entries = await this.store.of(this.data.match);
    this.position = Math.max(0, ...this.entries.map((each) => each.body.position ?? 0));
    this.sender = new Sender(this.store, { onChange: (entry) => this.changed(entry), onAnswer: (run, told) => this.answered(run, told), onTrouble: (word) => this.trouble(word) });
    this.closing = new Closing(this);
    this.turned = localStorage.getItem(`anotar:lados:${this.data.match}`) === "1";
    this.addEventListener("click", (event) => this.clicked(event.target));
    setInterval(() => drawClock(this, { data: this.data, clock: this.clock, found: this.found, at: this.now }), 500);
    setInterval(() => document.hidden || this.look(), LOOK_AGAIN);
    this.stayAwake();
    document.addEventListener("visibilitychange", () => this.stayAwake());
    addEventListener("offline", () => this.trouble("away"));
    this.hidden = false;
    this.draw();
    this.closing.begin();
    this.dataset.ready = "";
    await this.store.tidy();
    await this.sender.flush();
    await this.look();
  }

  stayAwake() {
    if (!document.hidden) navigator.wakeLock?.request("screen").catch(() => undefined);
  }

  get now() {
    return Date.now() + this.sender.offset * 1000;
  }

  /** All notes of the match: the house's and those of this phone that it has not got, or not told back, yet. */
  get notes() {
    const known = new Map(this.server.incidents.map((each) => [each.id, { ...each, moment: Date.parse(each.at) }]));
    for (const { kind, state, body } of this.entries) {
      if (kind === "incidents" && state !== "refused" && !known.has(body.id)) known.set(body.id, { ...body, moment: Date.parse(body.at) + body.clock_offset * 1000 });
    }
    return [...known.values()];
  }

  draw() {
    this.found = sheet(this.notes);
    this.clock = clockOf(this.found.incidents);
    for (const pair of this.querySelectorAll(".score-halves, .score-cards")) pair.classList.toggle("turned", this.turned);
    drawPlay(this, { data: this.data, found: this.found, clock: this.clock, entries: this.entries, ready: true });
    this.closing.draw();
    this.strip();
  }

  strip() {
    const { words } = this.data;
    const count = this.entries.filter((each) => each.state === "waiting").length;
    for (const strip of this.querySelectorAll("[data-strip]")) {
      strip.hidden = !(this.word && (count || this.word === "session"));
      strip.querySelector("[data-waiting]").textContent = this.word === "session" ? words.session : count === 1 ? words.waiting_one : put(words.waiting, { n: count });
    }
  }

  trouble(word) {
    this.word = word;
    this.strip();
  }

  // What changed may be a copy that the sender read; ours is the one that is drawn.
  changed(entry) {
    const mine = this.entries.find((each) => each.seq === entry.seq);
    if (mine) Object.assign(mine, entry);
    this.draw();
  }

  answered(run, told) {
    if (run[0].match !== this.data.match) return;
    if (told.incidents) this.server.incidents = told.incidents;
    if (told.report) Object.assign(this.server, { report: told.report, result: told.result, status: told.status });
    this.draw();
  }

  /** Asks the house how the match stands: another phone may have noted something. */
  async look() {
    if (this.entries.some((each) => each.state === "waiting")) return this.sender.flush();
    try {
      const asked = Date.now();
      const answer = await fetch(`/api/v1/matches/${this.data.match}`, { signal: AbortSignal.timeout(8_000) });
      if (answer.status === 404) return this.trouble("session");
      if (!answer.ok) return;
      const told = await answer.json();
      this.sender.learn(told.now, asked);
      Object.assign(this.server, told);
      this.trouble("");
      this.draw();
    } catch {
      this.trouble("away");
    }
  }

  async keep(kind, body, more = {}) {
    const entry = { match: this.data.match, kind, body, state: "waiting", kept: Date.now(), ...more };
    await this.store.add(entry);
    this.entries.push(entry);
    this.draw();
    this.sender.flush();
    return entry;
  }

  async note(kind, more = {}) {
    this.position += 1;
    const at = new Date(Date.now());
    const body = { id: newId(), position: this.position, kind, at: at.toISOString(), clock_offset: this.sender.offset, side: null, player: null, value: 1, period: this.clock.period, minute: minuteAt(this.clock, this.data.rules, this.now), note: "", names: "", ...more };
    await this.keep("incidents", body);
    return body;
  }

  async clicked(target) {
    const button = target.closest("button");
    if (!button || !this.contains(button) || button.closest("dialog")) return;
    const side = button.closest("[data-side]")?.dataset.side;
    if (button.dataset.add) return this.score(side, Number(button.dataset.add));
    if (button.dataset.card) return this.card(side, button.dataset.card);
    if (button.dataset.note) return this.correct(button.dataset.note);
    const act = { sides: () => this.turn(), clock: () => this.tapClock(), undo: () => this.undo(), out: () => this.out(), half: () => this.half(), finish: () => this.closing.finish() }[button.dataset.do];
    if (act) return act();
  }

  turn() {
    this.turned = !this.turned;
    localStorage.setItem(`anotar:lados:${this.data.match}`, this.turned ? "1" : "0");
    this.draw();
  }

  // Whoever taps a goal before the kick-off has simply forgotten it.
  async begun() {
    if (!this.clock.period) await this.note("period", { period: 1, minute: null, side: this.data.rules.kind === "inning" ? "away" : null });
  }

  async score(side, value) {
    const { rules, words, teams } = this.data;
    await this.begun();
    const goal = await this.note("score", { side, value });
    navigator.vibrate?.(40);
    if (rules.by_sets) return this.afterPoint(side);
    const score = this.found.score.join("–");
    const text = [`${teams[side].name}${goal.minute == null ? "" : `, ${goal.minute}′`}.`, put(words.saved, { score })].join(" ");
    const choices = [...(rules.own_goals ? [["own", words.own_goal]] : []), ["later", words.later], ["not", words.not, "danger wide"]];
    const told = await askWho(this, this.data, { side, title: words.who_scored, text, scored: this.scorers(), booked: new Set(), choices, legend: true });
    if (told?.player) await this.note("amend", { names: goal.id, player: told.player, value, minute: goal.minute });
    if (told?.choice === "not") await this.note("undo", { names: goal.id });
    if (told?.choice === "own") await this.ownGoal(side, goal);
  }

  async ownGoal(side, goal) {
    const { words } = this.data;
    const other = side === "home" ? "away" : "home";
    const told = await askWho(this, this.data, { side: other, title: words.own_goal, text: words.whose, scored: new Map(), booked: new Set(), choices: [["later", words.later, "wide"]] });
    await this.note("undo", { names: goal.id });
    await this.note("own_goal", { side, player: told?.player ?? null, minute: goal.minute, period: goal.period });
  }

  async card(side, kind) {
    const { words, teams } = this.data;
    await this.begun();
    const card = await this.note(kind, { side });
    const told = await askWho(this, this.data, { side, title: words.who_card, text: `${words[kind]} · ${teams[side].name}. ${words.noted}`, scored: new Map(), booked: this.booked(side, card.id), choices: [["later", words.later], ["not", words.not_card, "danger wide"]] });
    if (told?.player) await this.note("amend", { names: card.id, player: told.player, minute: card.minute });
    if (told?.choice === "not") await this.note("undo", { names: card.id });
  }

  /** A tap on one of the last notes: whose it was, or away with it. */
  async correct(id) {
    const { words } = this.data;
    const note = this.found.incidents.find((each) => each.id === id);
    if (!note) return;
    if (!note.side || note.kind === "out" || this.data.rules.by_sets) {
      const answer = await ask(this, { title: told(this.data, note), choices: [["not", words.not_it, "danger wide"]] });
      if (answer) await this.note("undo", { names: id });
      return;
    }
    const side = note.kind === "own_goal" ? (note.side === "home" ? "away" : "home") : note.side;
    const answer = await askWho(this, this.data, { side, title: words.whose, text: told(this.data, note), scored: this.scorers(), booked: this.booked(side, id), chosen: note.player, choices: [["not", words.not_it, "danger wide"]] });
    if (answer?.player) await this.note("amend", { names: id, player: answer.player, value: note.value, minute: note.minute });
    if (answer?.choice === "not") await this.note("undo", { names: id });
  }

  async undo() {
    const last = lastOf(this.found);
    if (last) await this.note("undo", { names: last.id });
  }

  async out() {
    await this.begun();
    const side = this.clock.batting ?? "away";
    await this.note("out", { side, minute: null });
    const made = this.found.incidents.filter((each) => each.kind === "out" && each.period === this.clock.period && each.side === side).length;
    if (made >= 3) await this.half();
  }

  async half() {
    const { period, batting } = this.clock;
    const next = batting === "away" ? { period: period || 1, side: "home" } : { period: period + 1, side: "away" };
    await this.note("period", { ...next, minute: null });
  }

  async afterPoint(side) {
    const { rules, words, teams } = this.data;
    const points = this.found.periods.get(this.clock.period) ?? [0, 0];
    if (!setIsOver(rules, this.clock.period, points)) return;
    const won = setsWon(this.found, rules);
    const title = put(words.set_won, { what: words.periods[this.clock.period - 1], team: teams[side].name, score: points.join("–") });
    if (Math.max(...won) >= rules.sets_to_win) return this.closing.finish(title);
    const next = words.periods[this.clock.period];
    const told = await ask(this, { title, text: put(words.sets, { score: won.join("–") }), choices: [["next", put(words.next_period, { what: next })]] });
    if (told) await this.note("period", { period: this.clock.period + 1, minute: null });
  }

  async tapClock() {
    const { words, rules } = this.data;
    if (!this.clock.period) return this.begun();
    if (this.clock.since !== null) await this.note("pause");
    const next = words.periods[this.clock.period];
    const choices = [["go", words.resume]];
    if (rules.kind !== "inning" && next) choices.push(["next", put(words.next_period, { what: next })]);
    const told = await ask(this, { title: words.clock_stopped, text: period(this.data, this.clock), choices });
    if (told?.choice === "go") await this.note("resume");
    if (told?.choice === "next") await this.note("period", { period: this.clock.period + 1, minute: null });
  }

  scorers() {
    const goals = new Map();
    for (const each of this.found.incidents) if (each.kind === "score" && each.player) goals.set(each.player, (goals.get(each.player) ?? 0) + 1);
    return goals;
  }

  booked(side, besides) {
    return new Set(this.found.incidents.filter((each) => each.kind === "yellow" && each.side === side && each.id !== besides && each.player).map((each) => each.player));
  }
}

customElements.define("score-sheet", ScoreSheet);
