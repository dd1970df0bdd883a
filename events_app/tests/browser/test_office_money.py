"""The office's money in a real browser: a cheque with its proof, the second person, a refund by hand, codes."""

from datetime import timedelta

import pytest
from playwright.async_api import Page, expect

from events_app.accounts.services import open_session
from events_app.app import wire
from events_app.core import clock
from events_app.core.access import Role
from events_app.core.middleware import session_cookie
from events_app.core.money import Money
from events_app.payments import services
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt, book_money
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.browser.test_paying import LONG_NAME, seen
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.support.live_server import LiveServer

PROOF = {"name": "cheque.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"}
WORDS = {
    "es-MX": (
        "Anotar el pago",
        "Por aprobar",
        "Aprobar $32,400.00",
        "Pagado",
        "Devolver",
        "Registrar la devolución",
        "Devuelto",
    ),
    "en": ("Record the payment", "To approve", "Approve $32,400.00", "Paid", "Refund", "Record the refund", "Refunded"),
}


@pytest.fixture(autouse=True)
def _wired() -> None:
    wire()


async def order_of(pesos: str, number: int, company_id: int | None) -> Order:
    now = clock.now()
    return await services.open_order(
        reference=f"registration:{number}",
        buyer=Buyer(name=LONG_NAME, email="cuentas.por.pagar@componentes.example", company_id=company_id),
        lines=[LineRequest("Foro de talento y cadena de suministro", Money.of(pesos), 1, "IVA8")],
        hold_expires_at=now + timedelta(days=3),
        now=now,
    )


async def signed_in(page: Page, server: LiveServer, name: str, locale: str) -> None:
    user = await make_user(name, roles=[Role.OFFICE], locale=locale)
    token = await open_session(user, clock.now(), "browser")
    await page.context.add_cookies([{"name": session_cookie(), "value": token, "url": server.base_url}])


@pytest.mark.parametrize("language", ["es-MX", "en"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_a_cheque_is_written_down_by_one_and_counts_after_another(
    server: LiveServer, open_page: OpenPage, language: str, size: str
) -> None:
    page = await open_page(**(PHONE if size == "phone" else DESKTOP), locale=language)
    write, approvals, approve, paid, *_ = WORDS[language]
    order = await order_of("30000.00", 999_999, (await make_company(LONG_NAME)).id)
    await signed_in(page, server, "Rosa", language)

    await page.goto(f"/oficina/dinero/pedidos/{order.folio}/pago")
    await page.locator("input[name=method][value=cheque]").check(force=True)
    await page.locator("input[type=file]").set_input_files(PROOF)  # type: ignore[arg-type]
    await seen(page, f"money-{size}-{language}-write")
    await page.get_by_role("button", name=write).click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text(order.folio)
    await seen(page, f"money-{size}-{language}-written")
    await signed_in(page, server, "Luis", language)
    await page.goto("/oficina/dinero/por-aprobar")
    await seen(page, f"money-{size}-{language}-approvals")
    await page.get_by_role("button", name=approve, exact=True).click()
    await page.goto(f"/oficina/dinero/pedidos/{order.folio}")

    await expect(page.get_by_role("heading", level=1)).not_to_contain_text(approvals)
    await expect(page.get_by_role("main")).to_contain_text(paid)
    await seen(page, f"money-{size}-{language}-paid")


@pytest.mark.parametrize("language", ["es-MX", "en"])
@pytest.mark.parametrize("size", ["phone", "desktop"])
async def test_a_transfer_goes_back_by_hand_and_the_lists_fit(
    server: LiveServer, open_page: OpenPage, language: str, size: str
) -> None:
    page = await open_page(**(PHONE if size == "phone" else DESKTOP), locale=language)
    *_, back, record, refunded = WORDS[language]
    order = await order_of("1000.00", 999_998, None)
    now = clock.now()
    await book_money(
        order.id, Receipt("pi_1", PaymentMethod.SPEI, order.folio, Money.of("1080.00"), False, payer=LONG_NAME), now=now
    )
    await signed_in(page, server, "Rosa", language)

    await page.goto("/oficina/dinero")
    await seen(page, f"money-{size}-{language}-tasks")
    await page.goto(f"/oficina/dinero/pedidos/{order.folio}")
    await page.locator("#reason").fill("No hubo lugar")
    await seen(page, f"money-{size}-{language}-order")
    await page.get_by_role("button", name=back, exact=True).click()
    await page.locator("input[type=file]").set_input_files(PROOF)  # type: ignore[arg-type]
    await seen(page, f"money-{size}-{language}-refund")
    await page.get_by_role("button", name=record).click()

    await expect(page.get_by_role("heading", level=1)).to_contain_text(refunded)
    await page.goto("/oficina/dinero/codigos")
    await seen(page, f"money-{size}-{language}-codes")
