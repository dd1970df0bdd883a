"""The reminder of what is owed: each order with its link, and where transfers go."""

from datetime import datetime
from typing import Any

from events_app.core import mail
from events_app.core.formats import format_day, format_money
from events_app.core.i18n import use_locale
from events_app.core.settings import settings
from events_app.finance.queries import Debtor, Recipient
from events_app.payments.statements import day_of


async def send_reminder(found: Debtor, to: Recipient, *, clabe: str, now: datetime) -> bool:
    """Queues it, once a day for each address; False when today's already went."""
    with use_locale(to.locale):
        context = _context(found, to, clabe)
    return await mail.send_later(
        "amount_owed",
        to=to.email,
        locale=to.locale,
        context=context,
        reason=f"{found.key}@{day_of(now).isoformat()}",
        now=now,
    )


def _context(found: Debtor, to: Recipient, clabe: str) -> dict[str, Any]:
    return {
        "name": to.name,
        "debtor": found.name,
        "owed": format_money(found.owed),
        "orders": [
            {
                "folio": each["folio"],
                "description": each["description"],
                "missing": format_money(each["missing"]),
                "until": format_day(each["pay_by"] or each["hold_expires_at"] or each["opened_at"])
                if each["pay_by"] or each["hold_expires_at"]
                else "",
                "url": f"{settings().base_url}/pagar/{each['token']}",
            }
            for each in found.orders
        ],
        "clabe": clabe if found.owed.currency == "MXN" else "",
        "association": settings().association.name,
        "office_email": settings().association.email,
    }
