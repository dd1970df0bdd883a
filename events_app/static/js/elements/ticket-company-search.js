// A box that narrows a long list of companies, without accents or case; the list itself works without it.
const bare = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

class TicketCompanySearch extends HTMLElement {
  connectedCallback() {
    const list = this.querySelector("select");
    if (!list || list.options.length < 12 || this.querySelector("input")) return;
    const box = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off", maxLength: 80 });
    box.setAttribute("aria-label", list.dataset.label ?? "");
    box.setAttribute("aria-controls", list.id);
    box.placeholder = list.dataset.label ?? "";
    const all = [...list.options];
    box.addEventListener("input", () => {
      const wanted = bare(box.value).split(/\s+/).filter(Boolean);
      const found = all.filter((each) => !each.value || wanted.every((word) => bare(each.text).includes(word)));
      list.replaceChildren(...found);
      const real = found.filter((each) => each.value);
      if (wanted.length && real.length === 1) list.value = real[0].value;
    });
    list.before(box);
  }
}

customElements.define("ticket-company-search", TicketCompanySearch);
