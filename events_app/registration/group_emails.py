"""The letter to a company about its people's places: held until its order is paid, or confirmed at once."""

from datetime import datetime
from typing import Any, Protocol

from events_app.core import mail
from events_app.core.database import row
from events_app.core.formats import format_date_words, format_money
from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.directory.models import Company
from events_app.events.kinds import EventStatus
from events_app.events.models import Event
from events_app.payments.models import Order
from events_app.registration.engine.sheet_rows import TO_MEND
from events_app.registration.group_records import RegistrationGroup, SheetUpload

# The rows of the list whose people stand in the line now, and those that were left for another day.
OF_LIST = """
SELECT u.token,
    (SELECT count(DISTINCT w.id)::int FROM sheet_rows s JOIN wait_entries w ON w.person_id = s.person_id
     WHERE s.upload_id = u.id AND w.event_id = $2 AND w.company_id = $3
        AND w.status IN ('waiting', 'offered')) AS waiting,
    (SELECT count(*)::int FROM sheet_rows s WHERE s.upload_id = u.id AND s.verdict = ANY($4::text[])) AS to_mend
FROM sheet_uploads u WHERE u.id = $1
"""


class Reader(Protocol):
    @property
    def email(self) -> str | None: ...

    @property
    def locale(self) -> str: ...


async def send_order(
    group: RegistrationGroup, event: Event, order: Order | None, *, people: int, who: Reader, now: datetime
) -> None:
    """Once for each order of a group, in the caller's transaction; nothing when whoever made it has no address.

    Of a list it also says how many wait and how many rows still ask for something.
    """
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
            "pesos": order is not None and order.currency == "MXN",
            "pay_link": absolute(f"/pagar/{order.token}") if order else "",
            "link": absolute(f"/empresa/{company.slug}/grupos/{group.id}"),
        } | await _of_list(group.upload_id, company, event, now=now)
    reason = f"group:{group.id}:order:{order.id if order else 0}"
    await mail.send_later("company_order", to=to, locale=locale, context=context, reason=reason, now=now)


async def send_without_seats(upload_id: int, *, who: Reader, now: datetime) -> None:
    """A long list of which nobody got a seat: all wait, or the event was cancelled while it was written."""
    upload = await SheetUpload.get(id=upload_id).select_related("event", "company")
    if not who.email:
        return
    event, company = upload.event, upload.company
    with use_locale(who.locale):
        context = {
            "name": company.display_name,
            "pending": False,
            "people": 0,
            "event": event.title(who.locale),
            "day": format_date_words(event.starts_at, event.timezone),
        } | await _of_list(upload.id, company, event, now=now)
    context["link"] = context["list_link"]
    reason = f"sheet:{upload.id}:no-seats:{upload.finished_at}"
    await mail.send_later("company_order", to=who.email, locale=who.locale, context=context, reason=reason, now=now)


async def _of_list(upload_id: int | None, company: Company, event: Event, *, now: datetime) -> dict[str, Any]:
    """What else became of the list that the people came with."""
    found = await row(OF_LIST, upload_id, event.id, company.id, sorted(TO_MEND)) if upload_id else None
    return {
        "waiting": found["waiting"] if found else 0,
        "to_mend": found["to_mend"] if found else 0,
        "list_link": absolute(f"/empresa/{company.slug}/registrar/{event.slug}/{found['token']}") if found else "",
        "called_off": event.status == EventStatus.CANCELLED,
        "association": settings().association.name,
        "office_email": settings().association.email,
    }
