"""Two people act at once, or one after the other in the wrong order: no money is promised twice and none is lost."""

import asyncio
from collections.abc import Awaitable
from datetime import date
from typing import Any

import pytest

from events_app.core.database import rows
from events_app.tests.scholarships.awards_world import LATER, NOW, World, make_world, published, ranked
from events_app.tests.scholarships.test_offers import SOON, award_of, live, proven
from events_app.tests.support.overtaking import CANCEL_WAITING, overtaken
from scholarships.applications.papers import Document
from scholarships.applications.states import CheckStatus
from scholarships.awards import appeals, instalments, meetings, offers, publishing, renewals
from scholarships.awards.errors import AwardEnded
from scholarships.awards.grants import Award, AwardStatus, Instalment, InstalmentStatus, PaymentOrder, Renewal
from scholarships.awards.invariants import INVARIANTS

pytestmark = pytest.mark.usefixtures("app")


async def at_once(*acts: Awaitable[Any]) -> list[str]:
    """What became of each: "" or the name of its refusal."""
    found = await asyncio.gather(*acts, return_exceptions=True)
    return [type(each).__name__ if isinstance(each, Exception) else "" for each in found]


async def broken() -> list[str]:
    return [each.id for each in INVARIANTS if each.broken(await rows(each.sql))]


async def accepted(world: World, number: int = 0) -> tuple[Award, Instalment]:
    """An award that was accepted, with its first part ready to be paid."""
    award = await award_of(world, number)
    await offers.accept(award, actor="family", now=SOON)
    part = await Instalment.get(award_id=award.id, number=1)
    await proven(part)
    return award, part


@pytest.mark.parametrize("order_first", [True, False])
async def test_a_part_that_is_ordered_while_the_family_declines_is_either_ordered_or_cancelled(
    db: str, order_first: bool
) -> None:
    for _ in range(3):
        world = await make_world()
        await published(world)
        award, part = await accepted(world)
        acts = [
            instalments.order(world.call, actor="user:9", now=SOON),
            offers.decline(award, reason="", actor="family", now=SOON),
        ]

        await at_once(*(acts if order_first else reversed(acts)))

        ordered = await PaymentOrder.filter(call_id=world.call.id).count()
        status = (await Instalment.get(id=part.id)).status
        assert (ordered, status) in ((1, InstalmentStatus.ORDERED), (0, InstalmentStatus.CANCELLED))
        assert (await Award.get(id=award.id)).status is (AwardStatus.ACCEPTED if ordered else AwardStatus.DECLINED)


async def test_accepting_and_declining_at_once_gives_one_answer_and_no_place_twice(db: str) -> None:
    world = await make_world()
    await published(world)
    award = await award_of(world, 0)

    answers = [offers.accept(award, actor="family", now=SOON) for _ in range(3)]
    declined = [offers.decline(award, reason="", actor="family", now=SOON) for _ in range(3)]
    await at_once(*declined, *answers, *(offers.promote(world.call.id, now=SOON) for _ in range(3)))
    await offers.promote(world.call.id, now=SOON)

    assert len(await live()) == 2
    assert await broken() == []


async def test_a_part_is_paid_once_however_often_it_is_said(db: str) -> None:
    world = await make_world()
    await published(world)
    award, one = await accepted(world)
    two = await Instalment.get(award_id=award.id, number=2)
    await proven(two)

    orders = await at_once(*(instalments.order(world.call, actor="user:9", now=SOON) for _ in range(3)))
    acts = (instalments.mark_paid(each, reference="SPEI", actor="user:9", now=SOON) for each in (one, two) * 3)
    paid = await at_once(*acts)

    assert sorted(orders) == ["", "NothingToPay", "NothingToPay"]
    assert (paid, (await Award.get(id=award.id)).status) == ([""] * 6, AwardStatus.PAID)
    assert await broken() == []


async def test_results_are_published_once_however_many_workers_try(db: str) -> None:
    world = await make_world()
    await published(world)
    await Award.all().count()

    again = await asyncio.gather(
        *(publishing.publish(world.call.id, actor="system", now=LATER) for _ in range(4))
    )  # fmt: skip

    assert (again, await Award.all().count()) == ([False] * 4, 2)


async def test_a_payment_that_comes_back_after_the_award_fell_is_the_funds_and_its_place_the_next_ones(
    db: str,
) -> None:
    world = await make_world()
    await published(world)
    award, part = await accepted(world)
    await instalments.order(world.call, actor="user:9", now=SOON)
    await offers.give_back(award, reason="Se mudaron", actor="user:9", now=SOON)
    early = await offers.promote(world.call.id, now=SOON)

    await instalments.mark_returned(part, actor="user:9", now=SOON)
    late = await offers.promote(world.call.id, now=SOON)

    assert (early, [each.application_id for each in late]) == ([], [world.applications[2].id])
    assert (await Instalment.get(id=part.id)).status is InstalmentStatus.CANCELLED
    assert (await broken(), [amount for _, amount in await live()]) == ([], [300_000, 300_000])


async def test_an_award_that_fell_is_not_renewed(db: str) -> None:
    world = await make_world()
    await published(world)
    award, _part = await accepted(world)
    await renewals.ask(world.call, "2027-2", date(2027, 9, 1), now=SOON)
    await offers.give_back(award, reason="Se mudaron", actor="user:9", now=SOON)

    with pytest.raises(AwardEnded):
        await renewals.renew(await Renewal.get(award_id=award.id), "9.1", actor="user:9", now=SOON)

    assert await broken() == []


async def test_a_place_that_a_revision_took_is_not_given_to_the_next_as_well(db: str) -> None:
    world = await make_world(((5, 5, 5), (4, 4, 4), (3, 3, 3), (2, 2, 2)))
    await published(world)
    appeal = await appeals.file(world.applications[3], "Faltó la beca anterior", actor="family", now=SOON)
    await offers.decline(await award_of(world, 0), reason="", actor="family", now=SOON)
    upheld = await appeals.answer(appeal, upheld=True, text="Procede", actor="user:1", now=SOON)
    assert upheld is not None

    before = await offers.promote(world.call.id, now=SOON)
    await offers.decline(upheld, reason="", actor="family", now=SOON)
    after = await offers.promote(world.call.id, now=SOON)

    assert (before, [each.application_id for each in after]) == ([], [world.applications[2].id])
    assert await broken() == []


async def test_a_proof_that_is_looked_at_again_takes_its_part_back_until_it_is_ordered(db: str) -> None:
    world = await make_world()
    await published(world)
    _award, part = await accepted(world)
    proof = await Document.get(kind="inscripcion")

    await instalments.judge_proof(part, proof, accepted=False, reason="Borrosa", actor="user:9", now=SOON)
    taken_back = await Instalment.get(id=part.id)
    await instalments.judge_proof(part, proof, accepted=True, reason="", actor="user:9", now=SOON)
    await instalments.order(world.call, actor="user:9", now=SOON)
    late = await at_once(
        instalments.judge_proof(part, proof, accepted=False, reason="Borrosa", actor="user:9", now=SOON)
    )  # fmt: skip

    assert (taken_back.status, taken_back.proof_accepted_by) == (InstalmentStatus.PLANNED, "")
    assert (late, (await Document.get(id=proof.id)).verdict) == (["IllegalMove"], CheckStatus.ACCEPTED)


async def test_of_two_meetings_of_a_call_one_is_opened(db: str) -> None:
    world = await make_world()
    await ranked(world)
    made = []
    for number in range(2):
        meeting = await meetings.plan(
            world.call, starts_at=NOW, place=f"Sala {number}", quorum=2, chair=world.users[0].id, actor="user:1",
            now=NOW,
        )  # fmt: skip
        for user in world.users:
            await meetings.arrive(meeting, user.id, actor="user:1", now=NOW)
        made.append(meeting)

    ended = await overtaken(
        db,
        *(meetings.open_meeting(each, actor="user:1", now=NOW) for each in made),
        locks=("LOCK TABLE scholarship_rankings IN ACCESS EXCLUSIVE MODE",),
    )

    assert [type(each).__name__ for each in ended] == ["NoneType", "MeetingOpen"]


async def test_parts_are_ordered_with_the_file_for_accounting_or_not_at_all(db: str) -> None:
    world = await make_world()
    await published(world)
    _award, part = await accepted(world)

    [failed] = await overtaken(
        db,
        instalments.order(world.call, actor="user:9", now=SOON),
        locks=("LOCK TABLE stored_files IN SHARE MODE",),
        written=(CANCEL_WAITING,),
    )

    assert isinstance(failed, Exception)
    assert await PaymentOrder.all().count() == 0
    assert (await Instalment.get(id=part.id)).status is InstalmentStatus.READY
