"""A tournament in real browsers: a score slips in, the bracket is drawn and scrolled, the screen turns by itself."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from events_app.core import clock, live
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer
from events_app.tests.tournaments.public_world import Playing, a_field, a_player, playing
from events_app.tournaments.engine import brackets
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.kinds import Format

SCREEN = {"viewport": {"width": 1920, "height": 1080}}
LINES = "() => [...document.querySelectorAll('.joints path')].map(each => each.getAttribute('class') || '')"
SMALL = """() => [...document.querySelectorAll('body *')].filter(each => !each.children.length
    && each.textContent.trim() && each.offsetParent && parseFloat(getComputedStyle(each).fontSize) < 30)
    .map(each => each.className)"""


async def a_game(server: LiveServer) -> Playing:
    """Four teams; the first match is being played and the second one is today."""
    now = clock.now()
    world = await playing(brackets.single(4), now)
    field = await a_field()
    await world.place(1, now - timedelta(minutes=30), field)
    await world.place(2, now + timedelta(minutes=41), field)
    await world.start(1, (0, 0))
    return world


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_score_slips_in_without_a_reload_and_is_said_aloud(
    server: LiveServer, open_page: OpenPage, size: dict[str, object]
) -> None:
    world = await a_game(server)
    page = await open_page(**size)
    await page.goto(world.path)
    await expect(page.locator(".now-score").first).to_have_text("0")
    await page.evaluate("() => { window.kept = true }")

    await world.show(1, (1, 0))
    await live.announce(f"division:{world.division.id}", {"live": 1})

    await expect(page.locator(".now-score").first).to_have_text("1")
    await expect(page.locator("tournament-live > [role=status]")).to_contain_text("Equipo Pimería 1")
    assert await page.evaluate("() => window.kept") is True


async def test_the_way_of_the_followed_team_is_drawn_dashed(server: LiveServer, open_page: OpenPage) -> None:
    world = await a_game(server)
    page = await open_page(**DESKTOP)
    await page.goto(f"{world.path}/equipos/{world.teams[0].id}")

    await page.get_by_role("button", name="Seguir", exact=True).click()

    await expect(page.get_by_text("Sigues a", exact=True)).to_be_visible()
    await expect(page.locator(".joints path")).to_have_count(2)
    assert sorted(await page.evaluate(LINES)) == ["", "mine"]


async def test_a_phone_goes_from_round_to_round(server: LiveServer, open_page: OpenPage) -> None:
    world = await playing(brackets.single(8), clock.now())
    page = await open_page(**PHONE)
    await page.goto(f"{world.path}/llave")

    await page.get_by_role("button", name="Final", exact=True).click()

    await expect(page.get_by_role("button", name="Final", exact=True)).to_have_attribute("aria-pressed", "true")
    await expect(page.locator(".t-round").last).to_be_in_viewport()
    await assert_fits(page)


async def test_the_screen_at_the_field_turns_and_shows_the_goal(server: LiveServer, open_page: OpenPage) -> None:
    now = clock.now()
    world = await playing(groups_then_knockout([4, 4], advancing=2), now, format=Format.GROUPS)
    await world.start(1, (0, 0))
    page = await open_page(**SCREEN)
    await page.goto(f"{world.path}/tv")
    await expect(page.locator("[data-tv=name]")).to_have_text("Llave")

    await world.show(1, (2, 0))
    await live.announce(f"tournament:{world.division.tournament_id}", {"live": 1})

    await expect(page.locator(".tv-live strong").first).to_have_text("2")
    await expect(page.locator("[data-tv=name]")).to_have_text("Tablas", timeout=20_000)
    assert await page.evaluate(SMALL) == []
    await assert_accessible(page)


@pytest.mark.parametrize("language", ["es-MX", "en"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_every_page_is_free_of_barriers(
    server: LiveServer, open_page: OpenPage, size: dict[str, object], language: str
) -> None:
    world = await a_game(server)
    player = await a_player(world.teams[0], shown=True, number=7)
    team = f"/equipos/{world.teams[0].id}"
    pages = ("", "/llave", "/calendario", "/goleo", "/equipos", team, "/reglamento", "/partidos/1", "/incrustar",
             f"/jugadores/{player.id}")  # fmt: skip
    page = await open_page(**{**size, "locale": language})

    for each in (*(world.path + each for each in pages), "/torneos"):
        await page.goto(each)
        await assert_accessible(page)
        await assert_fits(page)


async def test_everything_reads_without_javascript(server: LiveServer, open_page: OpenPage) -> None:
    world = await a_game(server)
    page: Page = await open_page(**PHONE, java_script_enabled=False)
    await page.goto(world.path)

    await page.get_by_label("Equipo", exact=True).select_option(label="Equipo Peñasco")
    await page.get_by_role("button", name="Seguir", exact=True).click()

    await expect(page.get_by_text("Sigues a", exact=True)).to_be_visible()
    await expect(page.locator(".match").first).to_be_visible()
    assert re.search(r"Si gana: final", await page.inner_text("main"))
