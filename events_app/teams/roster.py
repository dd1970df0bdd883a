"""Changing a roster: one person at a time, by the division's rules, until the lock; afterwards only the organiser."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.database import row, rows, transaction, tx
from events_app.core.tokens import CURRENT_KEY_VERSION, credential_code, ticket_hash
from events_app.teams import comebacks, queries
from events_app.teams.call import first_day, is_locked, roster_rules
from events_app.teams.errors import RosterLocked, RosterRefused, TeamGone
from events_app.tournaments.engine.reasons import Reason
from events_app.tournaments.engine.roster import ELSEWHERE, NUMBER_TAKEN, Member, refusals
from events_app.tournaments.engine.roster import Gender as Sex
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import Confirmation, Gender, TeamStatus

LOCK_TEAM = "SELECT id FROM teams WHERE id = $1 FOR NO KEY UPDATE"
# Two captains who add the same person at once wait for each other here, also across divisions.
LOCK_PERSON = "SELECT id FROM people WHERE id = $1 FOR NO KEY UPDATE"
NEXT_ID = "SELECT nextval(pg_get_serial_sequence('players', 'id')) AS id"


@dataclass(frozen=True)
class Candidate:
    """Somebody to put on a roster. `vouched` is who says that the person works at the team's company: directory,
    coordinator, or "" when the company has still to say it."""

    person_id: int
    number: int | None = None
    official: bool = False
    reinforcement: bool = False
    is_captain: bool = False
    gender: Sex = ""
    birth_date: date | None = None
    shown: bool = False
    vouched: str = ""

    def member(self) -> Member:
        return Member(self.person_id, self.number, self.official, self.reinforcement, self.gender, self.birth_date)


async def refused(
    team: Team, candidate: Candidate, *, besides: int | None = None, planned: list[Member] | None = None
) -> tuple[Reason, ...]:
    """Why the candidate may not join, as things stand; `besides` is the player who is being changed.

    `planned` are those of the same list that would be added before.
    """
    division = team.division
    players = [each for each in await queries.roster(team.id) if each.id != besides]
    others = [queries.member(each) for each in players] + (planned or [])
    per = str(division.tournament.one_team_per)
    elsewhere = await queries.team_elsewhere([candidate.person_id], team, division, per)
    rules, day = roster_rules(division), first_day(division.tournament.event)
    return refusals(candidate.member(), others, rules, day, elsewhere=elsewhere)


async def add(team_id: int, candidate: Candidate, *, actor: str, now: datetime, organiser_reason: str = "") -> Player:
    """Raises RosterLocked, TeamGone, or RosterRefused with the first reason; `organiser_reason` opens the lock."""
    try:
        return await tx(_add, team_id, candidate, actor=actor, now=now, organiser_reason=organiser_reason)
    except IntegrityError as error:
        raise _clash(error, candidate) from error


async def _add(team_id: int, candidate: Candidate, *, actor: str, now: datetime, organiser_reason: str) -> Player:
    team = await _open_team(team_id, now, organiser_reason)
    await row(LOCK_PERSON, candidate.person_id)
    against = await refused(team, candidate)
    if against:
        raise RosterRefused(against[0].key, **against[0].params)
    await comebacks.let_go(candidate.person_id, team.division_id, now)
    if candidate.is_captain:
        await Player.filter(team_id=team.id, removed_at=None).update(is_captain=False)
    reserved = await row(NEXT_ID)
    player_id = int(reserved["id"]) if reserved else 0
    confirmation = _confirmation(team, candidate)
    known = confirmation is Confirmation.CONFIRMED
    player = await Player.create(
        id=player_id,
        team_id=team.id,
        division_id=team.division_id,
        **_columns(candidate, now),
        person_id=candidate.person_id,
        confirmation=confirmation,
        confirmed_by=candidate.vouched if known else "",
        confirmed_at=now if known else None,
        added_at=now,
        added_by=actor,
        code_hash=ticket_hash(credential_code("player", player_id, 0)),
        key_version=CURRENT_KEY_VERSION,
    )
    detail = {"player": player_id, "person": candidate.person_id} | _why(organiser_reason)
    await audit.note("team.player_added", actor=actor, subject=f"team:{team.id}", now=now, detail=detail)
    return player


async def change(
    player_id: int, candidate: Candidate, *, actor: str, now: datetime, organiser_reason: str = ""
) -> None:
    """Number, captain, official, gender, birth date and consent. Raises as `add` does."""
    try:
        await tx(_change, player_id, candidate, actor=actor, now=now, organiser_reason=organiser_reason)
    except IntegrityError as error:
        raise _clash(error, candidate) from error


async def _change(player_id: int, candidate: Candidate, *, actor: str, now: datetime, organiser_reason: str) -> None:
    before = await Player.get(id=player_id)
    team = await _open_team(before.team_id, now, organiser_reason)
    player = await Player.get(id=player_id)
    candidate = replace(candidate, person_id=player.person_id, reinforcement=player.reinforcement)
    against = await refused(team, candidate, besides=player.id)
    if player.removed_at is not None or against:
        raise RosterRefused(against[0].key, **against[0].params) if against else TeamGone()
    if candidate.is_captain:
        await (
            Player.filter(team_id=team.id, removed_at=None, is_captain=True)
            .exclude(id=player.id)
            .update(is_captain=False)
        )
    columns = _columns(candidate, now)
    if player.shown and candidate.shown:
        columns["consented_at"] = player.consented_at
    await Player.filter(id=player.id).update(**columns)
    detail = {"player": player.id} | _why(organiser_reason)
    await audit.note("team.player_changed", actor=actor, subject=f"team:{team.id}", now=now, detail=detail)


@transaction
async def remove(player_id: int, *, actor: str, now: datetime, organiser_reason: str = "") -> None:
    """Takes somebody off the roster; the row stays with its history and the credential stops admitting."""
    before = await Player.get(id=player_id)
    team = await _open_team(before.team_id, now, organiser_reason)
    gone = await rows(
        "UPDATE players SET removed_at = $2, removed_by = $3, is_captain = false "
        "WHERE id = $1 AND removed_at IS NULL RETURNING id",
        player_id,
        now,
        actor,
    )
    if gone:
        detail = {"player": player_id} | _why(organiser_reason)
        await audit.note("team.player_removed", actor=actor, subject=f"team:{team.id}", now=now, detail=detail)


@transaction
async def answer(player_ids: list[int], *, works_here: bool, actor: str, now: datetime) -> int:
    """The company's word about its people who wait for it; gives how many were answered."""
    to = Confirmation.CONFIRMED if works_here else Confirmation.REJECTED
    done = await rows(
        "UPDATE players SET confirmation = $2, confirmed_by = $3, confirmed_at = $4 "
        "WHERE id = ANY($1::bigint[]) AND confirmation = 'pending' AND removed_at IS NULL RETURNING id, team_id",
        player_ids,
        str(to),
        actor,
        now,
    )
    for each in done:
        subject, detail = f"team:{each['team_id']}", {"player": each["id"]}
        await audit.note(f"team.player_{to}", actor=actor, subject=subject, now=now, detail=detail)
    return len(done)


async def _open_team(team_id: int, now: datetime, organiser_reason: str) -> Team:
    await row(LOCK_TEAM, team_id)
    team = await Team.get(id=team_id).select_related(*queries.TEAM_WITH)
    if team.status not in (TeamStatus.HELD, TeamStatus.CONFIRMED):
        raise TeamGone()
    if is_locked(team.division, now) and not organiser_reason:
        raise RosterLocked()
    return team


def _confirmation(team: Team, candidate: Candidate) -> Confirmation:
    """A reinforcement needs nobody's word; whom the directory has verified at the company has it already."""
    if candidate.reinforcement or not team.division.company_confirms or team.company_id is None:
        return Confirmation.NOT_NEEDED
    return Confirmation.CONFIRMED if candidate.vouched else Confirmation.PENDING


def _columns(candidate: Candidate, now: datetime) -> dict[str, Any]:
    return {
        "number": candidate.number,
        "official": candidate.official,
        "reinforcement": candidate.reinforcement,
        "is_captain": candidate.is_captain,
        "gender": Gender(candidate.gender),
        "birth_date": candidate.birth_date,
        "shown": candidate.shown,
        "consented_at": now if candidate.shown else None,
    }


def _clash(error: IntegrityError, candidate: Candidate) -> Exception:
    """Somebody was a moment faster: the same refusal as the rule would have given."""
    if "one_team_per_player" in str(error):
        return RosterRefused(ELSEWHERE, team="…")
    if "one_player_per_number" in str(error):
        return RosterRefused(NUMBER_TAKEN, number=candidate.number)
    return error


def _why(reason: str) -> dict[str, str]:
    return {"reason": reason} if reason else {}
