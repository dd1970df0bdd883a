// The pay page looks again when its time is over; the page after paying asks until there is news, and only then changes.
const EVERY = 4000;

document.addEventListener("countdown:over", () => location.reload());

async function ask() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer.ok && !(await answer.text()).includes("data-waiting")) return location.reload();
  } catch {
    // The line is down: ask again.
  }
  setTimeout(ask, EVERY);
}

if (document.querySelector("[data-waiting]")) setTimeout(ask, EVERY);
