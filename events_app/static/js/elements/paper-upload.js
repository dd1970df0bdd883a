// A photo of a phone is made smaller before it travels: prepaid data, and a 40 MB photo that would be refused.
const MOST = 2400;
const LIGHT = 1_500_000;

async function smaller(file) {
  if (!file.type.startsWith("image/") || file.size < LIGHT) return file;
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, MOST / Math.max(picture.width, picture.height));
  const canvas = Object.assign(document.createElement("canvas"), {
    width: Math.round(picture.width * scale), height: Math.round(picture.height * scale),
  });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return blob && blob.size < file.size ? new File([blob], "foto.jpg", { type: "image/jpeg" }) : file;
}

class PaperUpload extends HTMLElement {
  connectedCallback() {
    const form = this.querySelector("form");
    form.addEventListener("submit", (event) => {
      const file = form.elements.file.files[0];
      if (!file) return;
      event.preventDefault();
      this.send(form, file, event.submitter?.value ?? "replace");
    });
    const isEmpty = !form.querySelector("button[name=how]");
    if (isEmpty) form.elements.file.addEventListener("change", () => form.requestSubmit());
  }

  async send(form, file, how) {
    const buttons = form.querySelectorAll("button");
    buttons.forEach((button) => { button.disabled = true; });
    this.tell(this.dataset.working, "status");
    try {
      const body = new FormData();
      body.append("file", await smaller(file).catch(() => file));
      body.append("how", how);
      const answer = await fetch(form.action, { method: "POST", body, headers: { "x-autosave": "1" } });
      const said = await answer.json().catch(() => ({}));
      if (!answer.ok) throw new Error(said.message ?? "");
      location.hash = "";
      location.reload();
    } catch (error) {
      this.tell(error instanceof TypeError || !error.message ? this.dataset.failed : error.message, "alert");
      buttons.forEach((button) => { button.disabled = false; });
    }
  }

  tell(words, role) {
    const line = this.querySelector(".told") ?? this.appendChild(document.createElement("p"));
    line.className = role === "alert" ? "told mistake" : "told soft";
    line.setAttribute("role", role);
    line.textContent = words;
  }
}

customElements.define("paper-upload", PaperUpload);
