"""What the pages of an order show: what is missing, until when, which ways to pay are open, and what waits already."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.clock import local, now
from events_app.core.database import row
from events_app.core.errors import ConvocaError, Unavailable
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.pages import page, redirect, refuse
from events_app.core.settings import settings
from events_app.payments import arrivals, callbacks, invoicing, queries
from events_app.payments.engine.choices import Choice, Days, choices
from events_app.payments.engine.states import Ending, OrderStatus, ending
from events_app.payments.errors import StripeRefused
from events_app.payments.facts import books_of, state_of
from events_app.payments.holds import WAITING
from events_app.payments.models import Order
from events_app.payments.words import until_words

CHECKOUT = "https://checkout.stripe.com"
SHORT = timedelta(hours=3)
LAST_SLIP = (
    "SELECT * FROM vouchers WHERE order_id = $1 AND method = $2 AND intent_id IS NOT NULL ORDER BY id DESC LIMIT 1"
)

ENDED_SLIP = "SELECT method FROM vouchers WHERE order_id = $1 AND status = 'expired' LIMIT 1"
NOTED = (
    "SELECT coalesce(sum(amount), 0)::bigint AS amount FROM office_payments WHERE order_id = $1 AND status = 'waiting'"
)
LIVE_SLIP = "SELECT method FROM vouchers WHERE order_id = $1 AND status = 'open' ORDER BY method DESC LIMIT 1"


@dataclass(frozen=True)
class Ended:
    """How an order was let go, and whether money had come for it."""

    how: Ending
    had_money: bool
    may_arrive: bool


@dataclass(frozen=True)
class Standing:
    """How an order stands for whoever pays it; `noted` is money of the office that waits for its second person."""

    missing: Money
    received: Money
    payable: bool
    minutes_left: int | None
    ways: tuple[Choice, ...] = ()
    waits_for: str = ""
    due: date | None = None
    noted: Money = Money(0)

    @property
    def is_noted(self) -> bool:
        """The office has all that is missing and only has to agree: nothing more should be paid."""
        return 0 < self.missing.amount <= self.noted.amount

    def by(self, until: datetime) -> str:
        """Until when it may be paid, in words: the day that the buyer was told, or the end of a later slip."""
        return until_words(self.due, until)

    @property
    def open_ways(self) -> dict[str, Choice]:
        return {each.way: each for each in self.ways if not each.because}


async def standing(order: Order, moment: datetime) -> Standing:
    """What is missing and the ways to pay it, as of this moment."""
    kept = (await state_of({"id": order.id, "total": order.total})).kept
    missing = Money(max(0, order.total - kept), order.currency)
    left = (order.hold_expires_at - moment) if order.hold_expires_at else None
    payable = order.status in WAITING and (left is None or left > timedelta(0)) and missing.amount > 0
    minutes = max(1, int(left.total_seconds() // 60)) if left is not None and payable and left < SHORT else None
    if not payable:
        return Standing(missing, Money(kept, order.currency), False, None)
    ways = choices(
        missing,
        company=order.company_id is not None,
        now=moment,
        latest=await callbacks.latest(order.reference),
        days=Days(settings().oxxo_days, settings().spei_days, settings().office_days),
    )
    due = order.pay_by if order.pay_by and order.pay_by >= local(moment).date() else None
    told = await row(NOTED, order.id)
    noted = Money(int(told["amount"]) if told else 0, order.currency)
    return Standing(missing, Money(kept, order.currency), True, minutes, ways, await waits_for(order.id), due, noted)


async def ended(order: Order) -> Ended:
    """Why nothing can be paid any more, for the page of an order that was let go."""
    state = await state_of({"id": order.id, "total": order.total})
    return Ended(ending(order.release_reason), state.received > state.returned, await _may_arrive(order.id))


async def _may_arrive(order_id: int) -> bool:
    return await row(ENDED_SLIP, order_id) is not None


async def moved_on(request: Request, order: Order) -> Response | None:
    """The link of an order that was made anew leads on to the one of today, and says so."""
    anew = await queries.made_anew(order)
    if anew is None:
        return None
    said = _("El pedido cambió: ahora es el %(folio)s, con otro total.", folio=anew.folio)
    return refuse(redirect(request, "payments.pay", token=anew.token), said)


async def waits_for(order_id: int) -> str:
    """The slow way that an order is already being paid by, or ""."""
    slip = await row(LIVE_SLIP, order_id)
    return str(slip["method"]) if slip else ""


async def pay_page(request: Request, order: Order, problem: ConvocaError | None = None) -> Response:
    """The page of what is owed, with what went wrong the last time a button was pressed."""
    request.state.pay_origin = checkout_origin()
    return page(
        request,
        status=problem.status if problem else 200,
        headers=problem.headers if problem else None,
        template="events_app/payments/pay.html",
        order=order,
        stands=await standing(order, now()),
        problem=_said(problem) if problem else "",
        may_arrive=await _may_arrive(order.id),
        ended=await ended(order),
        ticket=await ticket(order),
        over=await over(order),
        documents=await invoicing.shown(order.id),
    )


def _said(problem: ConvocaError) -> str:
    """What went wrong, for whoever pays: Stripe's own words are for the office."""
    if isinstance(problem, Unavailable | StripeRefused):
        return _(
            "No pudimos abrir el pago con Stripe y no se cobró nada. Intenta de nuevo en unos segundos o elige otra "
            "forma de pagar."
        )
    return problem.text


async def fresh(order: Order) -> Order:
    """The order after asking Stripe, or as we know it while Stripe cannot be asked."""
    with suppress(Unavailable, StripeRefused):
        await arrivals.refresh_order(order.id, now=now())
    return await queries.order_by_token(order.token)


async def last_slip(order: Order, method: str) -> dict[str, Any] | None:
    """The newest slip of an order that Stripe knows, or None."""
    return await row(LAST_SLIP, order.id, method)


async def over(order: Order) -> Money:
    """What lies in the payer's favour beside a paid order: it came in excess, or part of the sale was cancelled."""
    held = (
        (await books_of({"id": order.id, "currency": order.currency})).held if order.status == OrderStatus.PAID else 0
    )
    return Money(max(0, held), order.currency)


async def ticket(order: Order) -> str | None:
    return await callbacks.link(order.reference) if order.status == OrderStatus.PAID else None


def checkout_origin() -> str:
    """Where the form may lead, for the page's content policy."""
    base = settings().stripe_api_base
    if not base:
        return CHECKOUT
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc} {parts.scheme}://localhost:{parts.port or 80}"
