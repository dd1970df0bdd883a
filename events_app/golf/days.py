"""Setting a golf tournament up and changing it: the course, the rules, the places and the cause."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from events_app.core import audit
from events_app.core.database import row, rows, transaction
from events_app.core.errors import Conflict
from events_app.core.i18n import N_
from events_app.events.models import Event
from events_app.golf.forms import DayForm, whole
from events_app.golf.lifecycle import touch
from events_app.golf.models import GolfTournament
from events_app.tournaments.engine.golf_countback import CRITERIA
from events_app.tournaments.engine.golf_day import shotgun

START = """
UPDATE golf_teams SET start_hole = $2, start_wave = $3 WHERE id = $1 AND status IN ('held', 'confirmed') RETURNING id
"""
CLEAR = "UPDATE golf_teams SET start_hole = NULL, start_wave = '' WHERE tournament_id = $1 RETURNING id"
IN_ORDER = "SELECT id FROM golf_teams WHERE tournament_id = $1 AND status = 'confirmed' ORDER BY confirmed_at, id"
FITS = "UPDATE golf_tournaments SET places = $2 WHERE id = $1 AND taken <= $2 RETURNING id"
THERE_ALREADY = (
    "SELECT id FROM golf_teams WHERE tournament_id = $1 AND start_hole = $2 AND start_wave = $3 AND id <> $4"
)


class GolfTooFewPlaces(Conflict):
    message = N_("Ya hay más equipos inscritos que ese cupo.")


class GolfStartTaken(Conflict):
    message = N_("Otro equipo ya sale de ahí.")


@transaction
async def create(
    event: Event, form: DayForm, ticket_type_id: int | None, *, actor: str, now: datetime
) -> GolfTournament:
    """The event becomes a golf tournament."""
    day = await GolfTournament.create(
        event_id=event.id, places=form.places, created_at=now, **_columns(event, form, ticket_type_id)
    )
    await audit.note("golf.created", actor=actor, subject=f"golf:{day.id}", now=now, detail={"event": event.id})
    return day


@transaction
async def change(
    day: GolfTournament, event: Event, form: DayForm, ticket_type_id: int | None, *, actor: str, now: datetime
) -> None:
    """Raises GolfTooFewPlaces when more teams are in than the new number of places."""
    if await row(FITS, day.id, form.places) is None:
        raise GolfTooFewPlaces()
    await GolfTournament.filter(id=day.id).update(**_columns(event, form, ticket_type_id))
    await audit.note("golf.changed", actor=actor, subject=f"golf:{day.id}", now=now)
    await touch(day.id)


@transaction
async def assign_starts(day: GolfTournament, *, actor: str, now: datetime) -> int:
    """Gives every confirmed team its hole, in the order in which they confirmed; gives how many.

    Raises NoRoom when they do not fit.
    """
    teams = [str(each["id"]) for each in await rows(IN_ORDER, day.id)]
    starts = shotgun(teams, [hole["par"] for hole in day.holes], day.groups_per_hole)
    await row(CLEAR, day.id)
    for start in starts:
        await row(START, int(start.group), start.hole, start.wave)
    await audit.note("golf.starts", actor=actor, subject=f"golf:{day.id}", now=now, detail={"teams": len(starts)})
    await touch(day.id)
    return len(starts)


@transaction
async def move_start(day: GolfTournament, team_id: int, hole: int, wave: str, *, actor: str, now: datetime) -> None:
    """One team to another hole; raises GolfStartTaken when somebody starts there."""
    if await row(THERE_ALREADY, day.id, hole, wave, team_id) is not None:
        raise GolfStartTaken()
    await row(START, team_id, hole, wave)
    detail = {"start": f"{hole}{wave}"}
    await audit.note("golf_team.start", actor=actor, subject=f"golf_team:{team_id}", now=now, detail=detail)
    await touch(day.id)


def _columns(event: Event, form: DayForm, ticket_type_id: int | None) -> dict[str, Any]:
    holes = zip(whole(form.pars), whole(form.stroke_indexes), strict=True)
    return {
        "ticket_type_id": ticket_type_id,
        "format": form.format,
        "net": form.net,
        "holes": [{"par": par, "stroke_index": index} for par, index in holes],
        "slope": form.slope,
        "rating": form.rating,
        "team_size": form.team_size,
        "allowances": [f"{share}/100" for share in whole(form.allowances)],
        "team_cap": form.team_cap,
        "min_index_sum": form.min_index_sum,
        "max_index": form.max_index,
        "countback": [each for each in CRITERIA if each in form.countback],
        "countback_half_up": form.countback_half_up,
        "groups_per_hole": form.groups_per_hole,
        "shotgun_at": _moment(form.shotgun_at, event.timezone),
        "goal_amount": form.goal.amount if form.goal else 0,
        "scholarship_amount": form.scholarship.amount if form.scholarship else 0,
    }


def _moment(wall: datetime | None, zone: str) -> datetime | None:
    """What the clock on the wall of the course says, as a moment."""
    return wall.replace(tzinfo=ZoneInfo(zone)) if wall is not None else None
