"""Golf's callbacks wired, and orders paid as the settlement of a payment does it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from itertools import count

import pytest

from events_app.app import wire
from events_app.payments import settlement
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order

Pay = Callable[..., Awaitable[Order]]
_numbers = count(1)


@pytest.fixture(autouse=True)
def _wired() -> None:
    wire()


@pytest.fixture
def pay(now: datetime) -> Pay:
    """`await pay("golf_team:7")` books the payment of the newest order of a reference and gives the order."""

    async def paid(reference: str, *, at: datetime = now) -> Order:
        order = await Order.filter(reference=reference).order_by("-id").first()
        assert order is not None
        receipt = settlement.Receipt(
            f"pi_golf_{next(_numbers)}", PaymentMethod.CARD, order.folio, order.total_money, livemode=False
        )
        await settlement.book_money(order.id, receipt, now=at)
        await order.refresh_from_db()
        return order

    return paid
