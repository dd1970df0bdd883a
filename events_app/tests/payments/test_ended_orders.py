"""The link of an order that was let go says what happened to it, and leads on where there is a way on."""

from collections.abc import Sequence

import pytest

from events_app.core import clock
from events_app.payments import services
from events_app.payments.engine.states import EVENT_OFF, HOLD_EXPIRED, NAMES_CHANGED
from events_app.tests.factories.payments import make_order
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.peer import Twin
from events_app.tests.support.browser import TestClient

WAYS = ("", "/oxxo", "/transferencia", "/oficina")
LATE = "El tiempo para pagar terminó"


@pytest.mark.parametrize(
    ("reason", "spanish", "english"),
    [
        (HOLD_EXPIRED, (LATE, "Tu lugar se liberó para alguien más."), "Time to pay ran out"),
        ("Ya no viene a trabajar", ("Este pedido se canceló", "Lo canceló quien lo pidió"), "This order was canceled"),
        (EVENT_OFF, ("Este pedido se canceló", "Se canceló el evento"), "The event was canceled"),
        (NAMES_CHANGED, ("Este pedido cambió", "Este ya no se paga."), "This order changed"),
    ],
)
async def test_the_link_of_an_order_that_was_let_go_says_why_in_both_languages(
    db: str, twin: Twin, seats: Seats, client: TestClient, reason: str, spanish: Sequence[str], english: str
) -> None:
    order = await make_order(now=clock.now())
    await services.release_order(order.id, clock.now(), reason)
    link = f"/pagar/{order.token}"

    shown = (await client.get(link)).text
    came_back = (await client.get(f"{link}/regreso")).text
    foreign = (await client.get(f"{link}?lang=en")).text

    assert [words in page for page in (shown, came_back) for words in spanish] == [True] * 4
    assert [LATE in page for page in (shown, came_back)] == [reason == HOLD_EXPIRED] * 2
    assert english in foreign


async def test_an_old_tab_of_a_cancelled_order_charges_nothing_and_says_that_it_was_cancelled(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    order = await make_order(now=clock.now())
    await services.release_order(order.id, clock.now(), "Ya no viene")

    pressed = [await client.post(f"/pagar/{order.token}{way}", data={"email": "ana@example.com"}) for way in WAYS]

    assert [("Este pedido se canceló" in each.text, LATE in each.text) for each in pressed] == [(True, False)] * 4
    assert (twin.things("session"), twin.things("payment_intent")) == ([], [])


async def test_an_old_tab_of_an_order_made_anew_leads_to_the_one_of_today_whatever_was_pressed(
    db: str, twin: Twin, seats: Seats, client: TestClient
) -> None:
    old = await make_order(now=clock.now())
    await services.release_order(old.id, clock.now(), NAMES_CHANGED)
    new = await make_order(now=clock.now(), pesos="700.00")

    pressed = [await client.post(f"/pagar/{old.token}{way}", data={"email": "ana@example.com"}) for way in WAYS]
    shown = (await client.get(pressed[0].headers["location"])).text

    assert [each.headers["location"] for each in pressed] == [f"/pagar/{new.token}"] * 4
    assert f"ahora es el {new.folio}, con otro total" in shown
    assert 'class="toast warn"' in shown
