// Asks the worker to keep this ticket, and says so only once it is really kept.
const said = document.querySelector("[data-stored]");

async function keep() {
  if (!("serviceWorker" in navigator) || !document.querySelector("[data-ticket] .ticket-qr")) return;
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.kept && event.data.path === location.pathname && said) said.hidden = false;
  });
  const registration = await navigator.serviceWorker.register("/boleto-sw.js", { scope: "/T/" });
  const worker = registration.active ?? (await ready(registration));
  const pieces = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], script[src]')]
    .map((each) => new URL(each.href || each.src, location.href))
    .filter((url) => url.origin === location.origin)
    .map((url) => url.pathname + url.search);
  const icons = document.querySelector("use[href]")?.getAttribute("href")?.split("#")[0];
  worker.postMessage({ keep: location.pathname, pieces: icons ? [...pieces, icons] : pieces });
}

function ready(registration) {
  const worker = registration.installing ?? registration.waiting;
  return new Promise((done) => {
    if (worker.state === "activated") return done(worker);
    worker.addEventListener("statechange", () => worker.state === "activated" && done(worker));
  });
}

keep().catch(() => {});
