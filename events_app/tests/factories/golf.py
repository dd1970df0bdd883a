"""A golf day for tests: its event, its price, its teams with players, and scores said by anybody."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from events_app.core.search import search_key
from events_app.core.tokens import ticket_hash
from events_app.events.models import Event, Price, TicketType
from events_app.golf import scores
from events_app.golf.kinds import GolfStatus, ScoreSide
from events_app.golf.links import code_of
from events_app.golf.models import GolfPlayer, GolfTeam, GolfTournament
from events_app.tests.factories.registration import make_tax_rule
from events_app.tests.support.day import NOW

PARS = (4, 4, 3, 5, 4, 4, 3, 4, 5, 4, 3, 4, 5, 4, 4, 3, 5, 4)
INDEXES = (7, 13, 17, 3, 9, 1, 15, 11, 5, 8, 18, 10, 4, 14, 2, 16, 6, 12)
_numbers = count(1)


async def make_golf(*, net: int = 300_000, now: datetime = NOW, **over: Any) -> GolfTournament:
    """A public day of golf two weeks ahead; each player pays `net` centavos before tax (0 is free)."""
    number = next(_numbers)
    event = await Event.create(
        slug=f"golf-{number}", code=f"G{number}", kind="tournament", title_es="Golf por las becas",
        title_en="Golf for scholarships", starts_at=now + timedelta(days=14), ends_at=now + timedelta(days=14, hours=9),
        venue_name="Club de Golf", status="published", changed_at=now, **over.pop("event", {}),
    )  # fmt: skip
    kind = await TicketType.create(event=event, name_es="Jugador", on_sale=False)
    if net:
        await Price.create(ticket_type=kind, audience="public", net_amount=net)
        await make_tax_rule()
    holes = [{"par": par, "stroke_index": index} for par, index in zip(PARS, INDEXES, strict=True)]
    values: dict[str, Any] = {
        "event": event, "ticket_type": kind, "holes": holes, "allowances": ["25/100", "20/100", "15/100", "10/100"],
        "countback": ["last9", "last6", "last3", "last1", "stroke_index"], "goal_amount": 70_000_000,
        "scholarship_amount": 300_000,
    }  # fmt: skip
    return await GolfTournament.create(**(values | over))


async def make_golf_team(
    day: GolfTournament, name: str = "Arneses Pimería", *, indexes: Sequence[str] = ("8", "12", "18", "24"), **over: Any
) -> GolfTeam:
    """A confirmed team that takes a place of its tournament."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "id": 10_000 + number, "tournament_id": day.id, "name": name, "name_key": search_key(name),
        "captain_name": "Guadalupe Yáñez", "captain_phone": "+526311234567", "status": GolfStatus.CONFIRMED,
        "confirmed_at": NOW, "registered_by": "test",
    } | over  # fmt: skip
    team = await GolfTeam.create(link_hash=ticket_hash(code_of(values["id"], 0)), **values)
    await GolfTournament.filter(id=day.id).update(taken=await GolfTeam.filter(tournament_id=day.id).count())
    names = ("Ana Yáñez Ríos", "Luis Bustamante Gil", "Eva Peña Mora", "Raúl Cruz Soto")
    for position, (who, index) in enumerate(zip(names, indexes, strict=True), start=1):
        await GolfPlayer.create(team=team, position=position, name=who, handicap_index=Decimal(index))
    return team


async def say(
    team: GolfTeam,
    hole: int,
    strokes: int | None,
    side: ScoreSide = ScoreSide.OWN,
    *,
    now: datetime = NOW,
    key: str = "",
) -> int:
    """Somebody said a score at `now`."""
    day = await GolfTournament.get(id=team.tournament_id)
    said = scores.Statement(team.id, hole, strokes, side, key or f"said-{next(_numbers)}", now)
    return await scores.say(day, [said], said_by="test", now=now)


def link_of(team: GolfTeam) -> str:
    return f"/golf/equipo/{code_of(team.id, team.rotation)}"
