"""Whatever a company's orders live through: the ledger, each month's close, the statements and what is owed agree."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from events_app.core import clock, files
from events_app.core.database import rows
from events_app.core.doctor import examine
from events_app.core.money import CURRENCIES, Money
from events_app.directory.models import Company
from events_app.finance import queries
from events_app.finance.month import Month, close_of
from events_app.fiscal.follow import month_bounds
from events_app.payments import services
from events_app.payments.invariants import INVARIANTS
from events_app.payments.statements import Statement, day_of, statement_of
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company
from events_app.tests.payments.conftest import Seats
from events_app.tests.payments.test_money_campaign import Life

STEPS = 60
BEGINNING = datetime(2026, 6, 20, 18, tzinfo=UTC)
LEDGER = """
SELECT e.account, sum(e.amount)::bigint AS amount FROM ledger_entries e
JOIN ledger_transactions t ON t.id = e.transaction_id
WHERE t.booked_at >= $1 AND t.booked_at < $2 AND e.currency = $3 GROUP BY e.account
"""
_numbers = count(1)


class Trade(Life):
    """A life of days and months, in both currencies, with people at the card's page and companies that take their time;
    each month is closed when it ends, as the accountant does it."""

    def __init__(self, seed: int, seats: Seats, company: Company, proof: int) -> None:
        super().__init__(seed, seats, company.id, proof, BEGINNING)
        self.customer = company
        self.closes: dict[str, list[tuple[Month, Statement]]] = {}

    async def step(self) -> None:
        month = self.month
        self.now += timedelta(hours=self.chance.choice((0, 1, 20, 90)))
        if self.month != month:
            self.closes[month] = await self.books(month)
        await super().step()

    @property
    def month(self) -> str:
        return f"{clock.local(self.now):%Y-%m}"

    async def books(self, month: str) -> list[tuple[Month, Statement]]:
        last = day_of(month_bounds(month)[1] - timedelta(days=1))
        return [
            (await close_of(month, each), await statement_of(self.customer.id, each, last=last)) for each in CURRENCIES
        ]

    async def open(self) -> None:
        currency = self.chance.choice(("MXN", "MXN", "USD"))
        net = Money(self.chance.randint(500, 300_000), currency)
        await services.open_order(
            reference=f"seat:{next(_numbers)}",
            buyer=Buyer("Ana", company_id=self.chance.choice((self.company, self.company, None))),
            lines=[LineRequest("Foro", net, self.chance.randint(1, 3), self.chance.choice(("IVA8", "IVA16")))],
            hold_expires_at=self.now + self.chance.choice((timedelta(minutes=35), timedelta(days=12))),
            now=self.now,
        )


async def told_by_the_ledger(month: Month) -> dict[str, int]:
    found = await rows(LEDGER, *month_bounds(month.month), month.currency)
    return {each["account"]: each["amount"] for each in found}


def told_by_the_close(month: Month) -> dict[str, int]:
    money = {each.account: 0 for each in month.methods}
    for each in month.methods:
        money[each.account] += each.net
    told = money | {"income": -month.net, "tax_payable": -month.tax, "customer_credit": -month.credits.net}
    losses = next((each["debits"] - each["credits"] for each in month.accounts if each["account"] == "losses"), 0)
    return {account: amount for account, amount in (told | {"losses": losses}).items() if amount}


def owed_by(company: Company, month: Month) -> int:
    """What the close says of one company: what its open orders lack, less what is in its favour."""
    name = company.display_name
    lacking: int = sum(each["total"] - each["received"] for each in month.open if each["company"] == name)
    in_favour: int = sum(each["in_favour"] for each in month.balances if each["name"] == name)
    return lacking - in_favour


@pytest.mark.parametrize("seed", range(6))
async def test_ledger_close_statement_and_receivables_agree_at_every_months_end_and_for_good(
    db: str, seats: Seats, seed: int
) -> None:
    company = await make_company("Arneses del Bravo")
    proof = await files.put("evidence", "proof.pdf", b"%PDF-1.4", "application/pdf")
    life = Trade(seed, seats, company, proof.id)
    for _ in range(4):
        await life.open()

    for _ in range(STEPS):
        await life.step()

    today = await life.books(life.month)
    receivable = {
        each.owed.currency: each for each in queries.receivable(await queries.open_orders(life.now), day_of(life.now))
    }
    accounts = {each["owed"].currency: each for each in await queries.accounts("")}
    for month, closes in (life.closes | {life.month: today}).items():
        assert closes == await life.books(month)
        for close, statement in closes:
            moved = {name: amount for name, amount in (await told_by_the_ledger(close)).items() if amount}
            assert told_by_the_close(close) == moved
            assert sum(each["after"] for each in close.accounts) == 0
            assert owed_by(company, close) == statement.after.amount
            held = sum(-each["after"] for each in close.accounts if each["account"] == "customer_credit")
            assert close.advance + close.in_favour == held
    for close, statement in today:
        owed = receivable.get(close.currency)
        assert (owed.whole.amount if owed else 0) == close.owed
        mine = accounts.get(close.currency)
        assert (mine["owed"] - mine["in_favour"] if mine else Money(0, close.currency)) == statement.after
    assert len(life.closes) > 1
    report = await examine(db, INVARIANTS, now=life.now)
    assert [(each.id, each.rows) for each in report.violations] == []
