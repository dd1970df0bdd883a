"""The committee in a real browser: a draw placed by dragging and by keyboard, a calendar moved and saved."""

from dataclasses import dataclass

from playwright.async_api import Page, expect

from events_app.core import clock
from events_app.core.access import Role
from events_app.tests.browser.conftest import DESKTOP, OpenPage
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer
from events_app.tests.tournaments.organising import closed_division, make_fields, make_world, teams_of
from events_app.tournaments import drawing
from events_app.tournaments.calendars import calendar_of
from events_app.tournaments.kinds import Format
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division, Tournament
from events_app.tournaments.schedule_making import make_schedule

PASSWORD = "nopal-cardon-saguaro-81"
GROUPS = {"groups": 2, "legs": 1, "advancing": 1, "best_thirds": 0, "third_place": False, "apart": True}


@dataclass(frozen=True)
class Desk:
    tournament: Tournament
    page: Page


async def test_teams_are_placed_by_dragging_and_by_keyboard_and_the_impossible_is_refused(
    server: LiveServer, open_page: OpenPage
) -> None:
    desk = await desk_of(open_page)
    division = await closed_division(desk.tournament, Format.GROUPS, GROUPS)
    await teams_of(division, "Norte", "Sur", company=await make_company("Dos Equipos"))
    await teams_of(division, "Imuris", "Pitic")
    page = desk.page
    await page.goto(f"/oficina/torneos/division/{division.id}/sorteo/a-mano")
    column = page.locator(".draw-column")

    await page.get_by_role("button", name="Norte").drag_to(column.nth(1))
    await page.get_by_role("button", name="Sur").drag_to(column.nth(1))
    await expect(page.get_by_role("status").filter(has_text="Dos Equipos")).to_be_visible()
    await page.get_by_role("button", name="Sur").press("ArrowRight")
    await page.get_by_role("button", name="Imuris").press("ArrowRight")
    await page.get_by_role("button", name="Pitic").press("ArrowRight")
    await expect(column.nth(2).get_by_role("button")).to_have_text(["SurDos Equipos", "PiticPlanta Pitic"])
    await assert_accessible(page)
    await page.get_by_role("button", name="Revisar y proponer").click()
    await page.get_by_role("button", name="Confirmar el sorteo").click()

    await expect(page.get_by_text("Sorteo confirmado", exact=True)).to_be_visible()
    assert await Match.filter(division_id=division.id).count() == 3


async def test_a_match_is_dragged_reviewed_and_saved_and_a_second_by_keyboard(
    server: LiveServer, open_page: OpenPage
) -> None:
    desk = await desk_of(open_page)
    division = await scheduled(desk.tournament)
    page = desk.page
    await page.goto(f"/oficina/torneos/{desk.tournament.id}/calendario")
    first, other = await Match.filter(division_id=division.id).order_by("starts_at", "field_id").limit(2)
    free = page.locator("td[data-cell]:not(:has(a))")

    await page.locator(f'[data-match="{first.id}"]').drag_to(free.first)
    review = page.locator(".moves-review")
    await expect(review.get_by_role("button", name="Guardar 1 cambio")).to_be_visible()
    await assert_accessible(page)
    await review.get_by_role("button", name="Guardar 1 cambio").click()
    await expect(page.get_by_text("Se movió 1 partido.")).to_be_visible()
    await page.locator(f'[data-match="{other.id}"]').focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.locator(".moves-review").get_by_role("heading")).to_be_visible()

    moved, kept = await Match.get(id=first.id), await Match.get(id=other.id)
    assert moved.starts_at != first.starts_at
    assert kept.starts_at == other.starts_at


async def test_the_pages_of_the_committee_are_accessible_and_fit_a_phone(
    server: LiveServer, open_page: OpenPage
) -> None:
    desk = await desk_of(open_page)
    division = await scheduled(desk.tournament)
    page, id_ = desk.page, desk.tournament.id
    match = await Match.filter(division_id=division.id).first()
    assert match is not None
    paths = [
        "/oficina/torneos",
        f"/oficina/torneos/{id_}",
        f"/oficina/torneos/{id_}/ajustes",
        f"/oficina/torneos/{id_}/canchas",
        f"/oficina/torneos/{id_}/arbitros",
        f"/oficina/torneos/{id_}/calendario",
        f"/oficina/torneos/{id_}/divisiones/nueva",
        f"/oficina/torneos/division/{division.id}",
        f"/oficina/torneos/division/{division.id}/reglas",
        f"/oficina/torneos/division/{division.id}/sorteo",
        f"/oficina/torneos/partido/{match.id}",
        f"/torneos/{desk.tournament.event.slug}/{division.slug}/sorteo",
        "/oficina/torneos/sedes",
        "/oficina/juegos/nuevos",
    ]

    for path in paths:
        for width, height in ((1366, 860), (360, 760)):
            await page.set_viewport_size({"width": width, "height": height})
            await page.goto(path)
            await assert_accessible(page)
            await assert_fits(page)


async def desk_of(open_page: OpenPage) -> Desk:
    """Somebody of the office at a desktop, with the committee's tournament."""
    world = await make_world()
    user = await make_user("Mariana Bórquez", roles=[Role.OFFICE], password=PASSWORD)
    page = await open_page(**DESKTOP)
    await sign_in(page, user.email or "")
    return Desk(world.tournament, page)


async def sign_in(page: Page, address: str) -> None:
    await page.goto("/entrar?next=/oficina/torneos")
    await page.get_by_text("Entrar con contraseña").first.click()
    await page.get_by_label("Correo de tu cuenta").fill(address)
    await page.get_by_label("Contraseña").fill(PASSWORD)
    await page.get_by_role("button", name="Entrar con contraseña").click()
    await expect(page.get_by_role("heading", name="Torneos")).to_be_visible()


async def scheduled(tournament: Tournament) -> Division:
    """Four teams in a league, drawn, on two fields of two days."""
    now = clock.now()
    division = await closed_division(tournament, Format.LEAGUE, {"legs": 1})
    await teams_of(division, "Arneses", "Cerámica", "Imuris", "Peñasco")
    await make_fields(tournament, "Cancha 1", "Cancha 2")
    await drawing.commit_seed(division.id, actor="user:1", now=now)
    await drawing.draw_lots(division.id, word="", witnesses="Ana", actor="user:1", now=now)
    await drawing.confirm(division.id, actor="user:1", now=now)
    await make_schedule(tournament, [division.id], seed="x", key="k", actor="user:1", now=now)
    assert all(match.starts_at for match in (await calendar_of(tournament)).matches)
    return division
