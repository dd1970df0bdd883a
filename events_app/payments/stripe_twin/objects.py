"""What happens inside Stripe: sessions open and close, cards are charged, refunds go back, disputes are opened."""

import secrets
from typing import Any

from events_app.payments.stripe_twin.errors import TwinError
from events_app.payments.stripe_twin.state import State

LEAST, MOST = 30 * 60 - 15, 24 * 3600 + 60
CURRENCIES = ("mxn", "usd")
GOOD, DECLINED, DISPUTED = "4242424242424242", "4000000000000002", "4000000000000259"
ASKS = ("4000002500003155", "4000002760003184", "4000000000003220")
OTHERS = ("5555555555554444", "4000004840008001")
DEBIT, PREPAID = "4000056655665556", "5105105105105100"
FUNDING = {DEBIT: "debit", PREPAID: "prepaid"}


def create_session(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    """Opens a Checkout Session in payment mode."""
    if asked.get("mode") != "payment":
        raise TwinError("This stand-in opens sessions in payment mode only", param="mode")
    expires = asked.get("expires_at", state.now() + MOST)
    if not LEAST <= expires - state.now() <= MOST:
        raise TwinError(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from now", param="expires_at"
        )
    currency, total = _priced(asked.get("line_items") or [])
    session = state.add(
        "session",
        "cs_test",
        object="checkout.session",
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        cancel_url=asked.get("cancel_url"),
        success_url=asked.get("success_url"),
        client_reference_id=asked.get("client_reference_id"),
        customer=asked.get("customer"),
        customer_email=asked.get("customer_email"),
        expires_at=expires,
        locale=asked.get("locale"),
        metadata=asked.get("metadata") or {},
        mode="payment",
        payment_intent=None,
        payment_method_options=asked.get("payment_method_options") or {},
        payment_method_types=_types(asked, currency),
        payment_status="unpaid",
        status="open",
    )
    session["url"] = f"{state.base_url}/pay/{session['id']}"
    session["twin"] = {
        "intent": asked.get("payment_intent_data") or {},
        "names": [line["price_data"]["product_data"]["name"] for line in asked["line_items"]],
    }
    return session


def _types(asked: dict[str, Any], currency: str) -> list[str]:
    types: list[str] = asked.get("allowed_payment_method_types") or ["card"]
    if currency != "mxn" and set(types) - {"card"}:
        raise TwinError("oxxo and customer_balance are in mxn only", param="allowed_payment_method_types")
    if "customer_balance" in types and not asked.get("customer"):
        raise TwinError("customer_balance needs a customer", param="customer", code="parameter_missing")
    return types


def close_session(state: State, session: dict[str, Any]) -> dict[str, Any]:
    if session["status"] != "open":
        raise TwinError(f'Only Checkout Sessions with a status in ["open"] can be expired; it is {session["status"]}')
    session.update(status="expired", url=None)
    return session


def charge(state: State, session: dict[str, Any], card: str) -> str:
    """Charges the session's card: "succeeded", "declined" or "asks" (the bank wants a confirmation)."""
    if card in ASKS:
        return "asks"
    intent = intent_of(state, session)
    if card == DECLINED or card not in (GOOD, DISPUTED, *OTHERS, *FUNDING):
        intent["status"] = "requires_payment_method"
        return "declined"
    made = charged(state, intent, card_details(card))
    intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=made["id"])
    session.update(status="complete", payment_status="paid", url=None)
    if card == DISPUTED:
        open_dispute(state, made)
    return "succeeded"


def create_refund(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    intent = state.get("payment_intent", str(asked.get("payment_intent", "")))
    made = state.get("charge", str(intent["latest_charge"]))
    if made["payment_method_details"]["type"] == "oxxo":
        raise TwinError(
            "Charges paid with oxxo cannot be refunded.", param="payment_intent", code="charge_not_refundable"
        )
    left = made["amount"] - made["amount_refunded"]
    amount = asked.get("amount", left)
    if left <= 0:
        raise TwinError(f"Charge {made['id']} has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise TwinError(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount"
        )
    made["amount_refunded"] += amount
    made["refunded"] = made["amount_refunded"] == made["amount"]
    return state.add(
        "refund",
        "re",
        object="refund",
        amount=amount,
        charge=made["id"],
        currency=made["currency"],
        failure_reason=None,
        metadata=asked.get("metadata") or {},
        payment_intent=intent["id"],
        reason=asked.get("reason"),
        status="succeeded",
    )


def fail_refund(state: State, refund: dict[str, Any]) -> None:
    """The bank sends a refund back, days later."""
    made = state.get("charge", refund["charge"])
    made["amount_refunded"] -= refund["amount"]
    made["refunded"] = False
    refund.update(status="failed", failure_reason="lost_or_stolen_card")


def open_dispute(state: State, made: dict[str, Any]) -> dict[str, Any]:
    return state.add(
        "dispute",
        "du",
        object="dispute",
        amount=made["amount"],
        charge=made["id"],
        currency=made["currency"],
        payment_intent=made["payment_intent"],
        reason="fraudulent",
        status="needs_response",
    )


def intent_of(state: State, session: dict[str, Any]) -> dict[str, Any]:
    """The intent behind a session's page, made when somebody first tries to pay."""
    if session["payment_intent"]:
        return state.get("payment_intent", session["payment_intent"])
    told = session["twin"]["intent"] | {"customer": session["customer"], "options": session["payment_method_options"]}
    intent = new_intent(
        state, told, session["payment_method_types"], session["amount_total"], session["currency"], session["id"]
    )
    session["payment_intent"] = intent["id"]
    return intent


def new_intent(
    state: State, told: dict[str, Any], types: list[str], amount: int, currency: str, session: str = ""
) -> dict[str, Any]:
    return state.add(
        "payment_intent",
        "pi",
        object="payment_intent",
        amount=amount,
        amount_received=0,
        canceled_at=None,
        cancellation_reason=None,
        client_secret=None,
        currency=currency,
        customer=told.get("customer"),
        description=told.get("description"),
        last_payment_error=None,
        latest_charge=None,
        metadata=told.get("metadata") or {},
        next_action=None,
        payment_method=told.get("payment_method"),
        payment_method_options=dict(told.get("options") or told.get("payment_method_options") or {}),
        payment_method_types=types,
        status="requires_confirmation" if told.get("payment_method") else "requires_payment_method",
        twin={"session": session},
    )


def charged(state: State, intent: dict[str, Any], details: dict[str, Any]) -> dict[str, Any]:
    return state.add(
        "charge",
        "ch",
        object="charge",
        amount=intent["amount"],
        amount_captured=intent["amount"],
        amount_refunded=0,
        captured=True,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        metadata=intent["metadata"],
        paid=True,
        payment_intent=intent["id"],
        payment_method=f"pm_{secrets.token_hex(8)}",
        payment_method_details=details,
        refunded=False,
        status="succeeded",
    )


def card_details(card: str) -> dict[str, Any]:
    brand = "mastercard" if card.startswith("5") else "visa"
    told = {"brand": brand, "last4": card[-4:], "funding": FUNDING.get(card, "credit")}
    return {"type": "card", "card": told | {"country": "MX", "installments": None}}


def _priced(lines: list[dict[str, Any]]) -> tuple[str, int]:
    if not lines:
        raise TwinError("Missing required param: line_items.", param="line_items", code="parameter_missing")
    total, currencies = 0, set()
    for index, line in enumerate(lines):
        priced = line.get("price_data")
        if priced is None or "unit_amount" not in priced or "product_data" not in priced:
            raise TwinError(
                "This stand-in needs price_data with unit_amount and product_data", param=f"line_items[{index}]"
            )
        if priced["unit_amount"] < 0 or line.get("quantity", 1) < 1:
            raise TwinError("Invalid amount or quantity", param=f"line_items[{index}]")
        currencies.add(priced["currency"])
        total += priced["unit_amount"] * line.get("quantity", 1)
    currency = currencies.pop()
    if currencies or currency not in CURRENCIES:
        raise TwinError("All line items need one currency, mxn or usd", param="line_items")
    if total < (1000 if currency == "mxn" else 50):
        raise TwinError("The Checkout Session's total amount is below the minimum", code="amount_too_small")
    return currency, total
