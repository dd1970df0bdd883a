"""Money in the office: finding orders, sending refunds, and who may only look."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from events_app.accounts.models import RoleGrant, User
from events_app.core import clock
from events_app.core.database import rows
from events_app.payments import queries
from events_app.payments.engine.pricing import rate_for
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.payments.test_card import paid_order
from events_app.tests.support.browser import TestClient


async def sign_in(client: TestClient, role: str) -> None:
    user = await User.create(email=f"{role}@example.com", name=f"Persona {role}")
    starts = clock.now().date() - timedelta(days=2)
    await RoleGrant.create(user=user, role=role, scope="", starts_on=starts, granted_by="system")
    await client.sign_in(user)


async def test_the_office_finds_an_order_and_refunds_it_once(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await paid_order(twin)
    await sign_in(client, "office")

    lists = [
        (await client.get("/oficina/dinero", params={"q": text})).text for text in ("nunez", "$1,080.00", order.folio)
    ]
    told = {"amount": "80.00", "reason": "no asistió", "idempotency_key": "k1"}
    sent = await client.post(f"/oficina/dinero/pedidos/{order.folio}/devolucion", data=told)
    again = await client.post(f"/oficina/dinero/pedidos/{order.folio}/devolucion", data=told)
    too_much = await client.post(
        f"/oficina/dinero/pedidos/{order.folio}/devolucion", data=told | {"amount": "1000.01", "idempotency_key": "k2"}
    )
    shown = await client.get(f"/oficina/dinero/pedidos/{order.folio}")

    assert [order.folio in each for each in lists] == [True, True, True]
    assert (sent.status_code, again.status_code, too_much.status_code) == (303, 303, 422)
    assert "$1,000.00" in too_much.text
    assert [each["amount"] for each in twin.things("refund")] == [8_000]
    assert "Se devolvió dinero" in shown.text


async def test_finance_sees_the_money_and_cannot_move_it(db: str, twin: Twin, seats: Seats, client: TestClient) -> None:
    order = await paid_order(twin)
    await sign_in(client, "finance")

    seen = [
        await client.get(path) for path in ("/oficina/dinero", "/oficina/finanzas/libro", "/oficina/dinero/impuestos")
    ]
    page = await client.get(f"/oficina/dinero/pedidos/{order.folio}")
    moved = await client.post(
        f"/oficina/dinero/pedidos/{order.folio}/devolucion", data={"amount": "80.00", "reason": "porque sí"}
    )

    assert [each.status_code for each in (*seen, page)] == [200] * 4
    assert "devolucion" not in page.text
    assert moved.status_code == 404
    assert twin.things("refund") == []


async def test_the_office_closes_a_task_only_with_a_word_about_it(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    seats.free = 0
    await paid_order(twin)
    await sign_in(client, "office")
    path = f"/oficina/dinero/pendientes/{(await queries.open_tasks())[0].id}"

    silent = await client.post(path, data={"note": " "})
    still_open = len(await queries.open_tasks())
    told = await client.post(path, data={"note": "Se le devolvió por teléfono"})
    missing = await client.post("/oficina/dinero/pendientes/999", data={"note": "nada"})

    assert (silent.status_code, still_open, told.status_code, missing.status_code) == (303, 1, 303, 404)
    assert await queries.open_tasks() == []
    closed = await rows("SELECT note, done_by FROM money_tasks")
    assert closed == [{"note": "Se le devolvió por teléfono", "done_by": "user:1"}]


async def test_the_office_gives_a_place_when_there_is_one_again(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    seats.free = 0
    order = await paid_order(twin)
    await sign_in(client, "office")

    too_soon = await client.post(f"/oficina/dinero/pedidos/{order.folio}/lugar")
    told = await client.get(too_soon.headers["location"])
    seats.free = 1
    given = await client.post(f"/oficina/dinero/pedidos/{order.folio}/lugar")
    shown = await client.get(f"/oficina/dinero/pedidos/{order.folio}")

    assert (too_soon.status_code, given.status_code) == (303, 303)
    assert "Todavía no hay lugar. Devuelve el pago o espera a que alguien cancele." in told.text
    assert "Se confirmó el lugar" in shown.text
    assert "Persona office" in shown.text
    assert await queries.open_tasks() == []


RULE = {
    "code": "IVA16",
    "name_es": "IVA 16 % nuevo",
    "name_en": "New VAT 16%",
    "percent": "17.5",
    "valid_from": "2027-01-01",
    "valid_to": "",
}


async def test_a_new_rate_holds_from_its_first_day_and_the_old_one_until_then(
    db: str, client: TestClient, now: datetime
) -> None:
    await sign_in(client, "office")

    added = await client.post("/oficina/dinero/impuestos", data=RULE)
    shown = await client.get("/oficina/dinero/impuestos")
    rates = await queries.tax_rates()

    assert added.status_code == 303
    assert "17.5 %" in shown.text
    assert [rate_for(rates, "IVA16", date(year, 1, 1)).rate for year in (2026, 2027)] == [
        Decimal("0.16"),
        Decimal("0.175"),
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"valid_from": "2010-01-01"}, "Ya hay una tasa de esta clave que empieza ese día."),
        ({"valid_to": "2026-12-31"}, "El último día va después del primero."),
        ({"percent": "101"}, ""),
        ({"code": "iva 16"}, ""),
    ],
)
async def test_a_rate_that_cannot_be_is_sent_back_with_what_was_typed(
    db: str, client: TestClient, wrong: dict[str, str], said: str
) -> None:
    await sign_in(client, "office")
    before = len(await queries.tax_rates())

    answer = await client.post("/oficina/dinero/impuestos", data=RULE | wrong)

    assert answer.status_code == 422
    assert said in answer.text
    assert "IVA 16 % nuevo" in answer.text
    assert len(await queries.tax_rates()) == before


async def test_finance_registers_no_rate(db: str, client: TestClient) -> None:
    await sign_in(client, "finance")
    before = len(await queries.tax_rates())

    answer = await client.post("/oficina/dinero/impuestos", data=RULE)

    assert answer.status_code >= 400
    assert len(await queries.tax_rates()) == before


@pytest.mark.parametrize(
    "asked", ["finanzas?mes=9999-12", "finanzas?mes=0001-01", "dinero?q=$99999999999999999999.00", "dinero?q=$1e30"]
)
async def test_a_month_or_an_amount_beyond_all_books_shows_a_page(client: TestClient, asked: str) -> None:
    await sign_in(client, "finance")

    answer = await client.get(f"/oficina/{asked}")

    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["event_id", "company_id"])
async def test_a_number_that_no_record_has_is_a_bad_request_and_no_lost_database(client: TestClient, name: str) -> None:
    await sign_in(client, "office")
    form = {"code": "FERIA", "kind": "percent", "value": "10", "most_uses": "1", name: "9" * 20}

    answer = await client.post("/oficina/dinero/codigos", data=form)

    assert answer.status_code == 400
    assert await rows("SELECT id FROM discount_codes") == []
