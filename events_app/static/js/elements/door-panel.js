// The supervisor's view of all gates: when something is read anywhere, the numbers are asked for anew.
const BREATH = 1_000;

class DoorPanel extends HTMLElement {
  connectedCallback() {
    let first = true;
    this.source = new EventSource(this.dataset.live);
    this.source.addEventListener("counts", () => {
      if (first) return void (first = false);
      this.timer ??= setTimeout(() => this.refresh(), BREATH);
    });
  }

  disconnectedCallback() {
    this.source.close();
    clearTimeout(this.timer);
  }

  // What somebody is about to press does not move away under the finger.
  async refresh() {
    this.timer = undefined;
    if (this.contains(document.activeElement)) return void (this.timer = setTimeout(() => this.refresh(), BREATH));
    const answer = await fetch(this.dataset.panel).catch(() => null);
    if (answer?.ok && !answer.redirected) this.innerHTML = await answer.text();
  }
}

customElements.define("door-panel", DoorPanel);
