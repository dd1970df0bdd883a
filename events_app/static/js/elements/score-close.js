// Ends a match: how it ended, the captains one at a time on this phone, and the closing; offline as well.
import { outs, parts, setsWon, shown } from "./score-fold.js";
import { put } from "./score-notes.js";
import { newId } from "./score-id.js";
import { ask } from "./score-who.js";

export class Closing {
  constructor(root) {
    this.root = root;
    this.view = root.querySelector("[data-view=close]");
    this.view.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    this.view.addEventListener("submit", (event) => this.signed(event));
  }

  get data() {
    return this.root.data;
  }

  /** What was reported last: by this phone (perhaps not sent yet) or, if the house knows a later one, by another. */
  present() {
    const own = this.root.entries.filter((each) => each.kind === "result" && each.state !== "refused").at(-1);
    const { report, result, status } = this.root.server;
    if (own?.state === "waiting") return { entry: own, report: null, result: own.body, status: "reported" };
    if (own && own.answer.report === report) return { entry: own, report, result, status };
    return report === null ? null : { entry: null, report, result, status };
  }

  /** Opens on the closing when the match already has a result. */
  begin() {
    if (this.present()) this.show(true);
  }

  show(on) {
    this.open = on;
    this.view.hidden = !on;
    this.root.querySelector("[data-view=play]").hidden = on;
    this.draw();
    if (on) this.view.querySelector("[data-confirm]").focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  async finish(title = "") {
    const { words, rules, teams } = this.data;
    const { found } = this.root;
    const score = shown(found, rules).join("–");
    const choices = [["played", `${this.root.querySelector("[data-do=finish]").textContent.trim()} · ${score}`, "wide"]];
    for (const side of this.mayMiss() ? ["home", "away"] : []) choices.push([`absent-${side}`, put(words.no_show, { team: teams[side].short }), "", this.data.organises]);
    if (this.mayMiss()) choices.push(["absent-both", words.no_show_both, "wide", this.data.organises]);
    choices.push(["abandoned", words.abandoned, "danger wide", true]);
    const told = await ask(this.root, { title: title || words.how_ended, text: this.waitWords(), choices });
    if (told?.choice === "played") return this.played();
    if (told?.choice === "abandoned") return this.report({ kind: "abandoned", score: shown(found, rules), periods: [], outs: outs(found), reason: told.reason });
    if (told?.choice === "absent-both") return this.report({ kind: "double_walkover", reason: told.reason || words.no_show_both });
    if (told) {
      const absent = told.choice === "absent-home" ? "home" : "away";
      const reason = told.reason || put(words.no_show, { team: teams[absent].name });
      return this.report({ kind: "walkover", winner: absent === "home" ? "away" : "home", reason });
    }
  }

  // Nobody wins by absence before the wait is over, nor once somebody scored.
  mayMiss() {
    if (this.root.found.score[0] + this.root.found.score[1] > 0) return false;
    return this.data.organises || (this.data.walkover_from !== null && this.root.now >= Date.parse(this.data.walkover_from));
  }

  waitWords() {
    const { walkover_from: from, words } = this.data;
    if (this.mayMiss() || !from || this.root.now >= Date.parse(from) || this.root.found.periods.size) return "";
    return put(words.no_show_later, { time: hour(from) });
  }

  async played() {
    const { words, rules, teams } = this.data;
    const { found } = this.root;
    const score = shown(found, rules);
    let winner = null;
    if (rules.by_sets && Math.max(...setsWon(found, rules)) < rules.sets_to_win) return void (await ask(this.root, { title: words.incomplete, choices: [] }));
    if (score[0] === score[1] && (rules.shootout || rules.must_decide)) {
      const choices = ["home", "away"].map((side) => [side, teams[side].name, "wide"]);
      if (rules.level_allowed) choices.push(["", words.level, "wide"], ["level", words.level, "wide"]);
      const told = await ask(this.root, { title: put(words.tie_title, { score: score.join("–") }), choices: choices.filter(([value]) => value) });
      if (!told) return;
      winner = told.choice === "level" ? null : told.choice;
    }
    await this.report({ kind: "played", score, winner, periods: parts(found, rules), outs: outs(found), reason: "" });
  }

  async report(result) {
    const present = this.present();
    if (present?.status === "final") return this.show(true);
    await this.root.keep("result", { score: null, winner: null, periods: [], outs: null, ...result, expected: present?.report ?? this.root.server.report });
    this.show(true);
  }

  /** The captains' answers to the present result, the house's and those still on this phone. */
  answers() {
    const present = this.present();
    const found = new Map((present?.report ? this.root.server.signatures : []).map((each) => [each.side, each]));
    for (const { kind, state, of, body, kept } of this.root.entries) {
      const its = present?.entry ? of === present.entry.seq || body.report === present.report : body.report === present?.report;
      if (kind === "signatures" && state !== "refused" && its && !found.has(body.side)) found.set(body.side, { ...body, at: new Date(kept).toISOString() });
    }
    return found;
  }

  draw() {
    const present = this.present();
    if (!this.open || !present) return;
    const { words, title, number, next, teams } = this.data;
    const answers = this.answers();
    const score = present.result.score ? present.result.score.join("–") : words.no_score;
    this.view.querySelector("[data-ended]").textContent = [`${words.match} ${number}`, title].filter(Boolean).join(" · ");
    this.view.querySelector("[data-result]").textContent = score;
    this.view.querySelector("[data-tally]").textContent = this.tally();
    const final = present.status === "final" && present.report !== null;
    this.view.querySelector("[data-confirm]").textContent = final ? words.final : put(words.both_confirm, { score });
    const overtaken = this.root.entries.filter((each) => each.kind !== "incidents" && each.state === "refused" && each.because).at(-1);
    const notice = this.view.querySelector("[data-overtaken]");
    notice.hidden = !overtaken || final;
    notice.textContent = overtaken?.because ?? "";
    const turn = ["home", "away"].find((side) => !answers.has(side));
    for (const side of ["home", "away"]) this.captain(side, answers.get(side), !final && side === turn);
    const missing = 2 - answers.size;
    const disputed = [...answers.values()].some((each) => each.verdict === "disputed");
    const button = this.view.querySelector("[data-do=closing]");
    button.classList.toggle("quiet", missing > 0 && !final);
    this.view.querySelector("[data-closing]").textContent = final ? words.back : disputed ? words.close_disputed : missing === 2 ? words.close_two : missing === 1 ? words.close_one : words.close;
    const winner = winnerOf(present.result);
    this.view.querySelector("[data-next]").textContent = next && winner && !disputed ? put(words.moves_on, { team: teams[winner].name, round: next }) : "";
  }

  captain(side, answer, mine) {
    const { words } = this.data;
    const card = this.view.querySelector(`[data-captain=${side}]`);
    card.classList.toggle("now", mine);
    card.querySelector("[data-sign]").hidden = !mine;
    card.querySelector("[data-pass]").hidden = !mine;
    const state = card.querySelector("[data-state]");
    state.className = `chip ${answer ? (answer.verdict === "disputed" ? "bad" : "good") : "plain"}`;
    state.textContent = answer ? (answer.verdict === "disputed" ? words.disagrees : put(words.signed_at, { time: hour(answer.at) })) : words.missing;
    const drawn = card.querySelector("[data-signed]");
    drawn.toggleAttribute("hidden", !answer?.drawing);
    drawn.querySelector("path").setAttribute("d", answer?.drawing ?? "");
    const typed = card.querySelector("[data-typed]");
    typed.hidden = !answer || Boolean(answer.drawing && answer.verdict !== "disputed");
    typed.textContent = answer ? [answer.name, answer.reason].filter(Boolean).join(": ") : "";
  }

  tally() {
    const { words } = this.data;
    const { incidents } = this.root.found;
    const count = (...kinds) => incidents.filter((each) => kinds.includes(each.kind)).length;
    const named = incidents.filter((each) => each.kind === "score" && each.player).length;
    const said = (name, n) => (n === 1 ? words[`${name}_one`] : put(words[name], { n }));
    const cards = this.data.rules.cards ? [said("yellows", count("yellow", "second_yellow")), said("reds", count("red", "second_yellow"))] : [];
    return [named ? put(words.scorers, { n: named }) : "", ...cards].filter(Boolean).join("   ");
  }

  async clicked(button) {
    if (!button) return;
    const form = button.closest("[data-sign]");
    if (button.dataset.do === "review") return this.show(false);
    if (button.dataset.do === "type" || button.dataset.do === "object") return this.turn(form, button.dataset.do);
    if (button.dataset.do === "closing") return this.close();
  }

  // The form has three faces: a finger, a typed name, an objection with its reason.
  turn(form, face) {
    const now = form.dataset.face === face ? "" : face;
    form.dataset.face = now;
    form.querySelector("score-pad").hidden = now !== "";
    form.querySelector("[data-named]").hidden = now === "";
    form.querySelector("[data-why]").hidden = now !== "object";
    form.querySelector("[data-send] span").textContent = now === "object" ? this.data.words.send_objection : this.data.words.confirm_and_sign;
    form.querySelector("[data-mistake]").hidden = true;
  }

  async signed(event) {
    const form = event.target.closest("[data-sign]");
    if (!form) return;
    event.preventDefault();
    const { words } = this.data;
    const [side, objects, typed] = [form.dataset.sign, form.dataset.face === "object", Boolean(form.dataset.face)];
    const drawing = typed ? "" : form.querySelector("score-pad").value;
    const name = form.elements.name.value.trim();
    const reason = objects ? form.elements.reason.value.trim() : "";
    const mistake = !typed && drawing.length < 12 ? words.sign_first : name.length < 2 ? words.name_needed : objects && reason.length < 3 ? words.reason_needed : "";
    form.querySelector("[data-mistake]").hidden = !mistake;
    form.querySelector("[data-mistake]").textContent = mistake;
    if (mistake) return;
    const present = this.present();
    const body = { id: newId(), side, verdict: objects ? "disputed" : "confirmed", name, drawing, reason };
    await this.root.keep("signatures", present.report ? { ...body, report: present.report } : body, present.report ? {} : { of: present.entry.seq });
  }

  async close() {
    const present = this.present();
    const { words, teams } = this.data;
    const answers = this.answers();
    const disputed = [...answers.values()].some((each) => each.verdict === "disputed");
    if (present.status === "final" || disputed || answers.size === 2) return this.leave();
    const absent = present.result.kind === "walkover" ? put(words.no_show, { team: teams[winnerOf(present.result) === "home" ? "away" : "home"].name }) : "";
    const told = await ask(this.root, { title: words.close_without, text: words.close_without_text, reason: absent, choices: [["close", words.close, "wide", true]] });
    if (!told) return;
    await this.root.keep("closing", present.report ? { report: present.report, reason: told.reason } : { reason: told.reason }, present.report ? {} : { of: present.entry.seq });
    this.leave();
  }

  // What is kept is sent by the list's page too, or whenever a sheet is opened again.
  async leave() {
    await Promise.race([this.root.sender.flush(), new Promise((done) => setTimeout(done, 1_500))]);
    location.assign(this.root.dataset.list);
  }
}

export function winnerOf(result) {
  if (result.kind === "double_walkover" || result.kind === "abandoned") return null;
  if (result.winner) return result.winner;
  const [home, away] = result.score ?? [0, 0];
  return home === away ? null : home > away ? "home" : "away";
}

const hour = (moment) => new Date(moment).toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
