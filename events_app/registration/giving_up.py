"""A seat that its person no longer wants, given back before it is paid."""

from datetime import datetime

from events_app.core.database import row
from events_app.core.errors import CannotCancel
from events_app.payments import services as payments
from events_app.registration import lifecycle
from events_app.registration.models import Registration, RegistrationStatus

WISH = """
UPDATE registrations SET cancel_requested_at = $2, cancel_reason = $3
WHERE id = $1 AND status = 'held' AND order_id IS NOT NULL AND group_id IS NULL RETURNING order_id
"""
NO_WISH = "UPDATE registrations SET cancel_requested_at = NULL WHERE id = $1 AND status = 'held' RETURNING id"


async def give_up(registration_id: int, *, actor: str, reason: str, now: datetime) -> None:
    """The person's own wish before the payment: the seat goes back at once, and whoever waits gets it.

    Money of that very moment confirms the seat, and the wish waits for the office as that of any paid one. Raises
    CannotCancel, GroupHasMoney, and Unavailable when Stripe cannot be asked: then nothing has changed.
    """
    registration = await Registration.get(id=registration_id)
    if registration.status is not RegistrationStatus.HELD:
        raise CannotCancel()
    wish = await row(WISH, registration_id, now, reason[:300])
    if wish is None:
        await lifecycle.cancel(registration_id, actor=actor, reason=reason, now=now)
        return
    try:
        await payments.release_order(wish["order_id"], now=now, reason="given up")
    except Exception:
        await row(NO_WISH, registration_id)
        raise
