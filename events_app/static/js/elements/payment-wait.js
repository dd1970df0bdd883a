// The pay page looks again when its time is over; the page after paying asks until there is news, and only then changes.
const waiting = document.querySelector("[data-waiting]");

document.addEventListener("countdown:over", () => location.reload());

const again = () => setTimeout(ask, waiting.dataset.every * 1000);

async function ask() {
  if (document.hidden) return document.addEventListener("visibilitychange", ask, { once: true });
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const news = answer.ok && !(await answer.text()).includes(`data-waiting="${waiting.dataset.waiting}"`);
    if (news) return location.reload();
  } catch {
    // The line is down: ask again.
  }
  again();
}

if (waiting) again();
