"""Paying cash at an OXXO: a voucher of one to seven days, and a seat that waits a business day longer."""

from datetime import datetime
from typing import Any

from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.payments import callbacks
from events_app.payments.engine.business_days import hold_after, most_days, voucher_end
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.errors import MethodNotOffered
from events_app.payments.methods import slips, stripe_api
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt, book_money

METHOD = str(PaymentMethod.OXXO)


async def voucher(order: Order, *, email: str, now: datetime) -> dict[str, Any]:
    """The voucher of an order, as long as the event allows; raises MethodNotOffered, and what `slips.issue` does."""
    days = most_days(now, await callbacks.latest(order.reference), wanted=settings().oxxo_days)
    if not days:
        raise MethodNotOffered()
    end = voucher_end(now, days)
    payer = {"name": order.buyer_name, "email": email or order.buyer_email or settings().association.email}

    def body(known: dict[str, Any], missing: int) -> dict[str, Any]:
        return {
            "amount": missing,
            "currency": "mxn",
            "confirm": True,
            "allowed_payment_method_types": ["oxxo"],
            "description": f"{known['folio']} · {known['description']}",
            "payment_method_data": {"type": "oxxo", "billing_details": payer},
            "payment_method_options": {"oxxo": {"expires_after_days": days}},
        }

    return await slips.issue(order.id, slips.Plan(METHOD, end, hold_after(end), body), now=now)


async def settle(intent: dict[str, Any], *, now: datetime) -> bool:
    """Notes a voucher as Stripe tells it and books what was paid with it; False when it is not ours."""
    slip = await slips.slip_of(intent)
    if slip is None:
        return False
    await slips.note(slip["id"], intent, now=now)
    if intent["status"] == "succeeded":
        await book_money(slip["order_id"], receipt_of(intent), now=now)
    return True


async def close(slip: dict[str, Any], *, now: datetime) -> None:
    async def settled(intent: dict[str, Any]) -> None:
        await settle(intent, now=now)

    await slips.close(slip, now=now, settle=settled)


def receipt_of(intent: dict[str, Any]) -> Receipt:
    charge = intent.get("latest_charge")
    charged: dict[str, Any] = charge if isinstance(charge, dict) else {"id": charge or ""}
    details = (charged.get("payment_method_details") or {}).get("oxxo") or {}
    return Receipt(
        provider_id=str(intent["id"]),
        method=PaymentMethod.OXXO,
        folio=str((intent.get("metadata") or {}).get("order", "")),
        amount=Money(int(intent["amount_received"]), str(intent["currency"]).upper()),
        livemode=bool(intent["livemode"]),
        charge_id=str(charged["id"]),
        reference=str(details.get("number") or ""),
    )


async def refresh(slip: dict[str, Any], *, now: datetime) -> None:
    """Asks Stripe how a voucher stands; a lost webhook is repaired here."""
    intent = await slips.refresh(slip, now=now)
    if intent is not None and slip["intent_id"] is not None:
        await settle(await stripe_api.payment_intent(slip["intent_id"]), now=now)
