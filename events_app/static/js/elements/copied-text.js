// A button that copies a text: by the browser where it may, marked for the hand where not.

/** Copies what the button carries, and says so on it. */
export async function copy(button) {
  const words = button.querySelector("span") ?? button;
  const done = (await byBrowser(button.dataset.copies)) || byHand(button);
  if (done && button.dataset.copied) words.textContent = button.dataset.copied;
  if (!done) words.textContent = document.body.dataset.copyByHand ?? words.textContent;
}

// Browsers give the clipboard only to pages over https, and not to all of those.
async function byBrowser(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

// The text stands there marked, so that whoever presses Ctrl+C, or the finger, has it.
function byHand(button) {
  const next = button.nextElementSibling;
  const shown = next?.matches("input.copied-text") ? next : Object.assign(document.createElement("input"), {
    className: "copied-text", readOnly: true, value: button.dataset.copies,
  });
  shown.setAttribute("aria-label", button.textContent.trim());
  button.after(shown);
  shown.focus();
  shown.select();
  const done = document.execCommand("copy");
  if (done) shown.remove();
  return done;
}
