"""The doors of an event: its gates, the phones at them, and how many are inside."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.checkin import conflicts, queries, services
from events_app.checkin.errors import GateInUse, GateNameTaken
from events_app.checkin.forms import GateForm, LinkForm
from events_app.checkin.live_counts import stream_counts
from events_app.checkin.models import Gate
from events_app.core import qr
from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, absolute, actor, flash, fragment, locale, page, redirect, refuse, url_for
from events_app.core.paging import paginate
from events_app.directory.office_forms import asked, create_once, record_id
from events_app.events.models import AgendaSession, Event, TicketType
from events_app.events.queries import matching

NOT_OF_THIS_EVENT = N_("Elige una opción de este evento.")


async def doors(request: Request) -> Response:
    """The events whose doors this person looks after, the next ones first, with what waits at each."""
    found = queries.supervised_events(actor(request)).filter(ends_at__gt=request.state.now)
    past = asked(request, "ver") == "pasados"
    if past:
        found = queries.supervised_events(actor(request)).filter(ends_at__lte=request.state.now)
    text = asked(request, "q")
    found = matching(found.exclude(status="draft"), text=text)
    slice_ = await paginate(found.order_by("-starts_at" if past else "starts_at", "id"), request, size=20)
    ids = [event.id for event in slice_.items]
    return page(
        request, slice=slice_, q=text, past=past, waiting=await conflicts.how_many(ids),
        gates=await queries.gates_per_event(ids),
    )  # fmt: skip


async def event_doors(request: Request) -> Response:
    """One event's doors, live."""
    event = await queries.event_of(actor(request), record_id(request, "event"))
    return page(request, event=event, form=blank(LinkForm), **await _state(request, event))


async def door_panel(request: Request) -> Response:
    """The part of the page that changes while people come in."""
    event = await queries.event_of(actor(request), record_id(request, "event"))
    return fragment(request, "_panel", event=event, **await _state(request, event))


async def doors_live(request: Request) -> Response:
    event = await queries.event_of(actor(request), record_id(request, "event"))
    return stream_counts(request, event.id)


async def new_gate(request: Request) -> Response:
    event = await queries.event_of(actor(request), record_id(request, "event"))
    if request.method != "POST":
        return page(request, form=blank(GateForm), **await _choices(request, event))
    form = await _filled(request, event)
    if form.ok:
        columns, who = form.checked.columns(event.timezone), actor(request).label

        async def effect() -> dict[str, Any]:
            made = await services.add_gate(event.id, columns, actor=who, now=request.state.now)
            return {"id": made.id}

        try:
            await create_once(request, form, effect)
            return flash(redirect(request, "checkin.event_doors", event=event.id), _("Puerta creada."))
        except GateNameTaken as error:
            form.add("name", error.message)
    return page(request, status=422, form=form, **await _choices(request, event))


async def edit_gate(request: Request) -> Response:
    gate = await queries.gate_of(actor(request), record_id(request))
    context = {"gate": gate, **await _choices(request, gate.event)}
    if request.method != "POST":
        return page(request, form=blank(GateForm, **_typed(gate, gate.event.timezone)), **context)
    form = await _filled(request, gate.event)
    if form.ok:
        try:
            columns = form.checked.columns(gate.event.timezone)
            await services.change_gate(gate, columns, actor=actor(request).label, now=request.state.now)
            return flash(redirect(request, "checkin.event_doors", event=gate.event_id), _("Guardado."))
        except GateNameTaken as error:
            form.add("name", error.message)
    return page(request, status=422, form=form, **context)


async def remove_gate(request: Request) -> Response:
    gate = await queries.gate_of(actor(request), record_id(request))
    answer = redirect(request, "checkin.event_doors", event=gate.event_id)
    try:
        await services.remove_gate(gate, actor=actor(request).label, now=request.state.now)
    except GateInUse as error:
        return refuse(answer, error.text)
    return flash(answer, _("Puerta borrada."))


async def invite_phone(request: Request) -> Response:
    """Shows the link with its QR, and the PIN apart: only now, since neither is stored."""
    gate = await queries.gate_of(actor(request), record_id(request))
    form = await fill(request, LinkForm)
    made = await services.invite(
        gate, supervisor=form.checked.supervisor, actor=actor(request).label, now=request.state.now
    )
    link = absolute(url_for(request, "checkin.enrol", token=made.token))
    picture = qr.svg(link, label=_("Código QR para dar de alta un teléfono"))
    return page(request, gate=gate, link=link, picture=picture, invitation=made, supervisor=form.checked.supervisor)


async def revoke_device(request: Request) -> Response:
    device = await queries.device_of(actor(request), record_id(request))
    await services.revoke(device.id, actor=actor(request).label, now=request.state.now)
    answer = redirect(request, "checkin.event_doors", event=device.event_id)
    return flash(answer, _("«%(label)s» ya no puede dar entrada.", label=device.label))


async def _state(request: Request, event: Event) -> dict[str, Any]:
    arrivals = await queries.arrivals(event.id, request.state.now)
    return {
        "title": event.title(locale(request)),
        "counts": await queries.counts(event.id),
        "gates": await queries.gates(event.id),
        "readings": await queries.readings_by_gate(event.id),
        "arrivals": arrivals,
        "last_five": sum(arrivals[-5:]),
        "devices": await queries.devices(event.id),
        "waiting": (await conflicts.how_many([event.id])).get(event.id, 0),
        "types": {each.id: each.name(locale(request)) for each in await TicketType.filter(event_id=event.id)},
    }


async def _choices(request: Request, event: Event) -> dict[str, Any]:
    language = locale(request)
    types = await TicketType.filter(event_id=event.id).order_by("position", "id")
    sessions = await AgendaSession.filter(event_id=event.id).order_by("starts_at", "id")
    return {
        "event": event,
        "title": event.title(language),
        "types": [(str(each.id), each.name(language)) for each in types],
        "sessions": [(str(each.id), each.title(language)) for each in sessions],
    }


async def _filled(request: Request, event: Event) -> Filled[GateForm]:
    form = await fill(request, GateForm)
    if form.value is not None:
        types = {each.id for each in await TicketType.filter(event_id=event.id)}
        sessions = {each.id for each in await AgendaSession.filter(event_id=event.id)}
        if set(form.value.ticket_types) - types:
            form.add("ticket_types", NOT_OF_THIS_EVENT)
        if form.value.session is not None and form.value.session not in sessions:
            form.add("session", NOT_OF_THIS_EVENT)
    return form


def _typed(gate: Gate, zone: str) -> dict[str, Any]:
    hours = {name: getattr(gate, name) for name in ("opens_at", "closes_at")}
    written = {name: local(at, zone).strftime("%Y-%m-%dT%H:%M") if at else None for name, at in hours.items()}
    types = [str(each) for each in gate.ticket_types]
    return {"name": gate.name, "session": gate.session_id, "ticket_types": types, "reentry": gate.reentry, **written}


ROUTES = (
    Page("/oficina/puertas", doors, access=Access.GATE_SUPERVISOR),
    Page("/oficina/puertas/{event:int}", event_doors, access=Access.GATE_SUPERVISOR),
    Page("/oficina/puertas/{event:int}/tablero", door_panel, access=Access.GATE_SUPERVISOR),
    Page("/oficina/puertas/{event:int}/vivo", doors_live, access=Access.GATE_SUPERVISOR),
    Page("/oficina/puertas/{event:int}/nueva", new_gate, access=Access.GATE_SUPERVISOR, methods=("GET", "POST")),
    Page("/oficina/puertas/puerta/{id:int}/editar", edit_gate, access=Access.GATE_SUPERVISOR, methods=("GET", "POST")),
    Page("/oficina/puertas/puerta/{id:int}/borrado", remove_gate, access=Access.GATE_SUPERVISOR, methods=("POST",)),
    Page("/oficina/puertas/puerta/{id:int}/alta", invite_phone, access=Access.GATE_SUPERVISOR, methods=("POST",)),
    Page(
        "/oficina/puertas/telefono/{id:int}/revocacion", revoke_device, access=Access.GATE_SUPERVISOR, methods=("POST",)
    ),
)
