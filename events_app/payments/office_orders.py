"""One order as the office sees it: what it was, all that happened, its money and what can be done about it."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import now
from events_app.core.errors import ConvocaError
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, answered, flash, page, redirect, refuse
from events_app.payments import codes, credit, evidence, invoicing, office_payments, queries, refunds, tasks
from events_app.payments.forms import RefundForm, TaskForm
from events_app.payments.holds import WAITING
from events_app.payments.models import Order, OrderStatus
from events_app.payments.words import FACTS, METHODS, MOVEMENTS, REFUND_ERRORS, STATUSES


async def order(request: Request) -> Response:
    """One order: what it was, all that happened, its entries in the ledger, and the way back for its money."""
    return await order_page(request, await queries.order_by_folio(request.path_params["folio"]))


async def give_seat(request: Request) -> Response:
    """Tries once more to give a place to somebody who paid when there was none."""
    found = await queries.order_by_folio(request.path_params["folio"])
    back = redirect(request, "payments.order", folio=found.folio)
    act = tasks.give_seat(found.id, actor=actor(request).label, now=now())
    return await answered(back, act, _("Listo: ya tiene su lugar."))


async def use_credit(request: Request) -> Response:
    """Pays an order, as far as it goes, from its company's balance."""
    found = await queries.order_by_folio(request.path_params["folio"])
    filled = await fill(request, TaskForm)
    answer = redirect(request, "payments.order", folio=found.folio)
    try:
        await credit.use(found.id, None, key=filled.idempotency_key, actor=actor(request).label, now=now())
    except ConvocaError as error:
        return refuse(answer, error.text)
    return flash(answer, _("Se usó el saldo a favor."))


async def close_task(request: Request) -> Response:
    """Takes a task off the list: gives the seat, keeps or uses the money as a balance, or says what was done."""
    filled = await fill(request, TaskForm)
    answer = redirect(request, "payments.orders")
    if not filled.ok:
        return refuse(answer, _("Escribe qué hiciste antes de cerrar el pendiente."))
    told, who = filled.checked, actor(request).label
    task_id, key = int(request.path_params["id"]), filled.idempotency_key
    done = tasks.Done(told.verb, told.note, told.folio.strip().upper(), key)
    if told.verb == "noted":
        await tasks.close_task(task_id, note=told.note, actor=who, now=now())
        return flash(answer, _("Pendiente cerrado."))
    try:
        await tasks.settle(task_id, done, actor=who, now=now())
    except ConvocaError as error:
        return refuse(answer, error.text)
    return flash(answer, _("Pendiente cerrado."))


async def evidence_pack(request: Request) -> Response:
    """Everything that speaks for a disputed charge, in one file."""
    name, content = await evidence.pack(int(request.path_params["id"]), now=now())
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type="application/zip", headers=headers)


async def order_page(
    request: Request, found: Order, *, form: Filled[RefundForm] | None = None, status: int = 200
) -> Response:
    """The page itself, also with the mistakes of a form on it."""
    facts = await queries.timeline(found.id)
    returnable = Money(await refunds.returnable(found.id), found.currency)
    left = returnable if returnable.amount > 0 and await queries.refundable(found.id) else None
    entries = await queries.ledger_of(found.id)
    held = Money(-sum(each["amount"] for each in entries if each["account"] == "customer_credit"), found.currency)
    excess = held if held.amount > 0 and found.status not in WAITING else None
    balance = await credit.available(found.company_id, found.currency) if found.company_id else None
    return page(
        request,
        status=status,
        template="events_app/payments/order.html",
        order=found,
        left=left,
        form=form or blank(RefundForm, amount=str(min(excess or left, left)) if left else ""),
        facts=facts,
        people=await queries.names_of({each["actor"] for each in facts}),
        entries=entries,
        excess=excess,
        recorded=await office_payments.of_order(found.id),
        disputes=await queries.disputes_of(found.id),
        documents=await invoicing.all_of(found.id),
        code=await codes.of_order(found.id),
        balance=balance if balance and found.status in WAITING else None,
        open=found.status in WAITING,
        missing=await queries.missing(found),
        methods=METHODS,
        fact_words=FACTS,
        refund_errors=REFUND_ERRORS,
        movements=MOVEMENTS,
        statuses=STATUSES,
        Money=Money,
        can_give_seat=found.status == OrderStatus.PAID_NO_SEAT,
    )


ROUTES = (
    Page("/oficina/dinero/pedidos/{folio}", order, access=Access.FINANCE),
    Page("/oficina/dinero/contracargos/{id:int}", evidence_pack, access=Access.FINANCE),
    Page("/oficina/dinero/pedidos/{folio}/lugar", give_seat, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/dinero/pedidos/{folio}/saldo", use_credit, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/dinero/pendientes/{id:int}", close_task, access=Access.OFFICE, methods=("POST",)),
)
