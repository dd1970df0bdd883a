"""Sets tournaments and their divisions up: creates, changes, copies and moves them; each with its note in the audit."""

import re
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.access import Actor
from events_app.core.database import row, rows, transaction, tx
from events_app.core.errors import Invalid, NotFound
from events_app.core.i18n import N_
from events_app.core.search import search_key
from events_app.tournaments.engine.sports_json import as_json
from events_app.tournaments.engine.sports_presets import presets_of
from events_app.tournaments.errors import AlreadyTournament, DivisionFixed, DivisionInUse, RulesFixed
from events_app.tournaments.kinds import DivisionStatus, Sport
from events_app.tournaments.models import Division, Edition, Tournament
from events_app.tournaments.organised import free_events
from events_app.tournaments.states import move

FIXED = ("sport", "format", "options", "max_teams")
SETTLED = (DivisionStatus.DRAWN, DivisionStatus.PLAYING, DivisionStatus.FINISHED)
# What stands in a division's place in the tournament's own addresses: its screen and its stream.
OWN_STEPS = {"tv", "vivo"}
REASON_NEEDED = (DivisionStatus.CANCELLED,)
# Moves that a button makes; the draw and the results make the others.
BY_HAND = (
    DivisionStatus.OPEN,
    DivisionStatus.CLOSED,
    DivisionStatus.FINISHED,
    DivisionStatus.CANCELLED,
)
_COPIED = (
    *("name_en", "sport", "format", "options", "rules", "rules_text_es", "rules_text_en", "call_opens_at"),
    *("call_closes_at", "max_teams", "net_fee", "net_deposit", "tax_code", "min_players", "max_players"),
    *("max_reinforcements", "min_women", "min_men", "min_age", "max_age", "roster_locks_at", "company_confirms"),
    "match_minutes",
)


async def create_tournament(event_id: int, *, actor: Actor, now: datetime) -> Tournament:
    """Raises NotFound for an event that this person may not make a tournament of, AlreadyTournament when it is one."""
    if not await free_events(actor).filter(id=event_id).exists():
        raise Invalid(fields={"event_id": N_("Elige una de las opciones.")})
    try:
        return await tx(_create_tournament, event_id, actor=actor.label, now=now)
    except IntegrityError as error:
        raise AlreadyTournament() from error


async def _create_tournament(event_id: int, *, actor: str, now: datetime) -> Tournament:
    made = await Tournament.create(event_id=event_id, created_at=now)
    subject = f"tournament:{made.id}"
    await audit.note("tournament.created", actor=actor, subject=subject, now=now, detail={"event": event_id})
    return made


@transaction
async def change_tournament(tournament: Tournament, columns: dict[str, Any], *, actor: str, now: datetime) -> None:
    edition = columns.get("edition_id")
    if edition is not None and not await Edition.exists(id=edition):
        raise Invalid(fields={"edition_id": N_("Elige una de las opciones.")})
    await tournament.update_from_dict(columns).save(update_fields=list(columns))
    detail = {name: str(value) for name, value in columns.items()}
    await audit.note("tournament.changed", actor=actor, subject=f"tournament:{tournament.id}", now=now, detail=detail)


@transaction
async def create_division(tournament: Tournament, columns: dict[str, Any], *, actor: str, now: datetime) -> Division:
    """A draft with the usual rules of its sport."""
    slug = await _free_slug(tournament.id, columns["name_es"])
    position = await Division.filter(tournament_id=tournament.id).count()
    values: dict[str, Any] = {"slug": slug, "position": position, "rules": usual_rules(columns["sport"])} | columns
    made = await Division.create(tournament_id=tournament.id, created_at=now, **values)
    detail = {"name": made.name_es}
    await audit.note("division.created", actor=actor, subject=f"division:{made.id}", now=now, detail=detail)
    return made


@transaction
async def change_division(division_id: int, columns: dict[str, Any], *, actor: str, now: datetime) -> None:
    """Raises DivisionFixed when the draw already decided what would change; a new sport brings its usual rules."""
    division = await locked(division_id)
    changed = sorted(name for name, value in columns.items() if getattr(division, name) != value)
    if division.status in SETTLED and set(changed) & set(FIXED):
        raise DivisionFixed()
    if columns["max_teams"] < division.taken:
        raise Invalid(fields={"max_teams": N_("Ya hay más equipos inscritos que ese cupo.")})
    if "sport" in changed:
        columns = columns | {"rules": usual_rules(columns["sport"])}
    await division.update_from_dict(columns).save(update_fields=list(columns))
    detail = {"fields": changed}
    await audit.note("division.changed", actor=actor, subject=f"division:{division.id}", now=now, detail=detail)


@transaction
async def change_rules(division_id: int, rules: dict[str, Any], *, actor: str, now: datetime) -> None:
    """Raises RulesFixed once there are results: nobody changes what is being played by."""
    division = await locked(division_id)
    if division.status in (DivisionStatus.PLAYING, DivisionStatus.FINISHED):
        raise RulesFixed()
    changed = sorted(name for name in rules if rules[name] != division.rules.get(name))
    division.rules = rules
    await division.save(update_fields=["rules"])
    detail = {"fields": changed}
    await audit.note("division.rules", actor=actor, subject=f"division:{division_id}", now=now, detail=detail)


@transaction
async def copy_division(source: Division, columns: dict[str, Any], *, actor: str, now: datetime) -> Division:
    """A draft with everything of the source but its teams, draw and log."""
    kept = {name: getattr(source, name) for name in _COPIED}
    slug = await _free_slug(source.tournament_id, columns["name_es"])
    position = await Division.filter(tournament_id=source.tournament_id).count()
    values = kept | {"name_en": ""} | columns
    made = await Division.create(
        tournament_id=source.tournament_id, slug=slug, position=position, created_at=now, **values
    )
    detail = {"from": source.id, "name": made.name_es}
    await audit.note("division.copied", actor=actor, subject=f"division:{made.id}", now=now, detail=detail)
    return made


@transaction
async def remove_division(division: Division, *, actor: str, now: datetime) -> None:
    """A draft that no team ever entered. Raises DivisionInUse for the others."""
    gone = await row(
        """DELETE FROM divisions WHERE id = $1 AND status = 'draft'
           AND NOT EXISTS (SELECT 1 FROM teams WHERE division_id = $1)
           AND NOT EXISTS (SELECT 1 FROM division_log WHERE division_id = $1) RETURNING id""",
        division.id,
    )
    if gone is None:
        raise DivisionInUse()
    detail = {"name": division.name_es}
    await audit.note("division.removed", actor=actor, subject=f"division:{division.id}", now=now, detail=detail)


@transaction
async def move_by_hand(division_id: int, to: DivisionStatus, *, actor: str, reason: str, now: datetime) -> None:
    """A named button: open or close the call, finish, cancel with a reason. Doing it twice changes nothing."""
    division = await locked(division_id)
    if division.status is to:
        return
    if to not in possible_moves(division):
        raise Invalid(fields={"to": N_("Ese cambio ya no es posible.")})
    if to in REASON_NEEDED and len(reason) < 3:
        raise Invalid(fields={"reason": N_("Escribe el motivo: lo leerán los equipos.")})
    if to is DivisionStatus.CLOSED and division.status is DivisionStatus.DRAWN:
        raise Invalid(fields={"to": N_("Para volver atrás, deshaz el sorteo.")})
    await move(division, to, actor=actor, reason=reason, now=now)


def possible_moves(division: Division) -> list[DivisionStatus]:
    """The moves that the committee's buttons offer now, in the order of a tournament's life."""
    table = {
        DivisionStatus.DRAFT: [DivisionStatus.OPEN, DivisionStatus.CANCELLED],
        DivisionStatus.OPEN: [DivisionStatus.CLOSED, DivisionStatus.CANCELLED],
        DivisionStatus.CLOSED: [DivisionStatus.OPEN, DivisionStatus.CANCELLED],
        DivisionStatus.DRAWN: [DivisionStatus.CANCELLED],
        DivisionStatus.PLAYING: [DivisionStatus.FINISHED, DivisionStatus.CANCELLED],
    }
    return table.get(division.status, [])


@transaction
async def change_order(tournament_id: int, division_id: int, step: int) -> None:
    """Moves a division one place up (-1) or down (1) in the tournament's list."""
    ids = [each.id for each in await Division.filter(tournament_id=tournament_id).order_by("position", "id")]
    if division_id not in ids:
        raise NotFound()
    place = ids.index(division_id)
    ids.insert(max(0, min(len(ids) - 1, place + step)), ids.pop(place))
    await rows(
        """UPDATE divisions SET position = o.place FROM unnest($1::bigint[]) WITH ORDINALITY AS o (id, place)
           WHERE divisions.id = o.id RETURNING divisions.id""",
        ids,
    )


async def locked(division_id: int) -> Division:
    """The division with its row locked for the rest of the transaction. Raises NotFound."""
    found = await Division.filter(id=division_id).select_for_update().first()
    if found is None:
        raise NotFound()
    return found


def usual_rules(sport: Sport) -> dict[str, Any]:
    """The rule set that a sport starts with, as the division's column."""
    return as_json(presets_of(str(sport))[0])


async def _free_slug(tournament_id: int, name: str) -> str:
    bare = re.sub(r"[^a-z0-9]+", "-", search_key(name)).strip("-")[:64].strip("-") or "division"
    taken = {each.slug for each in await Division.filter(tournament_id=tournament_id).only("id", "slug")} | OWN_STEPS
    tries = (bare if number == 1 else f"{bare}-{number}" for number in range(1, 10_000))
    return next(slug for slug in tries if slug not in taken)
