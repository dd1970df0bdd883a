"""The office after the publication: answers, proofs, payment orders, money given back and appeals."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import Filled, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, answered, by, flash, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.directory.office_forms import record_id
from scholarships.applications import documents
from scholarships.applications.models import Application
from scholarships.applications.papers import AccessLog, Document
from scholarships.applications.states import Seen
from scholarships.awards import appeals, instalments, letters, offers, office_renewals, permissions, renewing, words
from scholarships.awards.forms import AppealAnswerForm, GiveBackForm, PaidForm, ProofForm
from scholarships.awards.grants import Appeal, Award, Instalment, InstalmentStatus, PaymentOrder
from scholarships.calls.models import Call
from scholarships.calls.permissions import chairs
from scholarships.calls.rules import rules_of

POST = ("POST",)


async def office_awards(request: Request) -> Response:
    """Every award of a call with its parts."""
    call = await _call(request)
    found = Award.filter(call_id=call.id).order_by("id").select_related("application").prefetch_related("instalments")
    payable = await Instalment.filter(award__call_id=call.id, status=InstalmentStatus.READY).count()
    return page(
        request,
        call=call,
        rules=rules_of(call),
        slice=await paginate(found, request),
        words=words,
        payable=payable,
        orders=await PaymentOrder.filter(call_id=call.id).order_by("-number"),
        renewals=await renewing.waiting(call),
        paper_names=renewing.PAPERS,
        appeals=await Appeal.filter(application__call_id=call.id).count(),
        form=Filled(),
    )


async def make_order(request: Request) -> Response:
    """Everything payable becomes an order for accounting."""
    call = await _call(request)
    order = instalments.order(call, **by(request))
    return await answered(_back(request, call), order, _("La orden de pago está lista."))


async def order_file(request: Request) -> Response:
    """The order as a spreadsheet."""
    order = await PaymentOrder.get_or_none(id=record_id(request))
    if order is None or order.file_id is None:
        raise NotFound()
    return await files.respond(await files.stored(order.file_id))


async def proof(request: Request) -> Response:
    """The picture of a proof; the visit is written into the access log."""
    document = await _proof(await _instalment(request))
    await AccessLog.create(
        application_id=document.application_id, document_id=document.id, seen=Seen.DOCUMENT,
        actor=actor(request).label, at=request.state.now,
    )  # fmt: skip
    return await files.respond(await documents.content_of(document), inline=True)


async def judge_proof(request: Request) -> Response:
    """Accepts a proof, or says to the family why not."""
    part, form = await _instalment(request), await fill(request, ProofForm)
    call = part.award.call
    if not form.ok or (form.checked.verdict == "rejected" and not form.checked.reason):
        return refuse(_back(request, call), _("Escribe a la familia por qué no sirve la constancia."))
    accepted = form.checked.verdict == "accepted"
    document = await Document.get_or_none(id=form.checked.document, application_id=part.award.application_id)
    if document is None:
        raise NotFound()
    try:
        await instalments.judge_proof(part, document, accepted=accepted, reason=form.checked.reason, **by(request))
    except Conflict as error:
        return refuse(_back(request, call), error.text)
    if not accepted:
        application: Application = part.award.application
        reason = f"scholarship_proof:{document.id}"
        await letters.write_to(application, call, message="scholarship_proof", reason=reason, now=request.state.now)
    return flash(_back(request, call), _("Anotado."))


async def settle_part(request: Request) -> Response:
    """Accounting says what became of a payment."""
    part, form = await _instalment(request), await fill(request, PaidForm)
    call = part.award.call
    if not form.ok:
        return refuse(_back(request, call), next(iter(form.errors.values())))
    asked = form.checked
    acts = {
        "paid": lambda: instalments.mark_paid(part, reference=asked.reference, **by(request)),
        "returned": lambda: instalments.mark_returned(part, **by(request)),
        "again": lambda: instalments.try_again(part, **by(request)),
    }
    return await answered(_back(request, call), acts[asked.outcome](), _("Anotado."))


async def give_back(request: Request) -> Response:
    """Unclaimed money returns to the fund."""
    award = await Award.get_or_none(id=record_id(request)).select_related("call")
    form = await fill(request, GiveBackForm)
    if award is None:
        raise NotFound()
    if not form.ok:
        return refuse(_back(request, award.call), _("Escribe por qué regresa el dinero."))
    returned = offers.give_back(award, reason=form.checked.reason, **by(request))
    return await answered(_back(request, award.call), returned, _("El dinero volvió al fondo."))


async def office_appeals(request: Request) -> Response:
    """What families ask to be looked at again; the committee answers."""
    call = await permissions.call_to_decide(actor(request), record_id(request))
    found = (
        await Appeal.filter(application__call_id=call.id).order_by("status", "filed_at").select_related("application")
    )
    return page(request, call=call, chairs=chairs(actor(request), call.committee_id), appeals=found, words=words)


async def answer_appeal(request: Request) -> Response:
    """An answer with reasons; an upheld one gets the award while there is money."""
    found = await Appeal.get_or_none(id=record_id(request)).select_related("application__call")
    if found is None:
        raise NotFound()
    call = await permissions.call_to_decide(actor(request), found.application.call_id)
    form = await fill(request, AppealAnswerForm)
    back = redirect(request, "awards.office_appeals", id=call.id)
    if not form.ok:
        return refuse(back, _("Elige y explica la respuesta con al menos 20 letras."))
    upheld = form.checked.verdict == "upheld"
    answer = appeals.answer(found, upheld=upheld, text=form.checked.text, **by(request))
    return await answered(back, answer, _("La familia ya tiene tu respuesta."))


async def _call(request: Request) -> Call:
    found = await Call.get_or_none(id=record_id(request)).select_related("committee")
    if found is None:
        raise NotFound()
    return found


async def _instalment(request: Request) -> Instalment:
    found = await Instalment.get_or_none(id=record_id(request)).select_related(
        "proof", "award__call", "award__application"
    )
    if found is None:
        raise NotFound()
    return found


async def _proof(part: Instalment) -> Document:
    if part.proof is None or part.proof.file_id is None:
        raise NotFound()
    return part.proof


def _back(request: Request, call: Call) -> Response:
    return redirect(request, "awards.office_awards", id=call.id)


ROUTES = (
    Page("/oficina/becas/{id:int}/otorgadas", office_awards, access=Access.OFFICE),
    Page("/oficina/becas/{id:int}/ordenes", make_order, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/ordenes/{id:int}.xlsx", order_file, access=Access.FINANCE),
    Page("/oficina/becas/parcialidades/{id:int}/constancia", proof, access=Access.OFFICE),
    Page("/oficina/becas/parcialidades/{id:int}/dictamen", judge_proof, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/parcialidades/{id:int}/pago", settle_part, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/otorgadas/{id:int}/devolucion", give_back, access=Access.OFFICE, methods=POST),
    *office_renewals.ROUTES,
    Page("/oficina/becas/{id:int}/revisiones", office_appeals, access=Access.REVIEWER),
    Page("/oficina/becas/revisiones/{id:int}", answer_appeal, access=Access.REVIEWER, methods=POST),
)
