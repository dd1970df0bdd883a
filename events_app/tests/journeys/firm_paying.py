"""How companies and people pay in these journeys: at their bank, with a card, at a counter."""

from playwright.async_api import Page, expect

from events_app.tests.journeys.firm import Stage


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


async def by_card(page: Page, stage: Stage, button: str, *numbers: str) -> None:
    """Tries the cards in turn; the last one pays."""
    await page.get_by_role("button", name=button).first.click()
    await page.wait_for_url(f"{stage.house.twin_url}/**")
    for number in numbers:
        await page.locator("input[name=card]").fill(number)
        await page.locator("button[type=submit], button:not([type])").first.click()
        await page.wait_for_load_state()
    await page.wait_for_url(f"{stage.house.base_url}/**")
