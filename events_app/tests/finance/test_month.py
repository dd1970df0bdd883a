"""The month's close adds up to the ledger to the centavo, and a statement to what the books say of each order."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core import clock
from events_app.core.database import rows
from events_app.core.money import Money
from events_app.finance.engine.aging import aged
from events_app.finance.engine.shares import shares
from events_app.finance.month import Month, close_of
from events_app.payments import credit, services
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order
from events_app.payments.statements import statement_of
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company
from events_app.tests.finance.test_pages import pay
from events_app.tests.payments.conftest import Seats


async def sell(company_id: int, number: int, *nets: str, currency: str = "MXN") -> Order:
    lines = [LineRequest(f"Producto {place}", Money.of(net, currency), 1, "IVA8") for place, net in enumerate(nets)]
    return await services.open_order(
        reference=f"seat:{number}",
        buyer=Buyer(name="Arneses", email=None, company_id=company_id),
        lines=lines,
        hold_expires_at=clock.now() + timedelta(days=30),
        now=clock.now(),
    )


async def busy_month() -> int:
    """Sales whole, in parts and in excess, a partial cancellation of odd centavos, a balance used, dollars apart."""
    company = (await make_company("Arneses del Bravo")).id
    whole, parts = await sell(company, 1, "333.33", "100.01"), await sell(company, 2, "1000.00")
    await pay(whole, str(whole.total_money), "a")
    await pay(parts, "600.00", "b", PaymentMethod.SPEI)
    await pay(parts, "500.00", "c", PaymentMethod.CASH)
    await credit.from_sale(whole.id, Money.of("77.77"), reason="canceló una", key="x", actor="user:1", now=clock.now())
    used = await sell(company, 3, "50.00")
    await credit.use(used.id, None, key="u", actor="user:1", now=clock.now())
    await pay(await sell(company, 4, "200.00"), "100.00", "d")
    dollars = await sell(company, 5, "80.00", currency="USD")
    await pay(dollars, "86.40", "e")
    return int(company)


async def booked(currency: str) -> dict[str, int]:
    found = await rows(
        "SELECT account, sum(amount)::bigint AS amount FROM ledger_entries WHERE currency = $1 GROUP BY account",
        currency,
    )
    return {each["account"]: each["amount"] for each in found}


def same(month: Month, told: dict[str, int]) -> list[bool]:
    by_account = {each["account"]: each["after"] for each in month.accounts}
    money = {
        name: sum(each.net for each in month.methods if each.account == name) for name in ("cash", "bank", "stripe")
    }
    return [
        month.net == -told.get("income", 0),
        month.tax == -told.get("tax_payable", 0),
        month.credits.net == -told.get("customer_credit", 0) == month.advance + month.in_favour,
        all(money[name] == told.get(name, 0) for name in money),
        by_account == told and sum(by_account.values()) == 0,
    ]


async def test_every_sum_of_the_close_is_the_ledgers_to_the_centavo_and_currencies_stay_apart(
    db: str, seats: Seats
) -> None:
    await busy_month()

    closes = [await close_of(f"{clock.now():%Y-%m}", currency) for currency in ("MXN", "USD")]

    assert [same(each, await booked(each.currency)) for each in closes] == [[True] * 5, [True] * 5]
    assert closes[1].net == 8_000
    assert [each["total"] - each["received"] for each in closes[0].open] == [11_600]


async def test_a_month_without_anything_is_empty_and_a_later_one_carries_the_balances(db: str, seats: Seats) -> None:
    await busy_month()

    before, later = await close_of("2020-01", "MXN"), await close_of("2199-01", "MXN")

    assert (before.products, before.accounts, before.open) == ([], [], [])
    assert (later.products, later.net) == ([], 0)
    assert later.advance + later.in_favour == -(await booked("MXN"))["customer_credit"]


async def test_a_statement_ends_with_what_is_missing_less_what_is_held_and_days_cut_it_without_loss(
    db: str, seats: Seats
) -> None:
    company = await busy_month()
    today = clock.local(clock.now()).date()

    whole = await statement_of(company, "MXN")
    none_yet = await statement_of(company, "MXN", last=today - timedelta(days=2))
    carried = await statement_of(company, "MXN", first=today + timedelta(days=2))
    held = await credit.available(company)

    assert whole.after == Money(11_600) - held
    assert none_yet.lines == ()
    assert (carried.before, carried.after) == (whole.after, whole.after)
    assert whole.lines[-1].balance == whole.after.amount


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=30))
@settings(max_examples=100)
def test_shares_add_up_and_none_is_off_by_a_whole_centavo(amount: int, weights: list[int]) -> None:
    parts = shares(amount, weights)

    assert sum(parts) == amount
    whole = sum(weights)
    assert all(
        abs(part * whole - amount * weight) < whole for part, weight in zip(parts, weights, strict=True) if whole
    )


def test_a_debt_of_thirty_days_is_in_the_first_band_and_of_thirty_one_in_the_second() -> None:
    today = clock.now().date()
    ages = (0, 30, 31, 60, 61, 90, 91, 400)

    found = aged([(today - timedelta(days=days), 10**place) for place, days in enumerate(ages)], today)

    assert found == (11, 1_100, 110_000, 11_000_000)
