// Draws the playing view of the score sheet from what stands now.
import { face, playedSeconds } from "./score-clock.js";
import { setsWon, shown } from "./score-fold.js";
import { put, told } from "./score-notes.js";
import { sign } from "./score-who.js";

const MOST_SHOWN = 6;
const NEVER = new Set(["note"]);

export function drawPlay(root, { data, found, clock, entries, ready }) {
  const { rules, words } = data;
  const points = found.periods.get(clock.period) ?? [0, 0];
  for (const [place, side] of ["home", "away"].entries()) {
    const half = root.querySelector(`.score-half[data-side=${side}]`);
    half.querySelector("[data-score]").textContent = rules.by_sets ? points[place] : found.score[place];
    half.classList.toggle("bats", clock.batting === side);
    const detail = half.querySelector("[data-detail]");
    detail.hidden = !rules.by_sets;
    detail.textContent = rules.by_sets ? put(words.sets, { score: setsWon(found, rules)[place] }) : "";
    for (const add of half.querySelectorAll("[data-add]")) add.disabled = !ready || (rules.kind === "inning" && clock.batting !== null && clock.batting !== side);
  }
  root.querySelector("[data-where]").textContent = [`${data.title}`, clock.period ? period(data, clock) : words.not_started].filter(Boolean).join(" · ");
  root.querySelector("[data-clock-word]").textContent = clock.period === 0 ? words.start : clock.since === null ? words.resume : words.pause;
  const out = root.querySelector("[data-outs]");
  if (out) out.textContent = `${words.out} (${found.incidents.filter((each) => each.kind === "out" && each.period === clock.period && each.side === clock.batting).length})`;
  drawLast(root, { data, found, entries });
  drawClock(root, { data, clock, found });
}

export function drawClock(root, { data, clock, found, at = Date.now() }) {
  const box = root.querySelector("[data-clock]");
  const text = data.rules.minutes ? face(playedSeconds(clock, data.rules, at)) : shown(found, data.rules).join("–");
  if (box.textContent !== text) box.textContent = text;
  box.classList.toggle("stopped", clock.since === null);
}

export function period(data, clock) {
  const name = data.words.periods[clock.period - 1] ?? String(clock.period);
  return clock.batting ? `${name} · ${data.teams[clock.batting].short}` : name;
}

/** What the undo button takes back: the last thing that stands. */
export const lastOf = (found) => found.incidents.filter((each) => !NEVER.has(each.kind)).at(-1) ?? null;

function drawLast(root, { data, found, entries }) {
  const late = new Map(entries.filter((each) => each.kind === "incidents" && each.state !== "sent").map((each) => [each.body.id, each]));
  for (const each of entries) if (each.kind === "incidents" && each.body.kind === "amend" && each.state === "waiting" && !late.has(each.body.names)) late.set(each.body.names, each);
  const refused = entries.filter((each) => each.kind === "incidents" && each.state === "refused");
  const lines = [...refused.map((each) => line(data, found, { ...each.body, refused: each.because }, late)), ...found.incidents.slice(-MOST_SHOWN).reverse().map((each) => line(data, found, each, late))];
  root.querySelector("[data-last]").replaceChildren(...lines);
  root.querySelector("[data-none]").hidden = lines.length > 0;
  const last = lastOf(found);
  root.querySelector("[data-undo]").textContent = last ? [told(data, last), last.minute == null ? "" : `${last.minute}′`].filter(Boolean).join(", ") : data.words.nothing;
  root.querySelector("[data-do=undo]").disabled = !last;
}

function line(data, found, each, late) {
  const item = document.createElement("li");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "link" });
  button.dataset.note = each.refused === undefined ? each.id : "";
  const minute = Object.assign(document.createElement("b"), { textContent: each.minute == null ? "" : `${each.minute}′` });
  const mark = each.kind.includes("yellow") || each.kind === "red" ? sign(each.kind) : Object.assign(document.createElement("span"), { className: each.kind === "score" || each.kind === "own_goal" ? "score-dot" : "" });
  const words = document.createElement("span");
  words.append(told(data, each));
  const detail = [each.side ? data.teams[each.side].name : "", scoreAt(data, found, each)].filter(Boolean).join(" · ");
  words.append(Object.assign(document.createElement("small"), { textContent: each.refused ?? detail }));
  button.append(minute, mark, words);
  if (each.refused !== undefined || late.has(each.id)) {
    const state = Object.assign(document.createElement("span"), { className: `late${each.refused !== undefined ? " refused" : ""}`, textContent: each.refused !== undefined ? data.words.refused : data.words.pending });
    button.append(state);
  }
  item.append(button);
  return item;
}

function scoreAt(data, found, each) {
  if (each.kind !== "score" && each.kind !== "own_goal") return "";
  const score = [0, 0];
  for (const other of found.incidents) {
    if ((other.kind === "score" || other.kind === "own_goal") && (!data.rules.by_sets || other.period === each.period)) score[other.side === "home" ? 0 : 1] += other.value;
    if (other.id === each.id) return score.join("–");
  }
  return "";
}
