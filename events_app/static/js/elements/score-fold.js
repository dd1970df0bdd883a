// What the notes of a match come to, by the very rules that the house uses; the order of arrival never matters.
const POINTS = new Set(["score", "own_goal"]);
const CORRECTIONS = new Set(["undo", "amend"]);

const inOrder = (a, b) => a.moment - b.moment || a.position - b.position || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** What stands, in order: nothing undone, amendments applied, the second yellow card of somebody a sending-off. */
export function effective(noted) {
  const byId = new Map();
  for (const each of [...noted].sort(inOrder).reverse()) byId.set(each.id, each);
  const ordered = [...byId.values()].sort(inOrder);
  const undone = undoneOf(ordered);
  const standing = new Map(ordered.filter((each) => !undone.has(each.id)).map((each) => [each.id, each]));
  for (const each of ordered) {
    if (each.kind === "amend" && standing.has(each.id) && standing.has(each.names)) {
      standing.set(each.names, amended(standing.get(each.names), each));
    }
  }
  return sentOff(ordered.filter((each) => standing.has(each.id) && !CORRECTIONS.has(each.kind)).map((each) => standing.get(each.id)));
}

/** `score` and `periods` (number to pair) of what stands. */
export function sheet(noted) {
  const incidents = effective(noted);
  const periods = new Map();
  for (const each of incidents) {
    if (!POINTS.has(each.kind) || !each.side) continue;
    const pair = periods.get(each.period) ?? [0, 0];
    pair[each.side === "home" ? 0 : 1] += each.value;
    periods.set(each.period, pair);
  }
  const sorted = new Map([...periods].sort(([a], [b]) => a - b));
  const score = [0, 1].map((side) => [...sorted.values()].reduce((sum, pair) => sum + pair[side], 0));
  return { incidents, score, periods: sorted };
}

export function setIsOver(rules, number, points) {
  const more = Math.max(...points);
  const less = Math.min(...points);
  const needed = (number === rules.count ? rules.last_points_to : rules.points_to) || 1;
  const tieBreak = needed < 10 && more === needed + 1 && more - less === 1;
  return more >= needed && (more - less >= rules.lead || tieBreak);
}

export function setsWon(found, rules) {
  const over = [...found.periods].filter(([number, points]) => setIsOver(rules, number, points)).map(([, points]) => points);
  return [over.filter(([home, away]) => home > away).length, over.filter(([home, away]) => away > home).length];
}

export const shown = (found, rules) => (rules.by_sets ? setsWon(found, rules) : found.score);

export function outs(found) {
  const made = found.incidents.filter((each) => each.kind === "out");
  return made.length ? ["home", "away"].map((side) => made.filter((each) => each.side === side).length) : null;
}

/** The parts of the match as the result writes them. */
export function parts(found, rules) {
  if (rules.by_sets) return [...found.periods].filter(([number, points]) => number > 0 && (points[0] || points[1])).map(([, points]) => points);
  const begun = found.incidents.filter((each) => each.kind === "period").map((each) => each.period);
  if (found.periods.has(0) || !(begun.length || found.periods.size)) return [];
  const last = Math.max(...begun, ...found.periods.keys());
  return Array.from({ length: last }, (_, place) => found.periods.get(place + 1) ?? [0, 0]);
}

function undoneOf(ordered) {
  const undos = new Map();
  for (const each of ordered) if (each.kind === "undo") undos.set(each.names, [...(undos.get(each.names) ?? []), each.id]);
  const known = new Map();
  const isUndone = (name, asking) => {
    if (asking.has(name)) return true;
    if (!known.has(name)) known.set(name, (undos.get(name) ?? []).some((undo) => !isUndone(undo, new Set([...asking, name]))));
    return known.get(name);
  };
  return new Set(ordered.filter((each) => isUndone(each.id, new Set())).map((each) => each.id));
}

const amended = (incident, by) => ({ ...incident, player: by.player, value: by.value, minute: by.minute ?? incident.minute });

function sentOff(incidents) {
  const booked = new Set();
  return incidents.map((each) => {
    if (each.kind !== "yellow" || each.player == null) return each;
    const key = `${each.side}:${each.player}`;
    const second = booked.has(key);
    booked.add(key);
    return second ? { ...each, kind: "second_yellow" } : each;
  });
}
