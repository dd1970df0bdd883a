"""Paying by slower ways: cash at an OXXO, a transfer to the company's own CLABE, or at the association's office."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import limits
from events_app.core.access import Access
from events_app.core.clock import now
from events_app.core.errors import Unavailable
from events_app.core.forms import fill
from events_app.core.money import Money
from events_app.core.pages import Page, page, redirect
from events_app.payments import holds, money_emails, queries
from events_app.payments.engine import barcode, clabe
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.engine.states import OrderStatus, VoucherStatus
from events_app.payments.errors import HoldEnded, MethodNotOffered, OrderNotPayable, StripeRefused
from events_app.payments.forms import VoucherForm
from events_app.payments.holds import WAITING
from events_app.payments.methods import oxxo as by_oxxo
from events_app.payments.methods import spei as by_spei
from events_app.payments.models import Order
from events_app.payments.showing import fresh, last_slip, moved_on, pay_page, standing


async def oxxo(request: Request) -> Response:
    """The voucher to show at the till: reference, bars, amount and last day."""
    order = await _order(request)
    if (onward := await moved_on(request, order)) is not None:
        return onward
    if request.method == "POST":
        form = await fill(request, VoucherForm)
        email = form.value.email if form.value and form.value.email else ""
        try:
            issued = await by_oxxo.voucher(order, email=email, now=now())
            await money_emails.send_voucher(issued["id"], to=email, now=now())
        except OrderNotPayable:
            return redirect(request, "payments.pay", token=order.token)
        except (Unavailable, StripeRefused, MethodNotOffered, HoldEnded) as error:
            return await pay_page(request, order, problem=error)
        return redirect(request, "payments.oxxo", token=order.token)
    order = await _seen(order)
    slip = await last_slip(order, PaymentMethod.OXXO)
    if slip is None or order.status not in WAITING:
        return redirect(request, "payments.pay", token=order.token)
    lines, width = barcode.bars(slip["reference"]) if len(slip["reference"]) % 2 == 0 else ("", 0)
    reference = " ".join(slip["reference"][place : place + 4] for place in range(0, len(slip["reference"]), 4))
    open_now = slip["status"] == VoucherStatus.OPEN and slip["expires_at"] > now()
    money = Money(slip["amount"])
    bars = (lines, width)
    return page(request, order=order, slip=slip, slip_money=money, open_now=open_now, bars=bars, reference=reference)


async def transfer(request: Request) -> Response:
    """Where to send the money: the company's CLABE, what is missing, the reference and the last day."""
    order = await _order(request)
    if (onward := await moved_on(request, order)) is not None:
        return onward
    if request.method == "POST":
        try:
            await by_spei.transfer(order, now=now())
        except OrderNotPayable:
            return redirect(request, "payments.pay", token=order.token)
        except (Unavailable, StripeRefused, MethodNotOffered, HoldEnded) as error:
            return await pay_page(request, order, problem=error)
        return redirect(request, "payments.transfer", token=order.token)
    order = await _seen(order)
    slip = await last_slip(order, PaymentMethod.SPEI)
    if slip is None or order.status not in WAITING:
        return redirect(request, "payments.pay", token=order.token)
    await order.fetch_related("company")
    stands = await standing(order, now())
    return page(request, order=order, slip=slip, grouped=clabe.grouped(slip["clabe"]), stands=stands)


async def at_office(request: Request) -> Response:
    """How to pay at the association's office, and until when the seat waits."""
    order = await _order(request)
    if (onward := await moved_on(request, order)) is not None:
        return onward
    stands = await standing(order, now())
    if request.method == "POST":
        way = stands.open_ways.get("office")
        if way is None or way.held_until is None:
            return await pay_page(request, order, problem=MethodNotOffered())
        await holds.extend_hold(order.id, way.held_until, reason="office", now=now())
        return redirect(request, "payments.at_office", token=order.token)
    if order.status not in WAITING or stands.is_noted:
        return redirect(request, "payments.pay", token=order.token)
    return page(request, order=order, stands=stands)


async def _order(request: Request) -> Order:
    order = await queries.order_by_token(request.path_params["token"])
    if request.method == "POST":
        await limits.hit("pay", order.token, limit=20, per=timedelta(minutes=10), now=now())
    return order


async def _seen(order: Order) -> Order:
    """The order as Stripe has it when its time is over, so that nobody reads an old page."""
    over = order.hold_expires_at is not None and order.hold_expires_at <= now()
    return await fresh(order) if over and order.status != OrderStatus.RELEASED else order


ROUTES = (
    Page("/pagar/{token}/oxxo", oxxo, access=Access.LINK, methods=("GET", "POST")),
    Page("/pagar/{token}/transferencia", transfer, access=Access.LINK, methods=("GET", "POST")),
    Page("/pagar/{token}/oficina", at_office, access=Access.LINK, methods=("GET", "POST")),
)
