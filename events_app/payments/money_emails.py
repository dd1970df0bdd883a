"""The mails about money on its way: how to pay a slip, what is still missing, and what went back."""

from datetime import datetime
from typing import Any

from events_app.core import mail
from events_app.core.database import row, transaction
from events_app.core.formats import capital, format_moment, format_money
from events_app.core.i18n import use_locale
from events_app.core.money import Money
from events_app.core.pages import absolute
from events_app.core.settings import settings
from events_app.payments.engine import clabe
from events_app.payments.engine.methods import PaymentMethod, RefundKind, sent_as
from events_app.payments.values import is_of_many
from events_app.payments.words import until_words

SLIP = """
SELECT v.id, v.method, v.amount, v.currency, v.reference, v.clabe, v.bank_name, v.url, v.expires_at, v.hold_until,
    v.status, o.token, o.folio, o.description, o.buyer_name, o.buyer_email, o.locale, o.company_id, o.pay_by,
    greatest(v.hold_until, o.hold_expires_at) AS held_until, o.reference AS thing
FROM vouchers v JOIN orders o ON o.id = v.order_id WHERE v.id = $1 AND v.status = 'open'
"""
REFUND = """
SELECT r.id, r.kind, r.method, r.sent_as, r.amount, r.currency, r.folio AS reference, r.settled_at, o.token, o.folio,
    o.description, o.buyer_name, o.buyer_email, o.locale, o.company_id
FROM refunds r JOIN orders o ON o.id = r.order_id WHERE r.id = $1 AND r.status = 'succeeded'
"""
PAGES = {"oxxo": "oxxo", "spei": "transferencia"}


@transaction
async def send_voucher(slip_id: int, *, to: str = "", now: datetime) -> None:
    """The instructions of a slip that can be paid, once for each slip and address; `to` beside the buyer's own."""
    slip = await row(SLIP, slip_id)
    address = to or (slip["buyer_email"] if slip else "")
    if slip is None or not address:
        return
    with use_locale(slip["locale"]):
        context = _of_order(slip) | {
            "many": is_of_many(slip["thing"]),
            "amount": format_money(Money(slip["amount"], slip["currency"])),
            "reference": _in_fours(slip["reference"]) if slip["method"] == "oxxo" else slip["reference"],
            "clabe": clabe.grouped(slip["clabe"]) if slip["clabe"] else "",
            "bank": slip["bank_name"],
            "until": _until(slip),
            "held": format_moment(slip["held_until"]) if slip["hold_until"] else "",
            "voucher_url": slip["url"],
            "link": absolute(f"/pagar/{slip['token']}/{PAGES[slip['method']]}"),
        }
    reason = f"voucher:{slip['id']}"
    message = f"voucher_{slip['method']}"
    await mail.send_later(message, to=address, locale=slip["locale"], context=context, reason=reason, now=now)


async def send_short(order: dict[str, Any], payment_id: int, *, got: int, missing: int, now: datetime) -> None:
    """Says what is missing, once for each payment that was not enough; in the caller's transaction."""
    if not order["buyer_email"]:
        return
    with use_locale(order["locale"]):
        context = _of_order(order) | {
            "many": is_of_many(order["reference"]),
            "got": format_money(Money(got, order["currency"])),
            "missing": format_money(Money(missing, order["currency"])),
            "total": format_money(Money(order["total"], order["currency"])),
            "until": format_moment(order["hold_expires_at"]) if order["hold_expires_at"] else "",
            "link": absolute(f"/pagar/{order['token']}"),
        }
    await mail.send_later(
        "payment_short",
        to=order["buyer_email"],
        locale=order["locale"],
        context=context,
        reason=f"payment:{payment_id}:short",
        now=now,
    )


async def send_refund(refund_id: int, *, now: datetime) -> None:
    """Says what went back and where to, once for each refund; in the caller's transaction."""
    refund = await row(REFUND, refund_id)
    if refund is None or not refund["buyer_email"]:
        return
    with use_locale(refund["locale"]):
        context = _of_order(refund) | {
            "amount": format_money(Money(refund["amount"], refund["currency"])),
            "way": _way(refund),
            "reference": refund["reference"],
            "sent_at": capital(format_moment(refund["settled_at"] or now)),
            "receipt_url": absolute(f"/recibo/{refund['token']}"),
        }
    await mail.send_later(
        "refund_made",
        to=refund["buyer_email"],
        locale=refund["locale"],
        context=context,
        reason=f"refund:{refund['id']}:made",
        now=now,
    )


def _way(refund: dict[str, Any]) -> str:
    """card, cash, transfer, cheque, credit or other: where the payer will find the money."""
    if refund["kind"] == RefundKind.CREDIT:
        return "credit"
    if refund["kind"] == RefundKind.STRIPE:
        return "card"
    if refund["kind"] == RefundKind.MANUAL:
        return str(sent_as(RefundKind.MANUAL, PaymentMethod(refund["method"]), refund["sent_as"]))
    return "other"


def _of_order(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": found["buyer_name"],
        "company": found["company_id"] is not None,
        "folio": found["folio"],
        "description": found["description"],
        "association": settings().association.name,
        "office_email": settings().association.email,
    }


def _in_fours(digits: str) -> str:
    """Digits in groups of four, as people read them aloud."""
    return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def _until(slip: dict[str, Any]) -> str:
    """A voucher of OXXO ends when it says; a transfer may come until the day that the company was told."""
    due = slip["pay_by"] if slip["method"] == "spei" else None
    return until_words(due, slip["expires_at"]) if slip["expires_at"] else ""
