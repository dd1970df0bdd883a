"""Registering a team: one transaction that takes the place, writes the players and opens the order."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit, live
from events_app.core.database import row, tx
from events_app.core.idempotency import once
from events_app.core.money import Money
from events_app.core.search import search_key
from events_app.core.tokens import ticket_hash
from events_app.golf import places
from events_app.golf.errors import GolfNameTaken, NoGolfPlaces
from events_app.golf.links import code_of
from events_app.golf.prices import TeamPrice
from events_app.payments.models import Order
from events_app.payments.services import open_order
from events_app.payments.values import Buyer, LineRequest
from events_app.registration.engine.capacity import hold_until

WRITE = """
WITH team AS (
    INSERT INTO golf_teams (id, created_at, tournament_id, company_id, order_id, name, name_key, captain_name,
        captain_phone, captain_email, locale, status, hold_expires_at, confirmed_at, end_reason, registered_by,
        start_wave, rotation, link_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', $15, '', 0, $16) RETURNING id
)
INSERT INTO golf_players (created_at, team_id, position, name, handicap_index)
SELECT $2, team.id, p.position, p.name, p.handicap_index
FROM team, jsonb_to_recordset($17::jsonb) AS p(position int, name text, handicap_index numeric) RETURNING team_id
"""


@dataclass(frozen=True)
class NewTeam:
    """Who plays and who answers for the team; `players` are (name, index)."""

    name: str
    captain_name: str
    players: tuple[tuple[str, Decimal], ...]
    captain_phone: str = ""
    captain_email: str = ""
    company_id: int | None = None
    locale: str = "es-MX"


@dataclass(frozen=True)
class Receipt:
    """`pay_token` is None when there is nothing to pay; `code` opens the team's page."""

    team_id: int
    code: str
    pay_token: str | None


async def register(
    golf_id: int, event_title: str, team: NewTeam, price: TeamPrice, *, key: str, actor: str, path: str, now: datetime
) -> Receipt:
    """Takes a place for a team, or raises NoGolfPlaces or GolfNameTaken; a repeated key gives the first answer."""

    async def work() -> dict[str, Any]:
        async def effect() -> dict[str, Any]:
            return await _take_place(golf_id, event_title, team, price, actor=actor, now=now)

        return (await once(key, actor=actor, path=path, body=asdict(team), effect=effect)).result

    try:
        made = await tx(work)
    except IntegrityError as error:
        if "one_live_golf_team_per_name" in str(error):
            raise GolfNameTaken() from error
        raise
    return Receipt(made["team_id"], code_of(made["team_id"], 0), made["pay_token"])


async def _take_place(
    golf_id: int, event_title: str, team: NewTeam, price: TeamPrice, *, actor: str, now: datetime
) -> dict[str, Any]:
    team_id = await places.take(golf_id, now=now)
    if team_id is None:
        raise NoGolfPlaces(event=event_title)
    expires = hold_until(now, price.total.amount)
    order = await _order(team_id, event_title, team, price, expires, now) if expires else None
    await _write(team_id, golf_id, team, order, expires, actor=actor, now=now)
    status = "held" if order else "confirmed"
    await audit.note(f"golf_team.{status}", actor=actor, subject=f"golf_team:{team_id}", now=now)
    await live.announce(f"golf:{golf_id}", {"team": team_id})
    return {"team_id": team_id, "pay_token": order.token if order else None}


async def _order(
    team_id: int, event_title: str, team: NewTeam, price: TeamPrice, expires: datetime, now: datetime
) -> Order:
    line = LineRequest(
        description=f"{event_title} · {team.name}"[:250],
        unit_net=Money(price.unit_net.amount, price.unit_net.currency),
        quantity=price.players,
        tax_code=price.tax_code,
    )
    buyer = Buyer(team.captain_name, team.captain_email or None, team.locale, team.company_id)
    return await open_order(
        reference=f"golf_team:{team_id}", buyer=buyer, lines=[line], hold_expires_at=expires, now=now
    )


async def _write(
    team_id: int, golf_id: int, team: NewTeam, order: Order | None, expires: datetime | None, *,
    actor: str, now: datetime,
) -> None:  # fmt: skip
    players = [
        {"position": position, "name": name, "handicap_index": str(index)}
        for position, (name, index) in enumerate(team.players, start=1)
    ]
    await row(
        WRITE, team_id, now, golf_id, team.company_id, order.id if order else None, team.name, search_key(team.name),
        team.captain_name, team.captain_phone, team.captain_email, team.locale, "held" if order else "confirmed",
        expires, None if order else now, actor, ticket_hash(code_of(team_id, 0)), json.dumps(players),
    )  # fmt: skip
