"""The office writes down money it received, a second person agrees, and refunds by hand leave with their proof."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.clock import local, now
from events_app.core.errors import ConvocaError, Invalid, NotFound
from events_app.core.formats import format_money
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, page, redirect, refuse
from events_app.payments import manual_refunds, office_payments, proofs, queries
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.errors import EvidenceNeeded
from events_app.payments.facts import state_of
from events_app.payments.forms import DecisionForm, OfficePaymentForm, SentForm
from events_app.payments.limits import Limit, two_people_over
from events_app.payments.models import Order, OrderStatus
from events_app.payments.office_records import OfficeMethod, OfficePaymentStatus
from events_app.payments.words import METHODS


async def record_payment(request: Request) -> Response:
    """Cash, a transfer or a cheque for an order, with its proof."""
    found = await queries.order_by_folio(request.path_params["folio"])
    missing = await queries.missing(found)
    if request.method == "GET":
        started = blank(OfficePaymentForm, amount=str(missing), received_on=local(now()).date().isoformat())
        return _record_page(request, found, missing, started)
    filled = await fill(request, OfficePaymentForm)
    if filled.ok and filled.checked.received_on > local(now()).date():
        filled.add("received_on", N_("Ese día todavía no llega."))
    if not filled.ok:
        return _record_page(request, found, missing, filled, status=422)
    try:
        asked = await _recorded(request, found, filled)
    except (Invalid, ConvocaError) as error:
        filled.errors["proof" if isinstance(error, proofs.MISTAKES) else "amount"] = error.text
        return _record_page(request, found, missing, filled, status=error.status)
    answer = redirect(request, "payments.order", folio=found.folio)
    waits = _("Anotado. Por lo que suma, otra persona tiene que aprobarlo antes de que cuente.")
    return flash(answer, waits if asked else await _told(found, filled.checked.amount.amount))


async def approvals(request: Request) -> Response:
    """What waits for a second person: payments that were written down and refunds by hand."""
    return page(
        request,
        payments=await office_payments.waiting(),
        refunds=await queries.manual_refunds_waiting(),
        methods=METHODS,
        form=blank(DecisionForm),
        Money=Money,
    )


async def decide_payment(request: Request) -> Response:
    """Agrees that the money is there, or says why it does not count."""
    filled = await fill(request, DecisionForm)
    answer = redirect(request, "payments.approvals")
    if not filled.ok:
        return refuse(answer, next(iter(filled.errors.values()), _("Elige una respuesta.")))
    who, asked = actor(request).label, int(request.path_params["id"])
    try:
        if filled.checked.verb == "yes":
            booked = await office_payments.approve(asked, actor=who, now=now())
            if booked.status is OrderStatus.PAID_NO_SEAT:
                return refuse(answer, _("Pago aprobado, pero ya no había lugar: quedó entre los pendientes."))
            return flash(answer, _("Pago aprobado y registrado."))
        await office_payments.refuse(asked, reason=filled.checked.reason, actor=who, now=now())
        return flash(answer, _("Pago rechazado."))
    except NotFound:
        raise
    except ConvocaError as error:
        return refuse(answer, error.text)


async def decide_refund(request: Request) -> Response:
    """Approves a refund by hand, or calls it off."""
    filled = await fill(request, DecisionForm)
    asked = int(request.path_params["id"])
    answer = redirect(request, "payments.manual_refund", id=asked)
    if not filled.ok:
        return refuse(answer, next(iter(filled.errors.values()), _("Elige una respuesta.")))
    who = actor(request).label
    try:
        if filled.checked.verb == "yes":
            await manual_refunds.approve(asked, actor=who, now=now())
            return flash(answer, _("Devolución aprobada."))
        await manual_refunds.cancel(asked, reason=filled.checked.reason, actor=who, now=now())
        return flash(answer, _("Devolución cancelada."))
    except NotFound:
        raise
    except ConvocaError as error:
        return refuse(answer, error.text)


async def manual_refund(request: Request) -> Response:
    """One refund by hand: who asked, who approved, and its proof once it was sent."""
    found = await queries.refund_by_id(int(request.path_params["id"]))
    if request.method == "GET":
        return await _refund_page(request, found, blank(SentForm))
    filled = await fill(request, SentForm)
    upload = filled.files.get("proof")
    if not filled.ok or upload is None:
        if upload is None:
            filled.errors["proof"] = EvidenceNeeded().text
        return await _refund_page(request, found, filled, status=422)
    try:
        paper = await proofs.keep(upload, now=now())
        proof = manual_refunds.Proof(paper.id, filled.checked.folio, PaymentMethod(filled.checked.sent_as))
        await manual_refunds.send(found["id"], proof, actor=actor(request).label, now=now())
    except ConvocaError as error:
        filled.errors["proof"] = error.text
        return await _refund_page(request, found, filled, status=error.status)
    answer = redirect(request, "payments.order", folio=found["order_folio"])
    return flash(answer, _("Devolución registrada con su comprobante."))


async def payment_proof(request: Request) -> Response:
    """The paper of a payment that somebody wrote down."""
    return await _paper(await queries.proof_of("office_payments", int(request.path_params["id"])))


async def refund_proof(request: Request) -> Response:
    """The paper of a refund by hand."""
    return await _paper(await queries.proof_of("refunds", int(request.path_params["id"])))


async def _recorded(request: Request, found: Order, filled: Filled[OfficePaymentForm]) -> bool:
    """True when it waits for a second person."""
    told, upload = filled.checked, filled.files.get("proof")
    if told.method is not OfficeMethod.CASH and upload is None:
        raise EvidenceNeeded()
    paper = await proofs.keep(upload, now=now()) if upload is not None else None
    written = office_payments.Written(
        method=told.method,
        amount=Money(told.amount.amount, found.currency),
        received_on=told.received_on,
        payer=told.payer,
        reference=told.reference,
        note=told.note,
        evidence_id=paper.id if paper else None,
    )
    who, key = actor(request).label, filled.idempotency_key
    made = await office_payments.record(found.id, written, key=key, actor=who, now=now())
    recorded = {each["id"]: each["status"] for each in await office_payments.of_order(found.id)}
    return bool(recorded[made] == OfficePaymentStatus.WAITING)


async def _told(found: Order, paid: int) -> str:
    """What the order still needs after it, what was too much, or that there is no place any more."""
    after = await queries.order_by_folio(found.folio)
    rest = await queries.missing(after)
    if rest:
        return _("Pago anotado: faltan %(missing)s.", missing=format_money(rest))
    if after.status is OrderStatus.PAID_NO_SEAT:
        return _("Pago anotado, pero ya no había lugar: quedó entre los pendientes.")
    over = (await state_of({"id": after.id, "total": after.total})).kept - after.total
    excess = Money(max(0, min(over, paid)), after.currency)
    if excess and after.keeps_balance:
        return _("Pago anotado: sobran %(excess)s, que quedan como saldo a favor.", excess=format_money(excess))
    if excess:
        return _("Pago anotado: sobran %(excess)s; quedó entre los pendientes.", excess=format_money(excess))
    return _("Pago anotado: el pedido quedó pagado.")


def _record_page(
    request: Request, found: Order, missing: Money, filled: Filled[OfficePaymentForm], status: int = 200
) -> Response:
    limit = Money(two_people_over(found.currency), found.currency)
    methods = [(each.value, _(METHODS[each.value])) for each in OfficeMethod]
    return page(
        request,
        status=status,
        template="events_app/payments/record_payment.html",
        order=found,
        missing=missing,
        form=filled,
        limit=limit,
        methods=methods,
        accept=proofs.ACCEPT,
    )


async def _refund_page(
    request: Request, found: dict[str, object], filled: Filled[SentForm], status: int = 200
) -> Response:
    people = await queries.names_of({str(found[name]) for name in ("requested_by", "approved_by", "sent_by")})
    amount = Money(int(str(found["amount"])), str(found["currency"]))
    limit = Limit(int(str(found["two_people_over"] or 0)), int(str(found["alone_before"])))
    waits = limit.needs_two(amount.amount) and not found["approved_by"]
    return page(
        request,
        status=status,
        template="events_app/payments/manual_refund.html",
        refund=found,
        amount=amount,
        form=filled,
        people=people,
        waits=waits and found["status"] == "requested",
        mine=found["requested_by"] == actor(request).label,
        accept=proofs.ACCEPT,
    )


async def _paper(file_id: int | None) -> Response:
    if file_id is None:
        raise NotFound()
    return await files.respond(await files.stored(file_id), inline=True)


ROUTES = (
    Page("/oficina/dinero/por-aprobar", approvals, access=Access.FINANCE),
    Page("/oficina/dinero/pedidos/{folio}/pago", record_payment, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/dinero/pagos/{id:int}", decide_payment, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/dinero/pagos/{id:int}/comprobante", payment_proof, access=Access.FINANCE),
    Page("/oficina/dinero/devoluciones/{id:int}", manual_refund, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/dinero/devoluciones/{id:int}/decision", decide_refund, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/dinero/devoluciones/{id:int}/comprobante", refund_proof, access=Access.FINANCE),
)
