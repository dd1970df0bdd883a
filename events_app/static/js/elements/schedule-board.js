// Matches are dragged to another hour and field, or picked up with Enter and put down with Enter.
// Nothing is saved here: each move is sent to be reviewed, and the review brings its own button.
const SMALL_STEPS = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] };

class ScheduleBoard extends HTMLElement {
  connectedCallback() {
    this.review = this.querySelector(".moves-review");
    this.word = this.querySelector(".board-word");
    this.moves = new Map();
    this.held = null;
    for (const card of this.querySelectorAll(".slot-match[draggable]")) this.prepare(card);
    for (const cell of this.querySelectorAll("td[data-cell]")) this.welcome(cell);
  }

  prepare(card) {
    card.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", card.dataset.match));
    card.addEventListener("keydown", (event) => {
      if (event.key === " ") {
        event.preventDefault();
        this.pick(card);
      }
    });
  }

  welcome(cell) {
    cell.addEventListener("dragover", (event) => {
      event.preventDefault();
      cell.classList.add("over");
    });
    cell.addEventListener("dragleave", () => cell.classList.remove("over"));
    cell.addEventListener("drop", (event) => {
      event.preventDefault();
      cell.classList.remove("over");
      const card = this.card(event.dataTransfer.getData("text/plain"));
      if (card) this.move(card, cell);
    });
    cell.addEventListener("keydown", (event) => this.key(event, cell));
  }

  card(match) {
    return this.querySelector(`.slot-match[draggable][data-match="${CSS.escape(match)}"]`);
  }

  /** With the space bar a match is held; the cells of its sport can then be reached with Tab and the arrows. */
  pick(card) {
    this.drop();
    this.held = card;
    card.classList.add("held");
    const cells = this.cells(card);
    for (const cell of cells) cell.tabIndex = 0;
    this.say(this.dataset.held.replace("{match}", card.querySelector(".strong").textContent));
    (card.closest("td") ?? cells[0])?.focus();
  }

  drop() {
    this.held?.classList.remove("held");
    for (const cell of this.querySelectorAll("td[tabindex]")) cell.removeAttribute("tabindex");
    this.held = null;
  }

  key(event, cell) {
    if (!this.held || event.target !== cell) return;
    if (event.key === "Escape") {
      const card = this.held;
      this.drop();
      this.say(this.dataset.dropped);
      return card.focus();
    }
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      const card = this.held;
      this.drop();
      this.move(card, cell);
      return card.focus();
    }
    const step = SMALL_STEPS[event.key];
    if (!step) return;
    event.preventDefault();
    this.neighbour(cell, step)?.focus();
  }

  neighbour(cell, [down, right]) {
    const row = cell.parentElement;
    const rows = [...row.parentElement.children];
    const next = rows[rows.indexOf(row) + down]?.children[[...row.children].indexOf(cell) + right];
    return next?.matches("td[data-cell]") ? next : null;
  }

  cells(card) {
    return [...this.querySelectorAll(`td[data-cell][data-sport="${card.dataset.sport}"]:not(.closed)`)];
  }

  /** Puts the match there; one that stood there goes where this one came from. */
  move(card, cell) {
    const from = card.closest("td") ?? this.querySelector(".unplaced");
    if (cell === from || !this.cells(card).includes(cell)) return;
    const other = cell.querySelector(".slot-match[draggable]");
    cell.append(card);
    this.note(card, cell.dataset.cell);
    if (other && from) {
      from.append(other);
      this.note(other, from.dataset.cell ?? "|");
    }
    const words = this.dataset.moved.replace("{match}", card.querySelector(".strong").textContent);
    this.say(words.replace("{place}", cell.dataset.name));
    this.ask();
  }

  note(card, place) {
    const back = place === card.dataset.was;
    card.classList.toggle("moved", !back);
    if (back) this.moves.delete(card.dataset.match);
    else this.moves.set(card.dataset.match, `${card.dataset.match}|${place}|${card.dataset.was}`);
  }

  async ask() {
    const body = new URLSearchParams();
    for (const move of this.moves.values()) body.append("move", move);
    const turn = (this.turn = (this.turn ?? 0) + 1);
    try {
      const answer = await fetch(this.dataset.review, { method: "POST", body, headers: { "HX-Request": "true" } });
      const html = await answer.text();
      if (turn === this.turn && answer.ok) this.review.innerHTML = html;
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      this.say(document.body.dataset.trouble);
    }
  }

  say(words) {
    this.word.textContent = words;
  }
}

customElements.define("schedule-board", ScheduleBoard);
