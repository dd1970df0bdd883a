"""What the office sees and does in the companies' journeys."""

from playwright.async_api import Locator, Page, expect


async def invoice_of(page: Page, legal_name: str) -> Locator:
    """The request for an invoice on the office's list."""
    await page.goto("/oficina")
    await page.get_by_role("link", name="Facturas").first.click()
    asked = page.get_by_role("row").filter(has_text=legal_name)
    await expect(asked).to_have_count(1)
    return asked
