"""The draw of a division: the seed is sworn to, drawn before witnesses or placed by hand, confirmed, or undone."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError, OperationalError

from events_app.core import audit, live
from events_app.core.database import execute, rows, transaction
from events_app.core.i18n import N_, _
from events_app.tournaments import draw_values, organised
from events_app.tournaments.draw_values import Proposal
from events_app.tournaments.engine.draw import NoDraw, commitment
from events_app.tournaments.engine.log_events import Drawn
from events_app.tournaments.entries import Team
from events_app.tournaments.errors import CannotDraw, DrawStands, SeedKnown
from events_app.tournaments.kinds import DivisionStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division
from events_app.tournaments.record import match_columns, record
from events_app.tournaments.setup import locked
from events_app.tournaments.states import move

SEED_BYTES = 16
PLAYED = "SELECT 1 FROM matches WHERE division_id = $1 AND (report IS NOT NULL OR status IN ('live', 'final')) LIMIT 1"


@transaction
async def place_seeds(
    division_id: int, seeds: Mapping[int, int | None], pots: Mapping[int, int | None], *, actor: str, now: datetime
) -> None:
    """The committee's seeds and pots, by team. Raises SeedKnown once the seed of the draw is sworn to."""
    division = await _before_the_draw(division_id)
    if division.draw is not None or division.seed_hash:
        raise SeedKnown()
    teams = {team.id: team for team in await organised.entering_teams(division_id)}
    await execute("UPDATE teams SET seed = NULL, pot = NULL WHERE division_id = $1", division_id)
    for id_ in sorted(set(teams) & (set(seeds) | set(pots))):
        await Team.filter(id=id_).update(seed=seeds.get(id_), pot=pots.get(id_))
    detail = {"seeds": {str(key): value for key, value in seeds.items() if value is not None}}
    await audit.note("division.seeded", actor=actor, subject=f"division:{division_id}", now=now, detail=detail)


@transaction
async def commit_seed(division_id: int, *, actor: str, now: datetime) -> str:
    """Makes the 128-bit seed in secret, freezes who takes part, and publishes the seed's hash. Raises CannotDraw."""
    division = await _before_the_draw(division_id)
    if division.seed_hash:
        return division.seed_hash
    frozen = draw_values.input_of(division, await _teams(division))
    seed = secrets.token_hex(SEED_BYTES)
    division.update_from_dict(
        {"seed": seed, "seed_hash": commitment(seed), "seed_committed_at": now, "draw": {"frozen": frozen}}
    )
    await division.save(update_fields=["seed", "seed_hash", "seed_committed_at", "draw"])
    detail = {"sha256": division.seed_hash}
    await audit.note("division.seed_sworn", actor=actor, subject=f"division:{division_id}", now=now, detail=detail)
    await live.announce(f"division:{division_id}", {"draw": "sworn"})
    return division.seed_hash


@transaction
async def draw_lots(division_id: int, *, word: str, witnesses: str, actor: str, now: datetime) -> None:
    """Draws with the sworn seed and the witnesses' word. Raises CannotDraw; drawing again changes nothing."""
    division = await _before_the_draw(division_id)
    if not division.seed_hash or division.draw is None:
        raise CannotDraw(because=_("primero se publica el compromiso de la semilla."))
    if "order" in division.draw:
        return
    teams = await _teams(division)
    frozen = draw_values.input_of(division, teams)
    if frozen != division.draw["frozen"]:
        raise CannotDraw(because=_("los equipos cambiaron desde el compromiso. Deséchalo y publica otro."))
    seed = f"{division.seed}-{word}" if word else division.seed
    try:
        proposal = draw_values.drawn(division, teams, seed)
    except NoDraw as impossible:
        raise CannotDraw(impossible.reason.key, **impossible.reason.params) from impossible
    await _propose(division, proposal, witnesses, {"frozen": frozen, "word": word, "seed": seed})
    detail = {"word": word, "witnesses": witnesses}
    await audit.note("division.drawn_lots", actor=actor, subject=f"division:{division_id}", now=now, detail=detail)


@transaction
async def place_by_hand(
    division_id: int, placed: Mapping[int, int], *, witnesses: str, actor: str, now: datetime
) -> None:
    """`placed` gives the group or line of each team, from 0. Raises CannotDraw with everything that is wrong."""
    division = await _before_the_draw(division_id)
    teams = await _teams(division)
    wrong = draw_values.objections(division, teams, placed)
    if wrong:
        raise CannotDraw(because=" ".join(_(each.key, **each.params) for each in wrong))
    proposal = draw_values.arranged(division, teams, placed)
    await _propose(division, proposal, witnesses, {"by_hand": True})
    subject, detail = f"division:{division_id}", {"witnesses": witnesses, "order": list(proposal.order)}
    await audit.note("division.placed_by_hand", actor=actor, subject=subject, now=now, detail=detail)


@transaction
async def confirm(division_id: int, *, actor: str, now: datetime) -> None:
    """The proposal becomes the plan, an entry of the log and the matches. Raises CannotDraw; twice does nothing."""
    division = await locked(division_id)
    if division.status is DivisionStatus.DRAWN:
        return
    if division.draw is None or "order" not in division.draw:
        raise CannotDraw(because=_("todavía no se hace el sorteo."))
    order = [int(each) for each in division.draw["order"]]  # type: ignore[attr-defined]
    present = {team.id for team in await organised.entering_teams(division_id)}
    if present != set(order):
        raise CannotDraw(because=_("los equipos cambiaron desde el sorteo. Deséchalo y sortea otra vez."))
    try:
        plan = draw_values.plan(division, division.draw)
    except ValueError as error:
        raise CannotDraw(
            because=_("con estos equipos no alcanza para ese formato. Revisa grupos y clasificados.")
        ) from error
    division.update_from_dict({"plan": plan, "drawn_at": now})
    await division.save(update_fields=["plan", "drawn_at"])
    await move(division, DivisionStatus.DRAWN, actor=actor, reason="", now=now)
    seeds = tuple(str(each) for each in order)
    made = await record(division_id, lambda state, sequence: _drawn(seeds, sequence, now, actor), actor=actor, now=now)
    known = {each["number"] for each in await rows("SELECT number FROM matches WHERE division_id = $1", division_id)}
    await Match.bulk_create(
        Match(division_id=division_id, created_at=now, **match_columns(made.state.planned[number], match))
        for number, match in made.state.matches.items()
        if number not in known
    )


@transaction
async def discard(division_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """Throws the proposal and the seed away before confirming; the reason stays in the audit."""
    division = await _before_the_draw(division_id)
    await _forget(division)
    subject, detail = f"division:{division_id}", {"reason": reason}
    await audit.note("division.draw_discarded", actor=actor, subject=subject, now=now, detail=detail)


@transaction
async def undo(division_id: int, *, reason: str, actor: str, now: datetime) -> None:
    """Takes a confirmed draw back while nothing was played. Raises DrawStands."""
    division = await locked(division_id)
    if division.status is not DivisionStatus.DRAWN or await rows(PLAYED, division_id):
        raise DrawStands()
    try:
        await execute("DELETE FROM matches WHERE division_id = $1", division_id)
    except (IntegrityError, OperationalError) as noted:
        raise DrawStands() from noted
    await move(division, DivisionStatus.CLOSED, actor=actor, reason=reason, now=now)
    division.update_from_dict({"plan": None, "drawn_at": None, "schedule_published_at": None, "champion_id": None})
    await division.save(update_fields=["plan", "drawn_at", "schedule_published_at", "champion_id"])
    await _forget(division)


async def _before_the_draw(division_id: int) -> Division:
    division = await locked(division_id)
    if division.status is not DivisionStatus.CLOSED:
        raise CannotDraw(because=_("la convocatoria debe estar cerrada y la división sin sortear."))
    return division


async def _teams(division: Division) -> list[Team]:
    teams = await organised.entering_teams(division.id)
    least = draw_values.fewest(division)
    if len(teams) < least:
        words = N_("equipos confirmados: %(n)s; el formato pide al menos %(least)s.")
        raise CannotDraw(because=_(words, n=len(teams), least=least))
    return teams


async def _propose(division: Division, proposal: Proposal, witnesses: str, more: dict[str, Any]) -> None:
    division.draw = {**more, **proposal.as_json()}
    division.witnesses = witnesses
    await division.save(update_fields=["draw", "witnesses"])
    await live.announce(f"division:{division.id}", {"draw": "proposed"})


async def _forget(division: Division) -> None:
    empty = {"draw": None, "seed": "", "seed_hash": "", "seed_committed_at": None, "witnesses": ""}
    await division.update_from_dict(empty).save(update_fields=list(empty))
    await live.announce(f"division:{division.id}", {"draw": "discarded"})


def _drawn(seeds: Sequence[str], sequence: int, now: datetime, actor: str) -> Drawn:
    return Drawn(tuple(seeds), sequence=sequence, at=now.isoformat(), by=actor)
