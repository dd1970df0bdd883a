"""Plays the matches of the demonstration that have had their hour: goals, cards, signatures, a walkover, a dispute."""

import random
from datetime import datetime, timedelta

from events_app.scoring import noting, reporting
from events_app.scoring.notes import Note
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.engine.standings_values import Result
from events_app.tournaments.entries import Player
from events_app.tournaments.kinds import IncidentKind, MatchStatus, SignatureVerdict
from events_app.tournaments.matches import Match
from events_app.tournaments.rules import rules_of

WHO = "system"
RELATED = ("division__tournament__event", "home", "away", "field", "referee")
LASTS = timedelta(minutes=50)
UNDECIDED = (MatchStatus.WAITING, MatchStatus.READY)
Pair = tuple[int, int]


async def play(division_id: int, luck: random.Random, *, now: datetime) -> None:
    """In the order of the calendar, until no match that has begun can be played any more."""
    order = 0
    while True:
        match = await _next(division_id, now)
        if match is None or match.starts_at is None:
            return
        order += 1
        if match.starts_at + LASTS > now:
            await _under_way(match, luck, now)
        else:
            await _played(match, luck, order)


async def _next(division_id: int, now: datetime) -> Match | None:
    ready = Match.filter(division_id=division_id, status=MatchStatus.READY, starts_at__lt=now)
    return await ready.select_related(*RELATED).order_by("starts_at", "number").first()


async def _played(match: Match, luck: random.Random, order: int) -> None:
    rules, began = rules_of(match.division), match.starts_at
    assert began is not None
    ended = began + LASTS
    if order == 5:
        await _walkover(match, rules, began + timedelta(minutes=12))
        return
    result = await _result(match, rules, luck, began)
    done = await reporting.report(match, result, expected=None, by=WHO, now=ended)
    if order == 7:
        await _dispute(match, done.report, ended)
    for side in ("home", "away") if order != 7 else ():
        await _sign(match, done.report, side, ended)


async def _walkover(match: Match, rules: RuleSet, moment: datetime) -> None:
    result = reporting.result_of_kind(match, rules, "walkover", winner="home")
    done = await reporting.report(match, result, expected=None, by=WHO, now=moment)
    reason = "El otro equipo no llegó en los diez minutos de espera"
    await reporting.close(match, done.report, reason=reason, by=WHO, organises=True, now=moment)


async def _dispute(match: Match, report: int, moment: datetime) -> None:
    """A captain objected; the committee heard both and kept what the sheet said."""
    await _sign(match, report, "home", moment)
    signing = reporting.Signing(
        f"demo-{match.id}-away", report, "away", SignatureVerdict.DISPUTED, _captain(match, "away"),
        reason="Un punto cayó con el tiempo cumplido",
    )  # fmt: skip
    await reporting.sign(match, signing, by=WHO, now=moment)
    reason = "El árbitro confirmó que el punto fue dentro del tiempo"
    await reporting.close(match, report, reason=reason, by=WHO, organises=True, now=moment + timedelta(hours=3))


async def _sign(match: Match, report: int, side: str, moment: datetime) -> None:
    signing = reporting.Signing(
        f"demo-{match.id}-{side}", report, "home" if side == "home" else "away", SignatureVerdict.CONFIRMED,
        _captain(match, side),
    )  # fmt: skip
    await reporting.sign(match, signing, by=WHO, now=moment)


def _captain(match: Match, side: str) -> str:
    team = match.home if side == "home" else match.away
    return team.captain_name if team else ""


async def _result(match: Match, rules: RuleSet, luck: random.Random, began: datetime) -> Result:
    if rules.periods.by_sets:
        return _of_sets(match, rules, luck)
    score = await _goals(match, rules, luck, began, minutes=40)
    level = score[0] == score[1]
    winner = luck.choice(("home", "away")) if level else None
    outs = (21, 21) if rules.incident == "run" else None
    return reporting.result_of_kind(
        match,
        rules,
        "played",
        score=score,
        winner="home" if winner == "home" else "away" if winner else None,
        outs=outs,
    )


def _of_sets(match: Match, rules: RuleSet, luck: random.Random) -> Result:
    """Sets until one side has enough: 25 and the last 15, two ahead."""
    won: list[int] = [0, 0]
    sets: list[Pair] = []
    while max(won) < rules.periods.sets_to_win:
        last = len(sets) == rules.periods.count - 1
        target = (rules.periods.last_points_to if last else rules.periods.points_to) or 25
        low = luck.randrange(target - 10, target - 1)
        side = luck.randrange(2)
        won[side] += 1
        sets.append((target, low) if side == 0 else (low, target))
    return reporting.result_of_kind(match, rules, "played", score=(won[0], won[1]), periods=tuple(sets))


async def _goals(match: Match, rules: RuleSet, luck: random.Random, began: datetime, *, minutes: int) -> Pair:
    """Notes the points and some cards as a scorekeeper's phone would; gives the score."""
    squads = {side: await _squad(match, side) for side in ("home", "away")}
    counts = (luck.randrange(6), luck.randrange(6))
    if rules.incident == "run" and counts[0] == counts[1]:
        counts = (counts[0] + 1, counts[1])
    sides = ["home"] * counts[0] + ["away"] * counts[1]
    luck.shuffle(sides)
    marks = sorted(luck.sample(range(1, minutes), len(sides)))
    notes = _kick_offs(match, rules, began, minutes)
    for place, (side, minute) in enumerate(zip(sides, marks, strict=True)):
        notes.append(_note(match, rules, place, IncidentKind.SCORE, side, luck.choice(squads[side]), minute, began))
    if rules.cards and luck.random() < 0.5:
        side, minute = luck.choice(("home", "away")), luck.randrange(1, minutes)
        notes.append(_note(match, rules, 50, IncidentKind.YELLOW, side, luck.choice(squads[side]), minute, began))
    if notes:
        await noting.note(match, notes, by=WHO, organises=True, now=began + timedelta(minutes=minutes))
    return counts


def _kick_offs(match: Match, rules: RuleSet, began: datetime, minutes: int) -> list[Note]:
    """The start of each half or quarter so far; innings and sets begin by what happens, not by the clock."""
    length = rules.periods.minutes
    if length is None:
        return []
    numbers = range(1, min(rules.periods.count, minutes // length + 1) + 1)
    return [_period(match, number, began + timedelta(minutes=(number - 1) * length)) for number in numbers]


def _period(match: Match, number: int, moment: datetime) -> Note:
    return Note(f"demo-{match.id}-p{number}", 60 + number, IncidentKind.PERIOD, moment, period=number)


def _note(
    match: Match,
    rules: RuleSet,
    place: int,
    kind: IncidentKind,
    side: str,
    player: Player,
    minute: int,
    began: datetime,
) -> Note:
    length = rules.periods.minutes or 8
    return Note(
        id=f"demo-{match.id}-{place}",
        position=place,
        kind=kind,
        happened_at=began + timedelta(minutes=minute),
        side=side,
        player=player.id,
        period=min(rules.periods.count, minute // length + 1),
        minute=minute,
    )


async def _rallies(match: Match, luck: random.Random, now: datetime, began: datetime) -> None:
    """One set won and another under way, point by point."""
    notes: list[Note] = []
    moment = began
    for number, points in ((1, ["home"] * 25 + ["away"] * 18), (2, ["home"] * 9 + ["away"] * 11)):
        notes.append(_period(match, number, moment))
        luck.shuffle(points)
        last = points.index("home") if number == 1 else 0
        points = [*points[:last], *points[last + 1 :], points[last]] if number == 1 else points
        for place, side in enumerate(points):
            moment += timedelta(seconds=20)
            notes.append(
                Note(f"demo-{match.id}-{number}-{place}", 100 * number + place, IncidentKind.SCORE, moment,
                     side=side, period=number)
            )  # fmt: skip
    await noting.note(match, [each for each in notes if each.happened_at < now], by=WHO, organises=True, now=now)


async def _under_way(match: Match, luck: random.Random, now: datetime) -> None:
    """Being played right now: what fell until this minute."""
    rules, began = rules_of(match.division), match.starts_at
    assert began is not None
    minutes = max(2, int((now - began).total_seconds() // 60))
    if rules.periods.by_sets:
        await _rallies(match, luck, now, began)
        return
    if minutes < 10:
        await noting.start(match, by=WHO, now=began)
        return
    await _goals(match, rules, luck, began, minutes=minutes)
    await match.refresh_from_db()
    if match.status is MatchStatus.READY:
        await noting.start(match, by=WHO, now=began)


async def _squad(match: Match, side: str) -> list[Player]:
    team = match.home_id if side == "home" else match.away_id
    return await Player.filter(team_id=team, removed_at=None).order_by("number")
