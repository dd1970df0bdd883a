"""The public pages of events: the calendar, one event, its calendar file and its preview card."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.formats import capital, format_date_words
from events_app.core.i18n import _, current_locale
from events_app.core.kept_pages import is_everybodys, kept_page
from events_app.core.pages import Page, absolute, actor, locale, page
from events_app.core.paging import paginate
from events_app.core.settings import settings
from events_app.events import attendance, catalogue, further, preview, queries, when
from events_app.events.caching import fresh, revalidated
from events_app.events.details import details
from events_app.events.engine.sale import sale_state, seats_left
from events_app.events.ics import calendar_of, place_of
from events_app.events.kinds import EventKind, Visibility
from events_app.events.markdown import to_html
from events_app.events.models import Event
from events_app.events.month_grid import month_grid, reach
from events_app.events.sharing import share_link
from events_app.events.structured import json_ld
from events_app.events.words import AUDIENCE_NAMES, KIND_BY_SLUG, KIND_NAMES, SALE_WORDS, SPOKEN_NAMES

CALENDAR = "text/calendar; charset=utf-8"
ON_HOME, FEED_SIZE = 18, 500


async def home(request: Request) -> Response:
    """What comes next, and a month of the calendar (this one, or the one that the link turns to)."""
    now, zone, seen = request.state.now, settings().timezone, queries.visible_events(actor(request))
    found = await queries.upcoming(seen, now).limit(ON_HOME + 1)
    today = local(now, zone).date()
    earliest, latest = reach(today)
    turned = catalogue.month_of(request.query_params.get("mes", ""))
    first = turned if turned and earliest <= turned <= latest else today.replace(day=1)
    answer = page(
        request,
        months=catalogue.by_month(found[:ON_HOME], now),
        has_more=len(found) > ON_HOME,
        grid=month_grid(await queries.of_month(seen, first, zone), first, today),
    )
    return revalidated(request, answer)


async def events(request: Request) -> Response:
    """Every event ahead (or of a month, or a day), by kind, committee and words without accents."""
    chosen = catalogue.chosen(request.query_params, settings().timezone)
    seen = queries.visible_events(actor(request))
    asked = queries.matching(seen, text=chosen.text, kind=chosen.kind, committee_id=chosen.committee_id)
    if chosen.day:
        asked = queries.on_day(asked, chosen.day, settings().timezone)
    elif chosen.month:
        asked = queries.in_month(asked, chosen.month, settings().timezone)
    else:
        asked = queries.upcoming(asked, request.state.now)
    found = await paginate(asked, request, size=24)
    answer = page(
        request,
        slice=found,
        months=catalogue.by_month(found.items, request.state.now),
        chosen=chosen,
        committees=await catalogue.committees(),
        month_choices=catalogue.month_choices(request.state.now, settings().timezone),
        kind_names=KIND_NAMES,
        kind_slugs=KIND_BY_SLUG,
    )
    return revalidated(request, answer)


async def event(request: Request) -> Response:
    """One event as this person may see it: facts, seats, price for them, and the one next step."""
    if is_everybodys(request):
        facts = await queries.facts_of(str(request.path_params["slug"]))
        return revalidated(request, await kept_page(request, facts, lambda: _event_page(request)))
    return revalidated(request, await _event_page(request))


async def _event_page(request: Request) -> Response:
    found, now = await _event(request), request.state.now
    shown = await details(found, actor(request), company_slug=_poster(request), now=now)
    expired = await attendance.expired_holds(found.id, now) if found.capacity or shown.sold_out else 0
    registered = await attendance.is_registered(found.id, actor(request))
    state = sale_state(found, now, expired, types_sold_out=shown.sold_out)
    return page(
        request,
        event=found,
        details=shown,
        state=state,
        sale_words=SALE_WORDS.get(state.value),
        left=seats_left(found.capacity, found.taken, expired),
        registered=registered,
        further=await further.pages_of(found.id, found.slug) if found.kind == EventKind.TOURNAMENT else [],
        text=to_html(found.text(locale(request))),
        json_ld=json_ld(found, locale(request), price=shown.lowest_public, state=state),
        query=f"?empresa={shown.company.slug}" if shown.company and "empresa" in request.query_params else "",
        share=share_link(found, request),
        **_words(found),
    )


async def event_calendar(request: Request) -> Response:
    """The event as a file that a phone adds to its calendar."""
    found = await _event(request)
    body = calendar_of([found], locale(request))
    headers = {"Content-Disposition": f'inline; filename="{found.slug}.ics"'}
    return fresh(request, body, CALENDAR, seconds=300, headers=headers, shared=found.visibility == Visibility.PUBLIC)


async def feed(request: Request) -> Response:
    """Every public event, or those of one kind, for calendars that subscribe."""
    slug = request.path_params.get("kind")
    kind = KIND_BY_SLUG.get(slug) if slug else None
    if slug and kind is None:
        raise NotFound()
    listed = queries.matching(queries.public_events(), kind=kind)
    found = await queries.recent(listed, request.state.now).limit(FEED_SIZE)
    name = settings().association.short_name + (f" · {_(KIND_NAMES[kind])}" if kind else "")
    return fresh(request, calendar_of(found, current_locale(), name=name), CALENDAR, seconds=900)


async def feed_of_kind(request: Request) -> Response:
    """The feed of one kind of event, such as /calendario/seminario.ics."""
    return await feed(request)


async def card(request: Request) -> Response:
    """The picture for WhatsApp and other previews."""
    found = await _event(request)
    body = await asyncio.to_thread(preview.draw, _card(found))
    return fresh(request, body, "image/png", seconds=3600, shared=found.visibility == Visibility.PUBLIC)


async def _event(request: Request) -> Event:
    return await queries.event_for(actor(request), str(request.path_params["slug"]), _poster(request))


def _poster(request: Request) -> str:
    """The slug of the company that a poster's link names."""
    return request.query_params.get("empresa", "").replace("\0", "")


def _words(found: Event) -> dict[str, Any]:
    return {
        "day": local(found.starts_at, found.timezone),
        "hours": when.hours(found),
        "until": when.until,
        "spans_days": local(found.starts_at, found.timezone).date() != local(found.ends_at, found.timezone).date(),
        "kind": _(KIND_NAMES[found.kind]),
        "spoken": _(SPOKEN_NAMES[found.spoken]),
        "audience_names": AUDIENCE_NAMES,
        "place": place_of(found),
        "link": absolute(f"/eventos/{found.slug}"),
    }


def _card(found: Event) -> preview.Card:
    pending = found.dates_pending
    day = _("Fecha por definir") if pending else capital(format_date_words(found.starts_at, found.timezone))
    return preview.Card(
        seed=f"event:{found.id}",
        kind=_(KIND_NAMES[found.kind]),
        title=found.title(current_locale()),
        when=day,
        where=place_of(found),
        host=settings().association.short_name,
    )


ROUTES = (
    Page("/", home, access=Access.PUBLIC),
    Page("/eventos", events, access=Access.PUBLIC),
    Page("/eventos/{slug}.ics", event_calendar, access=Access.PUBLIC),
    Page("/eventos/{slug}", event, access=Access.PUBLIC),
    Page("/eventos/{slug}/tarjeta.png", card, access=Access.PUBLIC),
    Page("/calendario.ics", feed, access=Access.PUBLIC),
    Page("/calendario/{kind}.ics", feed_of_kind, access=Access.PUBLIC),
)
