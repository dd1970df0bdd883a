"""Sharing out the reading: published at once, without conflicts, and mended at once when somebody steps back."""

from datetime import date

import pytest

from events_app.core.access import Role
from events_app.core.errors import NotFound
from events_app.core.tables import OutboxMessage
from events_app.tests.factories.accounts import actor_of, make_user
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.scholarships import make_application, make_reviewer
from events_app.tests.scholarships.review_world import NOW, TODAY, make_world, open_reading, read_all
from scholarships.applications.services import withdraw
from scholarships.calls.models import Call, CallStatus
from scholarships.review import readers, returning, rounds
from scholarships.review.conflicts import declare_conflict, take_away
from scholarships.review.errors import CannotAssign, RoundOpen
from scholarships.review.models import Conflict, ConflictSource, Reviewer, ReviewerStatus
from scholarships.review.readers import NewRelative
from scholarships.review.readings import Assignment, ReturnedBecause


async def live() -> list[Assignment]:
    return await Assignment.exclude(status="returned").order_by("id")


async def test_a_reading_that_opens_gives_every_file_its_readings_evenly_and_writes_to_each_reader_once(
    db: str,
) -> None:
    world = await make_world(status=CallStatus.CLOSED)

    opened = await open_reading(world)

    found = await live()
    by_file = {each.id: sorted(a.reading for a in found if a.application_id == each.id) for each in world.applications}
    loads = sorted(sum(a.reviewer_id == reader.id for a in found) for reader in world.readers)
    assert by_file == {each.id: [1, 2, 3] for each in world.applications}
    assert loads == [3, 3, 4, 4, 4]
    assert (await Call.get(id=world.call.id)).status is CallStatus.REVIEWING
    assert (opened.seed, len(opened.inputs_hash)) == ("x", 64)
    told = await OutboxMessage.filter(message="review_assigned")
    assert sorted(str(each.context["count"]) for each in told) == ["3", "3", "4", "4", "4"]
    assert sorted(each.address for each in told) == sorted(str(user.email) for user in world.users)


async def test_the_same_seed_shares_out_the_same(db: str) -> None:
    world = await make_world()
    first = await open_reading(world, seed="sorteo")
    pairs = {(each.application_id, each.reviewer_id, each.position) for each in await live()}
    await Assignment.all().delete()
    await first.delete()

    again = await open_reading(world, seed="sorteo")

    assert {(each.application_id, each.reviewer_id, each.position) for each in await live()} == pairs
    assert again.inputs_hash == first.inputs_hash


async def test_nobody_reads_a_file_of_the_own_company(db: str) -> None:
    world = await make_world(files=4, readers=4)
    for reader, company in zip(world.readers, world.companies, strict=True):
        await Reviewer.filter(id=reader.id).update(company_id=company.id)

    await open_reading(world)

    own = {each.id: world.readers[number].id for number, each in enumerate(world.applications)}
    assert all(each.reviewer_id != own[each.application_id] for each in await live())
    assert len(await live()) == 12


async def test_a_reading_that_cannot_be_shared_out_names_who_is_short_and_writes_nothing(db: str) -> None:
    world = await make_world(files=2, readers=3, readings=3)
    await Reviewer.filter(id=world.readers[1].id).update(company_id=world.companies[0].id)

    with pytest.raises(CannotAssign) as refused:
        await open_reading(world)

    assert refused.value.params == {
        "applications": world.applications[0].folio, "readers": "L1, L3", "demand": 3, "capacity": 2,
    }  # fmt: skip
    assert await Assignment.all().count() == 0
    assert await OutboxMessage.all().count() == 0
    assert await rounds.open_round(world.call.id) is None


async def test_a_second_round_does_not_open_over_the_first(db: str) -> None:
    world = await make_world()
    await open_reading(world)

    with pytest.raises(RoundOpen):
        await open_reading(world)

    assert len(await live()) == 18


async def test_a_declared_conflict_is_somebody_elses_file_at_once(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading(0)
    before = {each.reviewer_id for each in await live() if each.application_id == mine.application_id}

    handed = await declare_conflict(mine.id, world.users[0].id, reason="Es mi sobrina", today=TODAY, now=NOW)

    after = {each.reviewer_id for each in await live() if each.application_id == mine.application_id}
    kept = await Conflict.get(application_id=mine.application_id, reviewer_id=world.readers[0].id)
    returned = await Assignment.get(id=mine.id)
    assert handed == returning.HandedOn(given=1, without=())
    assert after > before - {world.readers[0].id}
    assert (len(after), world.readers[0].id in after) == (3, False)
    assert (kept.source, kept.declared_by) == (ConflictSource.DECLARED, f"user:{world.users[0].id}")
    assert (returned.status, returned.returned_because) == ("returned", ReturnedBecause.CONFLICT)


async def test_a_conflict_that_leaves_nobody_is_named(db: str) -> None:
    world = await make_world(files=3, readers=3)
    await open_reading(world)
    mine = await world.reading(0)

    handed = await declare_conflict(mine.id, world.users[0].id, reason="", today=TODAY, now=NOW)

    assert handed == returning.HandedOn(given=0, without=(mine.application_id,))


async def test_nobody_declares_a_conflict_in_anothers_file(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading(0)

    with pytest.raises(NotFound):
        await declare_conflict(mine.id, world.users[1].id, reason="", today=TODAY, now=NOW)

    assert await Conflict.all().count() == 0


async def test_a_file_that_the_chair_takes_away_never_comes_back_to_that_reader(db: str) -> None:
    world = await make_world(readers=4)
    await open_reading(world)
    mine = await world.reading(0)

    await take_away(mine.id, reason="Es vecina de la familia", actor="user:9", today=TODAY, now=NOW)
    readers_now = {each.reviewer_id for each in await live() if each.application_id == mine.application_id}

    assert readers_now == {reader.id for reader in world.readers[1:]}


async def test_a_reader_who_becomes_a_relative_half_way_loses_the_file_and_its_scores_count_no_more(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    await read_all(world, 0)
    mine = await world.reading(0)
    child = next(each for each in world.applications if each.id == mine.application_id)

    handed = await readers.declare(
        world.readers[0], company_id=world.readers[0].company_id,
        relatives=[NewRelative(f"{child.guardian_given_name} Bacasegua", "cuñada")],
        actor="user:1", today=TODAY, now=NOW,
    )  # fmt: skip

    assert handed.given == 1
    assert [each.application_id for each in await Conflict.all()] == [child.id]
    assert (await Assignment.get(id=mine.id)).status == "returned"
    assert world.readers[0].id not in {a.reviewer_id for a in await live() if a.application_id == child.id}


async def test_a_change_of_employer_returns_the_files_of_the_new_company(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading(0)
    company = next(each.company_id for each in world.applications if each.id == mine.application_id)

    await readers.declare(
        world.readers[0], company_id=company, relatives=[], actor="user:1", today=TODAY, now=NOW
    )  # fmt: skip

    assert (await Assignment.get(id=mine.id)).returned_because == ReturnedBecause.CONFLICT
    assert len(await live()) == 18


async def test_a_relative_declared_before_the_reading_keeps_the_file_away_from_the_start(db: str) -> None:
    world = await make_world(readers=4)
    late = await make_application(
        world.call, guardian_given_name="Obdulia", guardian_paternal_surname="Enríquez", guardian_maternal_surname=""
    )
    named = [NewRelative("OBDULIA enriquez Soto", "tía")]
    await readers.declare(world.readers[0], company_id=None, relatives=named, actor="user:1", today=TODAY, now=NOW)

    await open_reading(world)

    assert {each.reviewer_id for each in await live() if each.application_id == late.id} == {
        reader.id for reader in world.readers[1:]
    }


async def test_a_reader_who_leaves_hands_on_what_is_open_and_keeps_what_is_done(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    done = await world.reading(0)
    await Assignment.filter(id=done.id).update(status="done", started_at=NOW, finished_at=NOW)

    handed = await readers.leave(world.readers[0], reason="Cambió de ciudad", actor="user:9", today=TODAY, now=NOW)

    theirs = [each.id for each in await live() if each.reviewer_id == world.readers[0].id]
    assert theirs == [done.id]
    assert (handed.without, len(await live())) == ((), 18)
    assert (await Reviewer.get(id=world.readers[0].id)).status is ReviewerStatus.LEFT


async def test_a_reader_whose_term_is_over_gets_nothing_more(db: str) -> None:
    world = await make_world()
    await Reviewer.filter(id=world.readers[0].id).update(ends_on=date(2026, 12, 9))

    await open_reading(world)

    assert {each.reviewer_id for each in await live()} == {reader.id for reader in world.readers[1:]}


async def test_a_further_reading_goes_to_somebody_who_has_not_read_the_file(db: str) -> None:
    world = await make_world(readers=4)
    await open_reading(world)
    for reader in range(4):
        await read_all(world, reader)
    await rounds.close_round(world.call, reason="", actor="user:9", now=NOW)
    chosen = world.applications[2]
    before = {each.reviewer_id for each in await live() if each.application_id == chosen.id}

    again = await rounds.open_further(
        world.call, [chosen.id], closes_at=None, actor="user:9", today=TODAY, now=NOW, seed="y"
    )

    fresh = [each for each in await live() if each.round_id == again.id]
    assert [(each.application_id, each.reading) for each in fresh] == [(chosen.id, 4)]
    assert fresh[0].reviewer_id not in before


async def test_a_family_that_withdraws_frees_its_readers(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    gone = world.applications[0]

    await withdraw(gone, reason="Nos mudamos", now=NOW)

    assert [each for each in await live() if each.application_id == gone.id] == []
    assert len(await live()) == 15
    assert {each.returned_because for each in await Assignment.filter(status="returned")} == {"withdrawn"}


async def test_the_office_invites_a_member_who_has_no_account_yet(db: str) -> None:
    world = await make_world(readers=1)
    office = actor_of(await make_user("Oficina", roles=[Role.OFFICE]), Role.OFFICE)
    asked = readers.NewReader("lectora@correo.example", "Lucía Ochoa", date(2027, 12, 31))

    made = await readers.invite(world.call, asked, by=office, today=TODAY, now=NOW)

    told = await OutboxMessage.filter(address="lectora@correo.example").order_by("message").values_list("message")
    assert (made.code, made.status) == ("L2", ReviewerStatus.INVITED)
    assert told == [("invitation",), ("review_invitation",)]


async def test_a_company_that_two_readers_share_is_read_by_the_others(db: str) -> None:
    world = await make_world(files=1, readers=3, readings=2)
    same = await make_company("La misma")
    extra = [await make_reviewer(world.call, company=same, code=f"X{number}") for number in range(2)]
    await make_application(world.call, company=same)

    await open_reading(world)

    assert not {each.id for each in extra} & {
        each.reviewer_id for each in await live() if each.application_id != world.applications[0].id
    }
