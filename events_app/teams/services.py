"""Registering a team: one transaction that takes the place, opens the order and queues the captain's mail."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit, jobs, live
from events_app.core.database import row, tx
from events_app.core.i18n import N_, _, use_locale
from events_app.core.idempotency import once
from events_app.core.money import Money
from events_app.core.search import search_key
from events_app.core.tokens import credential_code, ticket_hash
from events_app.payments.engine.pricing import NOT_TAXED
from events_app.payments.models import Order
from events_app.payments.services import open_order
from events_app.payments.values import Buyer, LineRequest
from events_app.registration.engine.capacity import CARD_HOLD
from events_app.teams import seats
from events_app.teams.errors import CallClosed, TeamNameTaken, TeamsFull
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import TeamStatus

DEPOSIT_TAX = NOT_TAXED.code
FEE_LINE = N_("Inscripción de %(team)s · %(event)s, %(division)s")
DEPOSIT_LINE = N_("Depósito que se devuelve · %(team)s")
OPEN = "SELECT taken, max_teams FROM divisions WHERE id = $1"


@dataclass(frozen=True)
class WantedTeam:
    """What somebody asks for. Amounts are net centavos; `captain` is whom we write to."""

    division_id: int
    division: str
    event: str
    company_id: int | None
    name: str
    short_name: str
    colour: str
    second_colour: str
    captain_name: str
    captain_phone: str
    captain_email: str
    locale: str
    net_fee: int
    net_deposit: int
    tax_code: str
    currency: str


@dataclass(frozen=True)
class TeamReceipt:
    """`code` opens the captain's page; `pay_token` the payment when money is due."""

    team_id: int
    code: str
    status: str
    pay_token: str | None


async def register(wanted: WantedTeam, *, key: str, actor: str, path: str, now: datetime) -> TeamReceipt:
    """Raises TeamsFull, CallClosed or TeamNameTaken; a repeated key gives the first answer."""
    try:
        return await tx(_register, wanted, key=key, actor=actor, path=path, now=now)
    except IntegrityError as error:
        if "one_live_team_per_name" in str(error):
            raise TeamNameTaken() from error
        raise


async def _register(wanted: WantedTeam, *, key: str, actor: str, path: str, now: datetime) -> TeamReceipt:
    async def effect() -> dict[str, Any]:
        return await _take_place(wanted, actor=actor, now=now)

    outcome = await once(key, actor=actor, path=path, body=_body(wanted), effect=effect)
    result = outcome.result
    code = credential_code("team", result["team_id"], 0)
    return TeamReceipt(result["team_id"], code, result["status"], result["pay_token"])


def _body(wanted: WantedTeam) -> dict[str, Any]:
    """Without the price, so that a repeat after a change of fee is still a repeat."""
    return {name: value for name, value in asdict(wanted).items() if name not in ("net_fee", "net_deposit")}


async def _take_place(wanted: WantedTeam, *, actor: str, now: datetime) -> dict[str, Any]:
    team_id = await seats.take(wanted.division_id, now=now)
    if team_id is None:
        raise await _why_not(wanted)
    due = wanted.net_fee + wanted.net_deposit > 0
    order = await _order(wanted, team_id, now) if due else None
    await _write(wanted, team_id, order, actor=actor, now=now)
    status = "held" if due else "confirmed"
    detail = {"division": wanted.division_id, "company": wanted.company_id}
    await audit.note(f"team.{status}", actor=actor, subject=f"team:{team_id}", now=now, detail=detail)
    await live.announce(f"division:{wanted.division_id}", {"team": team_id, "status": status})
    await mail_captain_later(team_id, reason="registered", now=now)
    return {"team_id": team_id, "status": status, "pay_token": order.token if order else None}


async def _why_not(wanted: WantedTeam) -> TeamsFull | CallClosed:
    found = await row(OPEN, wanted.division_id)
    if found is not None and found["taken"] >= found["max_teams"]:
        return TeamsFull(division=wanted.division)
    return CallClosed(division=wanted.division)


async def _order(wanted: WantedTeam, team_id: int, now: datetime) -> Order:
    buyer = Buyer(wanted.captain_name, wanted.captain_email or None, wanted.locale, wanted.company_id)
    with use_locale(wanted.locale):
        fee = _(FEE_LINE, team=wanted.name, event=wanted.event, division=wanted.division)
        deposit = _(DEPOSIT_LINE, team=wanted.name)
    lines = [
        LineRequest(description=words[:250], unit_net=Money(net, wanted.currency), tax_code=code)
        for words, net, code in ((fee, wanted.net_fee, wanted.tax_code), (deposit, wanted.net_deposit, DEPOSIT_TAX))
        if net
    ]
    reference = f"team:{team_id}"
    return await open_order(
        reference=reference, buyer=buyer, lines=lines, hold_expires_at=now + CARD_HOLD, now=now, description=fee[:250]
    )


async def _write(wanted: WantedTeam, team_id: int, order: Order | None, *, actor: str, now: datetime) -> None:
    await Team.create(
        id=team_id,
        division_id=wanted.division_id,
        company_id=wanted.company_id,
        name=wanted.name,
        name_key=search_key(wanted.name),
        short_name=wanted.short_name,
        colour=wanted.colour,
        second_colour=wanted.second_colour,
        captain_name=wanted.captain_name,
        captain_phone=wanted.captain_phone,
        captain_email=wanted.captain_email,
        locale=wanted.locale,
        status=TeamStatus.HELD if order else TeamStatus.CONFIRMED,
        hold_expires_at=now + CARD_HOLD if order else None,
        confirmed_at=None if order else now,
        order_id=order.id if order else None,
        link_hash=ticket_hash(credential_code("team", team_id, 0)),
        registered_by=actor,
    )


async def mail_captain_later(team_id: int, *, reason: str, now: datetime) -> None:
    """The worker writes to the captain, when there is an address, with the team's secret link."""
    payload = {"team": team_id, "reason": reason}
    await jobs.later("teams.mail_captain", payload, now=now, key=f"team:{team_id}:{reason}")
