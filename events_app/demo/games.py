"""Holds the games of the demonstration as a committee would: calls, teams, rosters, draws, calendars."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from events_app.core.access import Actor, Grant, Role
from events_app.core.clock import local
from events_app.demo import bookings, names, results
from events_app.demo.games_programme import COLOURS, DIVISIONS, REFEREES, WEEKS, PlannedDivision
from events_app.demo.people import Town
from events_app.directory.models import Company, Employment, Person
from events_app.events.models import Event
from events_app.teams import roster, services
from events_app.tournaments import drawing, games, places, referees, scheduling, setup
from events_app.tournaments.engine import sports_json
from events_app.tournaments.engine.sports_presets import PRESETS
from events_app.tournaments.kinds import DivisionStatus
from events_app.tournaments.matches import Field
from events_app.tournaments.models import Division, Tournament
from events_app.tournaments.schedule_making import make_schedule

COMMITTEE = Actor(kind="system", grants=(Grant(Role.OFFICE),))
WHO = "system"
WITNESSES = "Comité de Deportes y capitanes de los equipos"
SATURDAY = time(9)
CALL, DRAW = timedelta(days=45), timedelta(days=20)


async def play(event: Event, town: Town, luck: random.Random, *, now: datetime) -> None:
    """One tournament with four divisions: two half way, one deciding today, one still taking teams."""
    before = now - CALL
    tournament = await setup.create_tournament(event.id, actor=COMMITTEE, now=before)
    await _edition(event, tournament, now=before)
    divisions = [await _division(tournament, plan, now) for plan in DIVISIONS]
    for plan, division in zip(DIVISIONS, divisions, strict=True):
        await _enter(plan, division, event, town, luck, now)
    for plan, division in zip(DIVISIONS, divisions, strict=True):
        if plan.stage == "playing":
            await _draw(division, now - DRAW)
    await _calendar(tournament, event, divisions, town, now)
    for plan, division in zip(DIVISIONS, divisions, strict=True):
        if plan.stage == "playing":
            await results.play(division.id, luck, now=now)


async def _edition(event: Event, tournament: Tournament, *, now: datetime) -> None:
    year = event.starts_at.year
    columns = {
        "slug": f"juegos-{year}",
        "name_es": f"Juegos Interempresariales {year}",
        "name_en": f"Inter-company Games {year}",
        "year": year,
        "points_by_place": [10, 7, 5, 3, 2, 1],
        "parade_id": event.id,
        "parade_points": 2,
    }
    edition = await games.save_edition(None, columns, actor=WHO, now=now)
    await setup.change_tournament(tournament, {"edition_id": edition.id}, actor=WHO, now=now)


async def _division(tournament: Tournament, plan: PlannedDivision, now: datetime) -> Division:
    opened = now - CALL if plan.stage == "playing" else now - timedelta(days=4)
    columns: dict[str, Any] = {
        "name_es": plan.es,
        "name_en": plan.en,
        "sport": plan.sport,
        "branch": plan.branch,
        "category": "",
        "format": plan.format,
        "options": plan.options,
        "rules": sports_json.as_json(PRESETS[plan.preset]),
        "call_opens_at": opened,
        "call_closes_at": opened + timedelta(days=20),
        "max_teams": 12,
        "net_fee": plan.net_fee,
        "net_deposit": plan.net_deposit,
        "tax_code": "IVA8",
        "min_players": 5,
        "max_players": 18,
        "match_minutes": 60,
    }
    division = await setup.create_division(tournament, columns, actor=WHO, now=opened)
    await setup.move_by_hand(division.id, DivisionStatus.OPEN, actor=WHO, reason="", now=opened)
    return division


async def _enter(
    plan: PlannedDivision, division: Division, event: Event, town: Town, luck: random.Random, now: datetime
) -> None:
    for place in range(plan.teams):
        company = town.companies[(plan.first + place) % len(town.companies)]
        days = luck.randrange(1, 18) if plan.stage == "playing" else 0
        moment = (
            now - CALL + timedelta(days=days) if plan.stage == "playing" else now - timedelta(minutes=9 * place + 4)
        )
        staff = town.employments[company.id]
        for each in staff:
            await each.fetch_related("person")
        await _team(plan, division, event, company, staff, place, moment)
    if plan.stage == "playing":
        await setup.move_by_hand(division.id, DivisionStatus.CLOSED, actor=WHO, reason="", now=now - DRAW)


async def _team(
    plan: PlannedDivision,
    division: Division,
    event: Event,
    company: Company,
    staff: list[Employment],
    place: int,
    moment: datetime,
) -> None:
    squad = [each for each in staff[3:] if plan.branch in ("mixed", _gender(each))][: plan.players]
    wanted = _wanted(plan, division, event, company, squad[0].person, place)
    key = f"demo:{division.id}:{place}"
    made = await services.register(wanted, key=key, actor=WHO, path="demo", now=moment)
    if made.pay_token and not (plan.stage == "open" and place == 0):
        await bookings.pay(made.pay_token, f"team{made.team_id}", moment + timedelta(minutes=2))
    for number, employment in enumerate(squad, start=1):
        await roster.add(made.team_id, _candidate(employment, number), actor=WHO, now=moment + timedelta(minutes=5))


def _wanted(
    plan: PlannedDivision, division: Division, event: Event, company: Company, captain: Person, place: int
) -> services.WantedTeam:
    return services.WantedTeam(
        division_id=division.id,
        division=division.name_es,
        event=event.title_es,
        company_id=company.id,
        name=company.display_name,
        short_name=_short(company.display_name, place),
        colour=COLOURS[place % len(COLOURS)],
        second_colour="#ffffff",
        captain_name=captain.full_name,
        captain_phone=captain.phone or "",
        captain_email=captain.email or "",
        locale="es-MX",
        net_fee=plan.net_fee,
        net_deposit=plan.net_deposit,
        tax_code="IVA8",
        currency="MXN",
    )


def _candidate(employment: Employment, number: int) -> roster.Candidate:
    return roster.Candidate(
        employment.person_id,
        number=number + number // 4,
        is_captain=number == 1,
        gender="woman" if _gender(employment) == "women" else "man",
        shown=True,
        vouched="directory",
    )


def _gender(employment: Employment) -> str:
    return "women" if employment.person.given_name in names.WOMEN else "men"


def _short(name: str, place: int) -> str:
    """What people would shout: the first word of the name or, for every other team, the last."""
    words = [word for word in name.split() if word[0].isupper()]
    return words[0 if place % 2 else -1][:16]


async def _draw(division: Division, now: datetime) -> None:
    await drawing.commit_seed(division.id, actor=WHO, now=now)
    await drawing.draw_lots(division.id, word="sahuaro", witnesses=WITNESSES, actor=WHO, now=now)
    await drawing.confirm(division.id, actor=WHO, now=now)


async def _calendar(tournament: Tournament, event: Event, divisions: list[Division], town: Town, now: datetime) -> None:
    venue = await places.save_venue(
        None,
        {"name": "Complejo Las Bellotas", "address": "Calle Las Bellotas 40, Nogales", "map_url": ""},
        actor=WHO,
        now=now - DRAW,
    )
    today = local(now, event.timezone).date()
    for plan in (each for each in DIVISIONS if each.stage == "playing"):
        for number in range(1, plan.fields + 1):
            court_columns = {"name": f"{FIELD_NAMES[plan.sport]} {number}", "sports": [plan.sport]}
            court = await places.save_field(venue, None, court_columns, actor=WHO, now=now - DRAW)
            await _hours(tournament, court, plan, event, today, now)
    for place, name in enumerate(REFEREES):
        company = town.companies[0].id if place == 0 else None
        columns: dict[str, Any] = {"name": name, "phone": "", "email": "", "company_id": company, "available": []}
        await referees.save_referee(tournament.id, None, columns, actor=WHO, now=now - DRAW)
    ids = [division.id for division in divisions]
    await tournament.fetch_related("event", "edition")
    await make_schedule(tournament, ids, seed="demo", key="demo", actor=WHO, now=now - DRAW)
    await scheduling.publish(tournament, actor=WHO, now=now - DRAW + timedelta(hours=1))


FIELD_NAMES = {"indoor_soccer": "Cancha", "volleyball": "Duela", "softball": "Diamante"}


async def _hours(
    tournament: Tournament, court: Field, plan: PlannedDivision, event: Event, today: date, now: datetime
) -> None:
    """Saturday mornings of the other weeks; today around this hour, so that something is being played right now."""
    for days, slots in zip(WEEKS, plan.slots, strict=True):
        if slots:
            starts = SATURDAY if days else _so_that_the_second_is_under_way(local(now, event.timezone), slots)
            ends = (datetime.combine(today, starts) + timedelta(hours=slots)).time()
            hours = places.Hours((today + timedelta(days=days),), f"{starts:%H:%M}", f"{ends:%H:%M}")
            await places.open_hours(tournament.id, [court.id], hours, event.timezone, actor=WHO, now=now - DRAW)


def _so_that_the_second_is_under_way(wall: datetime, slots: int) -> time:
    """The first match has just ended and the second has been going for half an hour, as far as the day allows."""
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    first = wall - timedelta(minutes=94 + wall.minute % 5)
    return min(max(first, midnight), midnight + timedelta(hours=23 - slots)).time()
