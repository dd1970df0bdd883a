"""Seats without cost: taken and returned exactly, from many tasks, and shown as a subtraction."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events_app.core import clock
from events_app.core.access import Role
from events_app.core.database import execute, row, rows, tx
from events_app.directory import merging
from events_app.directory.kinds import MergeKind
from events_app.directory.models import Person
from events_app.events.models import Event, Price, TicketType
from events_app.registration import benefits, group_pricing, groups, lifecycle
from events_app.registration import merging as registration_merging
from events_app.registration.engine.free_seats import Account, benefit_year, shares
from events_app.registration.engine.wanted import Applicant, FreeSeat
from events_app.registration.errors import FreeSeatGone
from events_app.registration.models import Registration
from events_app.registration.offers import offers
from events_app.registration.waiting_records import Benefit, BenefitCounter, BenefitUse
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.factories.waiting import make_benefit, use_free_seat
from events_app.tests.registration.walking import KNOWN, confirm, open_event
from events_app.tests.support.browser import TestClient
from events_app.tests.support.overtaking import overtaken

accounts = st.lists(
    st.builds(Account, st.integers(1, 99), st.integers(0, 20), st.integers(0, 25)),
    max_size=4,
    unique_by=lambda each: each.benefit_id,
)


@given(accounts, st.integers(0, 40))
def test_shares_are_as_many_as_possible_and_never_more_than_is_left(found: list[Account], most: int) -> None:
    left = {each.benefit_id: each.left for each in found}

    taken = shares(found, most)

    assert sum(each.seats for each in taken) == min(most, sum(left.values()))
    assert all(0 < each.seats <= left[each.benefit_id] for each in taken)


def test_the_most_particular_account_is_used_first() -> None:
    found = [Account(7, 2, 1), Account(3, 10, 0)]

    assert [(each.benefit_id, each.seats) for each in shares(found, 4)] == [(7, 1), (3, 3)]


def test_a_seat_counts_in_the_year_of_the_event_on_its_own_calendar(now: datetime) -> None:
    eve = datetime.fromisoformat("2027-01-01T05:00:00+00:00")

    assert (benefit_year(eve, "America/Hermosillo"), benefit_year(eve, "UTC")) == (2026, 2027)


async def used(benefit: Benefit) -> tuple[int, int]:
    counter = await BenefitCounter.get_or_none(benefit_id=benefit.id)
    return (counter.used if counter else 0), await BenefitUse.filter(benefit_id=benefit.id, returned_at=None).count()


async def test_a_free_seat_is_used_once_and_returned_exactly_when_the_person_cancels(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10, net=10_000)
    plant, benefit = await make_plant(), await make_benefit(2)
    first = await use_free_seat(event, ticket_type, plant, "1")
    await use_free_seat(event, ticket_type, plant, "2")
    with pytest.raises(FreeSeatGone):
        await use_free_seat(event, ticket_type, plant, "3")
    full = await used(benefit)

    await lifecycle.cancel(first.registration_id, actor="office", reason="no va", now=now)
    await lifecycle.cancel(first.registration_id, actor="office", reason="no va", now=now)
    await benefits.give_back([first.registration_id], now=now)

    await event.refresh_from_db()
    assert (full, await used(benefit), event.taken) == ((2, 2), (1, 1), 1)


async def fight(now: datetime, *, events: int = 10, colleagues: int = 3) -> tuple[int, int]:
    """Colleagues ask for three free seats at once, at many events: seats used by the counter, and seats given."""
    plant, benefit = await make_plant(), await make_benefit(3)
    await BenefitCounter.create(company=plant, benefit=benefit)
    worlds = [await make_event_with_seats(50) for _ in range(events)]
    people = [await make_employee(plant, str(500 + each)) for each in range(colleagues)]
    free = FreeSeat((benefit.id,), 2026)

    async def ask(event: Event, ticket_type: TicketType, person: Person) -> int:
        who = Applicant(person.full_name, person.id, company_id=plant.id, verified_by="directory")
        try:
            await make_registration(event, ticket_type, person, applicant=who, free_seat=free, now=now)
        except FreeSeatGone:
            return 0
        return 1

    given = await asyncio.gather(*[ask(*world, person) for person in people for world in worlds])
    return (await used(benefit))[0], sum(given)


async def test_of_thirty_who_ask_at_once_only_as_many_as_there_are_get_a_free_seat(db: str, now: datetime) -> None:
    assert await fight(now) == (3, 3)


async def test_without_the_guarded_counter_more_are_given_than_there_are(
    db: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: four read the counter before any of them writes it."""
    everybody_read, real = asyncio.Barrier(4), rows
    unlocked = benefits.LOCK.replace("FOR UPDATE OF c", "")

    async def read_together(sql: str, *values: object) -> list[dict[str, Any]]:
        found = await real(sql, *values)
        if sql == unlocked:
            await everybody_read.wait()
        return found

    monkeypatch.setattr(benefits, "rows", read_together)
    monkeypatch.setattr(benefits, "LOCK", unlocked)
    monkeypatch.setattr(benefits, "TAKE", benefits.TAKE.replace("AND c.used + $3 <= b.free_seats", ""))

    assert await fight(now, events=4, colleagues=1) == (4, 4)


async def test_the_price_says_the_free_seat_as_a_line_of_its_own(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10, net=100_000)
    await Price.create(ticket_type=ticket_type, audience="regular", net_amount=60_000)
    plant = await make_plant()
    await make_benefit(1)

    found = (await offers(event, "regular", now, company_id=plant.id))[0]
    public = (await offers(event, "public", now, company_id=plant.id))[0]
    steps = [(each.key, each.amount.amount) for each in found.steps]

    assert steps == [("public", 116_000), ("regular", -46_400), ("benefit", -69_600)]
    assert (found.total.amount, public.total.amount) == (0, 116_000)


async def test_a_seat_of_one_kind_of_event_is_used_before_one_of_any_kind_and_not_for_others(
    db: str, now: datetime
) -> None:
    event, _ = await make_event_with_seats(10, net=10_000)
    other, _ = await make_event_with_seats(10, net=10_000, kind="seminar")
    plant = await make_plant()
    any_kind, games = await make_benefit(1), await make_benefit(1, kind="tournament")
    await make_benefit(1, kind="seminar", year=2025)

    first = (await offers(event, "regular", now, company_id=plant.id))[0].free_seat
    second = (await offers(other, "regular", now, company_id=plant.id))[0].free_seat

    assert first == FreeSeat((games.id, any_kind.id), 2026)
    assert second == FreeSeat((any_kind.id,), 2026)


async def test_seats_that_only_the_coordinator_gives_out_are_not_for_who_comes_alone(db: str, now: datetime) -> None:
    event, _ = await make_event_with_seats(10, net=10_000)
    plant = await make_plant()
    await make_benefit(1, everybody=False)

    alone = (await offers(event, "regular", now, company_id=plant.id))[0]
    handed = (await offers(event, "regular", now, company_id=plant.id, gives_out=True))[0]

    assert (alone.total.amount, handed.total.amount) == (11_600, 0)


async def test_an_employee_walks_in_without_paying_and_the_next_one_pays(client: TestClient) -> None:
    event, ticket_type = await open_event(net=10_000)
    plant = await make_plant()
    await make_employee(plant)
    await make_employee(plant, "5", given="Rosa")
    await make_benefit(1, year=benefit_year(event.starts_at, event.timezone))
    path = f"/eventos/{event.slug}/registro"

    shown = await client.post(path, data=KNOWN)
    slow = await client.post(path, data=KNOWN | {"employee_number": "5"})
    quick = await client.post(path, data=confirm(shown.text))
    told = await client.post(path, data=confirm(slow.text))
    paid = await client.post(path, data=confirm(told.text))

    assert "Lugar sin costo de tu empresa" in shown.text
    assert quick.headers["location"].startswith("/T/")
    assert (told.status_code, "El precio cambió" in told.text) == (409, True)
    assert "/pagar/" in paid.headers["location"]


async def test_a_hold_that_lapses_keeps_no_free_seat(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10)
    plant, benefit = await make_plant(), await make_benefit(2)
    receipt = await use_free_seat(event, ticket_type, plant, "1")
    await execute(
        "UPDATE registrations SET status = 'held', hold_expires_at = $2 WHERE id = $1", receipt.registration_id, now
    )

    await lifecycle.on_released(receipt.registration_id, now + timedelta(hours=1), "hold expired")

    registration = await Registration.get(id=receipt.registration_id)
    assert (str(registration.status), await used(benefit)) == ("expired", (0, 0))


async def test_only_a_company_in_good_standing_uses_free_seats_for_its_group(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10, net=10_000)
    benefit, given = await make_benefit(5), []
    for plant in (await make_plant("Al corriente"), await make_plant("Suspendida", standing="suspended")):
        person = await make_employee(plant, "1")
        receipt = await make_registration(event, ticket_type, person)
        group = await groups.start(event, plant.id, who=groups.Who("user:1"), now=now)
        given.append(await group_pricing.use_free_seats(group, event, [receipt.registration_id], 1, now=now))

    assert [len(each) for each in given] == [1, 0]
    assert await used(benefit) == (1, 1)


async def test_two_companies_that_become_one_count_their_free_seats_together(
    app: object, db: str, now: datetime
) -> None:
    event, ticket_type = await make_event_with_seats(10, net=10_000)
    benefit, kept, gone = await make_benefit(5), await make_plant("Bravo"), await make_plant("Bravo dos")
    await use_free_seat(event, ticket_type, kept, "1")
    await use_free_seat(event, ticket_type, gone, "2")
    await use_free_seat(event, ticket_type, gone, "3")

    await merging.merge(MergeKind.COMPANY, kept.id, gone.id, {}, actor="user:1", now=now, today=now.date())

    assert await used(benefit) == (3, 3)


async def test_the_office_says_how_many_and_the_same_again_changes_it(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    year = clock.now().year
    asked = {"company_class": "regular", "event_kind": "", "year": str(year), "free_seats": "10", "for_everybody": "1"}

    empty = await client.get("/oficina/lugares-sin-costo")
    first = await client.post("/oficina/lugares-sin-costo", data=asked)
    second = await client.post("/oficina/lugares-sin-costo", data=asked | {"free_seats": "12", "for_everybody": ""})
    wrong = await client.post("/oficina/lugares-sin-costo", data=asked | {"free_seats": "-1"})
    shown = await client.get(second.headers["location"])

    found = await row("SELECT count(*)::int AS n, max(free_seats) AS seats FROM benefits")
    box = empty.text.split('name="for_everybody"')[1].split(">")[0]
    assert "checked" not in box
    assert (first.status_code, second.status_code, wrong.status_code) == (303, 303, 422)
    assert found == {"n": 1, "seats": 12}
    assert "Solo los reparte quien coordina" in shown.text


async def test_a_seat_that_is_given_back_while_two_companies_become_one_is_free_for_the_one(
    db: str, now: datetime
) -> None:
    event, kind = await make_event_with_seats(10, net=10_000)
    gone, kept, benefit = await make_plant("Pimería"), await make_plant(), await make_benefit(2)
    first, second = [await use_free_seat(event, kind, gone, number) for number in "12"]
    moved = (
        "INSERT INTO benefit_counters (created_at, company_id, benefit_id, used) "
        f"VALUES ('{now}', {kept.id}, {benefit.id}, 0)",
        f"UPDATE benefit_uses SET company_id = {kept.id}",
    )

    await overtaken(
        db,
        tx(benefits.give_back, [first.registration_id], now=now),
        locks=(*moved, f"DELETE FROM benefit_counters WHERE company_id = {gone.id}"),
        written=(f"UPDATE benefit_counters SET used = 2 WHERE company_id = {kept.id}",),
    )

    assert await used(benefit) == (1, 1)
    assert await rows("SELECT registration_id FROM benefit_uses WHERE returned_at IS NULL") == [
        {"registration_id": second.registration_id}
    ]


async def test_what_is_used_while_two_companies_become_one_is_counted(db: str, now: datetime) -> None:
    gone, kept, benefit = await make_plant("Pimería"), await make_plant(), await make_benefit(5)
    for plant in (gone, kept):
        await BenefitCounter.create(company=plant, benefit=benefit, used=1)

    await overtaken(
        db,
        tx(registration_merging.move_benefit_counters, MergeKind.COMPANY, gone.id, kept.id, now),
        locks=(f"UPDATE benefit_counters SET used = 2 WHERE company_id = {gone.id}",),
    )

    assert await rows("SELECT company_id, used FROM benefit_counters") == [{"company_id": kept.id, "used": 3}]
