"""The office's pages of registrations: find, cancel, send again, answer wishes, export."""

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core import files, sheets
from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Conflict, NotFound
from events_app.core.formats import format_money
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, page, refuse, url_for
from events_app.core.paging import paginate
from events_app.directory.office_forms import record_id
from events_app.events.models import Event
from events_app.registration import (
    answers_shown,
    changes,
    lifecycle,
    listing,
    office_approvals,
    office_benefits,
    office_by_hand,
    office_questions,
    office_waiting,
    queries,
    resend,
)
from events_app.registration.forms import CancelForm, DecisionForm
from events_app.registration.listing import Filters, event_by_slug
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.promises import Given, promised
from events_app.registration.ticket_questions import file_of, file_of_group
from events_app.registration.words import why

STATUS_WORDS = {
    "confirmed": (N_("Confirmado"), "good"),
    "held": (N_("Falta pagar"), "warn"),
    "requested": (N_("Solicitado"), "now"),
    "cancelled": (N_("Cancelado"), "bad"),
    "expired": (N_("Vencido"), "plain"),
    listing.WAITING: (N_("Piden un cambio"), "now"),
}
COLUMNS = (
    N_("Folio"), N_("Evento"), N_("Primer apellido"), N_("Segundo apellido"), N_("Nombre"), N_("Empresa"),
    N_("Número de empleado"), N_("Correo"), N_("Teléfono"), N_("Boleto"), N_("Estado"), N_("Acompañantes"),
    N_("Alimentación"), N_("Accesibilidad"), N_("Lista de precios"), N_("Total"), N_("Moneda"), N_("Registrado"),
)  # fmt: skip


async def registrations(request: Request) -> Response:
    """Every registration, or those of one event with its days."""
    event = await event_by_slug(request.query_params.get("evento", ""))
    filters = _filters(request, event)
    days = (
        await listing.per_day(event.id, event.timezone, local(request.state.now, event.timezone).date())
        if event
        else []
    )
    return page(
        request,
        found=await paginate(await listing.matching(filters), request),
        counts=await listing.counts(filters),
        words=STATUS_WORDS,
        event=event,
        events=await listing.event_choices(),
        types=await listing.type_choices(event.id) if event else [],
        q=filters.text,
        chosen_status=filters.status,
        chosen_type=filters.ticket_type_id or "",
        days=[(each.strftime("%d/%m"), n, "now" if place == len(days) - 1 else "plain")
              for place, (each, n) in enumerate(days)],
        query=request.url.query,
    )  # fmt: skip


async def export(request: Request) -> Response:
    """The list as it is filtered, for a spreadsheet."""
    kind = str(request.path_params["kind"])
    event = await event_by_slug(request.query_params.get("evento", ""))
    filters = _filters(request, event)
    rows = await listing.sheet(filters)
    columns = [_(each) for each in COLUMNS] + [words for _key, words in await listing.questions_of(filters)]
    headers = {"Content-Disposition": f'attachment; filename="registros.{kind}"'}
    if kind == "csv":
        return Response(sheets.write_csv(columns, rows), media_type="text/csv; charset=utf-8", headers=headers)
    if kind != "xlsx":
        raise NotFound()
    body = sheets.write_xlsx(columns, rows, title=_("Registros"))
    return Response(body, media_type=XLSX, headers=headers)


async def registration(request: Request) -> Response:
    found = await _registration(request)
    return await _detail(request, found, blank(CancelForm))


async def cancel_registration(request: Request) -> Response:
    """The office's cancelling: the seat is free at once; what goes back of its price is the next task of Dinero."""
    found = await _registration(request)
    form = await fill(request, CancelForm)
    if form.ok and not form.checked.reason:
        form.add("reason", N_("Escribe el motivo: la persona lo puede preguntar."))
    if not form.ok:
        return await _detail(request, found, form, status=422)
    who, why = actor(request).label, form.checked.reason
    try:
        given = await lifecycle.cancel(found.id, actor=who, reason=why, now=request.state.now)
    except Conflict as error:
        return refuse(_to(request, found), error.text)
    return flash(_to(request, found), _cancelled(found, given))


async def send_again(request: Request) -> Response:
    found = await _registration(request)
    if not found.person.email or found.status is not RegistrationStatus.CONFIRMED:
        return refuse(_to(request, found), _("No hay un correo registrado, o el boleto no está confirmado."))
    await resend.send(found.id, now=request.state.now, asked_by_office=True)
    return flash(_to(request, found), _("El boleto va en camino al correo registrado."))


async def rotate_code(request: Request) -> Response:
    """For a lost or shared ticket: the old link dies at once."""
    found = await _registration(request)
    await lifecycle.rotate(found.id, actor=actor(request).label, now=request.state.now)
    return flash(_to(request, found), _("Código nuevo. El enlace y el QR anteriores ya no sirven."))


async def decide_name(request: Request) -> Response:
    found = await _registration(request)
    form = await fill(request, DecisionForm)
    accept = form.ok and form.checked.decision == "accept"
    await changes.decide_name(found.id, accept=accept, actor=actor(request).label, now=request.state.now)
    return flash(_to(request, found), _("Nombre corregido.") if accept else _("El nombre quedó como estaba."))


async def decline_cancel(request: Request) -> Response:
    """The person asked to cancel a paid seat and the office keeps it."""
    found = await _registration(request)
    await lifecycle.keep_seat(found.id, actor=actor(request).label, now=request.state.now)
    return flash(_to(request, found), _("La solicitud quedó cerrada y el lugar se conserva."))


async def answer_file(request: Request) -> Response:
    """A file that somebody handed in with their answers; only the office opens it."""
    return await files.respond(await file_of(record_id(request), record_id(request, "answer")))


async def company_file(request: Request) -> Response:
    """A file that the company handed in with its order."""
    return await files.respond(await file_of_group(await _registration(request), record_id(request, "answer")))


async def _detail(request: Request, found: Registration, form: Filled[CancelForm], *, status: int = 200) -> Response:
    return page(
        request, status=status, template="events_app/registration/registration.html", registration=found,
        event=found.event, words=STATUS_WORDS, form=form, total=Money(found.total, found.currency),
        net=Money(found.unit_net, found.currency), tax=Money(found.tax, found.currency),
        answered=await answers_shown.told(found.id), of_company=await answers_shown.told_by_company(found.id),
        waits=await queries.waits_for(found.id), given=await promised(found, now=request.state.now),
        why=why(found),
    )  # fmt: skip


async def _registration(request: Request) -> Registration:
    text = str(request.path_params["id"])
    found = await queries.registration(int(text)) if text.isascii() and text.isdigit() and len(text) < 19 else None
    if found is None:
        raise NotFound()
    return found


def _cancelled(found: Registration, given: Given) -> str:
    """What was paid decides what is said: nothing, too late for anything, to the company's balance, or to be sent."""
    if not found.total or found.status is not RegistrationStatus.CONFIRMED:
        return _("Lugar cancelado.")
    if not given.amount:
        return _("Lugar cancelado. Por la fecha, la política de este evento ya no devuelve nada.")
    amount = format_money(given.amount)
    if found.group_id is not None:
        return _("Lugar cancelado. %(amount)s quedaron como saldo a favor de su empresa.", amount=amount)
    return _("Lugar cancelado. Falta devolver %(amount)s: quedó en los pendientes de Dinero.", amount=amount)


def _filters(request: Request, event: Event | None) -> Filters:
    asked: dict[str, Any] = dict(request.query_params)
    chosen = str(asked.get("boleto", ""))
    return Filters(
        text=str(asked.get("q", ""))[:120].replace("\0", ""),
        event_id=event.id if event else None,
        status=str(asked.get("estado", "")),
        ticket_type_id=int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 19 else None,
    )


def _to(request: Request, found: Registration) -> Response:
    return RedirectResponse(url_for(request, "registration.registration", id=found.id), status_code=303)


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ROUTES = (
    Page("/oficina/registros", registrations, access=Access.OFFICE),
    Page("/oficina/registros.{kind}", export, access=Access.OFFICE),
    *office_by_hand.ROUTES,
    *office_waiting.ROUTES,
    *office_benefits.ROUTES,
    *office_questions.ROUTES,
    *office_approvals.ROUTES,
    Page("/oficina/registros/{id}", registration, access=Access.OFFICE),
    Page("/oficina/registros/{id:int}/archivos/{answer:int}", answer_file, access=Access.OFFICE),
    Page("/oficina/registros/{id:int}/pedido/archivos/{answer:int}", company_file, access=Access.OFFICE),
    Page("/oficina/registros/{id}/cancelacion", cancel_registration, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/registros/{id}/conservar", decline_cancel, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/registros/{id}/reenvio", send_again, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/registros/{id}/codigo", rotate_code, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/registros/{id}/nombre", decide_name, access=Access.OFFICE, methods=("POST",)),
)
