"""What a careful eye objects to in a real browser: errors, sideways scrolling, barriers."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Response, expect

AXE = Path(__file__).parent / "axe" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# At its end a page's bar lies below all that it covers on the way there.
RUN_AXE = """async (tags) => {
    const before = scrollY;
    scrollTo(0, document.documentElement.scrollHeight);
    const found = (await axe.run(document, {runOnly: {type: 'tag', values: tags}})).violations;
    scrollTo(0, before);
    return found.map(each => each.id + ': ' + each.nodes.map(node => node.target.join(' ')).join(', '));
}"""
OVERFLOW = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth + 1)
        .map(each => each.tagName.toLowerCase() + '.' + each.className).slice(0, 5).concat('scrolls sideways')"""
# Chromium writes this for every answer of 400 or more, a form with a mistake included; `watch` judges those itself.
NOT_A_SCRIPT = "Failed to load resource"
# A busy machine is slow, never wrong: what a page is expected to say may take as long as a press on it.
expect.set_options(timeout=20_000)


def watch(page: Page, base_url: str) -> list[str]:
    """Collects what goes wrong on this page: script errors, broken pieces, 500s and requests to anybody else."""
    seen: list[str] = []
    page.on("pageerror", lambda error: seen.append(f"script error: {error}"))
    page.on(
        "console",
        lambda said: (
            seen.append(f"console: {said.text}") if said.type == "error" and NOT_A_SCRIPT not in said.text else None
        ),
    )
    page.on("response", lambda answer: seen.extend(_objections(answer, base_url)))
    return seen


def _objections(answer: Response, base_url: str) -> list[str]:
    ours = answer.url.startswith((base_url, "data:", "blob:"))
    piece = answer.request.resource_type != "document"
    found = [] if ours else [f"a request to somebody else: {answer.url}"]
    if answer.status >= 500 or (piece and answer.status >= 400):
        found.append(f"{answer.status}: {answer.url}")
    return found


async def assert_accessible(page: Page) -> None:
    """No violation of WCAG 2.2 AA nor of axe's best practices, as the page stands now."""
    await page.wait_for_load_state()
    await page.evaluate(_axe())
    violations: list[Any] = await page.evaluate(RUN_AXE, WCAG)
    assert violations == [], f"{page.url}: {violations}"


async def assert_fits(page: Page) -> None:
    """The page is no wider than its window, looked at once it stands: a click may have left for the next one."""
    await page.wait_for_load_state()
    outside = await page.evaluate(OVERFLOW)
    assert outside == [], f"{page.url}: {outside}"


@cache
def _axe() -> str:
    return AXE.read_text("utf-8") + "; void 0"
