"""Whatever Stripe tells us about is asked about afresh here, and handed to the method it was paid with."""

from datetime import datetime

from events_app.core.database import row
from events_app.payments.methods import card, oxxo, slips, spei, stripe_api
from events_app.payments.sessions import note_intent

BY_METHOD = {oxxo.METHOD: oxxo, spei.METHOD: spei}
LIVE = "SELECT 1 AS one FROM vouchers WHERE order_id = $1 AND status IN ('calling', 'open')"


async def settle_intent(intent_id: str, *, now: datetime) -> bool:
    """Asks Stripe about a PaymentIntent and books what came in; False when it is not ours."""
    intent = await stripe_api.payment_intent(intent_id)
    slip = await slips.slip_of(intent)
    if slip is None and spei.pays(intent):
        return await settle_customer(str(intent["customer"]), now=now)
    if slip is None:
        return await note_intent(intent, now=now)
    settle = spei.settle if slip["method"] == spei.METHOD else oxxo.settle
    return await settle(intent, now=now)


async def settle_customer(customer_id: str, *, now: datetime) -> bool:
    """A company's balance moved: books its transfers; False when the customer is not ours."""
    return await spei.settle_customer(customer_id, now=now)


async def refresh_order(order_id: int, *, now: datetime) -> None:
    """Asks Stripe how everything that is open for an order stands; closes what an order does not need any more."""
    await card.refresh_live_attempts(order_id, now=now)
    for slip in await slips.live_slips(order_id):
        await BY_METHOD[slip["method"]].refresh(slip, now=now)
    order = await row("SELECT status FROM orders WHERE id = $1", order_id)
    if order is not None and order["status"] not in ("pending", "partly_paid"):
        await close_slips(order_id, now=now)


async def close_slips(order_id: int, *, now: datetime) -> None:
    """Closes the slips of an order at Stripe; a payment made meanwhile is booked on the way."""
    for slip in await slips.live_slips(order_id):
        await BY_METHOD[slip["method"]].close(slip, now=now)


async def close_everything(order_id: int, *, now: datetime) -> None:
    """Closes pages and slips before an order is let go."""
    await card.close_live_attempts(order_id, now=now)
    await close_slips(order_id, now=now)


async def has_live_slip(order_id: int) -> bool:
    return await row(LIVE, order_id) is not None
