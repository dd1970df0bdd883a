"""How companies and people pay in these journeys: at their bank, with a card, at a counter."""

from playwright.async_api import Page, expect

from events_app.payments.models import Order
from events_app.tests.journeys.firm import WANT, Stage


async def choose_transfer(page: Page, total: str) -> str:
    """From the order to the CLABE; gives the address of the bank's own page."""
    await page.get_by_role("link", name="Pagar", exact=True).click()
    await page.get_by_role("button", name="Pagar por transferencia").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Transfiere {total}")
    address = await page.get_by_role("link", name="Abrir las instrucciones para imprimir").get_attribute("href")
    return address or ""


async def transfer(bank: Page, address: str, pesos: str) -> None:
    """Accounts payable sends money from its own bank."""
    await bank.goto(address)
    await bank.get_by_label("Pesos").fill(pesos)
    await bank.get_by_role("button", name="Enviar").click()
    await bank.wait_for_load_state()


async def take_seat(page: Page, poster: str, who: tuple[str, str, str], price: str) -> None:
    """An employee on a phone, from the poster to the choice of how to pay."""
    await page.goto(poster)
    await page.get_by_role("link", name="Registrarme").tap()
    await page.get_by_label("Número de empleado").fill(who[0])
    await page.get_by_label("Primer apellido").fill(who[2])
    await page.get_by_role("button", name="Continuar").tap()
    await page.get_by_role("button", name=f"Apartar y pagar {price}").tap()
    await page.wait_for_url("**/pagar/*")


async def choose_oxxo(page: Page, price: str) -> None:
    await page.get_by_role("button", name="Pagar en OXXO").tap()
    await expect(page.get_by_role("heading", level=1)).to_have_text(f"Paga {price} en cualquier OXXO")
    await expect(page.get_by_role("img", name="Código de barras")).to_be_visible()


async def by_card(page: Page, stage: Stage, button: str, *numbers: str) -> None:
    """Tries the cards in turn; the last one pays."""
    await page.get_by_role("button", name=button).first.click()
    await page.wait_for_url(f"{stage.house.twin_url}/**")
    for number in numbers:
        await page.locator("input[name=card]").fill(number)
        await page.locator("button[type=submit], button:not([type])").first.click()
        await page.wait_for_load_state()
    await page.wait_for_url(f"{stage.house.base_url}/**")


async def taken_by_others(stage: Stage, phones: list[Page], poster: str, price: str) -> None:
    """One pays by card at once; the other one has the seat for half an hour and never pays."""
    for page, who in zip(phones, WANT[2:], strict=True):
        await take_seat(page, poster, who, price)
    await by_card(phones[0], stage, f"Pagar {price} con tarjeta", "4242 4242 4242 4242")
    await expect(phones[0].locator("h1")).to_have_text("¡Listo! Tu pago llegó")


async def told_there_is_no_seat(page: Page, order: Order) -> None:
    await page.goto(f"/pagar/{order.token}")
    await expect(page.locator("h1")).to_have_text("Recibimos tu pago, pero ya no había lugar")
    await expect(page.get_by_role("main")).to_contain_text("No vuelvas a pagar")
