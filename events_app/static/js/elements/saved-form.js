// Keeps what is typed: a moment after the last key, and again when the connection comes back.
import { serverNow } from "../app.js";

const WAIT = 700;

class SavedForm extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form[data-autosave]");
    this.told = document.querySelector(".kept");
    if (!this.form || !this.told) return;
    this.form.addEventListener("input", () => this.soon());
    this.form.addEventListener("change", () => this.soon());
    addEventListener("online", () => this.unsaved && this.save());
    addEventListener("pagehide", () => this.unsaved && this.save(true));
  }

  soon() {
    this.unsaved = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), WAIT);
  }

  async save(leaving = false) {
    if (this.saving) return this.soon();
    clearTimeout(this.timer);
    this.unsaved = false;
    this.saving = !leaving;
    try {
      const answer = await fetch(this.form.action, {
        method: "POST", body: new URLSearchParams(new FormData(this.form)), keepalive: leaving,
        headers: { "x-autosave": "1" },
      });
      const said = await answer.json();
      if (!answer.ok) throw new Error(said.message ?? "");
      this.tell(true);
      this.mark(said.errors ?? {});
    } catch (error) {
      this.unsaved = true;
      this.tell(false, error.message);
    } finally {
      this.saving = false;
    }
  }

  tell(saved, words = "") {
    const line = this.told.querySelector("span");
    this.told.classList.toggle("waiting", !saved);
    if (!saved) return void (line.textContent = navigator.onLine && words ? words : this.told.dataset.unsaved);
    const time = Object.assign(document.createElement("time"), { dateTime: new Date(serverNow()).toISOString() });
    time.dataset.ago = "";
    line.replaceChildren(this.told.dataset.saved + " ", time);
    time.textContent = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto" }).format(0, "second");
  }

  mark(errors) {
    for (const field of this.form.elements) {
      if (!field.name || field.type === "radio") continue;
      const wrong = errors[field.name];
      field.toggleAttribute("aria-invalid", Boolean(wrong));
      if (wrong) field.setAttribute("aria-invalid", "true");
      const place = field.closest(".field-body");
      let told = place?.querySelector(".mistake");
      if (wrong && document.activeElement === field && !told) continue;
      if (wrong && place && !told) field.before(told = Object.assign(document.createElement("p"), { className: "mistake" }));
      if (told) wrong ? (told.textContent = wrong) : told.remove();
    }
  }
}

customElements.define("saved-form", SavedForm);
