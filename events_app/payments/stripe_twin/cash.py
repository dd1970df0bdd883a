"""Money that companies send to their own CLABE: it lands in a balance at Stripe and goes to what waits for it."""

import secrets
from itertools import combinations
from typing import Any

from events_app.payments.engine.clabe import check_digit
from events_app.payments.stripe_twin.deliveries import Deliveries
from events_app.payments.stripe_twin.errors import TwinError
from events_app.payments.stripe_twin.state import State

BANK, CITY = "646", "180"
LARGEST_GROUP = 5


def open_customer(state: State, asked: dict[str, Any]) -> dict[str, Any]:
    kept = {name: asked.get(name) for name in ("email", "name", "description", "phone")}
    customer = state.add("customer", "cus", object="customer", metadata=asked.get("metadata") or {}, **kept)
    customer["twin"] = {"clabe": "", "balance": {}, "mode": "automatic"}
    set_mode(customer, asked.get("cash_balance") or {})
    return customer


def set_mode(customer: dict[str, Any], asked: dict[str, Any]) -> None:
    wanted = (asked.get("settings") or {}).get("reconciliation_mode")
    if wanted:
        customer["twin"]["mode"] = "automatic" if wanted == "merchant_default" else wanted


def cash_balance(customer: dict[str, Any]) -> dict[str, Any]:
    mode = customer["twin"]["mode"]
    return {
        "object": "cash_balance",
        "available": dict(customer["twin"]["balance"]),
        "customer": customer["id"],
        "livemode": False,
        "settings": {"reconciliation_mode": mode, "using_merchant_default": mode == "automatic"},
    }


def instructions(customer: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    if asked["currency"] != "mxn" or asked["bank_transfer"]["type"] != "mx_bank_transfer":
        raise TwinError("This stand-in gives instructions for mx_bank_transfer in mxn only", param="currency")
    transfer = {"country": "MX", "financial_addresses": [address(customer)], "type": "mx_bank_transfer"}
    return {
        "object": "funding_instructions",
        "bank_transfer": transfer,
        "currency": "mxn",
        "funding_type": "bank_transfer",
        "livemode": False,
    }


def address(customer: dict[str, Any]) -> dict[str, Any]:
    """Where the customer sends money; the CLABE stays the same for ever."""
    if not customer["twin"]["clabe"]:
        first = f"{BANK}{CITY}{secrets.randbelow(10**11):011d}"
        customer["twin"]["clabe"] = first + check_digit(first)
    place = {"city": "Ciudad de México", "country": "MX", "line1": "", "line2": None, "postal_code": "", "state": ""}
    spei = {
        "account_holder_address": place,
        "account_holder_name": "Convoca de prueba",
        "bank_address": place,
        "bank_code": BANK,
        "bank_name": "STP",
        "clabe": customer["twin"]["clabe"],
    }
    return {"type": "spei", "supported_networks": ["spei"], "spei": spei}


def fund(out: Deliveries, customer: dict[str, Any], amount: int, *, currency: str = "mxn", reference: str = "") -> None:
    """A transfer arrives: booked in the balance, then given to what waits for it unless the customer is by hand."""
    if amount <= 0 or currency != "mxn":
        raise TwinError("Invalid amount or currency", param="amount")
    transfer = {"reference": reference or None, "type": "mx_bank_transfer"}
    _note(out, customer, "funded", amount, {"bank_transfer": transfer})
    if customer["twin"]["mode"] == "automatic":
        reconcile(out, customer, amount, reference)
    if available(customer):
        out.tell("cash_balance.funds_available", cash_balance(customer))


def reconcile(out: Deliveries, customer: dict[str, Any], amount: int, reference: str = "") -> None:
    """First what the reference names, then the smallest group that the sum fills, then the oldest first."""
    waiting = [each for each in out.state.things["payment_intent"].values() if waits(each, customer["id"])]
    named = [each for each in waiting if reference and steps(each)["reference"] == reference]
    group = next((found for size in range(1, LARGEST_GROUP + 1) if (found := _group(waiting, size, amount))), [])
    for intent in named or group or waiting:
        apply(out, customer, intent, min(available(customer), remaining(intent)))


def apply(out: Deliveries, customer: dict[str, Any], intent: dict[str, Any], amount: int) -> None:
    """Moves money from the balance into a payment; what is then complete has succeeded."""
    if amount <= 0:
        return
    _note(out, customer, "applied_to_payment", -amount, {"payment_intent": intent["id"]})
    steps(intent)["amount_remaining"] -= amount
    if remaining(intent):
        out.tell("payment_intent.partially_funded", intent)


def unapply(out: Deliveries, intent: dict[str, Any]) -> None:
    """What a cancelled payment had been given goes back to the balance."""
    given = intent["amount"] - remaining(intent)
    if given > 0:
        customer = out.state.get("customer", intent["customer"])
        _note(out, customer, "unapplied_from_payment", given, {"payment_intent": intent["id"]})


def give_back(out: Deliveries, refund: dict[str, Any], intent: dict[str, Any]) -> None:
    """A refund of a transfer lands in the customer's balance, not in the bank."""
    customer = out.state.get("customer", intent["customer"])
    _note(out, customer, "refunded_from_payment", refund["amount"], {"refund": refund["id"]})


def await_transfer(state: State, intent: dict[str, Any]) -> dict[str, Any]:
    """What the payer is told: the account, the amount that is missing and a reference."""
    customer = state.get("customer", intent["customer"])
    told = {
        "amount_remaining": intent["amount"],
        "currency": intent["currency"],
        "financial_addresses": [address(customer)],
        "hosted_instructions_url": f"{state.base_url}/transfer/{intent['id']}",
        "reference": f"{secrets.randbelow(10**7):07d}",
        "type": "mx_bank_transfer",
    }
    return {"type": "display_bank_transfer_instructions", "display_bank_transfer_instructions": told}


def steps(intent: dict[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = intent["next_action"]["display_bank_transfer_instructions"]
    return told


def remaining(intent: dict[str, Any]) -> int:
    return int(steps(intent)["amount_remaining"])


def waits(intent: dict[str, Any], customer: str) -> bool:
    ours = intent["customer"] == customer and intent["status"] == "requires_action"
    return ours and (intent["next_action"] or {}).get("type") == "display_bank_transfer_instructions"


def available(customer: dict[str, Any]) -> int:
    return int(customer["twin"]["balance"].get("mxn", 0))


def by_clabe(state: State, clabe: str) -> dict[str, Any]:
    found = [each for each in state.things["customer"].values() if each["twin"]["clabe"] == clabe]
    if not found:
        raise TwinError(f"No account has the CLABE {clabe}", status=404, param="clabe")
    return found[0]


def _group(waiting: list[dict[str, Any]], size: int, amount: int) -> list[dict[str, Any]]:
    groups = combinations(waiting[:20], size)
    return next((list(group) for group in groups if sum(remaining(each) for each in group) == amount), [])


def _note(out: Deliveries, customer: dict[str, Any], kind: str, net: int, detail: dict[str, Any]) -> None:
    balance = customer["twin"]["balance"]
    balance["mxn"] = balance.get("mxn", 0) + net
    made = out.state.add(
        "cash_transaction",
        "ccsbtxn",
        object="customer_cash_balance_transaction",
        currency="mxn",
        customer=customer["id"],
        ending_balance=balance["mxn"],
        net_amount=net,
        type=kind,
        **{kind: detail},
    )
    out.tell("customer_cash_balance_transaction.created", made)
