// A region that asks for itself again when the server says that it changed; what is being typed stays.
class LivePart extends HTMLElement {
  connectedCallback() {
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("message", () => this.refresh());
  }

  disconnectedCallback() {
    this.source.close();
  }

  async refresh() {
    if (this.asking) return void (this.again = true);
    this.asking = true;
    try {
      const answer = await fetch(this.getAttribute("part"), { headers: { Accept: "text/html" } });
      if (answer.ok) this.show(await answer.text());
    } catch {
      // The line is down: the next news brings it.
    } finally {
      this.asking = false;
    }
    if (this.again) {
      this.again = false;
      this.refresh();
    }
  }

  // Somebody is writing a reason or has a drawer open: the page changes once they are done.
  show(html) {
    const focused = this.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
    if (focused) {
      this.waiting = html;
      this.addEventListener("focusout", () => setTimeout(() => this.waiting && this.show(this.waiting), 150), { once: true });
      return;
    }
    this.waiting = null;
    const open = [...this.querySelectorAll("details")].map((each) => each.open);
    const summaries = [...this.querySelectorAll("summary")].map((each) => each.textContent);
    this.innerHTML = html;
    for (const each of this.querySelectorAll("details")) {
      const place = summaries.indexOf(each.querySelector("summary").textContent);
      if (place >= 0) each.open = open[place];
    }
  }
}

customElements.define("live-part", LivePart);
