"""What a coordinator does: enters teams, pays for them by card, and fills a roster from a spreadsheet."""

from pathlib import Path

from playwright.async_api import Page, expect

from events_app.core.sheets import write_xlsx
from events_app.tests.journeys.cup import ROSTER, Club, Cup

PRICE = "$5,640.00"  # 4,000.00 and 16 % tax, and a deposit of 1,000.00 without


async def enter_teams(page: Page, cup: Cup, club: Club) -> dict[str, str]:
    """All teams of a company, paid; gives the link of each captain's page."""
    return {name: await enter_team(page, cup, name) for name in club.teams}


async def enter_team(page: Page, cup: Cup, name: str) -> str:
    await page.goto(f"{cup.path}/inscribir")
    await page.get_by_label("Nombre de quien capitanea").fill(f"Capitana de {name}")
    await page.get_by_label("Correo de quien capitanea").fill(f"{name.lower()}@correo.example".replace("ú", "u"))
    await page.get_by_label("Nombre del equipo").fill(name)
    await page.get_by_role("button", name="Apartar y pagar").tap()
    await page.get_by_role("button", name=f"Pagar {PRICE} con tarjeta").tap()
    await page.wait_for_url(f"{cup.town.house.twin_url}/**")
    await page.get_by_label("Número de tarjeta").fill("4242 4242 4242 4242")
    await page.get_by_role("button", name="Pagar").tap()
    await page.get_by_role("link", name="Ver la página de mi equipo").tap()
    await expect(page.locator("main .chip").first).to_have_text("Confirmado")
    await expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return page.url.split("?")[0]


async def fill_roster(page: Page, team: str, folder: Path) -> None:
    """Three good rows and one that nobody knows, from Excel."""
    sheet = folder / "equipo.xlsx"
    lines = [*ROSTER, ("999", "Nadie", 9)]
    sheet.write_bytes(write_xlsx(["No. empleado", "Apellido paterno", "Playera"], lines))
    await page.goto(team)
    await page.get_by_role("link", name="Subir mi lista").tap()
    await page.set_input_files("#file", sheet)
    await page.get_by_role("button", name="Revisar la lista").tap()
    await expect(page.locator("h1")).to_have_text("3 jugadores listos, 1 por corregir")
    await page.get_by_role("button", name="Agregar 3").tap()
    await page.get_by_role("link", name="Volver al equipo").tap()
    await expect(page.get_by_text("La lista está completa")).to_be_visible()


async def object_to(page: Page, team: str, rival: str, objection: str) -> None:
    """A captain says on her own phone that the result is wrong."""
    await page.goto(team)
    await page.get_by_role("link", name=rival).tap()
    await page.get_by_label("Si no estás de acuerdo, ¿con qué?").fill(objection)
    await page.get_by_role("button", name="No estoy de acuerdo").tap()
    await expect(page.get_by_text("Dijiste que no estás de acuerdo")).to_be_visible()
