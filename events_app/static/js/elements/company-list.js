// The page of a company's list: a file may be dropped anywhere on its box, and Escape leaves a row out.
class DropFile extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector(".drop");
    this.input = this.querySelector("input[type=file]");
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.over(event));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, () => delete this.box.dataset.over);
    this.addEventListener("drop", (event) => this.drop(event));
  }

  over(event) {
    event.preventDefault();
    this.box.dataset.over = "yes";
  }

  drop(event) {
    event.preventDefault();
    if (event.dataTransfer?.files.length) this.input.files = event.dataTransfer.files;
  }
}

class CompanyList extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !event.target.matches("input")) return;
      event.preventDefault();
      event.target.closest("tr")?.querySelector("[data-leave]")?.click();
    });
    this.querySelector("tr.bad input")?.focus({ preventScroll: true });
  }
}

customElements.define("drop-file", DropFile);
customElements.define("company-list", CompanyList);
