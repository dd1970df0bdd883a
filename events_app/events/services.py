"""Creates, edits and copies events; each is one transaction with its note in the audit."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from events_app.core import audit
from events_app.core.clock import from_local
from events_app.core.database import rows, transaction
from events_app.core.errors import Invalid, NotFound, StaleForm
from events_app.core.i18n import N_
from events_app.core.search import search_key
from events_app.directory.models import Committee
from events_app.events.forms import EventForm
from events_app.events.kinds import EventStatus
from events_app.events.models import AgendaSession, Event, EventInvitation, Price, TicketType
from events_app.events.notices import Change, EventChange, EventCopy, announce, announce_copy

SHOWN_TO_PEOPLE = (EventStatus.PUBLISHED, EventStatus.POSTPONED)
TAKEN_SLUGS = "SELECT slug FROM events WHERE slug = $1 OR slug LIKE $2"
TAKEN_CODES = "SELECT code FROM events WHERE code LIKE $1"


@transaction
async def create_event(value: EventForm, *, actor: str, now: datetime, plan_key: str | None = None) -> Event:
    """A draft. Raises Invalid when the folio prefix is taken."""
    values = await _values(value)
    title = value.title_es
    code = await _code(value.code or initials(title), exact=bool(value.code) and plan_key is None)
    made = await Event.create(**values, slug=await _slug(title), code=code, changed_at=now, plan_key=plan_key)
    await audit.note("event.created", actor=actor, subject=f"event:{made.id}", now=now, detail={"title": title})
    return made


@transaction
async def edit_event(event_id: int, value: EventForm, *, actor: str, now: datetime) -> Event:
    """Raises StaleForm when somebody saved since the form was opened, Invalid when the capacity is below the taken."""
    event = await locked(event_id)
    if event.revision != value.revision:
        raise StaleForm()
    await _check_edit(event, value, now)
    code = event.code
    if value.code and value.code != event.code:
        code = await _code(value.code, exact=True)
    values = await _values(value) | {"code": code}
    changed = sorted(name for name, new in values.items() if getattr(event, name) != new)
    before = (event.starts_at, event.venue_name, event.venue_address)
    await save(event, now, **values)
    await audit.note("event.edited", actor=actor, subject=f"event:{event.id}", now=now, detail={"fields": changed})
    await _tell_people(event, before, now)
    return event


@transaction
async def copy_event(event_id: int, starts_at: datetime, *, actor: str, now: datetime) -> Event:
    """A draft with the same agenda, tickets, prices and invited companies; every date moves as far as the start."""
    source = await find(event_id)
    start = from_local(starts_at, source.timezone)
    shift = start - source.starts_at
    kept = {name: getattr(source, name) for name in _COPIED}
    dates: dict[str, Any] = {name: _moved(getattr(source, name), shift) for name in ("ends_at", *_IF_ANY)}
    code, slug = await _code(source.code[:4], exact=False), await _slug(source.title_es)
    made = await Event.create(**kept, **dates, starts_at=start, code=code, slug=slug, changed_at=now)
    types = await _copy_parts(source, made, shift)
    await announce_copy(EventCopy(source.id, made.id, types, now))
    await audit.note("event.copied", actor=actor, subject=f"event:{made.id}", now=now, detail={"from": source.id})
    return made


async def locked(event_id: int) -> Event:
    """The event with its row locked for the rest of the transaction. Raises NotFound."""
    found = await Event.filter(id=event_id).select_for_update().first()
    if found is None:
        raise NotFound()
    return found


async def find(event_id: int) -> Event:
    found = await Event.get_or_none(id=event_id)
    if found is None:
        raise NotFound()
    return found


async def save(event: Event, now: datetime, **values: Any) -> None:
    """Writes these columns and no other: the seat counters belong to the guarded writes of registrations."""
    event.update_from_dict({**values, "changed_at": now, "revision": event.revision + 1})
    await event.save(update_fields=[*values, "changed_at", "revision"])


def initials(title: str) -> str:
    """A folio prefix from the title: "Carrera 5K de la Industria" gives "C5KI"."""
    kept = [word for word in search_key(title).upper().split() if word not in _SMALL_WORDS]
    letters = "".join(word if word[0].isdigit() else word[0] for word in kept)
    return re.sub(r"[^A-Z0-9]", "", letters)[:4] or "E"


_SMALL_WORDS = frozenset({"DE", "LA", "EL", "LOS", "LAS", "DEL", "EN", "Y", "A", "SIN", "PARA", "CON", "POR"})
_COPIED = (
    *("kind", "title_es", "title_en", "summary_es", "summary_en", "text_es", "text_en", "timezone", "venue_name"),
    *("venue_address", "map_url", "online_url", "online_details", "spoken", "capacity", "visibility", "committee_id"),
    *("currency", "search_key", "most_per_company", "company_answer_days"),
    *("group_pay_days", "substitution_hours", "refund_steps", "reminder_days"),
)
_BOTH_ENDS = ("starts_at", "ends_at")
_IF_ANY = ("sale_opens_at", "sale_closes_at", "limit_lifts_at")


async def _values(value: EventForm) -> dict[str, Any]:
    if value.committee_id is not None and not await Committee.exists(id=value.committee_id):
        raise Invalid(fields={"committee_id": N_("Elige una de las opciones.")})
    plain = value.model_dump(exclude={"code", "revision", *_BOTH_ENDS, *_IF_ANY})
    if value.currency is None:  # the form did not ask: it stays as it is
        del plain["currency"]
    moments = {name: value.moment(getattr(value, name)) for name in _BOTH_ENDS}
    sale = {name: value.moment(getattr(value, name)) for name in _IF_ANY}
    key = search_key(value.title_es, value.title_en, value.venue_name, value.summary_es, value.summary_en)
    return plain | moments | sale | {"search_key": key[:600]}


async def _check_edit(event: Event, value: EventForm, now: datetime) -> None:
    if value.capacity is not None and value.capacity < event.taken:
        raise Invalid(fields={"capacity": N_("Ya hay más lugares tomados que ese cupo.")})
    if event.status == EventStatus.FINISHED and from_local(value.ends_at, value.timezone) > now:
        raise Invalid(fields={"ends_at": N_("El evento ya terminó: cópialo a la nueva fecha.")})
    if value.currency in (None, event.currency):
        return
    if event.last_folio or event.taken:
        raise Invalid(fields={"currency": N_("Ya hay personas registradas: la moneda no se cambia.")})
    if await Price.exists(ticket_type__event_id=event.id):
        raise Invalid(fields={"currency": N_("Ya hay precios en la otra moneda: quítalos antes de cambiarla.")})


async def _tell_people(event: Event, before: tuple[datetime, str, str], now: datetime) -> None:
    """A new hour or place of an event that people already know is news for them."""
    if event.status not in SHOWN_TO_PEOPLE or (event.starts_at, event.venue_name, event.venue_address) == before:
        return
    change = Change.RESCHEDULED if event.starts_at != before[0] else Change.MOVED
    await announce(EventChange(event.id, change, "", before[0], event.revision, now))


async def _slug(title: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", search_key(title)).strip("-")[:64].strip("-") or "evento"
    found = {each["slug"] for each in await rows(TAKEN_SLUGS, bare, f"{bare}-%")}
    tries = (bare if number == 1 else f"{bare}-{number}" for number in range(1, 10_000))
    return next(slug for slug in tries if slug not in found)


async def _code(wanted: str, *, exact: bool) -> str:
    """The prefix asked for, or the first free one that begins like it."""
    found = {each["code"] for each in await rows(TAKEN_CODES, f"{wanted[:3]}%")}
    if exact and wanted in found:
        raise Invalid(fields={"code": N_("Otro evento ya usa esa clave.")})
    tries = (wanted if number == 1 else f"{wanted[:3]}{number}" for number in range(1, 1_000))
    return next(code for code in tries if code not in found)


async def _copy_parts(source: Event, made: Event, shift: timedelta) -> dict[int, int]:
    """Gives the copy of each ticket type, by the id of its original."""
    ids: dict[int, int] = {}
    types: dict[int, int] = {}
    for session in await AgendaSession.filter(event_id=source.id).order_by("starts_at", "id"):
        kept = {name: getattr(session, name) for name in ("title_es", "title_en", "speaker", "room", "capacity")}
        times: dict[str, Any] = {"starts_at": session.starts_at + shift, "ends_at": session.ends_at + shift}
        ids[session.id] = (await AgendaSession.create(event_id=made.id, **kept, **times)).id
    for ticket_type in await TicketType.filter(event_id=source.id).order_by("position", "id"):
        types[ticket_type.id] = await _copy_type(ticket_type, made, shift, ids)
    for invited in await EventInvitation.filter(event_id=source.id):
        await EventInvitation.create(event_id=made.id, company_id=invited.company_id)
    return types


async def _copy_type(source: TicketType, made: Event, shift: timedelta, ids: dict[int, int]) -> int:
    names = ("name_es", "name_en", "quota", "position", "max_companions", "asks", "tax_code", "on_sale")
    more = ("needs_approval", "pay_within_days", "group_from", "group_percent")
    kept = {name: getattr(source, name) for name in (*names, *more)}
    window: dict[str, Any] = {name: _moved(getattr(source, name), shift) for name in ("valid_from", "valid_until")}
    sessions = [ids[each] for each in source.sessions if each in ids]
    copy = await TicketType.create(event_id=made.id, **kept, **window, sessions=sessions)
    for price in await Price.filter(ticket_type_id=source.id).order_by("id"):
        dates: dict[str, Any] = {name: _moved(getattr(price, name), shift) for name in ("starts_at", "ends_at")}
        plain: dict[str, Any] = {"audience": price.audience, "net_amount": price.net_amount}
        await Price.create(ticket_type_id=copy.id, **plain, **dates)
    return int(copy.id)


def _moved(moment: datetime | None, shift: timedelta) -> datetime | None:
    return moment + shift if moment else None
