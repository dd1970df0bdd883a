"""What the committee does on its pages: the call, the draw, the calendar, rulings and corrections."""

from playwright.async_api import Page, expect

from events_app.tests.journeys.cup import Cup
from events_app.tests.journeys.cup_field import Fixture

FEE, DEPOSIT = "4000", "1000"


async def call_for_teams(page: Page, cup: Cup) -> None:
    """From an event to a tournament with one division whose call is open."""
    await page.goto("/oficina/torneos")
    await page.get_by_role("link", name="Nuevo torneo").first.click()
    await page.get_by_label("Evento de tipo torneo").select_option(str(cup.event.id))
    await page.get_by_role("button", name="Crear torneo").click()
    await page.get_by_role("link", name="Nueva división").first.click()
    await describe_division(page)
    await page.get_by_role("button", name="Crear división").click()
    await page.get_by_role("button", name="Abrir la convocatoria").click()
    await expect(page.locator(".page-head .chip")).to_have_text("Convocatoria abierta")


async def describe_division(page: Page) -> None:
    await page.get_by_label("Nombre", exact=True).fill("Fútbol de la Industria")
    await page.get_by_label("Deporte").select_option(label="Fútbol")
    await page.get_by_label("Eliminación directa", exact=True).check()
    await page.get_by_label("Partido por el tercer lugar").check()
    await page.get_by_label("Separar a los equipos de una misma empresa").check()
    await page.get_by_label("Cupo de equipos").fill("8")
    await page.get_by_label("Cuota por equipo, sin IVA").fill(FEE)
    await page.get_by_label("Depósito que se devuelve").fill(DEPOSIT)
    await page.get_by_label("Mínimo de jugadores").fill("3")


async def to_division(page: Page) -> None:
    await page.goto("/oficina/torneos")
    await page.get_by_role("link", name="Fútbol de la Industria").click()


async def draw_before_witnesses(page: Page) -> str:
    """Closes the call and draws; gives the fingerprint of the seed as it was published before."""
    await to_division(page)
    await page.get_by_role("button", name="Cerrar la convocatoria").click()
    await page.get_by_role("link", name="Ir al sorteo").click()
    await page.get_by_role("button", name="Publicar compromiso").click()
    promised = await page.locator("code.hash").inner_text()
    await page.get_by_label("Testigos", exact=True).fill("Lucía Aguayo, Óscar Núñez")
    await page.get_by_label("Palabra de los testigos").fill("gobernadora")
    await page.get_by_role("button", name="Sortear").click()
    await expect(page.get_by_text("Testigos: Lucía Aguayo, Óscar Núñez.")).to_be_visible()
    await page.get_by_role("button", name="Confirmar el sorteo").click()
    await expect(page.get_by_text("Sorteo confirmado", exact=True)).to_be_visible()
    return promised


async def make_calendar(page: Page, cup: Cup) -> None:
    """A venue with two fields, its hours of today, and the calendar that follows from them."""
    await page.get_by_role("link", name="Ir al calendario").click()
    await page.get_by_role("link", name="Agregar horarios").click()
    await page.get_by_role("link", name="Agregar una sede").click()
    await page.get_by_label("Nombre", exact=True).fill("Unidad Deportiva")
    await page.get_by_role("button", name="Agregar sede").click()
    for name in ("Cancha 1", "Cancha 2"):
        await page.get_by_label("Nombre de la cancha").fill(name)
        await page.get_by_role("button", name="Agregar cancha").click()
        await expect(page.locator("li .strong", has_text=name)).to_be_visible()
    await to_division(page)
    await page.get_by_role("link", name="Copa de la Industria").click()
    await page.get_by_role("link", name="Canchas", exact=True).click()
    await give_hours(page, cup)
    await page.get_by_role("link", name="Calendario", exact=True).click()
    await page.get_by_role("button", name="Hacer el calendario").click()
    await expect(page.locator(".schedule a.slot-match")).to_have_count(8)


async def give_hours(page: Page, cup: Cup) -> None:
    for name in ("Cancha 1", "Cancha 2"):
        await page.get_by_label(name).check()
    await page.get_by_label("Primer día").fill(cup.today)
    await page.get_by_label("Desde").fill("09:00")
    await page.get_by_label("Hasta").fill("21:00")
    await page.get_by_role("button", name="Agregar horarios").click()
    await expect(page.get_by_text("2 horarios nuevos.")).to_be_visible()


async def publish_calendar(page: Page) -> None:
    await page.get_by_role("button", name="Publicar y avisar a los capitanes").click()
    await expect(page.get_by_text("Los cambios se avisan a los capitanes.")).to_be_visible()


async def keep_result(page: Page, objection: str, reason: str) -> None:
    """A dispute: the committee reads the objection and lets the result stand."""
    await to_results(page)
    case = page.get_by_role("listitem").filter(has_text=objection)
    await case.get_by_role("link").click()
    await page.get_by_label("Queda el resultado registrado").check()
    await page.get_by_label("Motivo", exact=True).fill(reason)
    await page.get_by_role("button", name="Ver qué cambiaría").click()
    await page.get_by_role("button", name="Confirmar y guardar").click()
    await expect(page.locator(".page-head .chip")).to_have_text("Terminado")


async def correct_result(
    page: Page, fixture: Fixture, score: tuple[int, int], reason: str
) -> tuple[list[str], list[str]]:
    """An old result was wrong: gives the results that would be set aside and all that would change, as it was told."""
    await to_results(page)
    await page.get_by_role("link", name=fixture.title).click()
    await page.get_by_label("Otro resultado").check()
    await page.get_by_role("spinbutton", name=fixture.home).fill(str(score[0]))
    await page.get_by_role("spinbutton", name=fixture.away).fill(str(score[1]))
    await page.get_by_label("Partes del partido").fill("")
    await page.get_by_label("Motivo", exact=True).fill(reason)
    await page.get_by_role("button", name="Ver qué cambiaría").click()
    await expect(page.get_by_text("Todavía no se guarda nada.")).to_be_visible()
    told = [await page.locator(each).all_inner_texts() for each in (".notice.bad li", ".card li")]
    await page.get_by_role("button", name="Confirmar y guardar").click()
    await expect(page.locator(".score-result-number")).to_have_text(f"{score[0]}–{score[1]}")
    return told[0], told[1]


async def to_results(page: Page) -> None:
    await page.goto("/oficina/torneos")
    await page.get_by_role("link", name="Copa de la Industria").click()
    await page.get_by_role("link", name="Resultados").click()
