// Says each note in words: "Gol de Castañeda, 17".

export const put = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

export function personOf(data, id) {
  for (const team of Object.values(data.teams)) {
    const found = team.players.find((each) => each.id === id);
    if (found) return found;
  }
  return null;
}

export function whoIs(data, id) {
  const person = id == null ? null : personOf(data, id);
  return person ? [person.name, person.number].filter((each) => each !== null && each !== "").join(", ") : data.words.nobody;
}

/** What happened, without whose team it was. */
export function told(data, note) {
  const { words, rules } = data;
  const said = (text, what) => (note.player == null ? (rules.by_sets ? what : `${what}, ${words.nobody}`) : put(text, { what, who: whoIs(data, note.player) }));
  const period = words.periods[note.period - 1] ?? `${note.period}`;
  switch (note.kind) {
    case "score":
      return said(words.by, rules.values.length > 1 ? `+${note.value}` : words.add);
    case "own_goal":
      return said(words.by, words.own_goal);
    case "yellow":
    case "second_yellow":
    case "red":
      return said(words.card_to, words[note.kind]);
    case "out":
      return words.out;
    case "period":
      return put(words.begins, { what: note.side ? `${period} · ${data.teams[note.side].short}` : period });
    case "pause":
      return words.paused;
    case "resume":
      return words.resumed;
  }
  return note.note || note.kind;
}

export function shirtOf(root, colours) {
  const path = root.querySelector("path");
  path.setAttribute("fill", colours[0]);
  path.setAttribute("stroke", colours[1]);
}
