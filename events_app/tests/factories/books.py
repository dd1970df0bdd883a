"""A busy month for tests of the books: ten orders through the services, then as many copies of them as wanted."""

from datetime import datetime, timedelta

from events_app.core.database import execute, rows
from events_app.core.money import Money
from events_app.directory.models import Company
from events_app.payments import credit, services
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt, book_money
from events_app.payments.values import Buyer, LineRequest
from events_app.tests.factories.directory import make_company

APART = 1_000_000
# Each table with the columns that name another row, and those that are nobody else's.
COPIED = (
    ("orders", ("id",), ("token",)),
    ("order_lines", ("id", "order_id"), ()),
    ("order_facts", ("id", "order_id"), ("key",)),
    ("payments", ("id", "order_id"), ("provider_id",)),
    ("ledger_transactions", ("id", "order_id", "payment_id"), ("key",)),
    ("ledger_entries", ("id", "transaction_id"), ()),
)


async def make_month(now: datetime) -> Company:
    """Ten orders of a company and of people, in pesos and dollars: whole, in parts, in excess, unpaid, a balance used.

    Somebody has to answer for the references `seat:…` and give the seats.
    """
    company = await make_company("Arneses del Bravo")
    half = Money(27_000)
    paid = ("MXN", "MXN", "MXN", "USD", "USD")
    bought = [await _order(number, currency, company, now) for number, currency in enumerate((*paid, *paid))]
    for place in (0, 1, 3, 5):
        await _pay(bought[place], bought[place].total_money, now)
    await _pay(bought[2], half, now)
    await _pay(bought[6], half, now)
    await _pay(bought[6], half + Money(2_500), now)
    await credit.from_sale(bought[0].id, Money(10_000), reason="canceló una", key="x", actor="user:1", now=now)
    await credit.use(bought[2].id, Money(10_000), key="u", actor="user:1", now=now)
    return company


async def multiply(times: int) -> None:
    """Copies every order with its lines, facts, payments and ledger so many times; numbers only grow."""
    for table, ids, names in COPIED:
        known = {each["column_name"] for each in await rows(COLUMNS, table)}
        moved = [f"'{name}', t.{name} + g * {APART}" for name in ids if name in known]
        named = [f"'{name}', t.{name} || '-' || g" for name in names if name in known]
        number = f"(t.id + g * {APART})"
        moved += [f"'folio', 'P-' || {number}, 'reference', 'seat:' || {number}"] if table == "orders" else []
        copy = f"jsonb_populate_record(t, jsonb_build_object({', '.join(moved + named)}))"
        await execute(f"INSERT INTO {table} SELECT ({copy}).* FROM {table} t, generate_series(1, $1) g", times)


COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = $1"


async def _order(number: int, currency: str, company: Company, now: datetime) -> Order:
    lines = [LineRequest(f"Producto {place}", Money(25_000, currency), 1, "IVA8") for place in range(2)]
    return await services.open_order(
        reference=f"seat:{number + 1}",
        buyer=Buyer(f"Persona {number}", email=f"p{number}@example.com", company_id=company.id if number < 8 else None),
        lines=lines,
        hold_expires_at=now + timedelta(days=20),
        now=now,
    )


async def _pay(order: Order, amount: Money, now: datetime) -> None:
    receipt = Receipt(f"pi_{order.id}_{amount.amount}", PaymentMethod.CARD, order.folio, amount, False)
    await book_money(order.id, receipt, now=now)
