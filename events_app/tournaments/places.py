"""Venues, their fields, and the hours in which a tournament may use them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.clock import from_local
from events_app.core.database import row, rows, transaction, tx
from events_app.core.errors import Invalid, NotFound
from events_app.core.i18n import N_
from events_app.tournaments.errors import PlaceInUse, PlaceTaken
from events_app.tournaments.matches import Field, FieldWindow, Venue

MOST_WINDOWS = 1_000


@dataclass(frozen=True)
class Hours:
    """The same hours of the day, "HH:MM" on the event's clock, on every day of `days`."""

    days: tuple[date, ...]
    starts: str
    ends: str


def days_between(first: date, last: date, weekdays: Sequence[int]) -> tuple[date, ...]:
    """Both included; `weekdays` (Monday is 0) keep only theirs, none keeps all."""
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(day for day in days if not weekdays or day.weekday() in weekdays)


async def save_venue(venue: Venue | None, columns: dict[str, Any], *, actor: str, now: datetime) -> Venue:
    """A new venue, or the changed one. Raises PlaceTaken when another has its name."""
    try:
        return await tx(_save_venue, venue, columns, actor=actor, now=now)
    except IntegrityError as error:
        raise PlaceTaken() from error


async def _save_venue(venue: Venue | None, columns: dict[str, Any], *, actor: str, now: datetime) -> Venue:
    if venue is None:
        venue = await Venue.create(created_at=now, **columns)
    else:
        await venue.update_from_dict(columns).save(update_fields=list(columns))
    await audit.note("venue.saved", actor=actor, subject=f"venue:{venue.id}", now=now, detail=columns)
    return venue


async def save_field(venue: Venue, field: Field | None, columns: dict[str, Any], *, actor: str, now: datetime) -> Field:
    """Raises PlaceTaken when the venue has another field of that name."""
    try:
        return await tx(_save_field, venue, field, columns, actor=actor, now=now)
    except IntegrityError as error:
        raise PlaceTaken() from error


async def _save_field(
    venue: Venue, field: Field | None, columns: dict[str, Any], *, actor: str, now: datetime
) -> Field:
    if field is None:
        field = await Field.create(venue_id=venue.id, created_at=now, **columns)
    else:
        await field.update_from_dict(columns).save(update_fields=list(columns))
    await audit.note("field.saved", actor=actor, subject=f"field:{field.id}", now=now, detail=columns)
    return field


@transaction
async def remove_field(field: Field, *, actor: str, now: datetime) -> None:
    """Raises PlaceInUse when it has hours or matches."""
    gone = await row(
        """DELETE FROM fields WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM field_windows WHERE field_id = $1)
           AND NOT EXISTS (SELECT 1 FROM matches WHERE field_id = $1) RETURNING id""",
        field.id,
    )
    if gone is None:
        raise PlaceInUse()
    await audit.note("field.removed", actor=actor, subject=f"field:{field.id}", now=now, detail={"name": field.name})


@transaction
async def open_hours(
    tournament_id: int, field_ids: Sequence[int], hours: Hours, zone: str, *, actor: str, now: datetime
) -> int:
    """Adds the hours to each field on each day; those that are there already stay once. Gives how many were new."""
    if await Field.filter(id__in=list(field_ids) or [0]).count() != len(set(field_ids)):
        raise Invalid(fields={"fields": N_("Elige una de las opciones.")})
    there = {(each.field_id, each.starts_at, each.ends_at) for each in await windows(tournament_id)}
    wanted = [(field, *_moments(day, hours, zone)) for field in sorted(set(field_ids)) for day in hours.days]
    new = [each for each in wanted if each not in there]
    if len(there) + len(new) > MOST_WINDOWS:
        raise Invalid(fields={"last_day": N_("Son demasiados horarios: caben mil por torneo.")})
    for field, starts, ends in new:
        await FieldWindow.create(
            tournament_id=tournament_id, field_id=field, starts_at=starts, ends_at=ends, created_at=now
        )
    subject, detail = f"tournament:{tournament_id}", {"new": len(new)}
    await audit.note("tournament.hours", actor=actor, subject=subject, now=now, detail=detail)
    return len(new)


async def windows(tournament_id: int) -> list[FieldWindow]:
    """The hours of a tournament, by day and field."""
    found = FieldWindow.filter(tournament_id=tournament_id).select_related("field__venue")
    return await found.order_by("starts_at", "field_id", "id")


@transaction
async def close_hours(tournament_id: int, window_ids: Sequence[int], *, actor: str, now: datetime) -> int:
    """Takes hours away; matches that were there keep their place, and the calendar says that it is outside hours."""
    gone = await rows(
        "DELETE FROM field_windows WHERE tournament_id = $1 AND id = ANY($2::bigint[]) RETURNING id",
        tournament_id, list(window_ids),
    )  # fmt: skip
    if not gone:
        raise NotFound()
    detail = {"windows": [each["id"] for each in gone]}
    await audit.note(
        "tournament.hours_closed", actor=actor, subject=f"tournament:{tournament_id}", now=now, detail=detail
    )
    return len(gone)


def _moments(day: date, hours: Hours, zone: str) -> tuple[datetime, datetime]:
    start, end = (datetime.fromisoformat(f"{day.isoformat()}T{each}") for each in (hours.starts, hours.ends))
    return from_local(start, zone), from_local(end, zone)
