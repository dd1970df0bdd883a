// Keeps on this phone the pages that were opened on it, so that they open without network: its worker says which.
const PIECE = /^\/static\//;

// `store` names the cache; `pages` are the paths that may be kept; `away` is shown for one that is not.
function keepPages({ store, pages, away = "" }) {
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));

  addEventListener("message", (event) => {
    const { keep, pieces = [] } = event.data ?? {};
    if (typeof keep !== "string" || !pages.test(keep)) return;
    event.waitUntil(kept(keep, pieces).then((done) => event.source?.postMessage({ kept: done, path: keep })));
  });

  addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (event.request.method !== "GET" || url.origin !== location.origin) return;
    if (event.request.mode === "navigate" && pages.test(url.pathname)) return event.respondWith(opened(event.request, url));
    if (PIECE.test(url.pathname)) event.respondWith(piece(event.request));
  });

  async function kept(path, pieces) {
    try {
      const [cache, answer] = await Promise.all([caches.open(store), fetch(path, { credentials: "same-origin" })]);
      if (!answer.ok || answer.redirected) return false;
      await cache.put(path, answer);
      if (away) await cache.add(away);
      const ours = pieces.filter((each) => typeof each === "string" && PIECE.test(each));
      await Promise.all(ours.map((each) => cache.add(each)));
      return true;
    } catch {
      return false;
    }
  }

  // The network's word comes first: what was cancelled, or is no longer this person's, leaves nothing behind.
  async function opened(request, url) {
    const cache = await caches.open(store);
    try {
      const answer = await fetch(request);
      if (answer.type === "opaqueredirect" || [404, 410].includes(answer.status)) await cache.delete(url.pathname);
      else if (answer.ok && (await cache.match(url.pathname))) await cache.put(url.pathname, answer.clone());
      return answer;
    } catch (offline) {
      const found = (await cache.match(url.pathname)) ?? (away && (await cache.match(away)));
      if (found) return found;
      throw offline;
    }
  }

  async function piece(request) {
    try {
      return await fetch(request);
    } catch (offline) {
      const found = await caches.match(request);
      if (found) return found;
      throw offline;
    }
  }
}
