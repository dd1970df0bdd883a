"""Lists of events for people: cards, months, and the filters that a link can carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from events_app.core.clock import local
from events_app.core.formats import format_month
from events_app.core.i18n import N_, _, current_locale
from events_app.directory.models import Committee
from events_app.events.engine.sale import Sale, sale_state
from events_app.events.ics import place_of
from events_app.events.kinds import EventKind
from events_app.events.models import Event
from events_app.events.when import beginning
from events_app.events.words import KIND_BY_SLUG, KIND_NAMES, SLUG_OF_KIND

CHIPS = {
    Sale.CANCELLED: (N_("Cancelado"), "bad"),
    Sale.POSTPONED: (N_("Pospuesto"), "warn"),
    Sale.PAST: (N_("Ya pasó"), "plain"),
}


@dataclass(frozen=True)
class EventCard:
    id: int
    slug: str
    title: str
    kind: str
    day: datetime
    text: str
    chip: str
    tone: str


@dataclass(frozen=True)
class Month:
    name: str
    cards: tuple[EventCard, ...]


@dataclass(frozen=True)
class Chosen:
    """The filters in force; what a link says wrongly is simply not chosen."""

    text: str = ""
    kind: EventKind | None = None
    committee_id: int | None = None
    month: date | None = None
    day: date | None = None

    @property
    def kind_slug(self) -> str:
        return SLUG_OF_KIND[self.kind] if self.kind else ""

    @property
    def month_value(self) -> str:
        return self.month.strftime("%Y-%m") if self.month else ""

    def __bool__(self) -> bool:
        return self != Chosen()


def chosen(asked: Mapping[str, str], zone: str) -> Chosen:
    committee = asked.get("comite", "")
    return Chosen(
        text=asked.get("q", "").replace("\x00", "")[:120].strip(),
        kind=KIND_BY_SLUG.get(asked.get("tipo", "")),
        committee_id=int(committee) if committee.isascii() and committee.isdigit() and len(committee) < 10 else None,
        month=month_of(asked.get("mes", "")),
        day=_day(asked.get("dia", "")),
    )


def cards(events: Sequence[Event], now: datetime) -> tuple[EventCard, ...]:
    return tuple(_card(event, now) for event in events)


def by_month(events: Sequence[Event], now: datetime) -> tuple[Month, ...]:
    """In the order given, under the month of the event's own wall clock."""
    grouped = groupby(events, key=lambda event: format_month(event.starts_at, event.timezone))
    return tuple(Month(name, cards(list(each), now)) for name, each in grouped)


def month_choices(now: datetime, zone: str) -> list[date]:
    """From three months ago to a year ahead."""
    today = local(now, zone).date()
    first = today.year * 12 + today.month - 1 - 3
    return [date(number // 12, number % 12 + 1, 1) for number in range(first, first + 16)]


async def committees() -> list[tuple[int, str]]:
    """Those that convene something, by name."""
    found = await Committee.filter(events__id__not_isnull=True).distinct().order_by("name_es")
    return [(each.id, (each.name_en if current_locale() == "en" else "") or each.name_es) for each in found]


def _card(event: Event, now: datetime) -> EventCard:
    state = sale_state(event, now).value
    word, tone = CHIPS.get(state, ("", ""))
    hour = _("Fecha por definir") if event.dates_pending else beginning(event)
    return EventCard(
        id=event.id,
        slug=event.slug,
        title=event.title(current_locale()),
        kind=_(KIND_NAMES[event.kind]),
        day=local(event.starts_at, event.timezone),
        text=" · ".join(part for part in (hour, place_of(event)) if part),
        chip=_(word) if word else "",
        tone=tone,
    )


def month_of(text: str) -> date | None:
    """The first day of "2026-11"."""
    return _day(f"{text}-01") if len(text) == 7 else None


def _day(text: str) -> date | None:
    """A day near enough that every wall clock can write it."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    return found if found and 1900 < found.year < 2200 else None
