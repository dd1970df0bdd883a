"""What the office and the company do: one answer, verified facts, blacked-out papers, payment orders."""

from io import BytesIO
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect
from python_calamine import CalamineWorkbook

from scholarships.calls.models import Call


async def confirm_employment(page: Page) -> None:
    """One answer, and nothing about the child on the page."""
    await page.goto("/empresa/becas")
    await expect(page.get_by_text("Rosario Yáñez")).to_be_visible()
    assert "Emiliano" not in await page.content()
    await page.get_by_label("Trabaja aquí desde el").fill("2019-03-04")
    await page.get_by_role("button", name="Sí trabaja aquí").click()
    await expect(page.get_by_text("Nada por confirmar")).to_be_visible()


async def verify(page: Page, call: Call, folio: str) -> None:
    """Types what the papers say, accepts and blackens them, and vouches for the essay without names."""
    await page.goto(f"/oficina/becas/{call.id}/solicitudes")
    await page.get_by_role("link", name=folio).click()
    application = page.url
    papers = await page.get_by_role("link", name="Página 1").count()
    for number in range(papers):
        await page.get_by_role("link", name="Página 1").nth(number).click()
        await page.get_by_role("button", name="Aceptar", exact=True).click()
        await page.goto(application)
    await page.get_by_role("link", name="Página 1").first.click()
    await page.get_by_label("Marcas: izquierda, arriba, ancho y alto en partes de 1").fill("[[0.1, 0.1, 0.6, 0.2]]")
    await page.get_by_role("button", name="Guardar la copia tachada").click()
    await expect(page.get_by_alt_text("Copia tachada")).to_be_visible()
    await page.goto(application)
    await page.get_by_label("Primaria").check()
    await page.get_by_label("Grado").fill("4")
    await page.get_by_label("Promedio").fill("9.4")
    await page.get_by_label("Materias reprobadas").fill("0")
    await page.get_by_role("button", name="Verificado").click()
    await page.get_by_role("button", name="Está listo para lectura").click()
    await expect(page.get_by_text("Revisado", exact=True)).to_be_visible()


async def examine(page: Page, call: Call) -> None:
    await page.goto(f"/oficina/becas/{call.id}/solicitudes")
    await page.get_by_role("button", name="Revisar requisitos de todas").click()
    await expect(page.get_by_text("Última vez")).to_be_visible()


async def pay_first_part(page: Page, call: Call, folder: Path) -> list[list[Any]]:
    """Accepts the proof, orders, exports the order for accounting and writes down that it was paid; gives its lines."""
    await page.goto(f"/oficina/becas/{call.id}/otorgadas")
    await page.get_by_text("Revisar constancia").click()
    await page.get_by_role("button", name="Sirve", exact=True).click()
    await page.get_by_role("button", name="Ordenar el pago de 1 parte").click()
    async with page.expect_download() as download:
        await page.get_by_role("link", name="XLSX").click()
    order = await (await download.value).path()
    await page.get_by_label("Referencia del pago").fill("SPEI 4471")
    await page.get_by_role("button", name="Pagada").click()
    await expect(page.get_by_text("SPEI 4471")).to_be_visible()
    await page.screenshot(path=folder / "awards.png", full_page=True)
    return CalamineWorkbook.from_filelike(BytesIO(order.read_bytes())).get_sheet_by_index(0).to_python()
