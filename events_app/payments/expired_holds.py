"""What follows when a room has ended the holds of places that waited in vain for their money."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.payments.engine.states import HOLD_EXPIRED
from events_app.payments.services import release_order_later

# A few at a time: one buyer must not pay for a thousand old holds. A hold whose payment page or slip is still open at
# Stripe waits for the sweep, which closes that first.
DUE = """
WITH due AS (
    SELECT t.id FROM {table} t
    WHERE t.{whole} = $1 AND t.status = 'held' AND t.hold_expires_at <= $2 AND {alone} AND NOT EXISTS (
        SELECT 1 FROM checkout_attempts a
        WHERE a.order_id = t.order_id AND a.status IN ('calling', 'open', 'complete')) AND NOT EXISTS (
        SELECT 1 FROM vouchers v WHERE v.order_id = t.order_id AND v.status IN ('calling', 'open'))
    ORDER BY t.hold_expires_at, t.id LIMIT 20 FOR UPDATE OF t
), """


def ending(table: str, whole: str, then: str, *, alone: str = "true") -> str:
    """The statement that ends holds of a room's table: which are `due` ($1 is the `whole`, $2 now), `then` the rest.

    `alone` is the room's own condition on a row t; ending the rows and its own counters is the room's.
    """
    return DUE.format(table=table, whole=whole, alone=alone) + then


async def note_expired(kind: str, closed: Sequence[dict[str, Any]], now: datetime) -> None:
    """Writes each ended hold (its id and order_id) into the audit; a job closes the orders after the commit."""
    for each in closed:
        await audit.note(f"{kind}.expired", actor="system", subject=f"{kind}:{each['id']}", now=now)
        if each["order_id"] is not None:
            await release_order_later(each["order_id"], now, HOLD_EXPIRED)
