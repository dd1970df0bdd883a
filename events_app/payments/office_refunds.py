"""The office sends money back: through Stripe when it came by card, by hand or as it already happened otherwise."""

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import now
from events_app.core.errors import ConvocaError
from events_app.core.forms import Filled, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, redirect, refuse
from events_app.payments import credit, manual_refunds, office_orders, queries, refunds
from events_app.payments.engine.ledger import Account
from events_app.payments.engine.methods import ACCOUNTS, PaymentMethod, RefundKind, refund_kind
from events_app.payments.errors import NotThroughStripe, RefundByTwo, StripeRefused, TooMuchRefund
from events_app.payments.forms import RefundForm
from events_app.payments.models import Order


async def refund(request: Request) -> Response:
    """Sends money back, in full or in part."""
    found = await queries.order_by_folio(request.path_params["folio"])
    filled = await fill(request, RefundForm)
    payment = await queries.refundable(found.id, filled.checked.payment if filled.value else None)
    if payment is None:
        filled.add("amount", N_("Este pedido no tiene dinero por devolver."))
    if not filled.ok or payment is None:
        return await office_orders.order_page(request, found, form=filled, status=422)
    try:
        return await _send_back(request, found, payment, filled)
    except (TooMuchRefund, NotThroughStripe, RefundByTwo) as error:
        filled.errors["amount"] = error.text
        return await office_orders.order_page(request, found, form=filled, status=422)


async def _send_back(request: Request, found: Order, payment: dict[str, Any], filled: Filled[RefundForm]) -> Response:
    asked, who, moment = filled.checked, actor(request).label, now()
    amount = Money(asked.amount.amount, payment["currency"])
    usual = refund_kind(PaymentMethod(payment["method"]))
    kind = RefundKind(asked.how) if asked.how and usual is not RefundKind.CREDIT else usual
    answer = redirect(request, "payments.order", folio=found.folio)
    told: dict[str, Any] = {"reason": asked.reason, "key": filled.idempotency_key, "actor": who, "now": moment}
    if kind is RefundKind.STRIPE:
        refund_id = await refunds.request_refund(payment["id"], amount, **told)
        return await _sent(answer, refund_id, moment)
    if kind is RefundKind.CREDIT:
        await credit.give_back(payment["id"], amount, **told)
        return flash(answer, _("El dinero volvió al saldo a favor de donde salió."))
    if kind is RefundKind.EXTERNAL:
        source = ACCOUNTS[PaymentMethod(payment["method"])]
        source = source if source in manual_refunds.SOURCES else Account.BANK
        await manual_refunds.mark_external(payment["id"], amount, source=source, folio="", **told)
        return flash(answer, _("Anotado: ese dinero ya se había devuelto."))
    refund_id = await manual_refunds.request(payment["id"], amount, **told)
    return redirect(request, "payments.manual_refund", id=refund_id)


async def _sent(answer: Response, refund_id: int, moment: datetime) -> Response:
    """Tries at once; if Stripe is away the job goes on trying."""
    try:
        status = await refunds.send_refund(refund_id, now=moment)
    except (ConvocaError, StripeRefused):
        return refuse(answer, _("La devolución quedó registrada y se enviará a Stripe en cuanto responda."))
    if status == "failed":
        return refuse(answer, _("Stripe rechazó la devolución."))
    return flash(answer, _("Devolución enviada a la tarjeta."))


ROUTES = (Page("/oficina/dinero/pedidos/{folio}/devolucion", refund, access=Access.OFFICE, methods=("POST",)),)
