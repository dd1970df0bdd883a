// Asks the worker to keep this page, and sends from the list what a sheet left behind.
import { Sender, Store } from "./score-store.js";

async function keep() {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.register("/anotar-sw.js", { scope: "/anotar" });
  const worker = registration.active ?? (await ready(registration));
  const pieces = [...document.querySelectorAll('link[rel="stylesheet"], link[rel="icon"], link[rel="modulepreload"], script[src]')]
    .map((each) => new URL(each.href || each.src, location.href))
    .filter((url) => url.origin === location.origin)
    .map((url) => url.pathname + url.search);
  const icons = document.querySelector("use[href]")?.getAttribute("href")?.split("#")[0];
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.kept && event.data.path === location.pathname) document.documentElement.dataset.kept = "";
  });
  worker.postMessage({ keep: location.pathname, pieces: icons ? [...pieces, icons] : pieces });
}

function ready(registration) {
  const worker = registration.installing ?? registration.waiting;
  return new Promise((done) => {
    if (worker.state === "activated") return done(worker);
    worker.addEventListener("statechange", () => worker.state === "activated" && done(worker));
  });
}

async function sendRest() {
  if (document.querySelector("score-sheet")) return;
  const nothing = () => undefined;
  await new Sender(await Store.open(), { onChange: nothing, onAnswer: nothing, onTrouble: nothing }).flush();
}

keep().catch(() => {});
sendRest().catch(() => {});
