"""The letter to a company about its people's places: held until its order is paid, or confirmed at once."""

from datetime import datetime
from typing import Protocol

from events_app.core import mail
from events_app.core.formats import format_date_words, format_money
from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.payments.models import Order
from events_app.registration.group_records import RegistrationGroup


class Reader(Protocol):
    @property
    def email(self) -> str | None: ...

    @property
    def locale(self) -> str: ...


async def send_order(
    group: RegistrationGroup, event: Event, order: Order | None, *, people: int, who: Reader, now: datetime
) -> None:
    """Once for each order of a group, in the caller's transaction; nothing when whoever made it has no address."""
    to = (order.buyer_email if order else None) or who.email
    company = await Company.get_or_none(id=group.company_id)
    if not to or company is None:
        return
    locale = order.locale if order else who.locale
    with use_locale(locale):
        context = {
            "name": company.display_name,
            "pending": order is not None,
            "people": people,
            "event": event.title(locale),
            "day": format_date_words(event.starts_at, event.timezone),
            "folio": order.folio if order else "",
            "total": format_money(Money(order.total, order.currency)) if order else "",
            "pay_by": format_date_words(order.pay_by) if order and order.pay_by else "",
            "pay_link": absolute(f"/pagar/{order.token}") if order else "",
            "link": absolute(f"/empresa/{company.slug}/grupos/{group.id}"),
            "association": settings().association.name,
            "office_email": settings().association.email,
        }
    reason = f"group:{group.id}:order:{order.id if order else 0}"
    await mail.send_later("company_order", to=to, locale=locale, context=context, reason=reason, now=now)
