"""Where people pay, come back from paying and find their receipt; and where Stripe writes to us."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from events_app.core import limits
from events_app.core.access import Access
from events_app.core.clock import now
from events_app.core.errors import NotFound, Unavailable
from events_app.core.forms import read_body
from events_app.core.pages import Page, page, redirect
from events_app.payments import codes, invoicing, paying, queries, webhooks
from events_app.payments.engine.states import OrderStatus
from events_app.payments.errors import HoldEnded, OrderNotPayable, StripeRefused
from events_app.payments.holds import WAITING
from events_app.payments.methods import card
from events_app.payments.showing import ended, fresh, moved_on, over, pay_page, ticket, waits_for


async def pay(request: Request) -> Response:
    """What is owed and until when; a press of the button goes to Stripe's page."""
    order = await queries.order_by_token(request.path_params["token"])
    if (onward := await moved_on(request, order)) is not None:
        return onward
    if request.method == "GET":
        if order.status in WAITING and order.hold_expires_at and order.hold_expires_at <= now():
            order = await fresh(order)
        return await pay_page(request, order)
    await limits.hit("pay", order.token, limit=20, per=timedelta(minutes=10), now=now())
    try:
        url = await card.checkout_url(order.id, now=now())
    except OrderNotPayable:
        return redirect(request, "payments.pay", token=order.token)
    except (Unavailable, StripeRefused, HoldEnded) as error:
        return await pay_page(request, order, problem=error)
    return RedirectResponse(url, status_code=303)


async def back(request: Request) -> Response:
    """Back from Stripe: the browser is not believed, Stripe is asked."""
    order = await queries.order_by_token(request.path_params["token"])
    if order.status in (*WAITING, OrderStatus.RELEASED):
        order = await fresh(order)
    if (onward := await moved_on(request, order)) is not None:
        return onward
    return page(
        request,
        order=order,
        ticket=await ticket(order),
        waits_for=await waits_for(order.id),
        ended=await ended(order),
        over=await over(order),
    )


async def receipt(request: Request) -> Response:
    """The receipt of a paid order, to be read or printed."""
    order = await queries.order_by_token(request.path_params["token"])
    if order.paid_at is None:
        raise NotFound()
    return page(
        request,
        order=order,
        ticket=await ticket(order),
        over=await over(order),
        documents=await invoicing.shown(order.id),
        code=await codes.of_order(order.id),
    )


async def stripe_webhook(request: Request) -> Response:
    """Answers 2xx only after the event is stored for good."""
    payload = await read_body(request)
    event = webhooks.verified(payload, request.headers.get("stripe-signature", ""), now())
    is_new = await webhooks.keep(event, now=now())
    return JSONResponse({"received": True, "fresh": is_new})


ROUTES = (
    Page("/pagar/{token}", pay, access=Access.LINK, methods=("GET", "POST")),
    *paying.ROUTES,
    Page("/pagar/{token}/regreso", back, access=Access.LINK),
    Page("/recibo/{token}", receipt, access=Access.LINK),
    Page("/webhooks/stripe", stripe_webhook, access=Access.SIGNED, methods=("POST",)),
)
