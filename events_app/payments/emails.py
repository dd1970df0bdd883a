"""The receipt by mail: what was bought, what it cost with its tax, and where the receipt can be seen again."""

from datetime import datetime
from typing import Any

from events_app.core import mail
from events_app.core.database import rows
from events_app.core.formats import format_moment, format_money
from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.payments import callbacks, codes
from events_app.payments.values import is_of_many


async def send_receipt(order: dict[str, Any], *, now: datetime) -> None:
    """Queues the receipt in the caller's transaction, once per order; nothing when the buyer gave no address."""
    if not order["buyer_email"]:
        return
    lines = await rows(
        "SELECT description, quantity, total FROM order_lines WHERE order_id = $1 ORDER BY position", order["id"]
    )
    path = await callbacks.link(order["reference"])
    free_with = await codes.of_order(order["id"]) if not order["total"] else ""
    with use_locale(order["locale"]):
        context = _context(order, lines, now) | {"free_with": free_with}
        context["ticket_url"] = settings().base_url + path if path else ""
    await mail.send_later(
        "receipt",
        to=order["buyer_email"],
        locale=order["locale"],
        context=context,
        reason=f"order:{order['id']}:receipt",
        now=now,
    )


def _context(order: dict[str, Any], lines: list[dict[str, Any]], now: datetime) -> dict[str, Any]:
    def shown(amount: int) -> str:
        return format_money(Money(amount, order["currency"]))

    return {
        "name": order["buyer_name"],
        "folio": order["folio"],
        "description": order["description"],
        "seat": order["status"] == "paid",
        "many": is_of_many(order["reference"]),
        "paid_at": format_moment(now),
        "lines": [
            {"description": each["description"], "quantity": each["quantity"], "total": shown(each["total"])}
            for each in lines
        ],
        "net": shown(order["net"]),
        "tax": shown(order["tax"]),
        "total": shown(order["total"]),
        "receipt_url": f"{settings().base_url}/recibo/{order['token']}",
        "association": settings().association.name,
        "office_email": settings().association.email,
    }
