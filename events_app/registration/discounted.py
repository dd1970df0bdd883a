"""A discount code on the way to a seat: whether one may be typed, and the prices once it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from events_app.core.clock import local
from events_app.core.database import row
from events_app.core.errors import ConvocaError
from events_app.core.forms import Filled
from events_app.core.i18n import N_
from events_app.events.models import Event
from events_app.payments import codes
from events_app.registration.engine.wanted import Applicant
from events_app.registration.forms import ConfirmForm
from events_app.registration.offers import Offer, quote

FIELD = "code"
ANY = """
SELECT 1 AS yes FROM discount_codes WHERE is_active AND used < most_uses AND (event_id IS NULL OR event_id = $1)
AND (company_id IS NULL OR company_id = $2) AND (starts_at IS NULL OR starts_at <= $3)
AND (ends_at IS NULL OR ends_at > $3) LIMIT 1
"""
ONLY_TO_PAY = N_("El código es para quien paga ahora. Quítalo para seguir.")


async def may_type(event: Event, found: Applicant, now: datetime) -> bool:
    """Whether any code would be taken from this person today."""
    return await row(ANY, event.id, found.company_id, now) is not None


async def with_code(
    form: Filled[ConfirmForm], event: Event, choices: Sequence[Offer], found: Applicant, now: datetime
) -> list[Offer]:
    """The same tickets at the code's price; a code that is not good is said beside its field and changes nothing."""
    typed = codes.plain(str(form.get(FIELD)))
    if not typed:
        return list(choices)
    try:
        discount = await codes.look(
            typed, event_id=event.id, company_id=found.company_id, currency=event.currency, now=now
        )
    except ConvocaError as refused:
        form.errors.setdefault(FIELD, refused.text)
        return list(choices)
    return [_lowered(event, each, discount, now) for each in choices]


def refuse_elsewhere(form: Filled[ConfirmForm], chosen: Offer, by_company: bool) -> None:
    """A code counts when the order opens, so that it is not for a seat that somebody else has to answer for first."""
    if chosen.code and (by_company or chosen.needs_approval):
        form.add(FIELD, ONLY_TO_PAY)


def _lowered(event: Event, offer: Offer, discount: codes.Discount, now: datetime) -> Offer:
    if not offer.total:
        return offer
    net = discount.off(offer.net)
    day = local(now, event.timezone).date()
    parts = quote(net.amount, event.currency, offer.tax_code, list(offer.rates), day)
    return replace(
        offer, net=parts[0], tax=parts[1], total=parts[0] + parts[1], list_net=offer.net, list_total=offer.total,
        code=discount.code,
    )  # fmt: skip
