"""The treasurer's pages in a real browser: a month with money in it, debts, a statement and the bank's doubts."""

import pytest

from events_app.app import wire
from events_app.core import clock
from events_app.core.money import Money
from events_app.finance import bank
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.settlement import Receipt, book_money
from events_app.tests.browser.conftest import DESKTOP, PHONE, OpenPage
from events_app.tests.browser.test_office_money import order_of, signed_in
from events_app.tests.browser.test_paying import LONG_NAME, seen
from events_app.tests.factories.directory import make_company
from events_app.tests.support.live_server import LiveServer

LIST = b"Fecha,Descripcion,Referencia,Cargos,Abonos\n20/11/2024,DEPOSITO EN EFECTIVO SUCURSAL NOGALES,77,,540.00\n"


@pytest.mark.parametrize(("size", "language"), [("phone", "es-MX"), ("desktop", "en")])
async def test_the_books_read_well_on_a_phone_and_on_a_desk(
    server: LiveServer, open_page: OpenPage, size: str, language: str
) -> None:
    wire()
    page = await open_page(**(PHONE if size == "phone" else DESKTOP), locale=language)
    company = await make_company(LONG_NAME)
    order = await order_of("1000.00", 999_998, company.id)
    part = Receipt("bank:1", PaymentMethod.TRANSFER, order.folio, Money.of("540.00"), False)
    await book_money(order.id, part, now=clock.now())
    await bank.take_in(LIST, "banco.csv", account="6789", currency="MXN", actor="system", now=clock.now())
    await signed_in(page, server, "Rosa", language)

    for path in ("", "/libro", "/por-cobrar", "/estados", f"/estados/{company.slug}", "/banco"):
        await page.goto(f"/oficina/finanzas{path}")
        await seen(page, f"finance-{size}-{language}-{path.strip('/').split('/')[0] or 'month'}")
