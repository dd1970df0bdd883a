// Keeps on this phone the score sheets that were opened on it, so that they open at a field without network.
const STORE = "score-1";
const SHEET = /^\/anotar(\/\d+)?$/;
const PIECE = /^\/static\//;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const { keep, pieces = [] } = event.data ?? {};
  if (typeof keep !== "string" || !SHEET.test(keep)) return;
  event.waitUntil(store(keep, pieces).then((kept) => event.source?.postMessage({ kept, path: keep })));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && SHEET.test(url.pathname)) return event.respondWith(sheet(event.request, url));
  if (PIECE.test(url.pathname)) event.respondWith(piece(event.request));
});

async function store(path, pieces) {
  try {
    const [cache, answer] = await Promise.all([caches.open(STORE), fetch(path, { credentials: "same-origin" })]);
    if (!answer.ok || answer.redirected) return false;
    await cache.put(path, answer);
    const ours = pieces.filter((each) => typeof each === "string" && PIECE.test(each));
    await Promise.all(ours.map((each) => cache.add(each)));
    return true;
  } catch {
    return false;
  }
}

// The network's word comes first; whoever signed out, or may no longer keep this score, leaves nothing behind.
async function sheet(request, url) {
  const cache = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    if (answer.type === "opaqueredirect" || answer.status === 404) await cache.delete(url.pathname);
    else if (answer.ok && (await cache.match(url.pathname))) await cache.put(url.pathname, answer.clone());
    return answer;
  } catch (away) {
    const kept = await cache.match(url.pathname);
    if (kept) return kept;
    throw away;
  }
}

async function piece(request) {
  try {
    return await fetch(request);
  } catch (away) {
    const kept = await caches.match(request);
    if (kept) return kept;
    throw away;
  }
}
