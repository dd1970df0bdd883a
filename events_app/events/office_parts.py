"""The parts of an event in the office: agenda, ticket types, prices and invited companies."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Conflict, Invalid
from events_app.core.formats import format_money
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _, ngettext
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.directory.office_forms import record_id
from events_app.events import office_moves, parts, services, taxes
from events_app.events.forms import (
    ASKS,
    InvitedForm,
    PriceForm,
    SessionForm,
    TicketTypeForm,
    check_order,
    check_window,
)
from events_app.events.kinds import Currency
from events_app.events.models import AgendaSession, Event
from events_app.events.words import AUDIENCE_NAMES, CURRENCY_SIGNS

SESSION = "events_app/events/agenda_session.html"


async def agenda_session(request: Request) -> Response:
    """A session of the agenda: a new one, or one to change or remove."""
    event = await services.find(record_id(request))
    session = await _session(request, event)
    if request.method != "POST":
        return page(request, template=SESSION, event=event, session=session, form=_session_form(event, session))
    form = await fill(request, SessionForm)
    if form.value:
        check_order(form, form.checked.starts_at, form.checked.ends_at)
    if not form.ok:
        return page(request, status=422, template=SESSION, event=event, session=session, form=form)
    session_id = session.id if session else None
    await parts.save_session(event.id, session_id, form.checked, actor=actor(request).label, now=request.state.now)
    return _back(request, event, _("Guardamos el programa."))


async def remove_session(request: Request) -> Response:
    """Refused, with the reason, while a ticket or a gate is for it."""
    event = await services.find(record_id(request))
    try:
        await parts.remove_session(
            event.id, record_id(request, "session"), actor=actor(request).label, now=request.state.now
        )
    except Conflict as refused:
        return await office_moves.show(request, event, status=409, refused=refused.text)
    return _back(request, event, _("Quitamos la sesión del programa."))


async def ticket_type(request: Request) -> Response:
    """A ticket type: a new one, or one to change."""
    event = await services.find(record_id(request))
    type_id = record_id(request, "type") if "type" in request.path_params else None
    form = await fill(request, TicketTypeForm) if request.method == "POST" else await _type_form(event, type_id)
    if request.method != "POST":
        return await _type_page(request, event, type_id, form)
    if form.value:
        check_window(form, "valid_until", form.checked.valid_from, form.checked.valid_until)
    if not form.ok:
        return await _type_page(request, event, type_id, form, status=422)
    try:
        await parts.save_ticket_type(event.id, type_id, form.checked, actor=actor(request).label, now=request.state.now)
    except Invalid as wrong:
        return await _type_page(request, event, type_id, _with(form, wrong), status=422)
    return _back(request, event, _("Guardamos el tipo de boleto."))


async def remove_ticket_type(request: Request) -> Response:
    """Refused, with the reason, once somebody registered with it."""
    event = await services.find(record_id(request))
    try:
        await parts.remove_ticket_type(
            event.id, record_id(request, "type"), actor=actor(request).label, now=request.state.now
        )
    except Conflict as refused:
        return await office_moves.show(request, event, status=409, refused=refused.text)
    return _back(request, event, _("Quitamos el tipo de boleto."))


async def new_price(request: Request) -> Response:
    """What people pay, IVA included; the page says what is net and what is tax."""
    event = await services.find(record_id(request))
    kind = await parts.find_type(event.id, record_id(request, "type"))
    sign = CURRENCY_SIGNS[Currency(event.currency)]
    context: dict[str, Any] = {"event": event, "type": kind, "audience_names": AUDIENCE_NAMES, "sign": sign}
    if request.method != "POST":
        return page(request, form=blank(PriceForm), **context)
    form = await fill(request, PriceForm)
    if form.value:
        check_window(form, "ends_at", form.checked.starts_at, form.checked.ends_at)
    if not form.ok:
        return page(request, status=422, form=form, **context)
    try:
        made = await parts.add_price(event.id, kind.id, form.checked, actor=actor(request).label, now=request.state.now)
    except Invalid as wrong:
        return page(request, status=422, form=_with(form, wrong), **context)
    return _back(request, event, _price_words(made.total.amount == form.checked.total.amount, made))


async def remove_price(request: Request) -> Response:
    """Whoever is registered keeps the price that they were given."""
    event = await services.find(record_id(request))
    await parts.remove_price(event.id, record_id(request, "price"), actor=actor(request).label, now=request.state.now)
    return _back(request, event, _("Quitamos el precio."))


async def invited_companies(request: Request) -> Response:
    """The companies that may see an event for the invited."""
    event, form = await services.find(record_id(request)), await fill(request, InvitedForm)
    if not form.ok:
        return await office_moves.show(request, event, status=422, forms={"invite": form})
    count = await parts.invite(event.id, form.checked.company_ids, actor=actor(request).label, now=request.state.now)
    return _back(request, event, ngettext("%(n)s empresa invitada.", "%(n)s empresas invitadas.", count))


async def _session(request: Request, event: Event) -> AgendaSession | None:
    if "session" not in request.path_params:
        return None
    return await parts.find_session(event.id, record_id(request, "session"))


def _session_form(event: Event, session: AgendaSession | None) -> Filled[SessionForm]:
    if session is None:
        return blank(SessionForm, starts_at=_typed(event.starts_at, event))
    names = ("title_es", "title_en", "speaker", "room", "capacity")
    plain = {name: getattr(session, name) for name in names}
    times = {name: _typed(getattr(session, name), event) for name in ("starts_at", "ends_at")}
    return blank(SessionForm, **plain, **times)


async def _type_form(event: Event, type_id: int | None) -> Filled[TicketTypeForm]:
    if type_id is None:
        return blank(
            TicketTypeForm,
            on_sale="1",
            tax_code="IVA16",
            max_companions=0,
            position=0,
            pay_within_days=3,
            group_percent=0,
        )
    found = await parts.find_type(event.id, type_id)
    names = [name for name in TicketTypeForm.model_fields if name not in ("valid_from", "valid_until")]
    plain = {name: getattr(found, name) for name in names}
    window = {name: _typed(getattr(found, name), event) for name in ("valid_from", "valid_until")}
    return blank(TicketTypeForm, **plain, **window)


async def _type_page(
    request: Request, event: Event, type_id: int | None, form: Filled[TicketTypeForm], *, status: int = 200
) -> Response:
    rates = await taxes.rates_on(local(request.state.now, event.timezone).date())
    return page(
        request,
        status=status,
        template="events_app/events/ticket_type.html",
        event=event,
        type_id=type_id,
        form=form,
        agenda=await AgendaSession.filter(event_id=event.id).order_by("starts_at", "id"),
        rates=[(code, f"{code} ({(rate * 100).normalize():f} %)") for code, rate in sorted(rates.items())],
        ask_names=ASKS,
    )


def _price_words(exact: bool, made: Any) -> str:
    shown = {"net": format_money(made.net), "tax": format_money(made.tax), "total": format_money(made.total)}
    if exact:
        return _("Guardado: %(total)s = %(net)s más %(tax)s de IVA.", **shown)
    return _("Ese total no se puede dividir exacto; quedó en %(total)s = %(net)s más %(tax)s de IVA.", **shown)


def _with(form: Filled[Any], wrong: Invalid) -> Filled[Any]:
    for name, message in wrong.fields.items():
        form.add(name, message)
    return form


def _typed(moment: Any, event: Event) -> str:
    return local(moment, event.timezone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def _back(request: Request, event: Event, told: str) -> Response:
    return flash(redirect(request, "events.office_event", id=event.id), told)


async def edit_session(request: Request) -> Response:
    """The same page for a session that exists."""
    return await agenda_session(request)


async def edit_ticket_type(request: Request) -> Response:
    """The same page for a ticket type that exists."""
    return await ticket_type(request)


BOTH = ("GET", "POST")
POST = ("POST",)
ROUTES = (
    Page("/oficina/eventos/{id:int}/programa", agenda_session, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/eventos/{id:int}/programa/{session:int}", edit_session, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/eventos/{id:int}/programa/{session:int}/baja", remove_session, access=Access.OFFICE, methods=POST),
    Page("/oficina/eventos/{id:int}/boletos", ticket_type, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/eventos/{id:int}/boletos/{type:int}", edit_ticket_type, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/eventos/{id:int}/boletos/{type:int}/baja", remove_ticket_type, access=Access.OFFICE, methods=POST),
    Page("/oficina/eventos/{id:int}/boletos/{type:int}/precios", new_price, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/eventos/{id:int}/precios/{price:int}/baja", remove_price, access=Access.OFFICE, methods=POST),
    Page("/oficina/eventos/{id:int}/invitadas", invited_companies, access=Access.OFFICE, methods=POST),
)
