"""What follows when a room has ended the holds of places that waited in vain for their money."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.payments.services import release_order_later


async def note_expired(kind: str, closed: Sequence[dict[str, Any]], now: datetime) -> None:
    """Writes each ended hold (its id and order_id) into the audit; a job closes the orders after the commit."""
    for each in closed:
        await audit.note(f"{kind}.expired", actor="system", subject=f"{kind}:{each['id']}", now=now)
        if each["order_id"] is not None:
            await release_order_later(each["order_id"], now, "hold expired")
