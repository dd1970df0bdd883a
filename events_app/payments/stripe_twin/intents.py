"""The life of a PaymentIntent: by card at once, at an OXXO within days, by transfer when it arrives."""

import secrets
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events_app.payments.stripe_twin import cash, objects
from events_app.payments.stripe_twin.deliveries import Deliveries
from events_app.payments.stripe_twin.errors import TwinError
from events_app.payments.stripe_twin.state import State

MEXICO_CITY = ZoneInfo("America/Mexico_City")
OXXO_LEAST, OXXO_MOST = 10_00, 10_000_00
OXXO_DAYS = 3
OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")
CANCELABLE = (*OPEN, "processing")
PESOS_ONLY = ("oxxo", "customer_balance")
CARDS = {
    "pm_card_visa": objects.GOOD,
    "pm_card_mastercard": objects.OTHERS[0],
    "pm_card_mx": objects.OTHERS[1],
    "pm_card_visa_debit": objects.DEBIT,
    "pm_card_mastercard_prepaid": objects.PREPAID,
    "pm_card_chargeDeclined": objects.DECLINED,
    "pm_card_createDispute": objects.DISPUTED,
}


def create(out: Deliveries, asked: dict[str, Any]) -> dict[str, Any]:
    types = asked.get("allowed_payment_method_types") or ["card"]
    _checked(asked["amount"], asked["currency"], types)
    intent = objects.new_intent(out.state, asked, types, asked["amount"], asked["currency"])
    out.tell("payment_intent.created", intent)
    return confirm(out, intent, asked) if asked.get("confirm") else intent


def confirm(out: Deliveries, intent: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    if intent["status"] not in OPEN:
        raise _unexpected(intent, "confirm")
    method = _method(intent, asked)
    if method not in intent["payment_method_types"]:
        raise TwinError(f"The PaymentIntent does not allow the type {method}", param="payment_method")
    options = (asked.get("payment_method_options") or {}).get(method)
    intent["payment_method_options"] |= {method: options} if options else {}
    CONFIRM[method](out, intent, asked)
    return intent


def cancel(out: Deliveries, intent: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    if intent["status"] not in CANCELABLE:
        raise _unexpected(intent, "cancel")
    if cash.waits(intent, intent["customer"]):
        cash.unapply(out, intent)
    reason = asked.get("cancellation_reason")
    intent.update(status="canceled", canceled_at=out.state.now(), cancellation_reason=reason, next_action=None)
    out.tell("payment_intent.canceled", intent)
    return intent


def apply_balance(out: Deliveries, intent: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    """Funds a waiting payment from its customer's balance by hand."""
    if not cash.waits(intent, intent["customer"]):
        raise _unexpected(intent, "apply the customer balance to")
    customer = out.state.get("customer", intent["customer"])
    most = min(cash.available(customer), cash.remaining(intent))
    amount = asked.get("amount", most)
    if not 0 < amount <= most:
        raise TwinError("The customer has not enough cash balance", param="amount")
    cash.apply(out, customer, intent, amount)
    settle_funded(out, intent)
    return intent


def fund(out: Deliveries, customer: dict[str, Any], amount: int, **told: Any) -> None:
    """Money arrives at a CLABE; what it completes has succeeded."""
    cash.fund(out, customer, amount, **told)
    for intent in list(out.state.things["payment_intent"].values()):
        if cash.waits(intent, customer["id"]):
            settle_funded(out, intent)


def settle_funded(out: Deliveries, intent: dict[str, Any]) -> None:
    if cash.remaining(intent) == 0:
        succeed(out, intent, {"type": "customer_balance", "customer_balance": {}})


def pay_at_oxxo(out: Deliveries, intent: dict[str, Any], *, late: bool = False, confirmed: bool = True) -> None:
    """The cashier took the money. Refused after the voucher's end, unless OXXO reports it late."""
    if intent["status"] == "succeeded" or "oxxo" not in intent["twin"]:
        raise _unexpected(intent, "pay")
    if not late and intent["status"] not in ("requires_action", "processing"):
        raise TwinError("The voucher is no longer valid.", code="payment_intent_payment_attempt_expired")
    if confirmed:
        succeed(out, intent, {"type": "oxxo", "oxxo": {"number": intent["twin"]["oxxo"]["number"]}})
    elif intent["status"] != "processing":
        intent.update(status="processing", next_action=None)
        out.tell("payment_intent.processing", intent)


def expire_at_oxxo(out: Deliveries, intent: dict[str, Any]) -> None:
    """The voucher's time is over: the intent waits for another way to pay."""
    if intent["status"] != "requires_action" or "oxxo" not in intent["twin"]:
        raise _unexpected(intent, "expire")
    error = {"code": "payment_intent_payment_attempt_expired", "type": "invalid_request_error"}
    intent.update(status="requires_payment_method", next_action=None, payment_method=None, last_payment_error=error)
    out.tell("payment_intent.payment_failed", intent)
    _tell_session(out, intent, "checkout.session.async_payment_failed")


def expire_due(out: Deliveries) -> None:
    for intent in list(out.state.things["payment_intent"].values()):
        told = intent["twin"].get("oxxo")
        if told and intent["status"] == "requires_action" and told["expires_after"] < out.state.now():
            expire_at_oxxo(out, intent)


def succeed(out: Deliveries, intent: dict[str, Any], details: dict[str, Any]) -> None:
    made = objects.charged(out.state, intent, details)
    intent.update(
        status="succeeded", amount_received=intent["amount"], latest_charge=made["id"], next_action=None,
        last_payment_error=None, canceled_at=None, cancellation_reason=None,
    )  # fmt: skip
    out.tell("payment_intent.succeeded", intent)
    out.tell("charge.succeeded", made)
    _tell_session(out, intent, "checkout.session.async_payment_succeeded", payment_status="paid")


def _by_card(out: Deliveries, intent: dict[str, Any], asked: dict[str, Any]) -> None:
    card = CARDS.get(str(asked.get("payment_method") or intent["payment_method"]))
    if card is None:
        raise TwinError("No such PaymentMethod", param="payment_method", code="resource_missing")
    if card == objects.DECLINED:
        intent.update(status="requires_payment_method", last_payment_error={"code": "card_declined"})
        out.tell("payment_intent.payment_failed", intent)
        raise TwinError("Your card was declined.", status=402, code="card_declined", kind="card_error")
    succeed(out, intent, objects.card_details(card))
    if card == objects.DISPUTED:
        opened = objects.open_dispute(out.state, out.state.get("charge", intent["latest_charge"]))
        out.tell("charge.dispute.created", opened)


def _by_oxxo(out: Deliveries, intent: dict[str, Any], asked: dict[str, Any]) -> None:
    person = (asked.get("payment_method_data") or {}).get("billing_details") or {}
    if not person.get("name") or not person.get("email"):
        raise TwinError("OXXO needs the payer's name and email", param="payment_method_data[billing_details]")
    days = (intent["payment_method_options"].get("oxxo") or {}).get("expires_after_days", OXXO_DAYS)
    if not 1 <= days <= 7:
        raise TwinError("expires_after_days must be between 1 and 7", param="payment_method_options[oxxo]")
    told = {
        "expires_after": int(voucher_end(out.state, days).timestamp()),
        "hosted_voucher_url": f"{out.state.base_url}/voucher/{intent['id']}",
        "number": f"{secrets.randbelow(10**14):014d}",
    }
    intent["twin"]["oxxo"] = told
    action = {"type": "oxxo_display_details", "oxxo_display_details": told}
    intent.update(status="requires_action", payment_method=f"pm_{secrets.token_hex(8)}", next_action=action)
    out.tell("payment_intent.requires_action", intent)


def _by_transfer(out: Deliveries, intent: dict[str, Any], asked: dict[str, Any]) -> None:
    told = intent["payment_method_options"].get("customer_balance") or {}
    if not intent["customer"]:
        raise TwinError("customer_balance needs a customer", param="customer", code="parameter_missing")
    if told.get("funding_type") != "bank_transfer" or (told.get("bank_transfer") or {}).get("type") != MX:
        where = "payment_method_options[customer_balance]"
        raise TwinError(f"This stand-in knows bank_transfer of {MX} only", param=where)
    customer = out.state.get("customer", intent["customer"])
    action = cash.await_transfer(out.state, intent)
    intent.update(status="requires_action", payment_method=f"pm_{secrets.token_hex(8)}", next_action=action)
    if customer["twin"]["mode"] == "automatic":
        cash.apply(out, customer, intent, min(cash.available(customer), intent["amount"]))
    settle_funded(out, intent)
    if intent["status"] == "requires_action":
        out.tell("payment_intent.requires_action", intent)


def voucher_end(state: State, days: int) -> datetime:
    """The last second of the day that many days ahead, in Mexico City."""
    today = datetime.fromtimestamp(state.now(), MEXICO_CITY).date()
    return datetime.combine(today + timedelta(days=days), time(23, 59, 59), MEXICO_CITY)


def _tell_session(out: Deliveries, intent: dict[str, Any], kind: str, **fields: Any) -> None:
    session = out.state.things["session"].get(intent["twin"].get("session", ""))
    if session is not None and session["status"] == "complete":
        session.update(fields)
        out.tell(kind, session)


def _method(intent: dict[str, Any], asked: dict[str, Any]) -> str:
    named = (asked.get("payment_method_data") or {}).get("type")
    if named:
        return str(named)
    if str(asked.get("payment_method") or intent["payment_method"] or "").startswith("pm_card"):
        return "card"
    raise TwinError("You cannot confirm this PaymentIntent without a payment method", param="payment_method")


def _checked(amount: int, currency: str, types: list[str]) -> None:
    if currency not in objects.CURRENCIES:
        raise TwinError("This stand-in knows mxn and usd", param="currency")
    if amount < 1:
        raise TwinError("This value must be greater than or equal to 1.", param="amount", code="parameter_invalid")
    if currency != "mxn" and set(types) & set(PESOS_ONLY):
        raise TwinError(f"{', '.join(PESOS_ONLY)} are in mxn only", param="currency")
    if "oxxo" in types and not OXXO_LEAST <= amount <= OXXO_MOST:
        code = "amount_too_small" if amount < OXXO_LEAST else "amount_too_large"
        raise TwinError("OXXO takes from $10.00 to $10,000.00 mxn", param="amount", code=code)


def _unexpected(intent: dict[str, Any], verb: str) -> TwinError:
    return TwinError(
        f"You cannot {verb} this PaymentIntent because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
    )


MX = "mx_bank_transfer"
CONFIRM: dict[str, Callable[[Deliveries, dict[str, Any], dict[str, Any]], None]] = {
    "card": _by_card,
    "oxxo": _by_oxxo,
    "customer_balance": _by_transfer,
}
