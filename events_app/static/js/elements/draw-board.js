// Turns the list of teams with a select each into columns where teams are dragged, or moved with the arrows.
// The selects stay the truth that is sent; what cannot be is refused at once and said aloud.
class DrawBoard extends HTMLElement {
  connectedCallback() {
    this.table = this.querySelector("table");
    this.teams = [...this.querySelectorAll("[data-team]")].map((row) => ({
      id: row.dataset.team, name: row.dataset.name, company: row.dataset.company, select: row.querySelector("select"),
    }));
    this.places = [...this.teams[0].select.options].map((option) => option.textContent);
    this.most = Number(this.dataset.most);
    this.groups = Number(this.dataset.apart || 0);
    this.word = this.querySelector("p.board-word") ?? this.make("p", { className: "board-word", role: "status" });
    this.board = this.make("div", { className: "draw-columns" });
    const help = this.make("p", { className: "soft small", textContent: this.dataset.help });
    this.table.hidden = true;
    this.prepend(help, this.board, this.word);
    this.draw();
  }

  make(tag, values = {}) {
    const made = Object.assign(document.createElement(tag), values);
    if (values.role) made.setAttribute("role", values.role);
    return made;
  }

  at(team) {
    return Number(team.select.value || 0);
  }

  draw(focus = null) {
    this.board.replaceChildren(...this.places.map((name, place) => this.column(name, place)));
    if (focus) this.board.querySelector(`[data-card="${focus.id}"]`)?.focus();
  }

  column(name, place) {
    const column = this.make("section", { className: place ? "draw-column" : "draw-column waiting" });
    const inside = this.teams.filter((team) => this.at(team) === place);
    const title = place ? `${this.dataset.place} ${name}` : `${this.dataset.waiting} (${inside.length})`;
    column.append(this.make("h2", { textContent: title }), ...inside.map((team) => this.card(team)));
    column.addEventListener("dragover", (event) => event.preventDefault());
    column.addEventListener("drop", (event) => {
      event.preventDefault();
      const team = this.teams.find((each) => each.id === event.dataTransfer.getData("text/plain"));
      if (team) this.move(team, place);
    });
    return column;
  }

  card(team) {
    const card = this.make("button", { type: "button", className: "draw-card", draggable: true });
    card.dataset.card = team.id;
    card.append(this.make("span", { className: "strong", textContent: team.name }));
    card.append(this.make("small", { className: "soft", textContent: team.company }));
    card.addEventListener("dragstart", (event) => event.dataTransfer.setData("text/plain", team.id));
    card.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.step(team, step);
    });
    return card;
  }

  /** The next place in that direction that takes the team; the first refusal is said when none does. */
  step(team, way) {
    let refused = "";
    for (let place = this.at(team) + way; place >= 0 && place < this.places.length; place += way) {
      const why = this.refusal(team, place);
      if (!why) return this.move(team, place);
      refused ||= why;
    }
    this.say(refused);
  }

  refusal(team, place) {
    if (place === 0) return "";
    const inside = this.teams.filter((each) => each !== team && this.at(each) === place);
    if (inside.length >= this.most) return this.dataset.full;
    if (!this.groups || !team.company) return "";
    const all = this.teams.filter((each) => each.company === team.company).length;
    const mates = inside.filter((each) => each.company === team.company).length;
    return mates + 1 > Math.ceil(all / this.groups) ? this.dataset.mate.replace("{company}", team.company) : "";
  }

  move(team, place) {
    const why = this.refusal(team, place);
    if (why) return this.say(why, true);
    team.select.value = place ? String(place) : "";
    team.select.dispatchEvent(new Event("input", { bubbles: true }));
    const name = place ? `${this.dataset.place} ${this.places[place]}` : this.dataset.waiting;
    this.say(this.dataset.moved.replace("{team}", team.name).replace("{place}", name));
    this.draw(team);
  }

  say(words, bad = false) {
    this.word.textContent = words;
    this.word.classList.toggle("mistake", bad);
  }
}

customElements.define("draw-board", DrawBoard);
