"""Slips of the demonstration, at Stripe's stand-in too: a voucher of OXXO, and a transfer to a company's CLABE."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from events_app.core.database import execute
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.directory.models import Company
from events_app.payments.engine.business_days import hold_after, voucher_end
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.methods import slips, stripe_api
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt, book_money
from events_app.payments.stripe_twin import cash, intents
from events_app.payments.stripe_twin.deliveries import Deliveries
from events_app.payments.stripe_twin.state import Mischief, State
from events_app.payments.vouchers import StripeCustomer, Voucher

DAYS = 5
ANSWERED = "UPDATE stripe_calls SET status = 'answered', answer_id = $2, answered_at = $3 WHERE id = $1"
BANK_TRANSFER = {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": {"type": intents.MX}}}


class Cashier:
    """The stand-in's memory, written before it starts; with a key of Stripe's own nothing is invented there."""

    def __init__(self) -> None:
        self.state = State("", "", "", clock_offset=settings().clock_offset, file=_memory())
        self.state.load()
        self.state.mischief = Mischief(hold=True)
        self.out = Deliveries(self.state)

    async def clabe_of(self, company: Company) -> dict[str, Any]:
        """Makes the company a customer with a CLABE that stays its own."""
        customer = cash.open_customer(self.state, {"name": company.legal_name})
        spei = cash.address(customer)["spei"]
        await StripeCustomer.create(
            company=company, customer_id=customer["id"], clabe=spei["clabe"], bank_name=spei["bank_name"]
        )
        return customer

    async def transfer_short(self, order: Order, company: Company, short: int, *, now: datetime) -> None:
        """A transfer was asked for, and arrived `short` centavos short."""
        customer = await self.clabe_of(company)
        body = {"customer": customer["id"], "payment_method_options": BANK_TRANSFER}
        await self._issue(order, "customer_balance", body, now=now)
        intents.fund(self.out, customer, order.total - short)
        moved = next(
            each for each in self.state.things["cash_transaction"].values()
            if each["type"] == "funded" and each["customer"] == customer["id"]
        )  # fmt: skip
        receipt = Receipt(
            moved["id"], PaymentMethod.SPEI, order.folio, order.total_money - Money(short), livemode=False,
            payer=company.legal_name,
        )  # fmt: skip
        await book_money(order.id, receipt, now=now + timedelta(hours=3))

    async def voucher(self, order: Order, *, now: datetime) -> None:
        """Somebody is on the way to an OXXO."""
        body = {"payment_method_options": {"oxxo": {"expires_after_days": DAYS}}}
        await self._issue(order, "oxxo", body, now=now)

    def remember(self) -> None:
        self.state.save()

    async def _issue(self, order: Order, kind: str, body: dict[str, Any], *, now: datetime) -> None:
        method = "oxxo" if kind == "oxxo" else "spei"
        payer = {"name": order.buyer_name, "email": order.buyer_email or settings().association.email}
        asked = body | {
            "amount": order.total, "currency": "mxn", "confirm": True, "allowed_payment_method_types": [kind],
            "description": f"{order.folio} · {order.description}",
            "payment_method_data": {"type": kind, "billing_details": payer},
            "metadata": {"order": order.folio, "slip": f"{method}-1"},
        }  # fmt: skip
        call = await stripe_api.prepare(f"demo-{order.id}-{method}-1", "intent", asked, order_id=order.id, now=now)
        intent = intents.create(self.out, asked)
        for told in (intent["next_action"] or {}).values():
            if isinstance(told, dict):  # the stand-in's own address is not known before it starts
                told.update({name: "" for name in told if name.startswith("hosted_")})
        await execute(ANSWERED, call, intent["id"], now)
        end = voucher_end(now, DAYS)
        slip = await Voucher.create(
            order=order, method=method, number=1, call_id=call, amount=order.total, expires_at=end,
            hold_until=hold_after(end),
        )  # fmt: skip
        await slips.note(slip.id, intent, now=now)


def cashier() -> Cashier | None:
    """None when Stripe itself is asked, which knows nothing of these slips."""
    return None if settings().stripe_secret_key else Cashier()


def _memory() -> Path:
    return settings().data_dir / "stripe_twin.json"
