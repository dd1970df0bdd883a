// The sheet that asks who: shirt numbers as large buttons, after the goal is already saved.
import { put, shirtOf } from "./score-notes.js";

/**
 * Opens the sheet for one note. `choices` are [value, words, tone]; resolves to {player}, {choice} or null when closed.
 */
export function askWho(root, data, { side, title, text, scored, booked, chosen, choices, legend }) {
  const dialog = root.querySelector("[data-dialog=who]");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("[data-who-text]").textContent = text;
  shirtOf(dialog, data.teams[side].colours);
  dialog.querySelector("[data-legend]").hidden = !legend || !scored.size;
  dialog.querySelector("[data-people]").replaceChildren(
    ...data.teams[side].players.filter((each) => legend !== true || !each.official).map((each) => person(data, each, { goals: scored.get(each.id) ?? 0, booked: booked.has(each.id), chosen: each.id === chosen })),
  );
  dialog.querySelector("[data-choices]").replaceChildren(...choices.map(([value, words, tone]) => button(value, words, tone)));
  return new Promise((resolve) => {
    const pick = (event) => {
      const target = event.target.closest("button");
      if (!target) return;
      resolve(target.dataset.player ? { player: Number(target.dataset.player) } : { choice: target.value });
      dialog.close();
    };
    dialog.addEventListener("click", pick);
    dialog.addEventListener("close", () => (dialog.removeEventListener("click", pick), resolve(null)), { once: true });
    dialog.showModal();
  });
}

/** A question with a few answers, and a reason when asked for; resolves to {choice, reason} or null. */
export function ask(root, { title, text = "", reason = null, choices }) {
  const dialog = root.querySelector("[data-dialog=ask]");
  const field = dialog.querySelector("[data-ask-field]");
  const input = field.querySelector("input");
  dialog.querySelector("h2").textContent = title;
  dialog.querySelector("[data-ask-text]").textContent = text;
  field.hidden = reason === null;
  input.value = reason ?? "";
  input.required = false;
  dialog.querySelector("[data-asked]").replaceChildren(...choices.map(([value, words, tone]) => button(value, words, tone ?? "wide")));
  return new Promise((resolve) => {
    const form = dialog.querySelector("form");
    const answer = (event) => {
      const choice = event.submitter?.value ?? "";
      const needs = choices.find(([value]) => value === choice)?.[3];
      if (needs && input.value.trim().length < 3) {
        event.preventDefault();
        field.hidden = false;
        input.required = true;
        return input.reportValidity() || input.focus();
      }
      resolve(choice ? { choice, reason: input.value.trim() } : null);
    };
    form.addEventListener("submit", answer);
    dialog.addEventListener("close", () => (form.removeEventListener("submit", answer), resolve(null)), { once: true });
    dialog.showModal();
  });
}

function person(data, each, { goals, booked, chosen }) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `score-person${goals ? " scored" : ""}${chosen ? " chosen" : ""}`;
  made.dataset.player = each.id;
  made.disabled = !each.allowed;
  const number = Object.assign(document.createElement("b"), { textContent: each.number ?? "–" });
  const name = Object.assign(document.createElement("span"), { textContent: each.suspended ? `${each.name} · ${data.words.suspended}` : each.name });
  made.append(number, " ", name);
  if (booked) made.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: data.words.booked }));
  if (goals) made.append(Object.assign(document.createElement("i"), { textContent: "●".repeat(Math.min(goals, 4)) }));
  if (booked) made.append(sign("yellow", "booked"));
  return made;
}

export function sign(kind, more = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `score-card-sign ${kind} ${more}`);
  svg.setAttribute("viewBox", "0 0 20 28");
  svg.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x: 1, y: 1, width: 18, height: 26, rx: 4 })) shape.setAttribute(name, value);
  svg.append(shape);
  return svg;
}

function button(value, words, tone = "") {
  const made = Object.assign(document.createElement("button"), { value, className: `button quiet ${tone ?? ""}`.trim() });
  made.append(Object.assign(document.createElement("span"), { textContent: words }));
  return made;
}

export { put };
