"""What the office sees and does in the companies' journeys."""

from playwright.async_api import FilePayload, Locator, Page, expect

PROOF: FilePayload = {"name": "transferencia.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}


async def invoice_of(page: Page, legal_name: str) -> Locator:
    """The request for an invoice on the office's list."""
    await page.goto("/oficina")
    await page.get_by_role("link", name="Facturas").first.click()
    asked = page.get_by_role("row").filter(has_text=legal_name)
    await expect(asked).to_have_count(1)
    return asked


async def task_of(page: Page, folio: str) -> Locator:
    """What waits for a person about an order."""
    await page.goto("/oficina/dinero")
    waits = page.locator("#tasks-title + ul > li").filter(has_text=folio)
    await expect(waits).to_contain_text("Pagó cuando ya no había lugar")
    return waits


async def send_back_by_hand(asks: Page, approves: Page, folio: str, amount: str) -> None:
    """One asks for the refund and cannot send it alone; another approves; the first one sends it, with the proof."""
    await (await task_of(asks, folio)).get_by_role("link", name="Abrir el pedido para devolver").click()
    await asks.get_by_label("Por qué", exact=True).fill("Se liberó su lugar antes de que OXXO avisara")
    await asks.get_by_role("button", name="Devolver", exact=True).click()
    await expect(asks.get_by_role("heading", level=1)).to_contain_text(f"Devolver {amount} a mano")
    await expect(asks.get_by_role("button", name="Aprobar la devolución")).to_have_count(0)
    await expect(asks.get_by_role("button", name="Registrar la devolución")).to_have_count(0)
    await approves.goto("/oficina/dinero/por-aprobar")
    asked = approves.get_by_role("listitem").filter(has_text=folio)
    await asked.get_by_role("link", name="Abrir la devolución").click()
    await approves.get_by_role("button", name="Aprobar la devolución").click()
    await asks.reload()
    await asks.get_by_label("Clave de rastreo").fill("MBAN01002611280042")
    await asks.locator("input[type=file]").set_input_files(PROOF)
    await asks.get_by_role("button", name="Registrar la devolución").click()
    await expect(asks.get_by_role("heading", level=1)).to_contain_text("Devuelto")


async def give_seat(page: Page, folio: str) -> None:
    await (await task_of(page, folio)).get_by_role("link", name="Abrir el pedido para devolver").click()
    await page.get_by_role("button", name="Darle un lugar").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Pagado")
