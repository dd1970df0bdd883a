"""A match on the scorekeeper's phone: goals with and without network, two captains, a dispute, the committee."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest_asyncio
from playwright.async_api import Page, expect

from events_app.accounts.models import User
from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.middleware import session_cookie
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.tournaments import make_tournament
from events_app.tests.scoring.conftest import make_drawn
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer
from events_app.tests.support.waiting import eventually
from events_app.tournaments.engine import brackets, incidents, sheet_result, sports
from events_app.tournaments.kinds import Format
from events_app.tournaments.matches import Incident, Match, Signature
from events_app.tournaments.models import Division


class Field:
    """A knockout of four with the first match set for now, and its scorekeeper."""

    division: Division
    match: Match
    keeper: User
    server: LiveServer

    @property
    def path(self) -> str:
        return self.server.url(f"/anotar/{self.match.id}")


@pytest_asyncio.fixture
async def field(server: LiveServer) -> Field:
    made, tournament = Field(), await make_tournament()
    await tournament.fetch_related("event")
    plan = brackets.single(4, third_place=False)
    numbers = (1, 3, 4, 6, 7, 8, 9, 10)
    made.division, _teams, _players = await make_drawn(
        plan, tournament=tournament, numbers=numbers, format=Format.SINGLE
    )
    made.match = await Match.get(division_id=made.division.id, number=1)
    await Match.filter(id=made.match.id).update(starts_at=clock.now() - timedelta(minutes=1))
    made.keeper = await make_user("Nacho Anota", roles=[Grant(Role.SCOREKEEPER, f"event:{tournament.event.id}")])
    made.server = server
    return made


async def sign_in(page: Page, user: User, server: LiveServer) -> None:
    token = await open_session(user, clock.now(), "test")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])


async def open_sheet(open_page: OpenPage, field: Field) -> Page:
    page = await open_page(**PHONE)
    await sign_in(page, field.keeper, field.server)
    await page.goto(field.path)
    await expect(page.locator("score-sheet[data-ready]")).to_be_visible()
    return page


async def goal(page: Page, side: str, shirt: str = "") -> None:
    await page.locator(f".score-half[data-side={side}] [data-add]").tap()
    dialog = page.locator("[data-dialog=who]")
    await expect(dialog).to_be_visible()
    name = (
        dialog.locator(".score-person", has=page.locator(f"b:text-is('{shirt}')"))
        if shirt
        else dialog.get_by_text("No sé, después")
    )
    await name.tap()
    await expect(dialog).to_be_hidden()


async def draw(page: Page, side: str) -> None:
    """A signature with the finger."""
    pad = page.locator(f"[data-captain={side}] score-pad svg")
    await pad.scroll_into_view_if_needed()
    box = await pad.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + 40, box["y"] + 60)
    await page.mouse.down()
    for step in range(12):
        await page.mouse.move(box["x"] + 40 + step * 15, box["y"] + 60 + (step % 3) * 12)
    await page.mouse.up()


async def test_a_match_is_kept_without_network_signed_once_and_disputed_once(field: Field, open_page: OpenPage) -> None:
    page = await open_sheet(open_page, field)
    await expect(page.locator("html[data-kept]")).to_be_attached()
    await assert_accessible(page)
    await assert_fits(page)

    await page.locator("[data-do=clock]").tap()
    await goal(page, "home", "7")
    await eventually(lambda: Incident.filter(match_id=field.match.id, kind="amend").exists(), what="the scorer arrives")
    await page.context.set_offline(True)
    await goal(page, "away", "10")
    await goal(page, "away")
    await page.locator(".score-cards [data-side=home] [data-card=yellow]").tap()
    await assert_accessible(page)
    await page.locator("[data-dialog=who] .score-person").first.tap()
    await expect(page.locator(".score-play [data-waiting]")).to_have_text("Sin red: 5 registros por enviar")
    await page.reload()
    await expect(page.locator("score-sheet[data-ready]")).to_be_visible()
    await expect(page.locator(".score-half[data-side=away] [data-score]")).to_have_text("2")
    await assert_fits(page)
    await page.locator("[data-do=finish]").tap()
    await page.locator("[data-dialog=ask]").get_by_text("Terminar partido").tap()
    await expect(page.locator("[data-confirm]")).to_have_text("Los dos capitanes confirman el 1–2")
    await draw(page, "home")
    await page.locator("[data-captain=home] [data-send]").tap()
    await expect(page.locator("[data-captain=home] [data-state]")).to_contain_text("Firmó")
    await assert_accessible(page)
    assert await Incident.filter(match_id=field.match.id).count() == 3

    await page.context.set_offline(False)
    await eventually(lambda: Signature.filter(match_id=field.match.id).exists(), what="the signature arrives")
    away = page.locator("[data-captain=away]")
    await away.get_by_text("No estoy de acuerdo").tap()
    await away.locator("textarea").fill("El segundo gol fue fuera de lugar")
    await away.locator("[data-send]").tap()
    await expect(away.locator("[data-state]")).to_have_text("No está de acuerdo")
    await eventually(lambda: Match.filter(id=field.match.id, status="disputed").exists(), what="the dispute arrives")

    found = await Match.get(id=field.match.id)
    assert (found.home_score, found.away_score, found.live and found.live["score"]) == (1, 2, [1, 2])
    signed = await Signature.filter(match_id=field.match.id).order_by("id")
    assert await ruled(field, open_page) == ("final", 1, 3)
    assert [(each.side, str(each.verdict), each.drawing[:1]) for each in signed] == [
        ("home", "confirmed", "M"),
        ("away", "disputed", ""),
    ]


async def ruled(field: Field, open_page: OpenPage) -> tuple[str, int | None, int | None]:
    """The committee corrects the disputed score on its own screen, after reading what that changes."""
    page = await open_page(**DESKTOP)
    await sign_in(page, await make_user("Directora", roles=[Role.OFFICE]), field.server)
    await page.goto(field.server.url(f"/oficina/torneos/{field.division.tournament_id}/resultados"))
    await expect(page.get_by_text("El segundo gol fue fuera de lugar")).to_be_visible()
    await assert_accessible(page)
    await page.get_by_role("link", name="Troquelados El Pitic – Moldes Peñasco").first.click()
    await page.get_by_label("Otro resultado").check()
    await page.fill("#away_score", "3")
    await page.fill("#periods", "")
    await page.fill("#reason", "El árbitro contó tres")
    await assert_accessible(page)
    await assert_fits(page)
    await page.get_by_role("button", name="Ver qué cambiaría").click()
    await expect(page.get_by_text("Partido 3, local: de nadie todavía a Moldes Peñasco.")).to_be_visible()
    await assert_accessible(page)
    await page.get_by_role("button", name="Confirmar y guardar").click()
    await expect(page.get_by_text("Resuelto. Los dos capitanes reciben el aviso.")).to_be_visible()
    found = await Match.get(id=field.match.id)
    return str(found.status), found.home_score, found.away_score


async def test_the_notes_come_to_the_same_on_the_phone_and_in_the_house(field: Field, open_page: OpenPage) -> None:
    page = await open_sheet(open_page, field)
    cases = [(seed, _noted(seed)) for seed in range(60)]

    found = await page.evaluate(FOLD, [notes for _seed, notes in cases])

    assert found == [_house(notes) for _seed, notes in cases]
    assert len({str(each["score"]) for each in found}) > 5


async def test_without_scripts_the_sheet_is_a_plain_form(field: Field, phone_without_js: Page) -> None:
    page = phone_without_js
    await sign_in(page, field.keeper, field.server)
    await page.goto(field.path)
    await page.get_by_role("link", name="Capturar la hoja").click()
    await assert_fits(page)
    await page.fill("#home_score", "2")
    await page.fill("#away_score", "1")
    await page.fill("#home_scorers", "7, 10")
    await page.get_by_role("button", name="Guardar resultado").click()
    for side in ("home", "away"):
        await page.fill(f"#name-{side}", "Óscar Núñez")
        await page.get_by_role("button", name="Confirma el resultado").first.click()

    await expect(page.get_by_text("Resultado definitivo")).to_be_visible()
    assert await Match.filter(id=field.match.id, status="final", home_score=2).exists()
    assert await Incident.filter(match_id=field.match.id, kind="score", side="home").count() == 2


FOLD = """async (cases) => {
    const fold = await import("/static/js/elements/score-fold.js");
    const clock = await import("/static/js/elements/score-clock.js");
    return cases.map((notes) => {
        const found = fold.sheet(notes);
        const { period, batting, elapsed, since } = clock.clockOf(found.incidents);
        return {
            score: found.score,
            ids: found.incidents.map((each) => [each.id, each.kind, each.player, each.value]),
            parts: fold.parts(found, {by_sets: false}),
            sets: fold.setsWon(found, {count: 3, points_to: 2, last_points_to: 2, lead: 1}),
            outs: fold.outs(found),
            clock: [period, batting, elapsed, since],
        };
    });
}"""
KINDS = ("score", "score", "own_goal", "yellow", "red", "undo", "amend", "period", "pause", "resume", "out")


def _noted(seed: int) -> list[dict[str, Any]]:
    """Notes of two confused phones: same moments, undos of undos, corrections of what is gone."""
    luck = Random(seed)
    return [
        {
            "id": f"n{number}",
            "kind": luck.choice(KINDS),
            "moment": luck.randint(1, 9),
            "position": luck.randint(0, 3),
            "side": luck.choice(["home", "away"]),
            "player": luck.choice([None, "1", "2"]),
            "value": luck.choice([1, 1, 2]),
            "period": luck.randint(0, 3),
            "minute": luck.choice([None, 4]),
            "names": f"n{luck.randint(0, 11)}",
            "note": "",
        }
        for number in range(luck.randint(0, 12))
    ]


def _house(notes: list[dict[str, Any]]) -> dict[str, Any]:
    found = incidents.sheet(incidents.Incident(**each) for each in notes)
    sets = sports.RuleSet("x", "x", periods=sports.Periods("set", 3, points_to=2, last_points_to=2))
    result = sheet_result.result_of(found, sports.RuleSet("x", "x"), "1", "2")
    now = sheet_result.clock(found.incidents)
    return {
        "score": list(found.score),
        "ids": [[each.id, each.kind, each.player, each.value] for each in found.incidents],
        "parts": [list(each) for each in result.periods],
        "sets": list(sheet_result.sets_won(found, sets.periods)),
        "outs": None if result.outs is None else list(result.outs),
        "clock": [now.period, now.batting, now.elapsed, now.since],
    }
