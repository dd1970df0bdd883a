"""The pages of the slower ways to pay: what is offered, what is shown, and what is still missing, in both languages."""

from datetime import timedelta

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.formats import format_date_words
from events_app.core.money import Money
from events_app.core.tables import OutboxMessage
from events_app.payments import arrivals, queries, services
from events_app.payments.engine.business_days import hold_until
from events_app.payments.models import Order
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.support.browser import TestClient


async def of_company(name: str = "Levis", pesos: str = "1000.00", currency: str = "MXN") -> Order:
    company = await make_company(name)
    now = clock.now()
    return await services.open_order(
        reference="seat:1",
        buyer=Buyer(name="Cuentas por pagar", company_id=company.id),
        lines=[LineRequest("Foro de talento", Money.of(pesos, currency), 1, "IVA8" if currency == "MXN" else "EXENTO")],
        hold_expires_at=now + timedelta(minutes=35),
        now=now,
    )


async def test_a_person_is_offered_card_oxxo_and_the_office(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())

    shown = (await client.get(f"/pagar/{order.token}")).text

    assert [f"/pagar/{order.token}/{way}" in shown for way in ("oxxo", "transferencia", "oficina")] == [
        True,
        False,
        True,
    ]
    assert "Pagar $1,080.00 con tarjeta" in shown


async def test_dollars_are_paid_by_card_or_at_the_office_in_english(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await of_company(currency="USD", pesos="60.00")

    shown = (await client.get(f"/pagar/{order.token}?lang=en")).text

    assert [f"/pagar/{order.token}/{way}" in shown for way in ("oxxo", "transferencia", "oficina")] == [
        False,
        False,
        True,
    ]
    assert "How you want to pay" in shown
    assert "US$60.00" in shown
    assert (await client.post(f"/pagar/{order.token}/oxxo")).status_code == 409
    assert (await client.post(f"/pagar/{order.token}/transferencia")).status_code == 409
    assert twin.things("payment_intent") == []


async def test_the_voucher_page_shows_reference_bars_amount_and_last_day(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now(), email=None)

    left = await client.post(f"/pagar/{order.token}/oxxo", data={"email": "ana@example.com"})
    shown = (await client.get(left.headers["location"])).text
    again = (await client.get(f"/pagar/{order.token}")).text

    slip = (await rows("SELECT * FROM vouchers"))[0]
    reference = slip["reference"]
    assert left.status_code == 303
    assert " ".join(reference[place : place + 4] for place in range(0, 14, 4)) in shown
    assert f'data-copies="{reference}"' in shown
    assert "Paga $1,080.00 en cualquier OXXO" in shown
    assert "10:59\xa0p.m." in shown
    assert slip["url"] in shown
    assert "Ver mi ficha de OXXO" in again


async def test_an_e_mail_that_is_none_does_not_stop_a_voucher(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now(), email=None)

    left = await client.post(f"/pagar/{order.token}/oxxo", data={"email": "no tengo"})

    assert left.headers["location"].endswith("/oxxo")


async def test_the_transfer_page_shows_the_clabe_and_then_the_sixty_pesos_that_are_missing(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await of_company()
    left = await client.post(f"/pagar/{order.token}/transferencia")
    first = (await client.get(left.headers["location"])).text
    slip = (await rows("SELECT * FROM vouchers"))[0]

    twin.http.post("/_twin/spei", json={"clabe": slip["clabe"], "amount": 102_000})
    await arrivals.refresh_order(order.id, now=clock.now())
    second = (await client.get(left.headers["location"])).text
    pay = (await client.get(f"/pagar/{order.token}")).text
    english = (await client.get(f"/pagar/{order.token}/transferencia?lang=en")).text

    assert "Transfiere $1,080.00" in first
    assert f'data-copies="{slip["clabe"]}"' in first
    assert order.folio in first
    assert "Faltan $60.00" in second
    assert "Recibimos $1,020.00 de $1,080.00." in second
    assert "Ver cómo transferir $60.00" in pay
    assert "$60.00 still due" in english


async def test_a_company_reads_the_day_that_its_order_named_and_hears_of_all_its_seats(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    company, now = await make_company("Levis"), clock.now()
    day = clock.local(now + timedelta(days=40)).date()
    order = await services.open_order(
        reference="seat:1",
        buyer=Buyer(name="Levis", email="pagos@levis.example", company_id=company.id),
        lines=[LineRequest("Foro de talento", Money.of("100.00", "MXN"), 26, "IVA8")],
        hold_expires_at=now + timedelta(days=42),
        now=now,
        description="Foro de talento · Levis",
        pay_by=day,
    )

    offered = (await client.get(f"/pagar/{order.token}")).text
    await client.post(f"/pagar/{order.token}/transferencia")
    shown = (await client.get(f"/pagar/{order.token}/transferencia")).text
    told = await OutboxMessage.get(message="voucher_spei")

    words = format_date_words(day)
    assert f"Paga a más tardar el {words}" in offered
    assert "Hasta ese día los lugares están apartados." in offered
    assert f"siempre la misma. Tienes hasta el {words}" in offered
    assert f"Transfiere a más tardar el {words}" in shown
    assert told.context["until"] == words
    assert "Foro de talento · Levis · Levis" not in offered + shown


async def test_who_comes_back_early_reads_that_banks_take_their_time(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())
    await client.post(f"/pagar/{order.token}/oxxo")

    waiting = (await client.get(f"/pagar/{order.token}/regreso")).text
    twin.http.post(f"/_twin/oxxo/{twin.things('payment_intent')[0]['id']}", json={"act": "pay"})
    done = (await client.get(f"/pagar/{order.token}/regreso")).text

    assert "Todavía no llega tu pago" in waiting
    assert 'data-waiting="pending" data-every="10"' in waiting
    assert "¡Listo! Tu pago llegó" in done


async def test_paying_at_the_office_holds_the_seat_two_business_days(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())

    left = await client.post(f"/pagar/{order.token}/oficina")
    shown = (await client.get(left.headers["location"])).text

    held = (await queries.order_by_folio(order.folio)).hold_expires_at
    assert held == hold_until(clock.now(), 2)
    assert seats.held == [(1, held)]
    assert order.folio in shown


@pytest.mark.parametrize("way", ["oxxo", "transferencia"])
async def test_a_stripe_that_does_not_answer_is_said_on_the_page_of_the_order(
    db: str, twin: Twin, seats: Seats, client: TestClient, way: str
) -> None:
    order = await of_company()
    twin.faults({"kind": "429", "route": "POST /v1/", "times": 9})

    refused = await client.post(f"/pagar/{order.token}/{way}")
    twin.faults()
    opened = await client.post(f"/pagar/{order.token}/{way}")

    assert (refused.status_code, opened.status_code) == (503, 303)
    assert "No se pudo completar." in refused.text
    assert len(twin.things("payment_intent")) == 1


@pytest.mark.parametrize("way", ["oxxo", "transferencia", "oficina"])
async def test_the_pages_of_a_paid_order_lead_to_it_and_those_of_nobody_are_not_found(
    db: str, twin: Twin, seats: Seats, client: TestClient, way: str
) -> None:
    order = await of_company()
    twin.pay((await client.post(f"/pagar/{order.token}")).headers["location"])
    await arrivals.refresh_order(order.id, now=clock.now())

    seen = await client.get(f"/pagar/{order.token}/{way}")
    pressed = await client.post(f"/pagar/{order.token}/{way}")
    nobody = await client.get(f"/pagar/{'x' * 43}/{way}")

    assert seen.headers["location"] == f"/pagar/{order.token}"
    assert pressed.status_code in (303, 409)
    assert nobody.status_code == 404


async def test_the_event_closes_the_slow_ways_with_their_reason(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    seats.latest_at = clock.now() + timedelta(hours=3)
    order = await of_company()

    shown = (await client.get(f"/pagar/{order.token}")).text

    assert "OXXO confirma hasta el siguiente día hábil" in shown
    assert (await client.post(f"/pagar/{order.token}/oxxo")).status_code == 409
    assert (await client.post(f"/pagar/{order.token}/oficina")).status_code == 409
