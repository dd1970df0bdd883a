"""A division that is being played, for the tests of the public pages."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from events_app.tests.factories.tournaments import make_division, make_player, make_team
from events_app.tournaments.engine.log import Drawn, Reported, Settled, Started
from events_app.tournaments.engine.plan import Plan, as_json
from events_app.tournaments.engine.standings_values import Result
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.matches import Field, Incident, Match, Venue
from events_app.tournaments.models import Division
from events_app.tournaments.record import match_columns, record

NAMES = ("Pimería", "Peñasco", "Magdalena", "Cíbuta", "Caborca", "Ocuca", "Imuris", "Mariposa")


@dataclass
class Playing:
    """`path` is the address of the division's page."""

    division: Division
    teams: list[Team]
    now: datetime
    path: str

    async def report(self, number: int, score: tuple[int, int] | None, **over: Any) -> int:
        """A result of the two who meet now; gives the sequence of its report."""

        def make(state: Any, sequence: int) -> Reported:
            match = state.matches[number]
            result = Result(match.home, match.away, over.get("kind", "played"), score, over.get("winner"))
            return Reported(number, match.home, match.away, result, sequence=sequence)

        return (await record(self.division.id, make, actor="user:1", now=self.now)).sequence

    async def settle(self, number: int, score: tuple[int, int] | None, **over: Any) -> None:
        report = await self.report(number, score, **over)
        await record(
            self.division.id, lambda _, sequence: Settled(number, report, "mesa", sequence=sequence),
            actor="user:1", now=self.now,
        )  # fmt: skip

    async def start(self, number: int, score: tuple[int, int] = (0, 0)) -> Match:
        await record(
            self.division.id, lambda _, sequence: Started(number, sequence=sequence), actor="user:1", now=self.now
        )
        return await self.show(number, score)

    async def show(self, number: int, score: tuple[int, int]) -> Match:
        """What the scorekeeper's phone tells."""
        match = await Match.get(division_id=self.division.id, number=number)
        since = (self.now - timedelta(minutes=33)).isoformat()
        match.live = {"score": list(score), "period": 2, "clock": {"running": True, "since": since}}
        await match.save(update_fields=["live"])
        return match

    async def place(self, number: int, starts_at: datetime, field: Field | None = None) -> None:
        await Match.filter(division_id=self.division.id, number=number).update(starts_at=starts_at, field=field)

    async def goal(self, match: Match, player: Player, *, kind: str = "score", minute: int = 6) -> None:
        side = "home" if player.team_id == match.home_id else "away"
        count = await Incident.filter(match_id=match.id).count() + 1
        await Incident.create(
            match_id=match.id, client_id=f"c{count}", position=count, kind=kind, side=side, player=player, period=1,
            minute=minute, noted_by="user:1", happened_at=self.now + timedelta(seconds=count), received_at=self.now,
        )  # fmt: skip


async def playing(plan: Plan, now: datetime, **over: Any) -> Playing:
    """The plan drawn in the order of NAMES, with every match written and the calendar public."""
    values: dict[str, Any] = {"format": Format.SINGLE, "schedule_published_at": now} | over
    division = await make_division(status=DivisionStatus.DRAWN, plan=as_json(plan), drawn_at=now, **values)
    teams = [await make_team(division, name=f"Equipo {name}", short_name=name) for name in NAMES[: plan.entries]]
    seeds = tuple(str(each.id) for each in teams)
    made = await record(division.id, lambda _, sequence: Drawn(seeds, sequence=sequence), actor="user:1", now=now)
    known = {each.number for each in await Match.filter(division_id=division.id)}
    for number, match in made.state.matches.items():
        if number not in known:
            await Match.create(division_id=division.id, **match_columns(made.state.planned[number], match))
    await division.fetch_related("tournament__event")
    return Playing(division, teams, now, f"/torneos/{division.tournament.event.slug}/{division.slug}")


async def a_field(name: str = "Cancha 1") -> Field:
    venue, _ = await Venue.get_or_create(name="Las Bellotas")
    return await Field.create(venue=venue, name=name)


async def a_player(team: Team, **over: Any) -> Player:
    return await make_player(
        team, given_name="Guadalupe", paternal_surname="Yáñez", maternal_surname="Peñúñuri", **over
    )
