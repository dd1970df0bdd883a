"""Whatever happens in a division passes one door: it is appended, folded, and copied to the matches."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from events_app.core.database import rows, transaction
from events_app.tests.factories.tournaments import make_division, make_team
from events_app.tournaments import folds
from events_app.tournaments.engine import brackets, roundrobin
from events_app.tournaments.engine.fold import fold
from events_app.tournaments.engine.log import Confirmed, Drawn, LogEvent, Reported, Reverted, Settled, Withdrawn
from events_app.tournaments.engine.plan import Plan, as_json
from events_app.tournaments.engine.standings_values import Result
from events_app.tournaments.errors import NotDrawn, RefusedByRules
from events_app.tournaments.kinds import DivisionStatus, Format, MatchStatus
from events_app.tournaments.matches import LogEntry, Match
from events_app.tournaments.models import Division
from events_app.tournaments.record import Recorded, record
from events_app.tournaments.rules import fold_rules, rules_of


async def drawn(plan: Plan, now: datetime, **over: Any) -> tuple[Division, list[str]]:
    division = await make_division(status=DivisionStatus.DRAWN, plan=as_json(plan), drawn_at=now, **over)
    teams = [str((await make_team(division, name=f"Equipo {letter}")).id) for letter in "ABCDEFGH"[: plan.entries]]
    await write(division, lambda state, sequence: Drawn(tuple(teams), sequence=sequence), now)
    return division, teams


async def write(division: Division, make: Callable[[Any, int], LogEvent], now: datetime) -> Recorded:
    return await record(division.id, make, actor="user:1", now=now)


async def play(division: Division, number: int, score: tuple[int, int], now: datetime) -> None:
    """A result of the two who meet now, settled at once."""
    made = await write(division, lambda state, sequence: reported(state, sequence, number, score), now)
    await write(division, lambda state, sequence: Settled(number, made.sequence, "mesa", sequence=sequence), now)


def reported(state: Any, sequence: int, number: int, score: tuple[int, int]) -> Reported:
    match = state.matches[number]
    return Reported(number, match.home, match.away, Result(match.home, match.away, score=score), sequence=sequence)


async def shown(division: Division) -> list[tuple[int, str, int | None, int | None, int | None]]:
    found = await Match.filter(division_id=division.id).order_by("number")
    return [(each.number, str(each.status), each.home_id, each.away_id, each.winner_id) for each in found]


async def test_results_move_teams_on_until_there_is_a_champion(db: str, now: datetime) -> None:
    division, teams = await drawn(brackets.single(4, third_place=False), now, format=Format.SINGLE)
    one, two, three, four = (int(team) for team in teams)

    await play(division, 1, (0, 2), now)
    await play(division, 2, (3, 1), now)
    await play(division, 3, (1, 0), now)

    assert await shown(division) == [
        (1, "final", one, four, four),
        (2, "final", two, three, two),
        (3, "final", four, two, four),
    ]
    await division.refresh_from_db()
    assert (division.status, division.champion_id, division.sequence) == (DivisionStatus.FINISHED, four, 7)
    entries = await LogEntry.filter(division_id=division.id).order_by("sequence")
    assert [each.kind for each in entries] == ["drawn"] + ["reported", "settled"] * 3


async def test_a_correction_of_the_final_takes_the_title_away_and_back(db: str, now: datetime) -> None:
    division, teams = await drawn(brackets.single(2, third_place=False), now, format=Format.SINGLE)
    await play(division, 1, (1, 0), now)

    await play(division, 1, (1, 2), now)
    await division.refresh_from_db()
    corrected = division.champion_id
    await write(division, lambda state, sequence: Reverted(5, sequence=sequence), now)
    await division.refresh_from_db()

    assert (corrected, division.champion_id) == (int(teams[1]), int(teams[0]))


async def test_what_the_rules_refuse_leaves_no_trace(db: str, now: datetime) -> None:
    division, _teams = await drawn(brackets.single(4, third_place=False), now, format=Format.SINGLE)
    before = await shown(division)

    for number, score in ((1, (1, 1)), (1, (-1, 0)), (1, (5000, 0)), (3, (1, 0)), (99, (1, 0))):
        with pytest.raises((RefusedByRules, KeyError)):
            await play(division, number, score, now)

    await division.refresh_from_db()
    assert (await shown(division), division.sequence) == (before, 1)
    assert await LogEntry.filter(division_id=division.id).count() == 1


async def test_a_division_without_a_draw_has_nothing_to_record(db: str, now: datetime) -> None:
    division = await make_division()

    with pytest.raises(NotDrawn):
        await write(division, lambda state, sequence: Withdrawn("1", "auto", sequence=sequence), now)

    await division.refresh_from_db()
    assert division.sequence == 0


async def test_a_rolled_back_entry_is_not_remembered(db: str, now: datetime) -> None:
    division, teams = await drawn(roundrobin.league(2, 1), now)

    @transaction
    async def fails() -> None:
        await play(division, 1, (4, 0), now)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()
    await play(division, 1, (0, 1), now)

    await division.refresh_from_db()
    state = await folds.folded(division)
    assert state.matches[1].winner == teams[1]
    assert state == fold(state.plan, await folds.entries(division.id, 0, 99), fold_rules(rules_of(division), {}))


async def test_two_results_at_once_are_written_one_after_the_other(db: str, now: datetime) -> None:
    division, _teams = await drawn(roundrobin.league(8, 1), now)

    await asyncio.gather(*(play(division, number, (number % 3, 1), now) for number in range(1, 21)))

    await division.refresh_from_db()
    sequences = [each.sequence for each in await LogEntry.filter(division_id=division.id).order_by("sequence")]
    assert sequences == list(range(1, 42))
    state = await folds.folded(division)
    stored = {each.number: each.status for each in await Match.filter(division_id=division.id)}
    assert stored == {number: MatchStatus(match.status) for number, match in state.matches.items()}


async def test_one_entry_costs_at_most_five_statements(db: str, now: datetime, statements: Any) -> None:
    division, _teams = await drawn(brackets.single(8, third_place=False), now, format=Format.SINGLE)
    made = await write(division, lambda state, sequence: reported(state, sequence, 1, (2, 0)), now)
    await write(division, lambda state, sequence: Confirmed(1, "home", made.sequence, sequence=sequence), now)

    async with statements() as seen:
        await write(division, lambda state, sequence: Confirmed(1, "away", made.sequence, sequence=sequence), now)

    assert seen.count <= 5, seen.sql
    assert [each["status"] for each in await rows("SELECT status FROM matches WHERE number = 1")] == ["final"]
