"""The treasurer's pages: who opens them, what they say, and what the office may do on them."""

from datetime import timedelta

import pytest

from events_app.core import clock
from events_app.core.database import row, rows
from events_app.core.money import Money
from events_app.payments import services
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt, book_money
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company
from events_app.tests.payments.by_hand import sign_in
from events_app.tests.payments.conftest import Seats
from events_app.tests.support.browser import TestClient

PATHS = ("", "/libro", "/por-cobrar", "/estados", "/banco", "/libro.csv", "/libro.xlsx", "/por-cobrar.csv")


async def company_order(name: str, pesos: str = "1000.00", *, number: int = 1, currency: str = "MXN") -> Order:
    company = await make_company(name)
    return await services.open_order(
        reference=f"seat:{number}",
        buyer=Buyer(name=name, email="pagos@example.com", company_id=company.id),
        lines=[LineRequest("Foro de talento", Money.of(pesos, currency), 1, "IVA8")],
        hold_expires_at=clock.now() + timedelta(days=30),
        now=clock.now(),
    )


async def pay(order: Order, pesos: str, name: str = "pi_1", method: PaymentMethod = PaymentMethod.TRANSFER) -> None:
    receipt = Receipt(name, method, order.folio, Money.of(pesos, order.currency), False)
    await book_money(order.id, receipt, now=clock.now())


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("language", ["es-MX", "en"])
async def test_finance_reads_every_page_with_money_in_it(
    seats: Seats, client: TestClient, path: str, language: str
) -> None:
    order = await company_order("Arneses del Bravo")
    await pay(order, "500.00")
    await sign_in(client, "Accountant", "finance")

    answer = await client.get(f"/oficina/finanzas{path}?lang={language}")

    assert answer.status_code == 200
    assert order.folio in answer.text or path in ("/estados", "/banco", "/libro.xlsx")


@pytest.mark.parametrize("month", ["9999-12", "0000-00", "abc", "2026-13", "2200-12", "٢٠٢٦-١١", ""])
async def test_a_month_that_nobody_can_close_is_this_month_and_its_files_are_not_there(
    client: TestClient, month: str
) -> None:
    await sign_in(client, "Accountant", "finance")

    page = await client.get(f"/oficina/finanzas?mes={month}")
    ledger = await client.get(f"/oficina/finanzas/libro?desde={month}-01&hasta={month}-31")
    files = [await client.get(f"/oficina/finanzas/mes/{month}/MXN.{kind}") for kind in ("csv", "xlsx", "exe")]

    assert (page.status_code, ledger.status_code) == (200, 200)
    assert [each.status_code for each in files] == ([200, 200, 404] if month == "2200-12" else [404] * 3)


async def test_a_coordinator_and_a_stranger_find_no_books(seats: Seats, client: TestClient) -> None:
    await sign_in(client, "Ramona", "coordinator")

    answers = {(await client.get(f"/oficina/finanzas{path}")).status_code for path in PATHS}

    assert answers == {404}


async def test_an_accountant_reads_and_moves_nothing(seats: Seats, client: TestClient) -> None:
    order = await company_order("Arneses del Bravo")
    await sign_in(client, "Accountant", "finance")
    shown = await client.get("/oficina/finanzas/por-cobrar")

    sent = await client.post(
        "/oficina/finanzas/por-cobrar/recordatorio", data={"debtor": f"company:{order.company_id}:MXN"}
    )
    file = await client.post("/oficina/finanzas/banco/archivo", data={"account": "1234"})

    assert "Recordar<" not in shown.text
    assert (sent.status_code, file.status_code) == (404, 404)


async def test_the_office_reminds_a_debtor_once_a_day_and_the_page_says_when(seats: Seats, client: TestClient) -> None:
    order = await company_order("Arneses del Bravo")
    await pay(order, "1020.00")
    await sign_in(client, "Rosa")
    told = {"debtor": f"company:{order.company_id}:MXN"}

    first = await client.post("/oficina/finanzas/por-cobrar/recordatorio", data=told, follow_redirects=True)
    second = await client.post("/oficina/finanzas/por-cobrar/recordatorio", data=told, follow_redirects=True)
    letters = await rows("SELECT address, context->>'owed' AS owed FROM outbox_messages WHERE message = 'amount_owed'")

    assert "Salió 1 recordatorio." in first.text
    assert "Ya se le recordó hoy." in second.text
    assert "Recordado el" in second.text
    assert letters == [{"address": "pagos@example.com", "owed": "$60.00"}]


async def test_a_debt_that_is_paid_is_no_debt_and_its_reminder_is_not_found(seats: Seats, client: TestClient) -> None:
    order = await company_order("Arneses del Bravo")
    await pay(order, "1080.00")
    await sign_in(client, "Rosa")

    shown = await client.get("/oficina/finanzas/por-cobrar")
    asked = await client.post(
        "/oficina/finanzas/por-cobrar/recordatorio", data={"debtor": f"company:{order.company_id}:MXN"}
    )

    assert "Nadie debe nada" in shown.text
    assert asked.status_code == 404


async def test_the_statement_of_a_company_in_words_pdf_and_csv(seats: Seats, client: TestClient) -> None:
    order = await company_order("Arneses del Bravo")
    await pay(order, "1100.00")
    company = await row("SELECT slug FROM companies WHERE id = $1", order.company_id)
    await sign_in(client, "Accountant", "finance")
    path = f"/oficina/finanzas/estados/{(company or {})['slug']}"

    page = await client.get(path)
    pdf = await client.get(f"{path}/cuenta.pdf")
    csv = await client.get(f"{path}/cuenta.csv")

    assert "−$20.00" in page.text
    assert pdf.content.startswith(b"%PDF")
    assert csv.text.splitlines()[-1].endswith(",1080.00,1100.00,-20.00,MXN")


async def test_the_ledger_is_filtered_by_account_currency_company_and_order(seats: Seats, client: TestClient) -> None:
    mine, other = await company_order("Arneses del Bravo"), await company_order("Zapata Norte", number=2)
    await pay(mine, "1080.00")
    await pay(other, "1080.00", "pi_2")
    await sign_in(client, "Accountant", "finance")

    async def shown(query: str) -> tuple[bool, bool]:
        text = (await client.get(f"/oficina/finanzas/libro?{query}")).text
        return f"pedidos/{mine.folio}" in text, f"pedidos/{other.folio}" in text

    assert await shown("") == (True, True)
    assert await shown("empresa=arneses") == (True, False)
    assert await shown(f"pedido={other.folio}") == (False, True)
    assert await shown("cuenta=cash") == (False, False)
    assert await shown("moneda=USD") == (False, False)
    assert await shown("desde=2020-01-01&hasta=2020-01-31") == (False, False)
