// Keeps on this phone the tickets that were opened on it, so that they open at a gate without network. Nothing else.
const STORE = "tickets-1";
const TICKET = /^\/T\/[A-Z2-7]{26}$/i;
const PIECE = /^\/static\//;
const AWAY = "/sin-conexion";

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("message", (event) => {
  const { keep, pieces = [] } = event.data ?? {};
  if (typeof keep !== "string" || !TICKET.test(keep)) return;
  event.waitUntil(store(keep, pieces).then((kept) => event.source?.postMessage({ kept, path: keep })));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (event.request.mode === "navigate" && TICKET.test(url.pathname)) return event.respondWith(ticket(event.request, url));
  if (PIECE.test(url.pathname)) event.respondWith(piece(event.request));
});

async function store(path, pieces) {
  try {
    const [cache, answer] = await Promise.all([caches.open(STORE), fetch(path, { credentials: "same-origin" })]);
    if (!answer.ok) return false;
    await cache.put(path, answer);
    await cache.add(AWAY);
    const ours = pieces.filter((each) => typeof each === "string" && PIECE.test(each));
    await Promise.all(ours.map(async (each) => (await cache.match(each)) ?? cache.add(each)));
    return true;
  } catch {
    return false;
  }
}

// The network's word comes first, because a ticket may have been cancelled; a dead link is forgotten.
async function ticket(request, url) {
  const cache = await caches.open(STORE);
  try {
    const answer = await fetch(request);
    if (answer.ok && (await cache.match(url.pathname))) await cache.put(url.pathname, answer.clone());
    if (answer.status === 404 || answer.status === 410) await cache.delete(url.pathname);
    return answer;
  } catch (away) {
    const kept = (await cache.match(url.pathname)) ?? (await cache.match(AWAY));
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
