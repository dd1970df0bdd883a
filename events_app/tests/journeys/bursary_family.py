"""What a family does on a phone: begins, comes back by the link, photographs the papers, sends, answers the letter."""

import os
from pathlib import Path

from PIL import Image
from playwright.async_api import Page, expect

from events_app.tests.browser.test_scholarship_family import fill_in
from events_app.tests.support.eyes import assert_accessible, assert_fits

MAKER, PLACE = "Cámara de Rosario", (31.0, 18.0, 30.0)


def photo(folder: Path, name: str) -> str:
    """A photo as a phone takes it: noisy, and with the maker and the place written into it."""
    picture = Image.frombytes("RGB", (1200, 900), os.urandom(1200 * 900 * 3))
    exif = Image.Exif()
    exif[0x010F] = MAKER
    exif.get_ifd(0x8825)[2] = PLACE
    path = folder / name
    picture.save(path, "JPEG", quality=80, exif=exif)
    return str(path)


async def begin(phone: Page, slug: str) -> str:
    """The first evening: the employee's number, and the child's name; gives the path of the link to come back by."""
    await phone.goto(f"/becas/{slug}")
    await phone.get_by_role("link", name="Empezar la solicitud").click()
    await phone.get_by_label("Tu empresa").select_option(label="Arneses del Pitic")
    await phone.get_by_label("Número de empleado").fill("417")
    await phone.get_by_label("Primer apellido").fill("yanez")
    await phone.get_by_role("button", name="Empezar").click()
    await expect(phone.get_by_text("Guarda este enlace")).to_be_visible()
    link = phone.url.split("?")[0]
    await phone.goto(f"{link}/paso/estudiante")
    await phone.get_by_label("Nombre o nombres del estudiante").fill("Emiliano")
    await expect(phone.locator(".kept time")).to_be_visible()
    return link


async def finish(phone: Page, link: str, folder: Path) -> str:
    """The second evening, on another device: all the rest, two photos, and the folio."""
    await phone.goto(f"{link}/paso/estudiante")
    await expect(phone.get_by_label("Nombre o nombres del estudiante")).to_have_value("Emiliano")
    await fill_in(phone)
    for left, name in ((1, "Emiliano Ruelas acta.jpg"), (0, "boleta de Emiliano.jpg")):
        await phone.locator(".paper.is-missing input[type=file]").first.set_input_files(photo(folder, name))
        await expect(phone.locator(".paper.is-missing")).to_have_count(left, timeout=20_000)
    await assert_fits(phone)
    await phone.get_by_role("link", name="Volver a los pasos").click()
    await phone.screenshot(path=folder / "family-steps.png", full_page=True)
    await phone.get_by_role("button", name="Enviar la solicitud").click()
    await expect(phone.get_by_text("Acuse de la solicitud de beca")).to_be_visible()
    return (await phone.locator("dd, b, strong").filter(has_text="-000").first.inner_text()).strip()


async def accept(phone: Page, letter: str, folder: Path) -> None:
    await phone.goto(letter)
    await assert_fits(phone)
    await assert_accessible(phone)
    await phone.screenshot(path=folder / "letter.png", full_page=True)
    await phone.get_by_role("button", name="Aceptar la beca").click()
    await expect(phone.get_by_role("heading", name="Cómo se paga")).to_be_visible()


async def decline(phone: Page, letter: str) -> None:
    await phone.goto(letter)
    await phone.get_by_text("No la voy a usar").click()
    await phone.get_by_role("button", name="Dejar mi lugar").click()
    await expect(phone.get_by_role("button", name="Aceptar la beca")).to_have_count(0)


async def prove_enrolment(phone: Page, letter: str, folder: Path) -> None:
    await phone.goto(letter)
    await phone.get_by_label("Foto o PDF de la constancia").set_input_files(photo(folder, "constancia.jpg"))
    await phone.get_by_role("button", name="Entregar la constancia").click()
    await expect(phone.get_by_text("La recibimos.")).to_be_visible()
