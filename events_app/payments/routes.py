"""Where people pay, come back from paying and find their receipt; and where Stripe writes to us."""

from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from events_app.core import limits
from events_app.core.access import Access
from events_app.core.clock import now
from events_app.core.errors import ConvocaError, NotFound, Unavailable
from events_app.core.forms import read_body
from events_app.core.pages import Page, page, redirect
from events_app.core.settings import settings
from events_app.payments import callbacks, invoicing, queries, webhooks
from events_app.payments.engine.states import OrderStatus
from events_app.payments.errors import OrderNotPayable, StripeRefused
from events_app.payments.methods import card
from events_app.payments.models import Order

CHECKOUT = "https://checkout.stripe.com"


async def pay(request: Request) -> Response:
    """What is owed and until when; a press of the button goes to Stripe's page."""
    order = await queries.order_by_token(request.path_params["token"])
    if request.method == "GET":
        if order.status == OrderStatus.PENDING and order.hold_expires_at and order.hold_expires_at <= now():
            order = await _fresh(order)
        return await _pay_page(request, order)
    await limits.hit("pay", order.token, limit=20, per=timedelta(minutes=10), now=now())
    try:
        url = await card.checkout_url(order.id, now=now())
    except OrderNotPayable:
        return redirect(request, "payments.pay", token=order.token)
    except (Unavailable, StripeRefused) as error:
        return await _pay_page(request, order, problem=error)
    return RedirectResponse(url, status_code=303)


async def back(request: Request) -> Response:
    """Back from Stripe: the browser is not believed, Stripe is asked."""
    order = await queries.order_by_token(request.path_params["token"])
    if order.status in (OrderStatus.PENDING, OrderStatus.RELEASED):
        order = await _fresh(order)
    return page(request, order=order, ticket=await _ticket(order))


async def receipt(request: Request) -> Response:
    """The receipt of a paid order, to be read or printed."""
    order = await queries.order_by_token(request.path_params["token"])
    if order.paid_at is None:
        raise NotFound()
    return page(request, order=order, ticket=await _ticket(order), documents=await invoicing.shown(order.id))


async def stripe_webhook(request: Request) -> Response:
    """Answers 2xx only after the event is stored for good."""
    payload = await read_body(request)
    event = webhooks.verified(payload, request.headers.get("stripe-signature", ""), now())
    fresh = await webhooks.keep(event, now=now())
    return JSONResponse({"received": True, "fresh": fresh})


async def _pay_page(request: Request, order: Order, problem: ConvocaError | None = None) -> Response:
    request.state.pay_origin = _checkout_origin()
    moment = now()
    left = (order.hold_expires_at - moment) if order.hold_expires_at else None
    payable = order.status == OrderStatus.PENDING and (left is None or left > timedelta(0))
    return page(
        request,
        status=problem.status if problem else 200,
        headers=problem.headers if problem else None,
        order=order,
        payable=payable,
        minutes_left=max(1, int(left.total_seconds() // 60)) if left is not None and payable else None,
        problem=problem.text if problem else "",
        ticket=await _ticket(order),
        documents=await invoicing.shown(order.id),
    )


async def _fresh(order: Order) -> Order:
    """The order after asking Stripe, or as we know it while Stripe cannot be asked."""
    with suppress(Unavailable, StripeRefused):
        await card.refresh_live_attempts(order.id, now=now())
    return await queries.order_by_token(order.token)


async def _ticket(order: Order) -> str | None:
    return await callbacks.link(order.reference) if order.status == OrderStatus.PAID else None


def _checkout_origin() -> str:
    """Where the form may lead, for the page's content policy."""
    base = settings().stripe_api_base
    if not base:
        return CHECKOUT
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc} {parts.scheme}://localhost:{parts.port or 80}"


ROUTES = (
    Page("/pagar/{token}", pay, access=Access.LINK, methods=("GET", "POST")),
    Page("/pagar/{token}/regreso", back, access=Access.LINK),
    Page("/recibo/{token}", receipt, access=Access.LINK),
    Page("/webhooks/stripe", stripe_webhook, access=Access.SIGNED, methods=("POST",)),
)
