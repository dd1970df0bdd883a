// A region that stays true: the server sends it whole, or says that it changed and the region asks for it.
class GolfLive extends HTMLElement {
  connectedCallback() {
    this.source = new EventSource(this.getAttribute("src"));
    this.source.addEventListener("message", (event) => this.news(event.data));
    document.addEventListener("golf:said", this.asked = () => this.fetch());
  }

  disconnectedCallback() {
    this.source.close();
    document.removeEventListener("golf:said", this.asked);
  }

  news(text) {
    if (this.hasAttribute("part")) return this.fetch();
    this.show(text);
  }

  async fetch() {
    const part = this.getAttribute("part");
    if (!part) return;
    if (this.fetching) return void (this.again = true);
    this.fetching = true;
    try {
      const answer = await fetch(part, { headers: { Accept: "text/html" } });
      if (answer.ok) this.show(await answer.text());
    } catch {
      // The line is down: the next news brings it.
    } finally {
      this.fetching = false;
    }
    if (this.again) {
      this.again = false;
      this.fetch();
    }
  }

  show(html) {
    // Somebody is correcting a number: what they see must not move under the thumb.
    const open = this.querySelector("details[open]");
    if (open) return open.addEventListener("toggle", () => this.show(html), { once: true });
    this.innerHTML = html;
    this.dispatchEvent(new CustomEvent("golf:shown", { bubbles: true }));
  }
}

customElements.define("golf-live", GolfLive);
