"""Reads events, always through what the person may see."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tortoise.expressions import Q, RawSQL
from tortoise.queryset import QuerySet

from events_app.core.access import ANONYMOUS, Actor, Role
from events_app.core.clock import local
from events_app.core.clock import now as clock_now
from events_app.core.database import row
from events_app.core.errors import NotFound
from events_app.core.formats import format_day
from events_app.core.i18n import current_locale
from events_app.core.search import search_key
from events_app.directory.models import Company
from events_app.directory.queries import companies_in_good_standing, company_by_slug, is_member
from events_app.events.kinds import EventKind, EventStatus, Visibility
from events_app.events.models import Event, EventInvitation

LONGEST_SLUG = 80
# Events for members and for invited companies, seen from the companies where the person works or that they coordinate.
_OPEN_TO = """(
SELECT e.id FROM events e
WHERE (e.visibility = 'members' AND EXISTS (SELECT 1 FROM ({mine}) m WHERE m.id IN ({good})))
   OR (e.visibility = 'invited' AND EXISTS (
        SELECT 1 FROM event_invitations i JOIN ({mine}) m ON m.id = i.company_id WHERE i.event_id = e.id)))"""
_WORKS_AT = (
    "SELECT w.company_id AS id FROM employments w JOIN users u ON u.person_id = w.person_id "
    "WHERE u.id = {user} AND w.ends_on IS NULL"
)
_COORDINATES = "SELECT id FROM (VALUES {companies}) AS c (id)"


def visible_events(actor: Actor, *, on: date | None = None) -> QuerySet[Event]:
    """Everything for the office; for others no drafts, and only what their companies may see on the day."""
    if actor.is_office:
        return Event.all()
    listed = Event.exclude(status=EventStatus.DRAFT)
    if not actor.signed_in:
        return listed.filter(visibility=Visibility.PUBLIC)
    return listed.filter(Q(visibility=Visibility.PUBLIC) | Q(id__in=RawSQL(_open_to(actor, on))))


_FACTS = """
SELECT e.id, e.xmin::text AS event,
  (SELECT string_agg(concat(t.id, ':', t.xmin), ' ' ORDER BY t.id)
   FROM ticket_types t WHERE t.event_id = e.id) AS types,
  (SELECT string_agg(concat(p.id, ':', p.xmin), ' ' ORDER BY p.id)
   FROM prices p JOIN ticket_types t ON t.id = p.ticket_type_id WHERE t.event_id = e.id) AS prices,
  (SELECT string_agg(concat(a.id, ':', a.xmin), ' ' ORDER BY a.id)
   FROM agenda_sessions a WHERE a.event_id = e.id) AS agenda
FROM events e WHERE e.slug = $1
"""


async def event_for(actor: Actor, slug: str, company: str | None = None) -> Event:
    """Raises NotFound alike for what does not exist and for what this person may not see.

    `company` is the slug in a poster's link: it opens what that company's people may see, and lists nothing.
    """
    known = 0 < len(slug) <= LONGEST_SLUG
    found = await visible_events(actor).get_or_none(slug=slug) if known else None
    if found is None and known and company:
        found = await _by_poster(slug, company)
    if found is None:
        raise NotFound()
    return found


async def facts_of(slug: str) -> tuple[object, ...]:
    """What the page of an event depends on: the version of each of its rows. Raises NotFound for no such event.

    `xmin` is the transaction that wrote a row, so any change to the event, its tickets, prices or agenda shows.
    """
    found = await row(_FACTS, slug) if 0 < len(slug) <= LONGEST_SLUG else None
    if found is None:
        raise NotFound()
    return tuple(found.values())


async def opens_to(event: Event, company: Company, on: date | None = None) -> bool:
    """May the people of this company see the event and register? Members in good standing, or whoever is invited."""
    if event.visibility == Visibility.MEMBERS:
        return is_member(company, on or local(clock_now()).date())
    if event.visibility == Visibility.INVITED:
        return await EventInvitation.exists(event_id=event.id, company_id=company.id)
    return True


async def _by_poster(slug: str, company_slug: str) -> Event | None:
    company = await company_by_slug(company_slug)
    found = await Event.exclude(status=EventStatus.DRAFT).get_or_none(slug=slug) if company else None
    return found if found and company and await opens_to(found, company) else None


async def event_names() -> dict[int, str]:
    """The title and day of every event by id (for choosing a role's scope)."""
    found = await Event.all().order_by("-starts_at", "id")
    return {each.id: f"{each.title(current_locale())} · {format_day(each.starts_at, each.timezone)}" for each in found}


def public_events() -> QuerySet[Event]:
    """What anybody may see."""
    return visible_events(ANONYMOUS)


def recent(events: QuerySet[Event], now: datetime) -> QuerySet[Event]:
    """From ninety days ago on: what a subscribed calendar keeps."""
    return events.filter(ends_at__gt=now - timedelta(days=90)).order_by("starts_at", "id")


def upcoming(events: QuerySet[Event], now: datetime) -> QuerySet[Event]:
    """What has not ended, soonest first."""
    return events.filter(ends_at__gt=now).exclude(status=EventStatus.FINISHED).order_by("starts_at", "id")


def matching(
    events: QuerySet[Event], *, text: str = "", kind: EventKind | None = None, committee_id: int | None = None
) -> QuerySet[Event]:
    """Each word of `text` anywhere in the title, the place or the summary, without accents."""
    for word in search_key(text).split()[:6]:
        events = events.filter(search_key__contains=word)
    if kind is not None:
        events = events.filter(kind=kind)
    return events if committee_id is None else events.filter(committee_id=committee_id)


def in_month(events: QuerySet[Event], first: date, zone: str) -> QuerySet[Event]:
    """Those that begin in the month of `first` on the wall clock of `zone`."""
    start, end = month_bounds(first, zone)
    return events.filter(starts_at__gte=start, starts_at__lt=end).order_by("starts_at", "id")


def on_day(events: QuerySet[Event], day: date, zone: str) -> QuerySet[Event]:
    """Those that are on at some moment of the day on the wall clock of `zone`."""
    start, end = _midnight(day, zone), _midnight(day + timedelta(days=1), zone)
    return events.filter(starts_at__lt=end, ends_at__gt=start).order_by("starts_at", "id")


def of_month(events: QuerySet[Event], first: date, zone: str) -> QuerySet[Event]:
    """What the month's page of a calendar shows: all that touches it (a day wide, for other zones) and is to happen."""
    start, end = month_bounds(first, zone)
    day = timedelta(days=1)
    kept = events.filter(starts_at__lt=end + day, ends_at__gt=start - day, dates_pending=False)
    return kept.exclude(status=EventStatus.CANCELLED).order_by("starts_at", "id")


def month_bounds(first: date, zone: str) -> tuple[datetime, datetime]:
    """The moments at which the month begins and the next one begins."""
    begin = first.replace(day=1)
    after = (begin + timedelta(days=32)).replace(day=1)
    return _midnight(begin, zone), _midnight(after, zone)


def _midnight(day: date, zone: str) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=local(clock_now(), zone).tzinfo)


def _open_to(actor: Actor, on: date | None) -> str:
    """SQL made of whole numbers and of a query of the directory: nothing that a person typed is in it."""
    today = on or local(clock_now()).date()
    mine = _WORKS_AT.format(user=int(actor.user_id or 0))
    coordinated = ", ".join(f"({int(company)})" for company in actor.scopes(Role.COORDINATOR, "company"))
    if coordinated:
        mine = " UNION ".join((mine, _COORDINATES.format(companies=coordinated)))
    good = companies_in_good_standing(today).order_by().values("id").sql(params_inline=True)
    return _OPEN_TO.format(mine=mine, good=good)
