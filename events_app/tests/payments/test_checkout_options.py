"""What a page of Stripe may offer besides cards at once: instalments, and vouchers that are paid another day."""

from dataclasses import replace
from datetime import timedelta

import pytest

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.settings import configure, settings
from events_app.payments import queries
from events_app.payments.arrivals import settle_intent
from events_app.payments.methods import card
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin


@pytest.mark.parametrize(
    ("setting", "currency", "offered"), [(True, "MXN", True), (True, "USD", False), (False, "MXN", False)]
)
async def test_instalments_are_offered_in_pesos_when_the_association_wants_them(
    db: str, twin: Twin, seats: Seats, setting: bool, currency: str, offered: bool
) -> None:
    known = settings()
    configure(replace(known, card_instalments=setting))
    order = await make_order(now=clock.now(), currency=currency, tax_code="EXENTO")

    await card.checkout_url(order.id, now=clock.now())
    configure(known)

    asked = twin.things("session")[0]["payment_method_options"]
    assert asked == ({"card": {"installments": {"enabled": True}}} if offered else {})


async def test_a_page_that_ended_in_a_voucher_holds_the_seat_until_it_can_have_been_paid(
    db: str, twin: Twin, seats: Seats
) -> None:
    now = clock.now()
    order = await make_order(now=now)
    await card.checkout_url(order.id, now=now)
    session = twin.things("session")[0]
    twin.change("session", session["id"], payment_method_types=["card", "oxxo"])
    twin.http.post(session["url"], data={"way": "oxxo", "name": "Ana Núñez", "email": "ana@example.com"})

    await card.refresh_live_attempts(order.id, now=now)
    held = (await queries.order_by_folio(order.folio)).hold_expires_at
    twin.http.post(f"/_twin/oxxo/{twin.things('payment_intent')[0]['id']}", json={"act": "pay"})
    await settle_intent(twin.things("payment_intent")[0]["id"], now=now)

    assert held is not None
    assert held - now > timedelta(days=3)
    assert await rows("SELECT method FROM payments") == [{"method": "oxxo"}]
