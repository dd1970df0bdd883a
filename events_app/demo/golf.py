"""Plays a golf day for the scholarships: teams that paid, sponsors, extras, and cards filled up to this hour."""

import random
from datetime import datetime, timedelta
from decimal import Decimal

from events_app.core.clock import local
from events_app.core.money import Money
from events_app.demo import bookings, names
from events_app.demo.people import Town
from events_app.directory.models import Company
from events_app.events.models import Event, TicketType
from events_app.golf import days, extras, prizes, queries, scores, sponsors, teams
from events_app.golf.forms import DayForm
from events_app.golf.gifts import GolfExtra
from events_app.golf.kinds import ExtraKind, PrizeKind, ScoreSide, SponsorLevel
from events_app.golf.models import GolfTeam, GolfTournament
from events_app.golf.prices import team_price
from events_app.payments.models import Order

WHO = "system"
PARS = "4 4 3 5 4 4 3 4 5 4 3 4 5 4 4 3 5 4"
STROKE_INDEXES = "7 13 17 3 9 1 15 11 5 8 18 10 4 14 2 16 6 12"
TEAMS, EARLIER = 16, timedelta(days=9)
SPONSORS = (
    ("Agencia Aduanal Félix Grijalva", SponsorLevel.PRESENTING, None, "120000"),
    ("Transportes Ocotillo", SponsorLevel.GOLD, None, "60000"),
    ("Notaría Cázares y Asociados, S.C.", SponsorLevel.HOLE, 9, "15000"),
    ("Clínica Industrial Peñúñuri", SponsorLevel.HOLE, 16, "15000"),
    ("Empaques San Ignacio", SponsorLevel.HOLE, 2, "15000"),
)


async def play(event: Event, town: Town, luck: random.Random, *, now: datetime) -> None:
    """Sixteen foursomes on the course since the shotgun of three hours ago."""
    before = now - EARLIER
    day = await _open(event, now=before)
    for name, level, hole, amount in SPONSORS:
        await _sponsor(day, event, name, level, hole, Money.of(amount), before)
    found = [await _team(day, event, company, luck, before) for company in town.companies[:TEAMS]]
    await _extras(day, event, [team for team in found if team is not None], before + timedelta(days=1))
    await days.assign_starts(day, actor=WHO, now=now - timedelta(days=1))
    await _scores(day, luck, now)
    prize = await prizes.add(day, PrizeKind.OYES, 3, "O'Yes", actor=WHO, now=before)
    await prizes.mark(prize, "Ana Lucía Munguía", None, 185, actor=WHO, now=now - timedelta(hours=1))
    await prizes.add(day, PrizeKind.DRIVE, 13, "Drive más largo", actor=WHO, now=before)


async def _open(event: Event, *, now: datetime) -> GolfTournament:
    kind = await TicketType.get(event=event)
    await TicketType.filter(id=kind.id).update(on_sale=False)
    form = DayForm.model_validate(
        {
            "pars": PARS, "stroke_indexes": STROKE_INDEXES, "slope": 118, "rating": Decimal("70.4"), "net": True,
            "team_size": 4, "allowances": "25 20 15 10", "places": 36, "groups_per_hole": 2,
            "countback": ["last9", "last6", "last3", "last1", "stroke_index"],
            "shotgun_at": local(event.starts_at + timedelta(hours=1), event.timezone).replace(tzinfo=None),
            "goal": "700000", "scholarship": "3000",
        }
    )  # fmt: skip
    return await days.create(event, form, kind.id, actor=WHO, now=now)


async def _sponsor(
    day: GolfTournament, event: Event, name: str, level: SponsorLevel, hole: int | None, net: Money, now: datetime
) -> None:
    made = await sponsors.add(day, event.title_es, sponsors.NewSponsor(name, level, net, hole), actor=WHO, now=now)
    order = await Order.get(id=made.order_id)
    await bookings.pay(order.token, f"golfsponsor{made.id}", now + timedelta(hours=2))


async def _team(
    day: GolfTournament, event: Event, company: Company, luck: random.Random, now: datetime
) -> GolfTeam | None:
    price = await team_price(event, day, "member", now)
    if price is None:
        return None
    players = tuple(
        (
            f"{luck.choice(names.GIVEN)} {luck.choice(names.SURNAMES)} {luck.choice(names.SURNAMES)}",
            Decimal(luck.randrange(60, 280)) / 10,
        )
        for _ in range(4)
    )
    team = teams.NewTeam(company.display_name, players[0][0], players, company_id=company.id)
    made = await teams.register(
        day.id, event.title_es, team, price, key=f"demo:golf:{company.id}", actor=WHO, path="demo", now=now
    )
    if made.pay_token:
        await bookings.pay(made.pay_token, f"golf{made.team_id}", now + timedelta(minutes=3))
    return await GolfTeam.get(id=made.team_id)


async def _extras(day: GolfTournament, event: Event, found: list[GolfTeam], now: datetime) -> None:
    offered = (
        (ExtraKind.MULLIGAN, "Mulligan", "Mulligan", "200"),
        (ExtraKind.RAFFLE, "Boleto de la rifa", "Raffle ticket", "100"),
    )
    for kind, name_es, name_en, price in offered:
        extra = await GolfExtra.create(
            tournament_id=day.id, kind=kind, name_es=name_es, name_en=name_en, net_amount=Money.of(price).amount,
            tax_code="IVA16", per_team=20, created_at=now,
        )  # fmt: skip
        for team in found[::3]:
            token = await extras.buy(
                extra, team, 5, currency="MXN", title=event.title_es, key=f"demo:{kind}:{team.id}", path="demo", now=now
            )
            await bookings.pay(token, f"golfextra{extra.id}x{team.id}", now + timedelta(minutes=4))


async def _scores(day: GolfTournament, luck: random.Random, now: datetime) -> None:
    """Everybody has played some ten holes; the marker has confirmed all but the last one of some."""
    present = await GolfTournament.get(id=day.id)
    found = await queries.live_teams(day.id, confirmed=True)
    marked = {marked: int(marker) for marked, marker in queries.marking(found).items() if marker is not None}
    for team in found:
        played = luck.randrange(8, 12)
        said: list[scores.Statement] = []
        for step in range(played):
            hole = ((team.start_hole or 1) - 1 + step) % 18 + 1
            strokes = int(present.holes[hole - 1]["par"]) + luck.choice((-2, -1, -1, -1, 0, 0, 0, 1))
            moment = now - timedelta(minutes=14 * (played - step))
            said.append(_said(team.id, hole, strokes, ScoreSide.OWN, moment))
            if step < played - 1 or luck.random() < 0.6:
                said.append(_said(team.id, hole, strokes, ScoreSide.MARKER, moment + timedelta(minutes=1)))
        said = [each for each in said if each.side is ScoreSide.OWN or str(team.id) in marked]
        await scores.say(present, said, said_by="demo", now=now)


def _said(team: int, hole: int, strokes: int, side: ScoreSide, moment: datetime) -> scores.Statement:
    return scores.Statement(team, hole, strokes, side, f"demo-{team}-{hole}-{side}", moment)
