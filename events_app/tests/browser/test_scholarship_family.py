"""A mother on a 360-pixel phone applies over two days: what she types is kept, and her photo travels small."""

import io
import os
from datetime import timedelta
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect
from stdnum.mx import curp

from events_app.core import clock
from events_app.tests.browser.conftest import OpenPage
from events_app.tests.factories.directory import make_company, make_employee
from events_app.tests.factories.scholarships import make_call
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer
from scholarships.applications.models import Application
from scholarships.applications.papers import Document
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call


async def an_open_call() -> Call:
    company = await make_company("Componentes Electromecánicos y Arneses Automotrices del Noroeste de la Frontera")
    await make_employee(company, "00417", given_name="Rosario", paternal_surname="Yáñez")
    now = clock.now()
    return await make_call(
        "Becas 2027", edition=50, opens_at=now - timedelta(days=3), closes_at=now + timedelta(days=9)
    )


def photo(folder: Path) -> str:
    """A large noisy photo, as a phone takes it: several megabytes."""
    noise = Image.frombytes("RGB", (1600, 1200), os.urandom(1600 * 1200 * 3))
    written = io.BytesIO()
    noise.save(written, "JPEG", quality=90)
    path = folder / "Emiliano Ruelas.jpg"
    path.write_bytes(written.getvalue())
    return str(path)


async def go_on(phone: Page) -> None:
    await phone.get_by_role("button", name="Guardar y seguir").click()


async def test_a_mother_applies_over_two_days_from_a_small_phone(
    server: LiveServer, phone: Page, open_page: OpenPage, tmp_path: Path
) -> None:
    call = await an_open_call()
    await phone.goto(f"/becas/{call.slug}")
    await assert_fits(phone)
    await phone.get_by_role("link", name="Empezar la solicitud").click()
    await phone.get_by_label("Tu empresa").select_option(index=1)
    await phone.get_by_label("Número de empleado").fill("417")
    await phone.get_by_label("Primer apellido").fill("yanez")
    await phone.get_by_role("button", name="Empezar").click()
    await expect(phone.get_by_text("Guarda este enlace")).to_be_visible()
    await assert_fits(phone)
    await assert_accessible(phone)
    link = phone.url.split("?")[0]

    await phone.goto(f"{link}/paso/estudiante")
    await phone.get_by_label("Nombre o nombres del estudiante").fill("Emiliano")
    await expect(phone.locator(".kept time")).to_be_visible()
    await phone.close()
    second_day = await open_page(viewport={"width": 360, "height": 760}, is_mobile=True, has_touch=True)
    await second_day.goto(f"{link}/paso/estudiante")
    await expect(second_day.get_by_label("Nombre o nombres del estudiante")).to_have_value("Emiliano")
    await fill_in(second_day)
    for left in (1, 0):
        await second_day.locator(".paper.is-missing input[type=file]").first.set_input_files(photo(tmp_path))
        await expect(second_day.locator(".paper.is-missing")).to_have_count(left, timeout=20_000)
    await assert_fits(second_day)
    await second_day.get_by_role("link", name="Volver a los pasos").click()
    await expect(second_day.get_by_text("Llevas 6 de 6 pasos.")).to_be_visible()
    await assert_accessible(second_day)
    await second_day.get_by_role("button", name="Enviar la solicitud").click()
    await expect(second_day.get_by_text("Acuse de la solicitud de beca")).to_be_visible()

    sent = await Application.get()
    assert (sent.status, sent.folio) == (ApplicationStatus.SUBMITTED, f"{call.code}-0001")
    assert max(each.size for each in await Document.all()) < 4_000_000


async def fill_in(page: Page) -> None:
    """The rest of the student, the school, the need, the text and the consent; ends at the documents."""
    start = "RUYE160504HSRLXMA"
    await page.get_by_label("Su primer apellido").fill("Ruelas")
    await page.get_by_label("Su CURP").fill(start + curp.calc_check_digit(start + "0"))
    await page.get_by_label("Su mamá").check()
    await page.get_by_label("Tu teléfono").fill("6311234567")
    await assert_fits(page)
    await go_on(page)
    await page.get_by_label("Primaria").check()
    await page.get_by_label("Grado").fill("4")
    await page.get_by_label("Escuela", exact=True).fill("Benito Juárez")
    await page.get_by_label("Promedio del último ciclo").fill("9.4")
    await page.get_by_label("Materias reprobadas").fill("0")
    await go_on(page)
    await page.wait_for_url("**/documentos")
    link = page.url.removesuffix("/documentos")
    await page.goto(f"{link}/paso/situacion")
    await page.get_by_label("Ingreso mensual de la casa").fill("12,000")
    await page.get_by_label("Personas que viven de él").fill("4")
    await go_on(page)
    await page.get_by_label("¿Para qué te serviría la beca?").fill("Quiero estudiar para ser maestro.")
    await go_on(page)
    await page.get_by_label("Revisar la solicitud").check()
    await go_on(page)
    await page.goto(f"{link}/documentos")
