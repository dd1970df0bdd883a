"""What the committee does: reads blind, steps aside, reads again, meets before a projector, signs and publishes."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from playwright.async_api import Page, expect

from events_app.core.clock import local
from events_app.tests.support.eyes import assert_accessible
from scholarships.calls.models import Call

CRITERIA = 3
Marks = Callable[[str], int]


class Opinions:
    """Everybody agrees but about one file: its first reader gives five, the second two, the third three."""

    def __init__(self, agreed: Mapping[str, int], torn: str) -> None:
        self.agreed, self.torn, self.left = agreed, torn, [5, 2, 3]

    def of_a_reader(self) -> Marks:
        own: list[int] = []

        def level(folio: str) -> int:
            if folio != self.torn:
                return self.agreed[folio]
            if not own:
                own.append(self.left.pop(0))
            return own[0]

        return level


async def share_out(chair: Page, call: Call) -> None:
    await chair.goto(f"/oficina/becas/{call.id}/lectura")
    await chair.get_by_role("button", name="Repartir y publicar la lectura").click()
    await expect(chair.get_by_text("cada lector ya tiene sus expedientes")).to_be_visible()


async def step_aside(page: Page, reading: int, folder: Path) -> None:
    """Recognises the family: no question is asked."""
    await page.goto(f"/lectura/expedientes/{reading}")
    await page.screenshot(path=folder / "reading.png")
    await page.get_by_role("link", name="Declarar conflicto").click()
    await page.get_by_role("button", name="Sí, que lo lea otra persona").click()
    await page.wait_for_url(re.compile(f"/lectura(?!/expedientes/{reading}(/|$))"))


async def read_all(page: Page, level: Marks, hidden: tuple[str, ...]) -> list[str]:
    """Every file in hand with the keys alone, none of the `hidden` words anywhere; gives the folios."""
    found: list[str] = []
    await page.goto("/lectura")
    await page.get_by_role("link", name="Seguir leyendo").click()
    while "/expedientes/" in page.url:
        await expect(page.locator("review-reading[data-ready]")).to_be_attached(timeout=20_000)
        folio = await page.locator("h1").inner_text()
        shown = await page.content()
        assert [word for word in hidden if word in shown] == []
        for _ in range(CRITERIA):
            await page.keyboard.press(str(level(folio)))
        await expect(page.locator("[data-words]")).to_have_text(f"Completo: {CRITERIA} de {CRITERIA} criterios")
        await expect(page.locator("[data-saved]")).to_contain_text("Guardado")
        here = re.escape(page.url)
        await page.locator("[data-next]").click()
        await page.wait_for_url(re.compile(f"^(?!{here}$)"))
        found.append(folio)
    return found


async def ask_again(chair: Page, call: Call, folio: str, folder: Path) -> None:
    """The board names the file on which two readers lie apart; a third one gets it."""
    await chair.goto(f"/oficina/becas/{call.id}/lectura")
    await expect(chair.get_by_role("checkbox", name=folio)).to_be_checked()
    await assert_accessible(chair)
    await chair.screenshot(path=folder / "board.png", full_page=True)
    await chair.get_by_role("button", name="Pedir otra lectura de los elegidos").click()


async def end_reading(chair: Page, call: Call) -> None:
    await chair.goto(f"/oficina/becas/{call.id}/lectura")
    await chair.get_by_role("button", name="Cerrar la ronda").click()
    await chair.get_by_role("button", name="Pasar a decisión del comité").click()


async def make_list(chair: Page, call: Call, starts: datetime) -> str:
    """The public draw, the calibration and the list, and a meeting called; gives the path of the meeting."""
    await chair.goto(f"/oficina/becas/{call.id}/resolucion")
    await chair.get_by_label("Número del sorteo").fill("48213")
    await chair.get_by_label("De dónde sale").fill("Primer premio del sorteo público del martes")
    await chair.get_by_role("button", name="Anotar el sorteo").click()
    await chair.get_by_role("button", name="Calibrar y armar la lista").click()
    await expect(chair.get_by_text("calibración REML")).to_be_visible()
    await chair.get_by_label("Fecha y hora").fill(f"{local(starts):%Y-%m-%dT%H:%M}")
    await chair.get_by_label("Lugar").fill("Sala de consejo")
    await chair.get_by_label("Quórum").fill("3")
    await chair.get_by_role("button", name="Convocar", exact=True).click()
    await chair.wait_for_url("**/comite/sesiones/*")
    return chair.url


async def gather(projector: Page, names: list[str]) -> None:
    """Without a quorum it does not open; with everybody there it does."""
    for name in names:
        await expect(projector.get_by_role("button", name="Abrir la sesión")).to_be_visible()
        await projector.get_by_role("button", name=f"{name} llegó").click()
        await expect(projector.get_by_role("button", name=f"{name} salió")).to_be_visible()
    await projector.get_by_role("button", name="Abrir la sesión").click()
    await expect(projector.get_by_text("Lista por folio")).to_be_visible()


async def adopt(projector: Page, phones: Mapping[str, Page], dissent: str, folder: Path) -> None:
    """The list is put to the vote: one in favour, one against who wants the reason to stand in the minutes."""
    await projector.screenshot(path=folder / "meeting.png")
    await projector.get_by_role("button", name="Poner a votación").first.click()
    for choice, phone in phones.items():
        await expect(phone.get_by_role("heading", name="Tu voto")).to_be_visible(timeout=20_000)
        if choice == "En contra":
            await phone.get_by_text("Dejar constancia en el acta").click()
            await phone.get_by_label("Lo que quieres que conste").fill(dissent)
        await phone.get_by_role("button", name=choice, exact=True).click()
        await expect(phone.get_by_role("heading", name="Tu voto")).to_have_count(0)
    await projector.get_by_role("button", name="A favor", exact=True).click()
    await expect(projector.locator(".motion-foot")).to_contain_text("Hay mayoría: 2 de 3 votos")
    await projector.get_by_role("button", name="Cerrar votación").click()
    await expect(projector.locator(".motion")).to_contain_text("Aprobada")
    await projector.screenshot(path=folder / "meeting-voted.png")
    await projector.get_by_role("button", name="Cerrar la sesión").click()
    await expect(projector.get_by_text("Falta la segunda firma", exact=True)).to_be_visible()


async def sign(member: Page, meeting: str) -> str:
    """The second signature, from another account; gives the link of the minutes."""
    await member.goto(meeting)
    await member.get_by_role("button", name="Firmar como segunda persona que decide").click()
    link = member.get_by_role("link", name="Abrir el acta (PDF)")
    await expect(link).to_be_visible(timeout=20_000)
    return await link.get_attribute("href") or ""


async def publish_at(chair: Page, call: Call, moment: datetime) -> None:
    await chair.goto(f"/oficina/becas/{call.id}/resolucion")
    await chair.get_by_label("Publicar el").fill(f"{local(moment):%Y-%m-%dT%H:%M}")
    await chair.get_by_role("button", name="Fijar la publicación").click()
    await expect(chair.get_by_text("Se publican el")).to_be_visible()
