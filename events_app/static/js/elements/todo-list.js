// J and K walk through what the office has to do; Enter then follows the link that has the focus.
const list = document.querySelector("[data-todo]");
const links = () => [...list.querySelectorAll(".todo-row > a.button")];
const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const step = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (!step) return;
  const all = links();
  const next = all.indexOf(document.activeElement) + step;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
});
