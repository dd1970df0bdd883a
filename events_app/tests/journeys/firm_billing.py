"""How the companies of these journeys ask for their invoice, in Mexico and from abroad."""

from playwright.async_api import Page, expect

KEMPER = {"rfc": "EKU9003173C9", "legal_name": "Escuela Kemper Urgate", "postal_code": "42501"}


async def ask_for_the_invoice(page: Page) -> None:
    await page.get_by_role("link", name="Ver el recibo").click()
    await page.get_by_role("link", name="Pedir la factura con mis datos fiscales").click()
    for name, text in (KEMPER | {"purchase_order": "OC-4471"}).items():
        await page.locator(f"#{name}").fill(text)
    await page.locator("#regime").select_option("601")
    await page.locator("#cfdi_use").select_option("G03")
    await page.get_by_role("button", name="Pedir la factura").click()
    await expect(page.get_by_role("main")).to_contain_text("Tu solicitud está anotada.")


async def ask_from_abroad(page: Page) -> None:
    """Known to be abroad: no RFC and no Mexican address, only the name, the country and its own number."""
    await page.get_by_role("link", name="See the receipt").click()
    await page.get_by_role("link", name="Ask for the invoice with my tax details").click()
    await expect(page.locator("#is_foreign")).to_be_checked()
    await page.locator("#legal_name").fill("Santa Cruz Harness LLC")
    await page.locator("#tax_id").fill("86-1234567")
    await page.get_by_role("button", name="Ask for the invoice").click()
    await expect(page.get_by_role("main")).to_contain_text("Your request is noted.")
