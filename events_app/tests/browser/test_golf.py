"""Golf on phones: a foursome enters and pays, two groups play and mark each other, a third phone watches live."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from events_app.accounts.services import open_session
from events_app.core import clock
from events_app.core.access import Role
from events_app.core.middleware import session_cookie
from events_app.golf.gifts import GolfExtra, GolfPrize, GolfSponsor
from events_app.golf.kinds import ScoreSide
from events_app.golf.models import GolfScore, GolfTeam, GolfTournament
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.golf import link_of, make_golf, make_golf_team, say
from events_app.tests.support.device import page_of
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer

LONG = "Manufacturas de Precisión y Ensambles Electromecánicos Ibarra Muñoz de Sonora"


async def a_day(**over: Any) -> tuple[GolfTournament, str]:
    day = await make_golf(now=clock.now(), **over)
    return day, f"/golf/{(await day.event).slug}"


async def two_groups(day: GolfTournament) -> tuple[GolfTeam, GolfTeam]:
    """On one hole: each marks the other."""
    first = await make_golf_team(day, "Arneses Pimería", start_hole=16, start_wave="A")
    return first, await make_golf_team(day, "Transportes Ocotillo", start_hole=16, start_wave="B")


async def press(page: Page, strokes: int) -> None:
    await page.locator("golf-card .golf-keys").get_by_role("button", name=str(strokes), exact=True).tap()


async def test_a_foursome_enters_from_a_phone_and_pays(server: LiveServer, browser: Browser) -> None:
    day, path = await a_day()
    phone = await page_of(browser, base_url=server.base_url, **PHONE)
    await phone.goto(path)
    await phone.get_by_role("link", name="Inscribir a mi equipo").tap()
    await phone.fill("#name", "Arneses Pimería")
    for number, (name, index) in enumerate((("Ana Yáñez", "8.4"), ("Luis Gil", "+1.2"), ("Eva Peña", "18")), start=1):
        await phone.fill(f"#player_{number}", name)
        await phone.fill(f"#index_{number}", index)
    await phone.fill("#captain_name", "Guadalupe Yáñez")
    await phone.fill("#captain_phone", "6311234567")
    await phone.get_by_role("button", name="Apartar y pagar").tap()
    await expect(phone.locator("#error-summary")).to_contain_text("Faltan jugadores")
    await phone.fill("#player_4", "Raúl Cruz")
    await phone.fill("#index_4", "31.2")
    await phone.get_by_role("button", name="Apartar y pagar").tap()

    await phone.get_by_role("button", name="Pagar $13,920.00 con tarjeta").tap()
    await phone.wait_for_url(f"{server.twin_url}/**")
    await phone.get_by_label("Número de tarjeta").fill("4242 4242 4242 4242")
    await phone.get_by_role("button", name="Pagar").tap()
    await phone.wait_for_url(f"{server.base_url}/**")
    await phone.get_by_role("link", name="Ver la página de mi equipo").tap()

    await expect(phone.get_by_role("heading", level=1)).to_have_text("Arneses Pimería")
    await expect(phone.locator("golf-card")).to_be_visible()
    assert (await GolfTeam.get(tournament_id=day.id)).status == "confirmed"
    await phone.close()


async def test_two_phones_play_and_mark_each_other_while_a_third_watches(
    server: LiveServer, open_page: OpenPage
) -> None:
    day, path = await a_day()
    pimeria, ocotillo = await two_groups(day)
    ours, theirs, watcher = [await open_page(**PHONE) for _ in range(3)]
    await ours.goto(link_of(pimeria))
    await theirs.goto(link_of(ocotillo))
    await watcher.goto(f"{path}?por=bruto")

    await press(ours, 2)
    leader = watcher.locator(".golf-board tbody tr").first
    await expect(leader).to_contain_text("Arneses Pimería")
    await expect(leader.locator(".golf-score")).to_have_text("−1")
    await expect(leader.locator(".golf-waits")).to_be_visible()
    await expect(ours.locator("golf-card h2")).to_have_text("Hoyo 17")
    await theirs.get_by_role("button", name="Sí, fue 2").tap()

    await expect(leader.locator(".golf-waits")).to_have_count(0)
    await expect(ours.locator("[data-card] li.firm")).to_have_count(1)
    assert await GolfScore.all().order_by("id").values_list("hole", "side", "strokes") == [
        (16, ScoreSide.OWN, 2),
        (16, ScoreSide.MARKER, 2),
    ]


async def test_scores_made_without_network_wait_on_the_phone_and_arrive_in_order(
    server: LiveServer, phone: Page
) -> None:
    day, _ = await a_day()
    pimeria, _ = await two_groups(day)
    await phone.goto(link_of(pimeria))
    await phone.context.set_offline(True)
    for strokes in (4, 5, 6):
        await press(phone, strokes)
    await expect(phone.locator("golf-card [role=status]")).to_contain_text("Guardado en este teléfono")
    await expect(phone.locator("[data-card] li.kept")).to_have_count(3)
    kept = await GolfScore.all().count()

    await phone.context.set_offline(False)
    await expect(phone.locator("[data-card] li.waiting")).to_have_count(3)

    said = await GolfScore.all().order_by("id").values_list("hole", "strokes")
    assert (kept, said) == (0, [(16, 4), (17, 5), (18, 6)])
    await expect(phone.locator("golf-card h2")).to_have_text("Hoyo 1")


async def test_a_phone_that_dies_offline_sends_when_it_is_opened_again(server: LiveServer, phone: Page) -> None:
    day, _ = await a_day()
    pimeria, _ = await two_groups(day)
    await phone.goto(link_of(pimeria))
    await phone.context.set_offline(True)
    await press(phone, 4)
    await expect(phone.locator("[data-card] li.kept")).to_have_count(1)
    context = phone.context
    await phone.close()
    await context.set_offline(False)

    again = await context.new_page()
    await again.goto(link_of(pimeria))

    await expect(again.locator("[data-card] li.waiting")).to_have_count(1)
    assert await GolfScore.all().values_list("hole", "strokes") == [(16, 4)]


async def test_without_scripts_a_score_is_written_all_the_same(server: LiveServer, phone_without_js: Page) -> None:
    day, _ = await a_day()
    pimeria, ocotillo = await two_groups(day)
    await phone_without_js.goto(link_of(pimeria))

    await press(phone_without_js, 3)
    await expect(phone_without_js.locator("[data-card] li.waiting")).to_have_count(1)
    await phone_without_js.goto(link_of(ocotillo))
    await phone_without_js.get_by_role("button", name="Sí, fue 3").tap()
    await expect(phone_without_js.get_by_text("Llevas la tarjeta")).to_have_count(0)

    assert await GolfScore.all().order_by("id").values_list("side", "strokes") == [("own", 3), ("marker", 3)]


async def sign_in(page: Page, server: LiveServer, locale: str) -> None:
    user = await make_user(roles=[Role.OFFICE], locale=locale)
    token = await open_session(user, clock.now(), "test")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])


@pytest.mark.parametrize("locale", ["es-MX", "en"])
@pytest.mark.parametrize("device", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_golf_fits_and_shuts_nobody_out(
    server: LiveServer, open_page: OpenPage, device: dict[str, object], locale: str
) -> None:
    page = await open_page(**(device | {"locale": locale}))
    day, path = await a_day(min_index_sum=40, team_cap=18)
    pimeria, ocotillo = await two_groups(day)
    await make_golf_team(day, LONG)
    await GolfSponsor.create(tournament_id=day.id, level="hole", hole=16, name=LONG, status="confirmed")
    await GolfExtra.create(tournament_id=day.id, kind="raffle", name_es="Boleto de rifa", net_amount=20_000)
    await GolfPrize.create(tournament_id=day.id, kind="oyes", hole=3)
    moment = clock.now() - timedelta(minutes=5)
    for hole, strokes in ((16, 2), (17, 7), (18, 2)):
        await say(pimeria, hole, strokes, now=moment)
        await say(ocotillo, hole, strokes, now=moment)
    await say(pimeria, 17, 6, ScoreSide.MARKER, now=clock.now())

    await sign_in(page, server, locale)
    office = f"/oficina/golf/{day.id}"
    ends = (
        "",
        "/ajustes",
        f"/equipos/{pimeria.id}",
        "/patrocinadores",
        "/extras",
        "/premios",
        "/ganadores",
        "/salidas",
    )
    for each in (path, f"{path}?por=bruto", f"{path}/equipo", link_of(pimeria), *(office + end for end in ends)):
        await page.goto(each)
        await assert_fits(page)
        await assert_accessible(page)
