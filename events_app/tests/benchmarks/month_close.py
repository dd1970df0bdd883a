"""The accountant's month of 2,000 orders: its close, its files, what is owed, and the bank's list.

`python -m events_app.tests.benchmarks.month_close` prints what it took on this machine.
"""

import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from time import perf_counter

from events_app.core.database import rows
from events_app.finance import bank, month_parts, queries
from events_app.finance.ledger import Wanted, ledger_part
from events_app.finance.month import close_of
from events_app.finance.papers import workbook
from events_app.payments import callbacks
from events_app.payments.statements import statement_of
from events_app.tests.benchmarks.alone import alone
from events_app.tests.factories.books import make_month, multiply
from events_app.tests.payments.conftest import Seats
from events_app.tests.support.database import Statements
from events_app.tests.support.day import NOW

OPEN = "SELECT folio FROM orders WHERE status = 'pending' AND currency = 'MXN' ORDER BY id"


async def close() -> None:
    for currency in ("MXN", "USD"):
        workbook(month_parts.parts(await close_of("2026-11", currency)))


async def receivables() -> None:
    await queries.debtors(NOW)


async def ledger() -> None:
    await ledger_part(Wanted(first=NOW.date() - timedelta(days=20), last=NOW.date()))


async def deposits() -> None:
    """A deposit of the bank for each unpaid order in pesos, with its number, against everything that is owed."""
    lines = [f"20/11/2026,SPEI {each['folio']},540.00" for each in await rows(OPEN)]
    data = "\n".join(["Fecha,Descripción,Depósito", *lines]).encode()
    told = await bank.take_in(data, "banco.csv", account="1234", currency="MXN", actor="user:1", now=NOW)
    for each in await rows("SELECT id FROM bank_statements"):
        await bank.sort_statement(each["id"], NOW)
    booked = len(await rows("SELECT id FROM bank_lines WHERE status = 'booked'"))
    sys.stdout.write(f"{booked} of {told.new} deposits booked\n")


async def measure() -> None:
    seats = Seats(free=1_000)
    callbacks.register("seat", on_paid=seats.on_paid, on_released=seats.on_released)
    company = await make_month(NOW)
    await multiply(199)

    async def statement() -> None:
        await statement_of(company.id, "MXN")

    for what, act in (("close and XLSX of both currencies", close), ("receivables", receivables),
                      ("statement of 1,200 orders", statement), ("ledger as a list", ledger),
                      ("bank's list", deposits)):  # fmt: skip
        sys.stdout.write(await told(what, act))


async def told(what: str, act: Callable[[], Awaitable[None]]) -> str:
    async with Statements() as seen:
        start = perf_counter()
        await act()
        took = perf_counter() - start
    return f"{what}: {took:.2f} s, {seen.count} SQL statements\n"


if __name__ == "__main__":
    alone(measure, pool=4)
