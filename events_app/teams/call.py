"""What a call for teams says at a moment: whether it takes teams, until when, what it costs and for whom it is."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from events_app.core.clock import local
from events_app.core.money import Money
from events_app.events.models import Event
from events_app.events.taxes import rates_on
from events_app.teams.services import DEPOSIT_TAX
from events_app.tournaments.engine.roster import Branch, RosterRules
from events_app.tournaments.kinds import DivisionStatus
from events_app.tournaments.models import Division


@dataclass(frozen=True)
class Call:
    """`state` is open, too_early, closed, full, cancelled, postponed or past; `left` places may still be taken."""

    state: str
    left: int


@dataclass(frozen=True)
class Fee:
    """What a team pays: the fee net, its IVA, and the deposit that is given back, which has none."""

    net: Money
    tax: Money
    deposit: Money

    @property
    def with_tax(self) -> Money:
        return self.net + self.tax

    @property
    def total(self) -> Money:
        return self.net + self.tax + self.deposit


def call_of(division: Division, event: Event, now: datetime, expired: int) -> Call:
    """`expired` places are held by holds that have run out and count as free."""
    left = max(0, division.max_teams - division.taken + expired)
    return Call(_state(division, event, now, left), left)


def _state(division: Division, event: Event, now: datetime, left: int) -> str:
    if event.status in ("cancelled", "postponed"):
        return str(event.status)
    if division.status is DivisionStatus.CANCELLED:
        return "cancelled"
    if event.status == "finished" or event.ends_at <= now or division.status is DivisionStatus.FINISHED:
        return "past"
    if division.status in (DivisionStatus.CLOSED, DivisionStatus.DRAWN, DivisionStatus.PLAYING):
        return "closed"
    if division.call_closes_at is not None and division.call_closes_at <= now:
        return "closed"
    early = division.call_opens_at is not None and now < division.call_opens_at
    if early or division.status is DivisionStatus.DRAFT:
        return "too_early"
    return "open" if left else "full"


async def fee_of(division: Division, event: Event, day: date) -> Fee:
    """With the tax in force on the day."""
    rates = await rates_on(day) if division.net_fee else {}
    net = Money(division.net_fee, event.currency)
    tax = net.share(rates.get(division.tax_code, Decimal(0))) if division.net_fee else Money(0, event.currency)
    return Fee(net, tax, Money(division.net_deposit, event.currency))


def is_free(division: Division) -> bool:
    return division.net_fee + division.net_deposit == 0


def without_company(division: Division) -> bool:
    """A team of nobody's employees is possible only where reinforcements may fill the whole roster."""
    return division.max_reinforcements >= division.max_players


def roster_rules(division: Division) -> RosterRules:
    branch: Branch = division.branch.value
    return RosterRules(
        min_players=division.min_players,
        max_players=division.max_players,
        max_reinforcements=division.max_reinforcements,
        min_women=division.min_women,
        min_men=division.min_men,
        min_age=division.min_age,
        max_age=division.max_age,
        branch=branch,
    )


def first_day(event: Event) -> date:
    """The day that ages are counted at."""
    return local(event.starts_at, event.timezone).date()


def is_locked(division: Division, now: datetime) -> bool:
    return division.roster_locks_at is not None and division.roster_locks_at <= now


__all__ = ["DEPOSIT_TAX", "Call", "Fee", "call_of", "fee_of", "first_day", "is_free", "is_locked", "roster_rules",
           "without_company"]  # fmt: skip
