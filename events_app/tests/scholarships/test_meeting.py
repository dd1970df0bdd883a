"""The committee's meeting: a list to reckon again, votes that count, dissent that stays, two signatures."""

from datetime import timedelta

import pytest

from events_app.core import files
from events_app.core.errors import NotFound
from events_app.tests.scholarships.awards_world import (
    NOW,
    decided,
    fresh,
    give,
    level,
    make_world,
    moved,
    opened,
    ranked,
)
from scholarships.awards import calibrating, deciding, floor, meetings, queries, voting
from scholarships.awards.errors import (
    DrawMissing,
    MotionImpossible,
    MustExcuse,
    NoQuorum,
    ReadingsMissing,
    SecondNeeded,
    VotedAlready,
)
from scholarships.awards.models import Decision, MeetingStatus, MotionStatus, Verdict, VoteChoice
from scholarships.compute import award, calibration, ranking
from scholarships.engine.meeting import Change
from scholarships.fund.errors import FundTooSmall
from scholarships.review.models import Conflict, ConflictSource
from scholarships.review.readings import Assignment


async def test_what_is_kept_of_a_ranking_answers_the_same_when_anyone_reckons_it_again(db: str) -> None:
    world = await make_world(((5, 4, 5), (4, 4, 3), (3, 3, 3), (3, 3, 3)))

    made = await ranked(world)

    await made.fetch_related("run")
    assert calibration.compute(made.run.inputs) == made.run.result
    assert calibrating.digest(made.run.inputs) == made.run.inputs_hash
    assert ranking.compute(made.inputs["ranking"])["order"] == [each["folio"] for each in made.ranked]
    assert award.compute(made.inputs["award"])["awarded"] == world.folios[:2]
    assert calibrating.digest(made.inputs) == made.inputs_hash


async def test_a_list_needs_every_reading_and_the_public_draw(db: str) -> None:
    world = await make_world()

    with pytest.raises(DrawMissing):
        await calibrating.rank(world.call, actor="user:1", now=NOW)
    await Assignment.filter(application_id=world.applications[2].id, reading=1).update(
        status="returned", finished_at=None, returned_at=NOW, returned_because="chair"
    )
    with pytest.raises(ReadingsMissing) as missing:
        await ranked(world)

    assert missing.value.params == {"count": 1, "folios": world.folios[2]}


async def test_a_minimum_that_nobody_can_meet_gives_way_and_is_named(db: str) -> None:
    world = await make_world(rules={"levels": [level("primaria"), level("secundaria", places_min=2)]})

    made = await ranked(world)

    assert made.inputs["lowered"] == [{"attribute": "level", "value": "secundaria", "min": 2, "to": 0}]
    assert award.compute(made.inputs["award"])["awarded"] == world.folios[:2]


async def test_a_meeting_opens_with_quorum_only(db: str) -> None:
    world = await make_world()
    await ranked(world)
    meeting = await meetings.plan(
        world.call, starts_at=NOW, place="", quorum=2, chair=world.users[0].id, actor="user:1", now=NOW
    )
    await meetings.arrive(meeting, world.users[0].id, actor="user:1", now=NOW)
    await meetings.arrive(meeting, world.users[0].id, actor="user:1", now=NOW)

    with pytest.raises(NoQuorum) as few:
        await meetings.open_meeting(meeting, actor="user:1", now=NOW)

    assert few.value.params == {"present": 1, "quorum": 2}


async def test_setting_one_aside_gives_the_place_to_the_next_and_says_why(db: str) -> None:
    world = await make_world()
    meeting = await opened(world)
    first = world.folios[0]

    motion = await moved(
        world, meeting, {"kind": Change.SET_ASIDE, "folio": first, "reason": "La constancia no es auténtica"},
        no=[2], dissent="Pido que se llame a la familia",
    )  # fmt: skip
    await moved(world, meeting, {"kind": Change.ADOPT, "place": 3})
    shown = await floor.floor_of(await fresh(meeting), await queries.motions_of(meeting))

    assert motion.status is MotionStatus.CARRIED
    assert [(row.line["folio"], row.state) for row in shown.rows] == list(
        zip(world.folios, ["rejected", "awarded", "awarded"], strict=True)
    )
    assert shown.rows[0].because == {"reason": "set_aside", "text": "La constancia no es auténtica"}


async def test_half_of_those_who_may_vote_do_not_carry_a_motion(db: str) -> None:
    world = await make_world(((5, 5, 5, 5), (4, 4, 4, 4)))
    meeting = await opened(world)

    motion = await moved(world, meeting, {"kind": Change.ADOPT, "place": 2}, no=[2, 3])
    shown = await floor.floor_of(await fresh(meeting), await queries.motions_of(meeting))

    assert motion.status is MotionStatus.REJECTED
    assert shown.decided == 0


async def test_a_member_with_a_conflict_is_excused_and_the_majority_is_of_the_others(db: str) -> None:
    world = await make_world()
    await Conflict.create(
        application=world.applications[0], reviewer=world.readers[2], source=ConflictSource.DECLARED,
        declared_by="user:3", at=NOW,
    )  # fmt: skip
    meeting = await opened(world)
    aside = {"kind": Change.SET_ASIDE, "folio": world.folios[0], "reason": "Motivo"}
    motion = await voting.propose(meeting, "Apartar", aside, by=world.users[0].id, actor="user:1", now=NOW)

    with pytest.raises(MustExcuse):
        await voting.vote(
            meeting, motion.id, user=world.users[2].id, choice=VoteChoice.YES, dissent="", actor="user:3", now=NOW
        )
    await voting.vote(
        meeting, motion.id, user=world.users[0].id, choice=VoteChoice.YES, dissent="", actor="user:1", now=NOW
    )
    with pytest.raises(VotedAlready):
        await voting.vote(
            meeting, motion.id, user=world.users[0].id, choice=VoteChoice.NO, dissent="", actor="user:1", now=NOW
        )
    ballot = await queries.ballot_of(meeting, motion)

    assert ([each.user_id for each in ballot.excused], ballot.entitled) == ([world.users[2].id], 2)
    assert not ballot.carries


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "adopt", "place": 1},
        {"kind": "adopt", "place": 9},
        {"kind": "set_aside", "folio": "first", "reason": "tarde"},
        {"kind": "set_aside", "folio": "last", "reason": ""},
        {"kind": "read_again", "folio": "nobody"},
    ],
)
async def test_a_motion_about_what_is_decided_or_about_nothing_is_refused(db: str, change: dict[str, object]) -> None:
    world = await make_world()
    meeting = await opened(world)
    await moved(world, meeting, {"kind": Change.ADOPT, "place": 2})
    names = {"first": world.folios[0], "last": world.folios[2]}
    asked = change | ({"folio": names.get(str(change["folio"]), "X")} if "folio" in change else {})

    with pytest.raises(MotionImpossible):
        await voting.propose(meeting, "Otra", asked, by=world.users[0].id, actor="user:1", now=NOW)


async def test_a_meeting_that_wants_a_further_reading_decides_nothing(db: str) -> None:
    world = await make_world()
    meeting = await opened(world)
    await moved(world, meeting, {"kind": Change.READ_AGAIN, "folio": world.folios[1]})
    with pytest.raises(MotionImpossible):
        await moved(world, meeting, {"kind": Change.ADOPT, "place": 3})

    await moved(world, meeting, {"kind": Change.ADOPT, "place": 1})
    await meetings.close_meeting(meeting, actor="user:1", now=NOW)
    await deciding.sign(await fresh(meeting), second=world.users[1].id, actor="user:2", now=NOW)

    found = await fresh(meeting)
    assert (found.status, found.decides, await Decision.all().count()) == (MeetingStatus.SIGNED, False, 0)


async def test_two_people_sign_and_every_application_has_one_decision_with_its_reason(db: str) -> None:
    world = await make_world()

    meeting = await decided(world)

    made = await Decision.filter(call_id=world.call.id).order_by("position").select_related("application")
    assert [(each.application.folio, each.verdict, each.amount, each.readings) for each in made] == [
        (world.folios[0], Verdict.AWARDED, 300_000, 3),
        (world.folios[1], Verdict.AWARDED, 300_000, 3),
        (world.folios[2], Verdict.WAITING, 0, 3),
    ]
    assert made[2].reason == "Quedan $0 y cuesta $3,000"
    assert {(each.decided_by_id, each.seconded_by_id) for each in made} == {(world.users[0].id, world.users[1].id)}
    assert meeting.status is MeetingStatus.SIGNED
    await meeting.fetch_related("minutes")
    assert meeting.minutes is not None
    content = await files.read(meeting.minutes)
    assert (content[:5], meeting.minutes.sha256) == (b"%PDF-", meeting.minutes_hash)


async def test_whoever_has_a_conflict_is_not_one_of_the_two_who_decide_that_file(db: str) -> None:
    world = await make_world()
    await Conflict.create(
        application=world.applications[1], reviewer=world.readers[0], source=ConflictSource.RELATIVE,
        declared_by="system", at=NOW,
    )  # fmt: skip

    await decided(world)

    made = await Decision.filter(call_id=world.call.id).order_by("position")
    users = [each.id for each in world.users]
    assert [(each.decided_by_id, each.seconded_by_id) for each in made] == [
        (users[0], users[1]), (users[1], users[2]), (users[0], users[1]),
    ]  # fmt: skip


async def test_the_chair_does_not_sign_twice_nor_anybody_who_was_not_there(db: str) -> None:
    world = await make_world()
    meeting = await opened(world)
    await moved(world, meeting, {"kind": Change.ADOPT, "place": 3})
    with pytest.raises(NotFound):
        await deciding.sign(await fresh(meeting), second=world.users[1].id, actor="user:2", now=NOW)
    await meetings.close_meeting(meeting, actor="user:1", now=NOW)

    for nobody in (world.users[0].id, 999_999):
        with pytest.raises(SecondNeeded):
            await deciding.sign(await fresh(meeting), second=nobody, actor="user:2", now=NOW)

    assert await Decision.all().count() == 0


async def test_nothing_is_decided_that_the_fund_cannot_pay(db: str) -> None:
    world = await make_world(fund=0)
    await give(599_999)
    await give(900_000, currency="USD")

    with pytest.raises(FundTooSmall) as short:
        await decided(world)

    assert short.value.params == {"missing": "$0.01"}
    assert await Decision.all().count() == 0


async def test_what_changes_if_comes_from_the_same_rules(db: str) -> None:
    world = await make_world()
    meeting = await opened(world)
    await moved(world, meeting, {"kind": Change.ADOPT, "place": 1})

    shown = await floor.floor_of(await fresh(meeting), await queries.motions_of(meeting))

    assert shown.turn is not None
    assert shown.what_if is not None
    assert (shown.turn.line["folio"], shown.turn.proposed, shown.turn.place) == (world.folios[1], True, 2)
    assert shown.what_if.gains == (world.folios[2],)
    assert (str(shown.what_if.left_if), str(shown.what_if.left_if_not)) == ("0.00", "3000.00")
    assert (str(shown.budget.left), str(shown.budget.turn), str(shown.budget.free)) == ("3000.00", "3000.00", "0.00")


async def test_somebody_who_left_is_not_counted_any_more(db: str) -> None:
    world = await make_world()
    meeting = await opened(world, quorum=3)

    await meetings.leave(meeting, world.users[2].id, actor="user:1", now=NOW + timedelta(minutes=5))

    with pytest.raises(NoQuorum):
        await voting.propose(meeting, "Algo", {}, by=world.users[0].id, actor="user:1", now=NOW)
