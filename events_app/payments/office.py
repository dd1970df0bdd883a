"""Money as the office sees it: orders, what happened to each, refunds, the ledger and the dated taxes."""

from datetime import date, datetime, time, timedelta

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import from_local, local, now
from events_app.core.errors import BadRequest, ConvocaError
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.payments import queries, refunds, tasks, tax_rules
from events_app.payments.errors import StripeRefused, TooMuchRefund
from events_app.payments.forms import RefundForm, TaskForm, TaxRuleForm
from events_app.payments.models import Order, OrderStatus
from events_app.payments.words import FACTS, MOVEMENTS, REFUND_ERRORS, STATUSES, TASKS


async def orders(request: Request) -> Response:
    """Every order, newest first, and what needs a person."""
    text = request.query_params.get("q", "")[:120].strip()
    status = request.query_params.get("status", "")
    found = await paginate(queries.orders_matching(text, status, _amount(text)), request)
    return page(
        request,
        found=found,
        q=text,
        chosen=status,
        counts=await queries.counts_by_status(),
        tasks=await queries.open_tasks(),
        statuses=STATUSES,
        all_statuses=[(key, _(word)) for key, (word, _tone) in STATUSES.items()],
        task_words=TASKS,
        form=blank(TaskForm),
    )


async def order(request: Request) -> Response:
    """One order: what it was, all that happened, its entries in the ledger, and the way back for its money."""
    return await _order_page(request, await queries.order_by_folio(request.path_params["folio"]))


async def refund(request: Request) -> Response:
    """Sends money back, in full or in part."""
    found = await queries.order_by_folio(request.path_params["folio"])
    filled = await fill(request, RefundForm)
    payment = await queries.refundable(found.id)
    if payment is None:
        filled.add("amount", N_("Este pedido no tiene dinero por devolver."))
    if not filled.ok or payment is None:
        return await _order_page(request, found, form=filled, status=422)
    asked = filled.checked
    amount = Money(asked.amount.amount, payment["currency"])
    key, who = filled.idempotency_key, actor(request).label
    try:
        refund_id = await refunds.request_refund(
            payment["id"], amount, reason=asked.reason, key=key, actor=who, now=now()
        )
    except TooMuchRefund as error:
        filled.errors["amount"] = error.text
        return await _order_page(request, found, form=filled, status=422)
    return await _sent(request, found, refund_id)


async def give_seat(request: Request) -> Response:
    """Tries once more to give a place to somebody who paid when there was none."""
    found = await queries.order_by_folio(request.path_params["folio"])
    await tasks.give_seat(found.id, actor=actor(request).label, now=now())
    answer = redirect(request, "payments.order", folio=found.folio)
    flash(answer, _("Listo: ya tiene su lugar."))
    return answer


async def close_task(request: Request) -> Response:
    """Takes a task off the list with a word about what was done."""
    filled = await fill(request, TaskForm)
    answer = redirect(request, "payments.orders")
    if not filled.ok:
        flash(answer, _("Escribe qué hiciste antes de cerrar el pendiente."))
        return answer
    task_id = int(request.path_params["id"])
    await tasks.close_task(task_id, note=filled.checked.note, actor=actor(request).label, now=now())
    flash(answer, _("Pendiente cerrado."))
    return answer


async def ledger(request: Request) -> Response:
    """A month of the books: every entry and what each account moved."""
    first = _month(request.query_params.get("mes", ""))
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    start, end = (from_local(_midnight(day)) for day in (first, after))
    return page(
        request,
        month=first,
        previous=(first - timedelta(days=1)).strftime("%Y-%m"),
        following=after.strftime("%Y-%m"),
        entries=await queries.ledger_between(start, end),
        balances=await queries.balances_between(start, end),
        movements=MOVEMENTS,
        Money=Money,
    )


async def taxes(request: Request) -> Response:
    """The dated rates of tax; a new one is added, an old one is never rewritten."""
    filled = blank(TaxRuleForm)
    if request.method == "POST":
        if not actor(request).is_office:
            raise BadRequest()
        filled = await fill(request, TaxRuleForm)
        if filled.ok and await tax_rules.add_tax_rule(filled.checked, actor=actor(request).label, now=now()):
            answer = redirect(request, "payments.taxes")
            flash(answer, _("Tasa registrada."))
            return answer
        if filled.ok:
            filled.add("valid_from", N_("Ya hay una tasa de esta clave que empieza ese día."))
    rules = await queries.tax_rules()
    return page(request, status=422 if filled.errors else 200, rules=rules, form=filled)


async def _order_page(
    request: Request, found: Order, *, form: Filled[RefundForm] | None = None, status: int = 200
) -> Response:
    payment = await queries.refundable(found.id)
    facts = await queries.timeline(found.id)
    left = Money(payment["amount"] - payment["refund_reserved"], payment["currency"]) if payment else None
    return page(
        request,
        status=status,
        template="events_app/payments/order.html",
        order=found,
        left=left,
        form=form or blank(RefundForm, amount=str(left) if left else ""),
        facts=facts,
        people=await queries.names_of({each["actor"] for each in facts}),
        entries=await queries.ledger_of(found.id),
        fact_words=FACTS,
        refund_errors=REFUND_ERRORS,
        movements=MOVEMENTS,
        statuses=STATUSES,
        Money=Money,
        can_give_seat=found.status == OrderStatus.PAID_NO_SEAT,
    )


async def _sent(request: Request, found: Order, refund_id: int) -> Response:
    """Tries at once; if Stripe is away the job goes on trying."""
    answer = redirect(request, "payments.order", folio=found.folio)
    try:
        status = await refunds.send_refund(refund_id, now=now())
    except (ConvocaError, StripeRefused):
        flash(answer, _("La devolución quedó registrada y se enviará a Stripe en cuanto responda."))
        return answer
    failed = status == "failed"
    flash(answer, _("Stripe rechazó la devolución.") if failed else _("Devolución enviada a la tarjeta."))
    return answer


def _amount(text: str) -> Money | None:
    """A search such as "$1,080.00" is for an amount."""
    bare = text.replace("$", "").replace(",", "").strip()
    if not text.startswith("$") and "." not in bare:
        return None
    try:
        return Money.of(bare)
    except ValueError:
        return None


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return local(now()).date().replace(day=1)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min)


ROUTES = (
    Page("/oficina/dinero", orders, access=Access.FINANCE),
    Page("/oficina/dinero/libro", ledger, access=Access.FINANCE),
    Page("/oficina/dinero/impuestos", taxes, access=Access.FINANCE, methods=("GET", "POST")),
    Page("/oficina/dinero/pedidos/{folio}", order, access=Access.FINANCE),
    Page("/oficina/dinero/pedidos/{folio}/devolucion", refund, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/dinero/pedidos/{folio}/lugar", give_seat, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/dinero/pendientes/{id:int}", close_task, access=Access.OFFICE, methods=("POST",)),
)
