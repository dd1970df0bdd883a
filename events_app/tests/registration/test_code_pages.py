"""Discount codes on the pages of registering: the price that is said, and the seat that nobody pays."""

from decimal import Decimal

from events_app.core import clock
from events_app.core.database import rows
from events_app.payments import codes
from events_app.payments.discounts import DiscountCode, DiscountKind
from events_app.payments.models import Order
from events_app.registration import lifecycle
from events_app.registration.models import Registration
from events_app.tests.factories.registration import (
    make_employee,
    make_plant,
)
from events_app.tests.registration.asking import coordinated_plant, priced_event
from events_app.tests.registration.walking import KNOWN, confirm
from events_app.tests.support.browser import TestClient


async def test_a_code_lowers_the_price_that_the_page_says_and_only_then_is_it_charged(client: TestClient) -> None:
    event, _type = await priced_event()
    await make_employee(await make_plant())
    await codes.make(a_code("FORO26", percent=Decimal(25)), actor="user:1", now=clock.now())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)

    wrong = await client.post(path, data=confirm(shown.text, code="OTRO"))
    lower = await client.post(path, data=confirm(shown.text, code=" foro26 "))
    done = await client.post(path, data=confirm(lower.text, code="foro26"))

    assert "Código de descuento" in shown.text
    assert (wrong.status_code, lower.status_code, done.status_code) == (422, 409, 303)
    assert "Ese código no existe o ya no está vigente." in wrong.text
    assert "$87.00" in lower.text
    order = await Order.get()
    assert (order.total, order.discount, done.headers["location"]) == (8_700, 2_500, f"/pagar/{order.token}")
    assert (await Registration.get()).total == 8_700
    assert (await DiscountCode.get()).used == 1


async def test_a_code_for_all_of_it_gives_the_seat_and_is_free_again_when_the_seat_is(client: TestClient) -> None:
    event, _type = await priced_event()
    await make_employee(await make_plant(), email="ana@example.com")
    await codes.make(a_code("TODO", percent=Decimal(100)), actor="user:1", now=clock.now())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)

    lower = await client.post(path, data=confirm(shown.text, code="todo"))
    done = lower if lower.status_code == 303 else await client.post(path, data=confirm(lower.text, code="todo"))
    order, mine = await Order.get(), await Registration.get()
    receipt = await client.get(f"/recibo/{order.token}")
    pay = await client.get(f"/pagar/{order.token}")
    told = [each["message"] for each in await rows("SELECT message FROM outbox_messages ORDER BY message")]
    used = (await DiscountCode.get()).used
    given_back = await lifecycle.ask_to_cancel(mine.id, actor="user:1", reason="no puedo ir", now=clock.now())

    assert (done.status_code, done.headers["location"].startswith("/T/")) == (303, True)
    assert (mine.status, mine.total, mine.order_id, order.status, order.total) == ("confirmed", 0, order.id, "paid", 0)
    assert "TODO · cubrió todo el costo: no hubo pago" in receipt.text
    assert "Pedir la factura" not in receipt.text
    assert "Tu código cubre todo el costo." in pay.text
    assert "receipt" in told
    assert (used, given_back, (await DiscountCode.get()).used) == (1, True, 0)
    assert (await Order.get()).status == "released"


async def test_a_code_is_not_for_a_seat_that_the_company_pays(client: TestClient) -> None:
    event, _type = await priced_event()
    await make_employee(await coordinated_plant())
    await codes.make(a_code("MITAD", percent=Decimal(50)), actor="user:1", now=clock.now())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)
    lower = await client.post(path, data=confirm(shown.text, code="MITAD"))

    company = await client.post(path, data=confirm(lower.text, code="MITAD", payer="company"))

    assert company.status_code == 422
    assert await Registration.all().count() == 0


def a_code(code: str, *, percent: Decimal) -> codes.NewCode:
    return codes.NewCode(code, "", DiscountKind.PERCENT, percent, None, None, None, 1, None, None)
