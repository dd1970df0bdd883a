// What every page gains when scripts run; without them the pages still work.
const one = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const language = document.documentElement.lang || "es-MX";

// The server's clock when it wrote the page: what this device believes may be hours off.
const written = Date.parse(one('meta[name="written-at"]')?.content ?? "");
const drift = Number.isNaN(written) ? 0 : written - Date.now();
export const serverNow = () => Date.now() + drift;

const sent = new WeakSet();
const dirty = new Set();

function guardSending() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (sent.has(form)) return event.preventDefault();
    sent.add(form);
    dirty.delete(form);
    (event.submitter ?? one("button:not([type=button])", form))?.setAttribute("aria-busy", "true");
  });
  // Coming back with the browser's arrow finds the form ready again.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    all("form").forEach((form) => sent.delete(form));
    all("[aria-busy=true]").forEach((busy) => busy.removeAttribute("aria-busy"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (!form) return;
    sent.delete(form);
    all("[aria-busy=true]", form).forEach((busy) => busy.removeAttribute("aria-busy"));
  });
}

function guardTyping() {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) dirty.add(form);
  });
  addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });
}

const typing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);

function shortcuts() {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const search = one("[data-slash]");
    if (!search) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}

// A row of places wider than the phone begins where one is.
function showPlace() {
  const here = one(".desk-places [aria-current]");
  const row = here?.closest(".desk-places");
  if (row) row.scrollLeft = here.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
}

function clicks() {
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-print],[data-opens],[data-copies]");
    if (!target) return;
    if (target.dataset.opens) return document.getElementById(target.dataset.opens)?.showModal();
    if (target.dataset.copies) return import("./elements/copied-text.js").then((each) => each.copy(target));
    print();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("form[data-filters] select")) event.target.form.requestSubmit();
  });
}

const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** "hace 3 minutos" for a moment in the past, "en 2 horas" for one to come. */
export function relative(moment, now = serverNow()) {
  const seconds = Math.round((moment - now) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS[3];
  return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

/** "34:07", or "0:00" once it is over. */
export function countdown(moment, now = serverNow()) {
  const left = Math.max(0, Math.ceil((moment - now) / 1000));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

function tick() {
  for (const time of all("time[data-ago]")) time.textContent = relative(Date.parse(time.dateTime));
  for (const time of all("time[data-countdown]")) {
    const until = Date.parse(time.dateTime);
    time.textContent = countdown(until);
    if (until > serverNow() || time.dataset.over) continue;
    time.dataset.over = "yes";
    time.dispatchEvent(new CustomEvent("countdown:over", { bubbles: true }));
  }
}

function keepTime() {
  if (!one("time[data-ago],time[data-countdown]")) return;
  tick();
  setInterval(tick, one("time[data-countdown]") ? 1000 : 30_000);
}

function tellTroubles() {
  const words = document.body.dataset.trouble;
  const tell = () => {
    const toast = Object.assign(document.createElement("div"), { className: "toast bad", textContent: words });
    toast.setAttribute("role", "alert");
    one("main")?.prepend(toast);
  };
  if (words) for (const name of ["htmx:sendError", "htmx:responseError"]) document.addEventListener(name, tell);
}

// "Falta este dato." alone does not say which: the summary names the field it leads to.
function nameMistakes() {
  for (const link of all("#error-summary a")) {
    const field = document.getElementById(link.hash.slice(1));
    const label = field?.labels?.[0] ?? (field && one("legend", field));
    const name = label?.firstChild?.textContent.trim();
    if (name) link.prepend(/[?:.]$/.test(name) ? `${name} ` : `${name}: `);
  }
}

nameMistakes();
guardSending();
guardTyping();
shortcuts();
showPlace();
clicks();
keepTime();
tellTroubles();
one("[data-focus]")?.focus();
