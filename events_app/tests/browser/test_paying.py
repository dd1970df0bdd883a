"""The ways to pay in a real browser: choosing, the voucher, the CLABE, sixty pesos short, and the rest."""

import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Page, expect

from events_app.core import clock
from events_app.core.money import Money
from events_app.payments import services
from events_app.payments.models import Order
from events_app.payments.values import Buyer, LineRequest
from events_app.payments.vouchers import Voucher
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.factories.directory import make_company
from events_app.tests.support.eyes import assert_accessible, assert_fits
from events_app.tests.support.live_server import LiveServer

LONG_NAME = "Componentes Electromecánicos y Arneses Automotrices del Noroeste de la Frontera, S. de R.L. de C.V."
WORDS = {
    "es-MX": (
        "Pagar en OXXO",
        "Pagar de otra forma",
        "Pagar por transferencia",
        "Faltan $60.00",
        "Pagaré en la oficina",
    ),
    "en": ("Pay at OXXO", "Pay another way", "Pay by transfer", "$60.00 still due", "I will pay at the office"),
}


async def seen(page: Page, name: str) -> None:
    """Fits and is accessible; kept as a picture when somebody wants to look (SHOTS names a folder)."""
    await assert_fits(page)
    await assert_accessible(page)
    if folder := os.environ.get("SHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


async def order_of_a_plant() -> Order:
    now = clock.now()
    company = await make_company(LONG_NAME)
    return await services.open_order(
        reference="registration:999999",
        buyer=Buyer(name="Cuentas por pagar", company_id=company.id),
        lines=[LineRequest("Foro de talento y cadena de suministro", Money.of("1000.00"), 1, "IVA8")],
        hold_expires_at=now + timedelta(minutes=35),
        now=now,
    )


@pytest.mark.parametrize("language", ["es-MX", "en"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_every_way_to_pay_is_shown_on_any_screen(
    server: LiveServer, open_page: OpenPage, language: str, size: str
) -> None:
    page = await open_page(**(PHONE if size == "phone" else DESKTOP), locale=language)
    oxxo, other, transfer, short, office = WORDS[language]
    order = await order_of_a_plant()
    shot = f"pay-{language}-{size}"

    await page.goto(f"/pagar/{order.token}")
    await seen(page, f"{shot}-1-choose")
    await page.get_by_role("button", name=oxxo).click()
    await expect(page.get_by_role("img")).to_be_visible()
    await seen(page, f"{shot}-2-oxxo")
    await page.get_by_role("link", name=other).click()
    await page.get_by_role("button", name=transfer).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("$1,080.00")
    await seen(page, f"{shot}-3-transfer")
    slip = await Voucher.get(order_id=order.id, method="spei")
    async with httpx.AsyncClient() as bank:
        await bank.post(f"{server.twin_url}/_twin/spei", json={"clabe": slip.clabe, "amount": 102_000})
    await page.goto(f"/pagar/{order.token}/regreso")
    await page.goto(f"/pagar/{order.token}/transferencia")
    await expect(page.get_by_role("heading", level=1)).to_have_text(short)
    await seen(page, f"{shot}-4-short")
    await page.get_by_role("link", name=other).click()
    await seen(page, f"{shot}-5-rest")
    await page.get_by_role("button", name=office).click()
    await seen(page, f"{shot}-6-office")
