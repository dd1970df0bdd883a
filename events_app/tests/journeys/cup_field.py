"""What a scorekeeper does on a phone: goals with their scorers, the captains' signatures, absence, and the closing."""

from dataclasses import dataclass
from typing import Literal

from playwright.async_api import Page, expect

from events_app.tests.journeys.cup import stronger
from events_app.tests.support.waiting import eventually
from events_app.tournaments.matches import Match

Side = Literal["home", "away"]


@dataclass(frozen=True)
class Fixture:
    """A match as the scorekeeper's list shows it."""

    number: str
    home: str
    away: str

    @property
    def title(self) -> str:
        return f"{self.home} – {self.away}"

    @property
    def better(self) -> Side:
        return "home" if stronger(self.home, self.away) == self.home else "away"

    @property
    def worse(self) -> Side:
        return "away" if self.better == "home" else "home"

    def named(self, side: Side) -> str:
        return self.home if side == "home" else self.away

    def score(self, better: int, worse: int) -> tuple[int, int]:
        return (better, worse) if self.better == "home" else (worse, better)


async def fixtures_of_today(page: Page) -> list[Fixture]:
    """Those whose teams are known and that are still to be played."""
    await page.goto("/anotar")
    rows = page.locator("li", has=page.locator(".chip", has_text="Por jugarse"))
    found = []
    for row in await rows.all():
        home, away = (await row.locator("a").inner_text()).split(" – ")
        number = (await row.locator(".soft").inner_text()).split("Partido ")[1]
        found.append(Fixture(number, home, away))
    return found


async def open_sheet(page: Page, fixture: Fixture) -> None:
    await page.goto("/anotar")
    await page.get_by_role("link", name=fixture.title).tap()
    await expect(page.locator("score-sheet[data-ready]")).to_be_visible()


async def goal(page: Page, side: Side, shirt: int | None = None) -> None:
    """A tap for the goal, and one for whose it was."""
    await page.locator(f".score-half[data-side={side}] [data-add]").tap()
    dialog = page.locator("[data-dialog=who]")
    mine = dialog.locator(".score-person", has=page.locator(f"b:text-is('{shirt}')"))
    await (dialog.get_by_text("No sé, después") if shirt is None else mine).tap()
    await expect(dialog).to_be_hidden()


async def finish(page: Page, score: tuple[int, int]) -> None:
    await page.locator("[data-do=finish]").tap()
    await page.locator("[data-dialog=ask]").get_by_text("Terminar partido").tap()
    await expect(page.locator("[data-result]")).to_have_text(f"{score[0]}–{score[1]}")


async def sign_with_finger(page: Page, side: Side) -> None:
    pad = page.locator(f"[data-captain={side}] score-pad svg")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 40, box["y"] + 60)
    await page.mouse.down()
    for step in range(12):
        await page.mouse.move(box["x"] + 40 + step * 15, box["y"] + 60 + (step % 3) * 12)
    await page.mouse.up()
    await page.locator(f"[data-captain={side}] [data-send]").tap()
    await expect(page.locator(f"[data-captain={side}] [data-state]")).to_contain_text("Firmó")


async def sign_by_name(page: Page, side: Side) -> None:
    captain = page.locator(f"[data-captain={side}]")
    await captain.get_by_text("Escribir mi nombre en vez de firmar").tap()
    await captain.locator("[data-send]").tap()
    await expect(captain.locator("[data-state]")).to_contain_text("Firmó")


async def close_without_signatures(page: Page, fixture: Fixture, reason: str = "") -> None:
    """The phone goes back to the list at once and sends what it kept by itself: only then is the result final."""
    await page.locator("[data-do=closing]").tap()
    asked = page.locator("[data-dialog=ask]")
    if reason:
        await asked.get_by_label("Motivo").fill(reason)
    await asked.get_by_text("Cerrar partido").tap()
    await expect(page.get_by_role("heading", name="Partidos de hoy")).to_be_visible()
    closed = Match.filter(number=int(fixture.number), status="final")
    await eventually(closed.exists, what=f"the result of match {fixture.number}")


async def play(page: Page, fixture: Fixture, better: int = 1, worse: int = 0) -> None:
    """A whole match that the stronger team wins, closed without signatures."""
    await open_sheet(page, fixture)
    for _number in range(better):
        await goal(page, fixture.better)
    for _number in range(worse):
        await goal(page, fixture.worse)
    await finish(page, fixture.score(better, worse))
    await close_without_signatures(page, fixture, "Los capitanes ya se habían ido")


async def nobody_came(page: Page, fixture: Fixture) -> None:
    """The organiser need not wait the ten minutes; a team that said it will not come is absent."""
    await open_sheet(page, fixture)
    await page.locator("[data-do=finish]").tap()
    asked = page.locator("[data-dialog=ask]")
    await asked.get_by_text(f"No se presentó {fixture.named(fixture.worse)}").tap()
    await asked.get_by_label("Motivo").fill("Avisaron que no completan")
    await asked.get_by_text(f"No se presentó {fixture.named(fixture.worse)}").tap()
    await close_without_signatures(page, fixture)
