"""After the meeting: published at the moment, answered in time, passed on, paid in parts, and every peso traced."""

from datetime import date, timedelta

import pytest

from events_app.core import jobs, mail
from events_app.core.database import rows
from events_app.core.tables import OutboxMessage
from events_app.tests.scholarships.awards_world import (
    LATER,
    NOW,
    RESULTS,
    World,
    decided,
    give,
    make_world,
    published,
)
from scholarships.applications.models import Application
from scholarships.applications.papers import Document
from scholarships.awards import appeals, instalments, letters, offers, publishing, renewals
from scholarships.awards.errors import AppealTooLate, NothingToPay, OfferEnded, TooEarlyToPublish
from scholarships.awards.grants import (
    Allocation,
    Appeal,
    AppealStatus,
    Award,
    AwardStatus,
    Instalment,
    InstalmentStatus,
    Letter,
    Renewal,
)
from scholarships.calls.models import Call, CallStatus
from scholarships.fund.errors import FundTooSmall
from scholarships.fund.models import Donation, SourceKind

# The application tells the worker what each job is.
pytestmark = pytest.mark.usefixtures("app")
SOON = LATER + timedelta(days=1)


async def award_of(world: World, number: int) -> Award:
    return await Award.get(application_id=world.applications[number].id)


async def statuses(world: World) -> dict[str, AwardStatus]:
    found = await Award.filter(call_id=world.call.id).order_by("id").select_related("application")
    return {each.application.folio: each.status for each in found}


async def live() -> list[tuple[int, int]]:
    """(award, amount) of the money that is set aside."""
    found = await Allocation.filter(released_at=None).order_by("award_id", "source_id")
    return [(each.award_id, each.amount) for each in found]


async def proven(instalment: Instalment) -> None:
    """The office accepts a proof for this part."""
    await instalment.fetch_related("award")
    document = await Document.create(
        application_id=instalment.award.application_id, kind="inscripcion", content_type="image/jpeg", size=9,
        part=instalment.number, sha256="0" * 64, uploaded_at=SOON,
    )  # fmt: skip
    await instalments.judge_proof(instalment, document, accepted=True, reason="", actor="user:9", now=SOON)


async def test_nothing_is_told_a_second_before_the_moment(db: str) -> None:
    world = await make_world()
    await decided(world)
    with pytest.raises(TooEarlyToPublish):
        await publishing.schedule(world.call, NOW, actor="user:1", now=NOW)
    await publishing.schedule(world.call, RESULTS, actor="user:1", now=NOW)

    early = await publishing.publish(world.call.id, actor="system", now=RESULTS - timedelta(seconds=1))
    told = (await Letter.all().count(), await Award.all().count(), await OutboxMessage.all().count())
    on_time = await publishing.publish(world.call.id, actor="system", now=RESULTS)
    again = await publishing.publish(world.call.id, actor="system", now=RESULTS)

    assert (early, told, on_time, again) == (False, (0, 0, 0), True, False)
    assert await statuses(world) == dict.fromkeys(world.folios[:2], AwardStatus.OFFERED)
    assert (await Call.get(id=world.call.id)).status is CallStatus.PUBLISHED


async def test_the_worker_publishes_and_writes_once_to_every_family(db: str) -> None:
    world = await make_world()
    await decided(world)
    await publishing.schedule(world.call, RESULTS, actor="user:1", now=NOW)

    await jobs.work_once(RESULTS + timedelta(seconds=1))
    await publishing.tell(world.call.id, now=LATER)

    found = await OutboxMessage.all().order_by("address")
    assert [each.address for each in found] == [f"familia{number}@correo.example" for number in range(3)]
    written = mail.preview(found[0])
    assert written is not None
    assert letters.path_of(world.applications[0].id) in written.text
    assert world.applications[0].child_given_name not in written.subject + written.text


async def test_accepting_plans_the_parts_to_the_centavo(db: str) -> None:
    world = await make_world(rules={"instalments": 3}, budget=300_001)
    await published(world)

    await offers.accept(await award_of(world, 0), actor="family", now=SOON)
    await offers.accept(await award_of(world, 0), actor="family", now=SOON)

    parts = await Instalment.all().order_by("number")
    assert [(each.number, each.amount, each.due_on) for each in parts] == [
        (1, 100_000, date(2027, 3, 16)), (2, 100_000, date(2027, 7, 16)), (3, 100_000, date(2027, 11, 16)),
    ]  # fmt: skip


async def test_a_place_that_is_declined_goes_to_the_next_with_its_money(db: str) -> None:
    world = await make_world()
    await published(world)
    first, second = await award_of(world, 0), await award_of(world, 1)

    await offers.decline(first, reason="Nos mudamos", actor="family", now=SOON)
    await offers.decline(first, reason="Nos mudamos", actor="family", now=SOON)
    await jobs.work_once(SOON)
    offered = await offers.promote(world.call.id, now=SOON)

    third = await award_of(world, 2)
    assert offered == []
    assert await statuses(world) == {
        world.folios[0]: AwardStatus.DECLINED,
        world.folios[1]: AwardStatus.OFFERED,
        world.folios[2]: AwardStatus.OFFERED,
    }
    assert (third.promoted_from_id, third.answer_by - third.offered_at) == (first.id, timedelta(days=10))
    assert await live() == [(second.id, 300_000), (third.id, 300_000)]
    assert await OutboxMessage.filter(reason=f"scholarship_award:{third.id}:promoted").count() == 1


async def test_silence_lapses_a_moment_after_the_deadline_and_an_answer_is_then_too_late(db: str) -> None:
    world = await make_world()
    await published(world)
    award = await award_of(world, 1)

    at_the_deadline = await offers.lapse_due(award.answer_by)
    with pytest.raises(OfferEnded):
        await offers.accept(award, actor="family", now=award.answer_by + timedelta(seconds=1))
    after = await offers.lapse_due(award.answer_by + timedelta(seconds=1))

    assert (at_the_deadline, after) == (0, 2)
    assert await live() == []


async def test_a_family_that_withdrew_before_the_publication_leaves_its_place(db: str) -> None:
    world = await make_world()
    await decided(world)
    await Application.filter(id=world.applications[0].id).update(status="withdrawn", ended_at=NOW)
    await publishing.schedule(world.call, RESULTS, actor="user:1", now=NOW)

    await jobs.work_once(LATER)

    assert await statuses(world) == dict.fromkeys(world.folios[1:], AwardStatus.OFFERED)


async def test_awards_take_golfs_money_first_and_never_dollars(db: str) -> None:
    world = await make_world(fund=0)
    donor = await give(450_000, year=2026)
    golf = await give(250_000, kind=SourceKind.GOLF)
    await give(9_000_000, currency="USD")

    await published(world)

    found = await Allocation.all().order_by("id")
    assert [(each.source_id, each.amount) for each in found] == [
        (donor.id, 50_000), (golf.id, 250_000), (donor.id, 300_000),
    ]  # fmt: skip


async def test_a_publication_without_money_publishes_nothing(db: str) -> None:
    world = await make_world(fund=0)
    source = await give(600_000)
    await decided(world)
    await publishing.schedule(world.call, RESULTS, actor="user:1", now=NOW)
    await Donation.create(source=source, amount=-1, currency="MXN", received_on=NOW.date(), recorded_by="user:1")

    with pytest.raises(FundTooSmall):
        await publishing.publish(world.call.id, actor="system", now=LATER)

    assert (await Call.get(id=world.call.id)).status is CallStatus.DECIDING
    assert (await Award.all().count(), await Letter.all().count()) == (0, 0)


async def test_a_part_is_paid_after_its_proof_and_its_order_and_the_last_one_pays_the_award(db: str) -> None:
    world = await make_world()
    await published(world)
    award = await award_of(world, 0)
    await offers.accept(award, actor="family", now=SOON)
    one, two = await Instalment.filter(award_id=award.id).order_by("number")
    with pytest.raises(NothingToPay):
        await instalments.order(world.call, actor="user:9", now=SOON)

    await proven(one)
    order = await instalments.order(world.call, actor="user:9", now=SOON)
    await instalments.mark_paid(one, reference="SPEI 1", actor="user:9", now=SOON)
    between = (await Award.get(id=award.id)).status
    await proven(two)
    await instalments.order(world.call, actor="user:9", now=SOON)
    await instalments.mark_paid(two, reference="SPEI 2", actor="user:9", now=SOON)

    assert (order.total, order.number, between) == (150_000, 1, AwardStatus.ACCEPTED)
    assert (await Award.get(id=award.id)).status is AwardStatus.PAID


async def test_what_nobody_claims_goes_back_and_a_half_paid_award_keeps_what_was_paid(db: str) -> None:
    world = await make_world()
    await published(world)
    half, whole = await award_of(world, 0), await award_of(world, 1)
    for award in (half, whole):
        await offers.accept(award, actor="family", now=SOON)
    part = await Instalment.get(award_id=half.id, number=1)
    await proven(part)
    await instalments.order(world.call, actor="user:9", now=SOON)
    await instalments.mark_paid(part, reference="SPEI", actor="user:9", now=SOON)

    await offers.give_back(half, reason="Sin constancia", actor="user:9", now=SOON)
    await offers.give_back(whole, reason="Sin constancia", actor="user:9", now=SOON)
    await jobs.work_once(SOON)

    third = await award_of(world, 2)
    assert await live() == [(half.id, 150_000), (third.id, 300_000)]
    assert third.promoted_from_id == half.id
    assert [each.status for each in await Instalment.filter(award_id=half.id).order_by("number")] == [
        InstalmentStatus.PAID, InstalmentStatus.CANCELLED,
    ]  # fmt: skip


async def test_a_renewal_adds_a_period_with_its_parts_and_its_money(db: str) -> None:
    world = await make_world()
    await published(world)
    award = await award_of(world, 0)
    await offers.accept(award, actor="family", now=SOON)

    asked = [await renewals.ask(world.call, "2027-2", date(2027, 9, 1), now=SOON) for _ in range(2)]
    renewal = await Renewal.get(award_id=award.id)
    await renewals.renew(renewal, "9.1", actor="user:9", now=SOON)

    assert asked == [1, 0]
    assert (await live())[0] == (award.id, 600_000)
    parts = await Instalment.filter(award_id=award.id).order_by("number")
    assert [(each.number, each.amount) for each in parts] == [(number, 150_000) for number in range(1, 5)]


async def test_an_appeal_comes_in_time_and_once_and_an_upheld_one_needs_money_that_is_left(db: str) -> None:
    world = await make_world(budget=600_000)
    await published(world)
    application = world.applications[2]
    until = appeals.deadline(world.call)
    assert until is not None

    with pytest.raises(AppealTooLate):
        await appeals.file(application, "Tarde", actor="family", now=until + timedelta(seconds=1))
    appeal = await appeals.file(application, "Faltó contar la beca anterior", actor="family", now=until)
    with pytest.raises(AppealTooLate):
        await appeals.file(application, "Otra vez", actor="family", now=until)
    with pytest.raises(FundTooSmall):
        await appeals.answer(appeal, upheld=True, text="Procede", actor="user:1", now=until)
    await appeals.answer(appeal, upheld=False, text="Se contó", actor="user:1", now=until)

    assert (await Appeal.get(id=appeal.id)).status is AppealStatus.REJECTED
    assert await Award.filter(application_id=application.id).count() == 0


async def test_every_award_is_worth_its_money_after_all_that(db: str) -> None:
    world = await make_world(((5, 5, 5), (5, 4, 5), (4, 4, 4), (3, 3, 3), (2, 2, 2)), budget=900_000)
    await published(world)

    await offers.decline(await award_of(world, 1), reason="", actor="family", now=SOON)
    await jobs.work_once(SOON)
    await offers.decline(await award_of(world, 3), reason="", actor="family", now=SOON)
    await jobs.work_once(SOON)

    standing = await rows(
        "SELECT sum(a.amount)::bigint AS awarded, (SELECT sum(amount)::bigint FROM scholarship_allocations "
        "WHERE released_at IS NULL) AS traced FROM scholarship_awards a WHERE status = 'offered'"
    )
    assert standing == [{"awarded": 900_000, "traced": 900_000}]
    assert [folio for folio, status in (await statuses(world)).items() if status is AwardStatus.OFFERED] == [
        world.folios[0], world.folios[2], world.folios[4],
    ]  # fmt: skip
