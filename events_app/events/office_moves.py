"""One event in the office, and what moves it: publish, postpone, cancel, copy, and the plan of a year."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import ConvocaError, Invalid
from events_app.core.forms import Filled, blank, fill, parse
from events_app.core.i18n import N_, _, ngettext, use_locale
from events_app.core.money import Money
from events_app.core.pages import Page, absolute, actor, flash, page, redirect
from events_app.directory.office_forms import create_once, record_id
from events_app.directory.queries import live_companies
from events_app.events import lifecycle, services, taxes
from events_app.events.engine.prices import breakdown
from events_app.events.engine.ready import blocks
from events_app.events.engine.year_plan import year_plan
from events_app.events.forms import ASKS, CancelForm, CopyForm, InvitedForm, PostponeForm, YearPlanForm
from events_app.events.kinds import Currency, EventStatus
from events_app.events.lack_words import LACK_WORDS
from events_app.events.models import AgendaSession, Event, EventInvitation, Price, TicketType
from events_app.events.states import MOVES
from events_app.events.words import (
    AUDIENCE_NAMES,
    CURRENCY_NAMES,
    KIND_NAMES,
    STATUS_NAMES,
    STATUS_TONES,
    VISIBILITY_NAMES,
)

MEETING = N_("Reunión de socios de %(month)s")
SUMMER, YEAR_END = N_("Convivio de verano"), N_("Convivio de fin de año")
NAMES: dict[str, Any] = {
    "ask_names": ASKS,
    "audience_names": AUDIENCE_NAMES,
    "kind_names": KIND_NAMES,
    "status_names": STATUS_NAMES,
    "status_tones": STATUS_TONES,
    "visibility_names": VISIBILITY_NAMES,
}
FORMS: dict[str, type[Any]] = {"postpone": PostponeForm, "cancel": CancelForm, "copy": CopyForm, "invite": InvitedForm}
MONTHS = {2: N_("febrero"), 4: N_("abril"), 8: N_("agosto"), 10: N_("octubre")}


async def office_event(request: Request) -> Response:
    """One event in full: what it lacks, its agenda, tickets and prices, and what can be done with it."""
    return await show(request, await services.find(record_id(request)))


async def publish_event(request: Request) -> Response:
    """Says what is missing instead of publishing half an event."""
    event = await services.find(record_id(request))
    try:
        await lifecycle.publish(event.id, actor=actor(request).label, now=request.state.now)
    except ConvocaError as refused:
        return await show(request, event, status=refused.status, refused=refused.text)
    return flash(redirect(request, "events.office_event", id=event.id), _("El evento ya está publicado."))


async def postpone_event(request: Request) -> Response:
    """New dates, or none yet; with a reason that people read."""
    event, form = await services.find(record_id(request)), await fill(request, PostponeForm)
    return await _moved(
        request, event, form, "postpone", _("El evento se pospuso y avisamos a quienes ya tienen lugar.")
    )


async def cancel_event(request: Request) -> Response:
    """With a reason that people read; those who have a place are told."""
    event, form = await services.find(record_id(request)), await fill(request, CancelForm)
    return await _moved(request, event, form, "cancel", _("El evento se canceló y avisamos a quienes ya tenían lugar."))


async def copy_event(request: Request) -> Response:
    """A draft like this event on another day."""
    event, form = await services.find(record_id(request)), await fill(request, CopyForm)
    if not form.ok:
        return await show(request, event, status=422, forms={"copy": form})

    async def effect() -> dict[str, Any]:
        when, who = form.checked.copy_starts_at, actor(request).label
        return {"id": (await services.copy_event(event.id, when, actor=who, now=request.state.now)).id}

    outcome = await create_once(request, form, effect)
    answer = redirect(request, "events.office_event", id=outcome.result["id"])
    return flash(answer, _("Esta es la copia: revisa las fechas antes de publicarla."))


async def plan_of_year(request: Request) -> Response:
    """Shows the six meetings first; creates, with one button, those that are not there yet."""
    year = local(request.state.now).year + 1
    form = blank(YearPlanForm, year=year, weekday=3, week=3, hour="16:00")
    if request.method == "GET" and "year" not in request.query_params:
        return page(request, form=form, planned=[])
    form = await _plan_form(request)
    if not form.ok:
        return page(request, status=422, form=form, planned=[])
    if request.method == "GET":
        return page(request, form=form, planned=await _planned(form.checked))
    made = await lifecycle.plan_year(form.checked, meeting_titles(), actor=actor(request).label, now=request.state.now)
    told = ngettext("Creamos %(n)s borrador.", "Creamos %(n)s borradores.", made) if made else _("Ya estaban todas.")
    return flash(redirect(request, "events.office_events"), told)


async def show(
    request: Request,
    event: Event,
    *,
    status: int = 200,
    refused: str = "",
    forms: dict[str, Filled[Any]] | None = None,
) -> Response:
    """The event's page in the office, with the mistakes of the form that was sent, if one was."""
    sent: dict[str, Any] = {name: blank(form) for name, form in FORMS.items()} | (forms or {})
    found = await lifecycle.lacking(event, request.state.now)
    types = await TicketType.filter(event_id=event.id).order_by("position", "id")
    agenda = await AgendaSession.filter(event_id=event.id).order_by("starts_at", "id")
    companies = await live_companies().values("id", "slug", "legal_name", "trade_name")
    return page(
        request,
        status=status,
        template="events_app/events/office_event.html",
        event=event,
        refused=refused,
        lacks=[(_(LACK_WORDS[each]), blocks([each])) for each in found],
        ready=not blocks(found),
        types=types,
        prices=await _prices(event, types, request),
        agenda=agenda,
        session_names={each.id: each.title_es for each in agenda},
        companies=companies,
        invited=set(await EventInvitation.filter(event_id=event.id).values_list("company_id", flat=True)),
        moves={str(each) for each in EventStatus if MOVES.allows(event.status, each)},
        link=absolute(f"/eventos/{event.slug}"),
        currency_name=_(CURRENCY_NAMES[Currency(event.currency)]),
        **NAMES,
        **sent,
    )


async def _moved(request: Request, event: Event, form: Filled[Any], verb: str, told: str) -> Response:
    if not form.ok:
        return await show(request, event, status=422, forms={verb: form})
    who, now = actor(request).label, request.state.now
    try:
        if verb == "cancel":
            await lifecycle.cancel(event.id, form.checked.cancel_reason, actor=who, now=now)
        else:
            await lifecycle.postpone(event.id, form.checked, actor=who, now=now)
    except Invalid as wrong:
        for name, message in wrong.fields.items():
            form.add(name, message)
        return await show(request, event, status=422, forms={verb: form})
    except ConvocaError as refused:
        return await show(request, event, status=refused.status, refused=refused.text)
    return flash(redirect(request, "events.office_event", id=event.id), told)


async def _prices(event: Event, types: list[TicketType], request: Request) -> dict[int, list[dict[str, Any]]]:
    """Each price as people pay it and as it is booked, by ticket type."""
    found = await Price.filter(ticket_type_id__in=[each.id for each in types] or [0]).order_by("audience", "id")
    rates = await taxes.rates_on(local(request.state.now, event.timezone).date()) if found else {}
    codes = {each.id: each.tax_code for each in types}
    shown: dict[int, list[dict[str, Any]]] = {}
    for price in found:
        parts = breakdown(Money(price.net_amount, event.currency), rates[codes[price.ticket_type_id]])
        shown.setdefault(price.ticket_type_id, []).append({"price": price, "parts": parts})
    return shown


async def _plan_form(request: Request) -> Filled[YearPlanForm]:
    if request.method == "POST":
        return await fill(request, YearPlanForm)
    return parse(YearPlanForm, dict(request.query_params))


async def _planned(value: YearPlanForm) -> list[dict[str, Any]]:
    planned = year_plan(value.year, value.weekday, value.week)
    known = {each.plan_key: each for each in await Event.filter(plan_key__in=[each.key for each in planned])}
    titles = meeting_titles()
    return [
        {"planned": each, "title": lifecycle.title_of(each, titles)[0], "event": known.get(each.key)}
        for each in planned
    ]


def meeting_titles() -> lifecycle.Titles:
    """The Spanish and the English title of each meeting, by its month."""
    spoken: dict[str, dict[int, str]] = {}
    for locale in ("es-MX", "en"):
        with use_locale(locale):
            spoken[locale] = {month: _(MEETING, month=_(name)) for month, name in MONTHS.items()}
            spoken[locale] |= {6: _(SUMMER), 12: _(YEAR_END)}
    return {month: (title, spoken["en"][month]) for month, title in spoken["es-MX"].items()}


BOTH = ("GET", "POST")
POST = ("POST",)
ROUTES = (
    Page("/oficina/eventos/plan", plan_of_year, access=Access.OFFICE, methods=BOTH),
    Page("/oficina/eventos/{id:int}", office_event, access=Access.OFFICE),
    Page("/oficina/eventos/{id:int}/publicacion", publish_event, access=Access.OFFICE, methods=POST),
    Page("/oficina/eventos/{id:int}/nuevas-fechas", postpone_event, access=Access.OFFICE, methods=POST),
    Page("/oficina/eventos/{id:int}/cancelacion", cancel_event, access=Access.OFFICE, methods=POST),
    Page("/oficina/eventos/{id:int}/copia", copy_event, access=Access.OFFICE, methods=POST),
)
