"""What a coordinator of a company does on the desk: signs in, registers from a list, hands out what people need."""

import re
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
from playwright.async_api import Page, expect

from events_app.accounts.models import User
from events_app.core.sheets import write_xlsx
from events_app.tests.factories.desk import World
from events_app.tests.journeys.conftest import PASSWORD

WHATSAPP = re.compile(r"https://wa\.me/\d*\?text=")


async def sign_in(page: Page, user: User, home: str) -> None:
    await page.goto("/entrar")
    await page.get_by_text("Entrar con contraseña").first.click()
    await page.get_by_label("Correo de tu cuenta").fill(user.email or "")
    await page.get_by_label("Contraseña").fill(PASSWORD)
    await page.get_by_role("button", name="Entrar con contraseña").click()
    await page.wait_for_url(lambda url: "/entrar" not in url)
    await page.goto(home)


def saved(folder: Path, name: str, headers: list[str], lines: list[list[str]]) -> Path:
    """A workbook as somebody has it on the desktop."""
    path = folder / name
    path.write_bytes(write_xlsx(headers, lines, title="FEBRERO"))
    return path


async def drop(page: Page, world: World, file: Path) -> None:
    """From the desk's first page to the verdict of every row."""
    await page.goto(world.home)
    await page.get_by_role("navigation").get_by_role("link", name="Registrar", exact=True).click()
    await page.get_by_role("link", name=world.event.title_es).first.click()
    await page.set_input_files("#file", file)
    await page.get_by_role("button", name="Revisar la lista").click()
    await page.wait_for_url("**/registrar/*/*")


async def paste(page: Page, world: World, cells: str) -> None:
    """In English: from the desk's first page to the verdict of every pasted row."""
    await page.goto(world.home)
    await page.get_by_role("navigation").get_by_role("link", name="Register", exact=True).click()
    await page.get_by_role("link", name=world.event.title_en).first.click()
    await page.locator("#cells").fill(cells)
    await page.get_by_role("button", name="Check the list").click()
    await page.wait_for_url("**/registrar/*/*")


def verdict(page: Page, number: int) -> str:
    """The selector of a row of the list, by its number in the file."""
    return f"table.verdicts tr:has(td:first-child:text-is('{number}'))"


async def verdicts(page: Page, *numbers: int) -> list[str]:
    """What the page says of these rows of the file."""
    return [await page.locator(f"{verdict(page, each)} .chip").inner_text() for each in numbers]


async def mend(page: Page, number: int, field: str, text: str) -> None:
    """Writes over the cell and presses Enter, as in a spreadsheet."""
    before = await page.locator("h1").inner_text()
    cell = page.locator(f"input[name='f{number}.{field}']")
    await cell.fill(text)
    await cell.press("Enter")
    await expect(page.locator("h1")).not_to_have_text(before)


async def confirm(page: Page, button: str) -> None:
    """Does what the button says; the order stands afterwards."""
    await page.get_by_role("button", name=button, exact=True).click()
    await page.wait_for_url("**/grupos/*")


async def labels(page: Page) -> list[str]:
    """The printed text of each page of the sheet of labels."""
    address = await page.get_by_role("link", name="Etiquetas con QR (carta)").get_attribute("href")
    answer = await page.request.get(address or "")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    document = pypdfium2.PdfDocument(BytesIO(await answer.body()))
    return [sheet.get_textpage().get_text_range() for sheet in document]


async def whatsapp(page: Page) -> list[str]:
    """The ticket of each person, as the message of its row carries it."""
    links = page.locator("a[href^='https://wa.me/']")
    addresses = [await each.get_attribute("href") or "" for each in await links.all()]
    assert all(WHATSAPP.match(each) for each in addresses)
    return [unquote(each).rsplit(" ", 1)[1] for each in addresses]
