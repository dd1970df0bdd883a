"""Two entries become one and nothing is lost."""

from datetime import date, datetime

import pytest

from events_app.core.errors import CannotMerge
from events_app.directory import duplicates, merging, queries
from events_app.directory.kinds import MergeKind
from events_app.directory.models import CommitteeMember, Company, Employment, Merge
from events_app.tests.factories.directory import make_committee, make_company, make_employee, make_person

DAY = date(2026, 11, 20)


async def merge(kind: MergeKind, kept: int, absorbed: int, now: datetime, **chosen: str) -> Merge:
    return await merging.merge(kind, kept, absorbed, chosen, actor="user:1", now=now, today=DAY)


async def test_employments_move_chosen_values_stay_and_the_old_id_leads_on(db: str, now: datetime) -> None:
    kept, gone = (
        await make_company("Bravo", city="Nogales"),
        await make_company("Bravo SA", city="Cananea", slug="vieja"),
    )
    jobs = [await make_employee(kept, "1"), await make_employee(gone, "2", given_name="Eva")]

    record = await merge(MergeKind.COMPANY, kept.id, gone.id, now, city="absorbed")

    assert sorted(await Employment.filter(company_id=kept.id).values_list("id", flat=True)) == [
        each.id for each in jobs
    ]
    assert record.moved["employments"] == 1
    found = await queries.company(gone.id)
    assert (found.id, found.legal_name, found.city) == (kept.id, "Bravo", "Cananea")
    assert (await queries.company_by_slug("vieja")) == kept
    assert (await Company.get(id=gone.id)).legal_name == "Bravo SA"


async def test_the_same_number_of_two_persons_stops_the_merge_whole(db: str, now: datetime) -> None:
    kept, gone = await make_company("Bravo"), await make_company("Bravo dos")
    await make_employee(kept, "7", given_name="Ana")
    await make_employee(gone, "007", given_name="Eva")

    with pytest.raises(CannotMerge):
        await merge(MergeKind.COMPANY, kept.id, gone.id, now)

    assert await Employment.filter(company_id=gone.id, ends_on=None).count() == 1
    assert (await Company.get(id=gone.id)).merged_into_id is None


async def test_the_same_person_under_the_same_number_keeps_one_live_number(db: str, now: datetime) -> None:
    kept, gone = await make_company("Bravo"), await make_company("Bravo dos")
    person = await make_person()
    await make_employee(kept, "7", person=person)
    await make_employee(gone, "007", person=person)

    await merge(MergeKind.COMPANY, kept.id, gone.id, now)

    held = await Employment.filter(company_id=kept.id).order_by("id").values_list("number_key", "ends_on")
    assert held == [("7", None), ("7", DAY)]


async def test_a_seat_that_both_held_becomes_one_and_the_chair_is_not_lost(db: str, now: datetime) -> None:
    one, two, sports = await make_person(), await make_person(), await make_committee()
    await CommitteeMember.create(committee=sports, year=2026, person=one, position="member")
    await CommitteeMember.create(committee=sports, year=2026, person=two, position="chair")
    await CommitteeMember.create(committee=sports, year=2025, person=two, position="chair")

    await merge(MergeKind.PERSON, one.id, two.id, now)

    seats = await CommitteeMember.all().order_by("year").values_list("person_id", "year", "position")
    assert seats == [(one.id, 2025, "chair"), (one.id, 2026, "chair")]


async def test_a_third_entry_that_led_to_the_second_now_leads_to_the_first(db: str, now: datetime) -> None:
    one, two, three = [await make_person() for _each in range(3)]

    await merge(MergeKind.PERSON, two.id, three.id, now)
    await merge(MergeKind.PERSON, one.id, two.id, now)

    assert [(await queries.person(each.id)).id for each in (one, two, three)] == [one.id] * 3
    with pytest.raises(CannotMerge):
        await merge(MergeKind.PERSON, one.id, three.id, now)


async def test_likely_pairs_are_listed_until_the_office_says_they_differ(db: str, now: datetime) -> None:
    one, two = await make_person("José", "Ruiz", ""), await make_person("JOSE", "Ruíz", "")
    await make_person("Otra", "Persona", "")

    before = await duplicates.likely(MergeKind.PERSON)
    await duplicates.keep_apart(MergeKind.PERSON, two.id, one.id, actor="user:1", now=now)
    after = await duplicates.likely(MergeKind.PERSON)

    assert before == [{"low": one.id, "high": two.id, "reason": "name"}]
    assert after == []
