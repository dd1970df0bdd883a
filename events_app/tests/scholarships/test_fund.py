"""The fund: currencies that never meet, golf's income written once, a donor's share, figures that tell on nobody."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.access import Role
from events_app.core.money import MixedCurrencies, Money
from events_app.tests.factories.accounts import make_user
from events_app.tests.scholarships.awards_world import LATER, NOW, give, make_world, published
from events_app.tests.support.browser import TestClient
from scholarships.engine.suppression import LEAST, suppressed, suppressed_table
from scholarships.fund import income, queries, reports, services
from scholarships.fund.errors import AmountTooLarge
from scholarships.fund.income import Income
from scholarships.fund.models import Donation, Donor, FundSource, SourceKind

TODAY = date(2027, 3, 12)
COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 30), min_size=1)


async def donated(source: FundSource, amount: Money, **over: object) -> Donation:
    values = {"donor": None, "received_on": TODAY, "reference": "", "note": "", "actor": "user:1", "now": NOW} | over
    return await services.record(source, amount, **values)  # type: ignore[arg-type]


async def test_dollars_do_not_enter_a_purse_of_pesos(db: str) -> None:
    purse = await give(100_00)

    with pytest.raises(MixedCurrencies):
        await donated(purse, Money(50_00, "USD"))

    assert (await queries.purse(purse.id)).received == 100_00


async def test_only_money_that_is_free_is_given_back(db: str) -> None:
    world = await make_world(fund=0)
    purse = await give(700_000)
    await published(world)

    with pytest.raises(AmountTooLarge):
        await donated(purse, Money(-100_001))
    await donated(purse, Money(-100_000))

    assert (await queries.purse(purse.id)).free == 0


async def test_golfs_income_is_written_once_and_a_refund_as_a_row_below_zero(db: str) -> None:
    paid = [Income("G-1", NOW, Money(250_000)), Income("G-2", NOW, Money(80_000)), Income("G-3", NOW, Money(9, "USD"))]

    async def reader(event_id: int) -> list[Income]:
        return paid if event_id == 7 else []

    before = income._reader[0]
    income.register(reader, income._events[0])
    try:
        purse = await FundSource.create(
            kind=SourceKind.GOLF, name="Torneo", year=2027, currency="MXN", reference="event:7"
        )
        written = [await services.bring_income(purse, actor="user:1", now=NOW) for _ in range(2)]
        paid[1] = Income("G-2", NOW, Money(0))
        written += [await services.bring_income(purse, actor="user:1", now=LATER) for _ in range(2)]
    finally:
        income.register(before, income._events[0])

    found = await Donation.filter(source_id=purse.id).order_by("id")
    assert written == [2, 0, 1, 0]
    assert [(each.reference, each.amount) for each in found] == [("G-1", 250_000), ("G-2", 80_000), ("G-2#2", -80_000)]


async def test_a_donor_sees_the_share_of_the_purse_and_no_small_number(db: str) -> None:
    world = await make_world(fund=0)
    purse = await give(600_000)
    donor = await Donor.create(name="Aceros del Norte", is_public=True)
    await donated(purse, Money(200_000), donor=donor)
    await published(world)

    report = await reports.report_of(donor)

    [share] = report.purses
    assert (share.given, share.working, share.share) == (Money(200_000), Money(150_000), 75.0)
    assert [(part.level, part.awards, part.mine) for part in share.parts] == [("primaria", None, Money(150_000))]


async def test_the_pages_of_the_fund(client: TestClient) -> None:
    world = await make_world()
    purse = await FundSource.get()
    donor = await Donor.create(name="Aceros del Norte", public_name="Familia Aceros", is_public=True)
    hidden = await Donor.create(name="Nadie Sabe", is_public=False)
    for each in (donor, hidden):
        await donated(purse, Money(10_000), donor=each)
    await published(world)

    thanks = await client.get("/fondo-de-becas")
    figures = await client.get(f"/becas/{world.call.slug}/cifras")
    report = await client.get(reports.path_of(donor))
    wrong = await client.get(reports.path_of(donor).replace(f"/{donor.id}/", f"/{hidden.id}/"))
    await client.sign_in(await make_user(roles=[Role.FINANCE]))
    office = await client.get("/oficina/fondo")
    refused = await client.post("/oficina/fondo/donantes", data={"donor": "Otro"})
    movements = await client.get(f"/oficina/fondo/{purse.id}")
    table = await client.get(f"/oficina/fondo/{purse.id}/movimientos.csv")

    assert [each.status_code for each in (thanks, figures, report, office, movements, table)] == [200] * 6
    assert (wrong.status_code, refused.status_code) == (404, 404)
    assert "Familia Aceros" in thanks.text
    assert "Nadie Sabe" not in thanks.text
    assert "pocas" in figures.text
    assert "Nadie Sabe" in table.text


async def test_the_office_opens_a_purse_and_records_a_donation(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    typed = {"name": "Donativos", "kind": "donor", "year": "2027", "currency": "USD"}

    made = await client.post("/oficina/fondo/bolsas", data=typed)
    place = made.headers["location"]
    given = {"amount": "1,250.50", "received_on": "2027-02-01", "reference": "SPEI 1"}
    first = await client.post(f"{place}/movimientos", data=given)
    twice = await client.post(f"{place}/movimientos", data=given)
    nothing = await client.post(f"{place}/movimientos", data=given | {"amount": "0", "reference": ""})
    too_much = await client.post(f"{place}/movimientos", data=given | {"amount": "9999", "reference": "b", "back": "1"})

    assert [each.status_code for each in (made, first, twice, nothing, too_much)] == [303, 303, 409, 422, 409]
    assert [(each.amount, each.currency) for each in await Donation.all()] == [(125_050, "USD")]


@given(COUNTS)
@settings(max_examples=60, deadline=timedelta(seconds=2))
def test_no_small_count_is_shown_nor_left_alone(counts: dict[str, int]) -> None:
    shown = suppressed(counts)

    hidden = [name for name, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= LEAST for count in shown.values())
    assert len(hidden) != 1 or not any(count for count in shown.values())


@given(
    st.dictionaries(st.sampled_from("abcd"), st.fixed_dictionaries({"x": st.integers(0, 12), "y": st.integers(0, 12)}))
)
@settings(max_examples=80, deadline=timedelta(seconds=2))
def test_no_hidden_cell_can_be_found_from_the_totals_of_its_line(table: dict[str, dict[str, int]]) -> None:
    shown = suppressed_table(table, ["x", "y"])

    lines = [[shown[row][column] for column in "xy"] for row in table]
    lines += [[shown[row][column] for row in table] for column in "xy"]
    assert all(line.count(None) != 1 or not any(line) for line in lines)
    assert all(cell is None or cell == 0 or cell >= LEAST for line in lines for cell in line)
