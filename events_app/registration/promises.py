"""What giving a paid seat back returns: the policy of the day on which it was sold, as it was frozen then."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.database import decoded, row
from events_app.core.money import Money
from events_app.events.kinds import EventStatus
from events_app.registration.engine.group_rules import USUAL_STEPS, refund_amount, refund_percent
from events_app.registration.models import Registration, RegistrationStatus

TERMS = """
SELECT coalesce(g.policy, r.policy) AS policy, e.refund_steps, e.starts_at, e.status FROM registrations r
JOIN events e ON e.id = r.event_id LEFT JOIN registration_groups g ON g.id = r.group_id WHERE r.id = $1
"""


@dataclass(frozen=True)
class Given:
    """What comes back for a seat, in centavos, and the percent of the promise made then."""

    amount: Money
    percent: int


async def promised(registration: Registration, *, now: datetime) -> Given:
    """What cancelling this seat gives back today; whoever asked for it earlier is given what that day was worth.

    Of an event that was called off all of it comes back.
    """
    found = await row(TERMS, registration.id) or {}
    percent = 100 if found["status"] == EventStatus.CANCELLED else _percent(found, registration, now)
    paid = registration.status is RegistrationStatus.CONFIRMED
    amount = refund_amount(registration.total, percent) if paid else 0
    return Given(Money(amount, registration.currency), percent)


def _percent(found: dict[str, Any], registration: Registration, now: datetime) -> int:
    policy: dict[str, Any] = dict(decoded(found["policy"]) or {})
    steps = policy.get("refund_steps", decoded(found["refund_steps"])) or USUAL_STEPS
    # An event that moved earlier takes nothing away: the later of both dates is the better one for whoever paid.
    starts = [found["starts_at"]]
    starts += [datetime.fromisoformat(policy["starts_at"])] if "starts_at" in policy else []
    return refund_percent(steps, max(starts), registration.cancel_requested_at or now)
