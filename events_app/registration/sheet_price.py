"""What a company's list costs: the ticket as the company may take it, and the price promised when it is confirmed."""

from datetime import datetime
from typing import Any

from events_app.core.errors import NotOnSale
from events_app.core.formats import format_money
from events_app.directory.models import Company
from events_app.events.engine.sale import Sale, sale_state
from events_app.events.models import Event
from events_app.registration import group_quote
from events_app.registration.applicants import audience_of
from events_app.registration.errors import PriceChanged
from events_app.registration.group_quote import Quote
from events_app.registration.group_records import RegistrationGroup, SheetUpload
from events_app.registration.group_writes import Priced
from events_app.registration.offers import Offer, offers


async def offer_of(upload: SheetUpload, *, now: datetime) -> Offer | None:
    """The ticket type of the list as the company may take it today."""
    event, company = await Event.get(id=upload.event_id), await Company.get(id=upload.company_id)
    shown = await offers(event, audience_of(company, "coordinator", now=now), now)
    return next((each for each in shown if each.ticket_type_id == upload.ticket_type_id), None)


async def on_sale(upload: SheetUpload, event: Event, *, locale: str, now: datetime) -> Offer:
    """Raises NotOnSale: a ticket that is sold no more, or approved person by person, has no price for a list."""
    state, offer = sale_state(event, now), await offer_of(upload, now=now)
    if state.value not in (Sale.OPEN, Sale.FULL) or offer is None or offer.needs_approval:
        raise NotOnSale(event=event.title(locale))
    return offer


async def quote(upload: SheetUpload, people: int, *, now: datetime) -> Quote | None:
    """None when the ticket type is not on sale for this company any more."""
    offer = await offer_of(upload, now=now)
    return await group_quote.quote(upload, offer, people, now=now) if offer else None


async def promised(upload: SheetUpload, offer: Offer, people: int, seen: int | None, *, now: datetime) -> int:
    """The total of the confirmation in centavos. Raises PriceChanged when the page had shown another one."""
    total = (await group_quote.quote(upload, offer, people, now=now)).total
    if people and seen is not None and seen != total.amount:
        raise PriceChanged(total=format_money(total))
    return total.amount


def frozen(offer: Offer) -> Priced:
    """The price of a seat that the group keeps: who writes its rows later asks nobody again."""
    return Priced(offer.audience, offer.net.amount, offer.tax.amount, offer.net.currency)


async def of_group(group: RegistrationGroup) -> Priced:
    """As the company confirmed it."""
    policy: dict[str, Any] = dict(group.policy)
    return Priced(**policy["price"])
