"""The books of many orders cost as many SQL statements as the books of a few."""

from events_app.core import clock
from events_app.tests.factories.books import make_month, multiply
from events_app.tests.payments.by_hand import sign_in
from events_app.tests.payments.conftest import Seats
from events_app.tests.support.browser import TestClient
from events_app.tests.support.database import Statements


async def test_no_page_and_no_file_of_the_books_asks_the_database_more_when_there_are_more_orders(
    seats: Seats, client: TestClient
) -> None:
    company = await make_month(clock.now())
    await sign_in(client, "Accountant", "finance")
    month = f"{clock.local(clock.now()):%Y-%m}"
    files = (f"/mes/{month}/MXN.xlsx", f"/mes/{month}/USD.csv", "/libro.csv", "/por-cobrar.xlsx")
    pages = ("", "/libro", "/por-cobrar", "/estados", f"/estados/{company.slug}", f"/estados/{company.slug}/cuenta.csv")
    paths = (*files, *pages)

    few = {path: await asked(client, path) for path in paths}
    await multiply(12)
    many = {path: await asked(client, path) for path in paths}

    assert many == few
    assert max(few.values()) <= 20


async def asked(client: TestClient, path: str) -> int:
    await client.get(f"/oficina/finanzas{path}")
    async with Statements() as seen:
        answer = await client.get(f"/oficina/finanzas{path}")
    assert answer.status_code == 200
    return seen.count
