"""Money in the office: finding orders, sending refunds, and who may only look."""

from datetime import timedelta

from events_app.accounts.models import RoleGrant, User
from events_app.core import clock
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
        await client.get(path) for path in ("/oficina/dinero", "/oficina/dinero/libro", "/oficina/dinero/impuestos")
    ]
    page = await client.get(f"/oficina/dinero/pedidos/{order.folio}")
    moved = await client.post(
        f"/oficina/dinero/pedidos/{order.folio}/devolucion", data={"amount": "80.00", "reason": "porque sí"}
    )

    assert [each.status_code for each in (*seen, page)] == [200] * 4
    assert "devolucion" not in page.text
    assert moved.status_code == 404
    assert twin.things("refund") == []
