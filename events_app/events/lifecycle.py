"""Publishes, postpones and cancels events, and plans the year's meetings."""

from __future__ import annotations

from datetime import datetime, timedelta

from events_app.core.access import SYSTEM
from events_app.core.clock import from_local
from events_app.core.database import transaction
from events_app.core.errors import Conflict, Invalid
from events_app.core.i18n import N_
from events_app.events.engine.prices import in_force
from events_app.events.engine.ready import Draft, Lack, blocks, lacks
from events_app.events.engine.year_plan import Planned, year_plan
from events_app.events.forms import EventForm, PostponeForm, YearPlanForm
from events_app.events.kinds import EventKind, EventStatus, Visibility
from events_app.events.models import Event, EventInvitation, Price, TicketType
from events_app.events.notices import Change, EventChange, announce
from events_app.events.services import create_event, locked, save
from events_app.events.states import move

MEETING = timedelta(hours=2)
MOST_AT_ONCE = 200
Titles = dict[int, tuple[str, str]]


class NotReady(Conflict):
    message = N_("Al evento le faltan datos para publicarse.")


@transaction
async def publish(event_id: int, *, actor: str, now: datetime) -> None:
    """Raises NotReady when something that stops the publication is missing; publishing again does nothing."""
    event = await locked(event_id)
    if event.status == EventStatus.PUBLISHED:
        return
    if blocks(await lacking(event, now)):
        raise NotReady()
    await move(event, EventStatus.PUBLISHED, actor=actor, reason="", now=now)
    await save(event, now, published_at=event.published_at or now, dates_pending=False)


@transaction
async def postpone(event_id: int, value: PostponeForm, *, actor: str, now: datetime) -> None:
    """With new dates it stays on sale and says what the old ones were; without, it waits for them."""
    event = await locked(event_id)
    old = event.starts_at
    starts, ends = _new_dates(event, value, now)
    if event.status == EventStatus.PUBLISHED:
        await move(event, EventStatus.POSTPONED, actor=actor, reason=value.reason, now=now)
    elif event.status != EventStatus.POSTPONED:
        raise Conflict(N_("Solo se pospone un evento publicado."))
    if starts is None:
        await save(event, now, dates_pending=True, status_reason=value.reason)
    else:
        shift = starts - old
        closes = event.sale_closes_at + shift if event.sale_closes_at else None
        dates = {"starts_at": starts, "ends_at": ends, "sale_closes_at": closes, "previous_starts_at": old}
        await save(event, now, **dates, dates_pending=False)
        await move(event, EventStatus.PUBLISHED, actor=actor, reason=value.reason, now=now)
    change = Change.POSTPONED if starts is None else Change.RESCHEDULED
    await announce(EventChange(event.id, change, value.reason, old, event.revision, now))


@transaction
async def cancel(event_id: int, reason: str, *, actor: str, now: datetime) -> None:
    """Cancelling again does nothing; people are told only of an event that they could see."""
    event = await locked(event_id)
    if event.status == EventStatus.CANCELLED:
        return
    was_shown = event.status != EventStatus.DRAFT
    await move(event, EventStatus.CANCELLED, actor=actor, reason=reason, now=now)
    if was_shown:
        await announce(EventChange(event.id, Change.CANCELLED, reason, event.starts_at, event.revision, now))


async def finish_past(now: datetime) -> int:
    """Finishes the published events that are over, each in its own transaction; gives how many."""
    over = Event.filter(status=EventStatus.PUBLISHED, ends_at__lte=now).order_by("ends_at", "id")
    return sum([await _finish(each.id, now) for each in await over.limit(MOST_AT_ONCE)])


@transaction
async def _finish(event_id: int, now: datetime) -> bool:
    event = await locked(event_id)
    if event.status != EventStatus.PUBLISHED or event.ends_at > now:
        return False
    await move(event, EventStatus.FINISHED, actor=SYSTEM.label, reason="", now=now)
    return True


async def lacking(event: Event, now: datetime) -> tuple[Lack, ...]:
    """What the event lacks, for the office's page and before it is published."""
    types = await TicketType.filter(event_id=event.id, on_sale=True).order_by("position", "id")
    prices = await Price.filter(ticket_type_id__in=[each.id for each in types] or [0])
    draft = Draft(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        sale_closes_at=event.sale_closes_at,
        has_place=bool(event.venue_name or event.online_url),
        capacity=event.capacity,
        quotas=tuple(each.quota for each in types),
        priced=tuple(_priced(each, prices, now) for each in types),
        needs_invited=event.visibility == Visibility.INVITED,
        invited=await EventInvitation.filter(event_id=event.id).count(),
        has_summary=bool(event.summary_es),
        has_english=bool(event.title_en),
    )
    return lacks(draft, now)


@transaction
async def plan_year(value: YearPlanForm, titles: Titles, *, actor: str, now: datetime) -> int:
    """Creates as drafts the meetings of the year that are not planned yet; gives how many were new."""
    made = 0
    for planned in year_plan(value.year, value.weekday, value.week):
        if not await Event.exists(plan_key=planned.key):
            await create_event(planned_form(planned, value, titles), actor=actor, now=now, plan_key=planned.key)
            made += 1
    return made


def planned_form(planned: Planned, value: YearPlanForm, titles: Titles) -> EventForm:
    """The event that a planned meeting becomes."""
    hour, minute = (int(part) for part in value.hour.split(":"))
    starts = datetime(planned.day.year, planned.day.month, planned.day.day, hour, minute)  # noqa: DTZ001 - wall clock
    spanish, english = title_of(planned, titles)
    return EventForm(
        kind=EventKind.SOCIAL if planned.social else EventKind.MEETING,
        title_es=spanish,
        title_en=english,
        starts_at=starts,
        ends_at=starts + MEETING,
        venue_name=value.venue_name,
        visibility=Visibility.MEMBERS,
        code=f"R{planned.key[2:4]}{planned.key[5:]}",
    )


def title_of(planned: Planned, titles: Titles) -> tuple[str, str]:
    """In Spanish and in English; `titles` has them by month."""
    return titles[planned.day.month]


def _new_dates(event: Event, value: PostponeForm, now: datetime) -> tuple[datetime | None, datetime | None]:
    if value.starts_at is None:
        return None, None
    starts = from_local(value.starts_at, event.timezone)
    ends = from_local(value.ends_at, event.timezone) if value.ends_at else starts + (event.ends_at - event.starts_at)
    if ends <= starts:
        raise Invalid(fields={"ends_at": N_("Debe terminar después de empezar.")})
    if starts <= now:
        raise Invalid(fields={"starts_at": N_("La fecha ya pasó: escribe una fecha futura.")})
    return starts, ends


def _priced(ticket_type: TicketType, prices: list[Price], now: datetime) -> bool:
    """Free, or with a price that is in force now or will be."""
    own = [price for price in prices if price.ticket_type_id == ticket_type.id]
    return not own or any(in_force(price, now) or (price.starts_at and price.starts_at > now) for price in own)
