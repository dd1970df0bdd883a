"""Each company as a customer at Stripe, made once, with the CLABE that stays its own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.database import row, transaction
from events_app.core.errors import Unavailable
from events_app.core.tokens import new_secret
from events_app.payments.engine import clabe
from events_app.payments.errors import StripeRefused
from events_app.payments.methods import stripe_api

LOCK = "SELECT * FROM stripe_customers WHERE company_id = $1 FOR UPDATE"


@dataclass(frozen=True)
class Account:
    """Where a company sends its transfers."""

    customer_id: str
    clabe: str
    bank_name: str

    @property
    def grouped(self) -> str:
        return clabe.grouped(self.clabe)


async def account_of(company_id: int, *, now: datetime) -> Account:
    """The company's own CLABE, asked of Stripe the first time; raises StripeRefused or Unavailable."""
    known = await known_account(company_id)
    if known is not None:
        return known
    customer = await _claim(company_id, now=now)
    customer_id = customer["customer_id"]
    if customer_id is None:
        try:
            answer = await stripe_api.send(await stripe_api.load_call(customer["call_id"]), now=now)
        except StripeRefused:
            await _forget(company_id)
            raise
        customer_id = str(answer["id"])
    told = await stripe_api.funding_instructions(customer_id)
    spei: dict[str, Any] = next(
        (each["spei"] for each in told["bank_transfer"]["financial_addresses"] if each["type"] == "spei"), {}
    )
    if not clabe.is_valid(str(spei.get("clabe", ""))):
        raise StripeRefused(reason="CLABE")
    return await _note(company_id, customer_id, spei)


async def known_account(company_id: int) -> Account | None:
    """The company's CLABE when it has one already."""
    found = await row(
        "SELECT customer_id, clabe, bank_name FROM stripe_customers WHERE company_id = $1 AND clabe <> ''", company_id
    )
    return Account(found["customer_id"], found["clabe"], found["bank_name"]) if found else None


@transaction
async def _claim(company_id: int, *, now: datetime) -> dict[str, Any]:
    await row(
        "INSERT INTO stripe_customers (created_at, company_id, clabe, bank_name) VALUES ($1, $2, '', '') "
        "ON CONFLICT (company_id) DO NOTHING RETURNING id",
        now,
        company_id,
    )
    customer = await row(LOCK, company_id)
    if customer is not None and customer["call_id"] is None and customer["customer_id"] is None:
        company = await row("SELECT legal_name FROM companies WHERE id = $1", company_id)
        body = {"name": company["legal_name"] if company else "", "metadata": {"company": str(company_id)}}
        key = f"convoca-customer-{company_id}-{new_secret()[:16]}"
        call_id = await stripe_api.prepare(key, "customer", body, order_id=None, now=now)
        await row("UPDATE stripe_customers SET call_id = $2 WHERE company_id = $1 RETURNING id", company_id, call_id)
        customer["call_id"] = call_id
    if customer is None:
        raise Unavailable()
    return customer


@transaction
async def _note(company_id: int, customer_id: str, spei: dict[str, Any]) -> Account:
    await row(
        """UPDATE stripe_customers SET customer_id = $2, clabe = CASE WHEN clabe = '' THEN $3 ELSE clabe END,
        bank_name = CASE WHEN clabe = '' THEN $4 ELSE bank_name END WHERE company_id = $1 RETURNING id""",
        company_id,
        customer_id,
        spei["clabe"],
        str(spei.get("bank_name", ""))[:80],
    )
    known = await known_account(company_id)
    if known is None:
        raise Unavailable()
    return known


@transaction
async def _forget(company_id: int) -> None:
    """A request that Stripe refused for good is made anew, under another key."""
    await row(
        "UPDATE stripe_customers SET call_id = NULL WHERE company_id = $1 AND customer_id IS NULL RETURNING id",
        company_id,
    )
