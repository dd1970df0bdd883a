"""The office's pages about events: the list, a new one, one in full, and its data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Invalid, StaleForm
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _, current_locale
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.directory.models import Committee
from events_app.directory.office_forms import asked, create_once, record_id
from events_app.events import office_moves, office_parts, office_poster, queries, services
from events_app.events.forms import ZONES, EventForm, check_event
from events_app.events.kinds import Currency, EventKind, EventStatus
from events_app.events.models import Event
from events_app.events.when import city_of
from events_app.events.words import (
    CURRENCY_NAMES,
    KIND_NAMES,
    SPOKEN_NAMES,
    STATUS_NAMES,
    STATUS_TONES,
    VISIBILITY_NAMES,
)

FIRST_CHOICES = {"timezone": ZONES[0], "kind": "conference", "spoken": "es", "currency": Currency.PESOS,
                 "company_answer_days": 3, "group_pay_days": 10, "substitution_hours": 24,
                 "reminder_days": "3, 1"}  # fmt: skip
MOMENTS = ("starts_at", "ends_at", "sale_opens_at", "sale_closes_at", "limit_lifts_at")


async def office_events(request: Request) -> Response:
    """Every event: those ahead first, or the past ones, with filters; words find without accents."""
    kind, status = asked(request, "tipo", EventKind), asked(request, "estado", EventStatus)
    when = asked(request, "cuando", ("pasados", "todos"))
    found = queries.matching(Event.all(), text=asked(request, "q"), kind=EventKind(kind) if kind else None)
    if status:
        found = found.filter(status=status)
    if when == "pasados":
        found = found.filter(ends_at__lte=request.state.now).order_by("-starts_at", "-id")
    elif when == "todos" or status:
        found = found.order_by("-starts_at", "-id")
    else:
        found = found.filter(ends_at__gt=request.state.now).order_by("starts_at", "id")
    return page(
        request,
        slice=await paginate(found, request),
        q=asked(request, "q"),
        chosen={"tipo": kind, "estado": status, "cuando": when},
        **words(),
    )


async def new_event(request: Request) -> Response:
    """A draft: nobody but the office sees it until it is published."""
    if request.method != "POST":
        return await _form(request, blank(EventForm, **FIRST_CHOICES))
    form = await fill(request, EventForm)
    check_event(form)
    if not form.ok:
        return await _form(request, form, status=422)

    async def effect() -> dict[str, Any]:
        made = await services.create_event(form.checked, actor=actor(request).label, now=request.state.now)
        return {"id": made.id}

    try:
        outcome = await create_once(request, form, effect)
    except Invalid as wrong:
        return await _form(request, with_mistakes(form, wrong), status=422)
    answer = redirect(request, "events.office_event", id=outcome.result["id"])
    return flash(answer, _("Guardamos el borrador. Falta ponerle boletos y publicarlo."))


async def edit_event(request: Request) -> Response:
    """The event's data; when somebody else saved in between, both versions are shown and nothing is lost."""
    found = await services.find(record_id(request))
    if request.method != "POST":
        return await _form(request, blank(EventForm, **typed_of(found)), event=found)
    form = await fill(request, EventForm)
    check_event(form)
    if not form.ok:
        return await _form(request, form, event=found, status=422)
    try:
        await services.edit_event(found.id, form.checked, actor=actor(request).label, now=request.state.now)
    except Invalid as wrong:
        return await _form(request, with_mistakes(form, wrong), event=found, status=422)
    except StaleForm as stale:
        return await _stale(request, form, found.id, stale)
    return flash(redirect(request, "events.office_event", id=found.id), _("Guardamos los cambios del evento."))


async def _stale(request: Request, form: Filled[EventForm], event_id: int, stale: StaleForm) -> Response:
    current = await services.find(event_id)
    theirs = {name: str(value) for name, value in typed_of(current).items() if name != "revision"}
    differing = {name: value for name, value in theirs.items() if value != str(form.typed.get(name) or "")}
    form.add("", stale.message)
    form.typed["revision"] = current.revision
    return await _form(request, form, event=current, status=409, theirs=differing)


async def _form(
    request: Request,
    form: Filled[EventForm],
    *,
    event: Event | None = None,
    status: int = 200,
    theirs: dict[str, str] | None = None,
) -> Response:
    english = current_locale() == "en"
    committees = [
        (each.id, (each.name_en if english else "") or each.name_es)
        for each in await Committee.all().order_by("name_es")
    ]
    return page(
        request,
        status=status,
        form=form,
        event=event,
        theirs=theirs or {},
        committees=committees,
        zones=[(zone, city_of(zone)) for zone in ZONES],
        **words(),
    )


def with_mistakes(form: Filled[Any], wrong: Invalid) -> Filled[Any]:
    """What a service refused, beside the fields that it names."""
    for name, message in wrong.fields.items():
        form.add(name, message)
    return form


def typed_of(event: Event) -> dict[str, Any]:
    """The event as the form writes it; moments on its own wall clock."""
    names = [name for name in EventForm.model_fields if name not in MOMENTS]
    plain = {name: getattr(event, name) for name in names}
    plain["refund_steps"] = ", ".join(_("%(days)s días %(percent)s", days=d, percent=p) for d, p in event.refund_steps)
    plain["reminder_days"] = ", ".join(str(days) for days in event.reminder_days)
    return {name: "" if value is None else value for name, value in plain.items()} | {
        name: typed_moment(getattr(event, name), event.timezone) for name in MOMENTS
    }


def typed_moment(moment: datetime | None, zone: str) -> str:
    return local(moment, zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


def words() -> dict[str, Any]:
    return {
        "kind_names": KIND_NAMES,
        "status_names": STATUS_NAMES,
        "status_tones": STATUS_TONES,
        "visibility_names": VISIBILITY_NAMES,
        "spoken_names": SPOKEN_NAMES,
        "currency_names": CURRENCY_NAMES,
    }


BOTH = ("GET", "POST")
ROUTES = (
    Page("/oficina/eventos", office_events, access=Access.OFFICE),
    Page("/oficina/eventos/nuevo", new_event, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/eventos/{id:int}/editar", edit_event, access=Access.OFFICE, methods=BOTH),
    *office_moves.ROUTES,
    *office_parts.ROUTES,
    *office_poster.ROUTES,
)
