"""Motions and votes: proposed, voted once by each, closed with their count, dissent kept in the member's words."""

from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit, live
from events_app.core.database import transaction
from events_app.core.errors import NotFound
from scholarships.awards import meetings, queries
from scholarships.awards.errors import (
    MotionImpossible,
    MotionOpen,
    MustExcuse,
    NoQuorum,
    NotInMeeting,
    VotedAlready,
)
from scholarships.awards.models import (
    MOTION_MOVES,
    Meeting,
    MeetingStatus,
    Motion,
    MotionStatus,
    Vote,
    VoteChoice,
)
from scholarships.engine import meeting as rules
from scholarships.engine.meeting import NotPossible


@transaction
async def propose(
    meeting: Meeting, text: str, change: dict[str, Any], *, by: int, actor: str, now: datetime, text_en: str = ""
) -> Motion:
    """Puts a motion to the vote; `change` is {"kind", "place" | "folio" and "reason"}, or empty for a statement.

    Raises NotFound unless the meeting is open, NoQuorum, MotionOpen during another vote, NotInMeeting for who is not
    there, MotionImpossible for what is decided already.
    """
    found = await _open(meeting)
    there = await queries.present(found)
    if len(there) < found.quorum:
        raise NoQuorum(present=len(there), quorum=found.quorum)
    if by not in {each.user_id for each in there}:
        raise NotInMeeting()
    motions = await queries.motions_of(found)
    if any(each.status is MotionStatus.OPEN for each in motions):
        raise MotionOpen()
    made = Motion(
        meeting_id=found.id, number=len(motions) + 1, text=text, text_en=text_en, change=change, proposed_by_id=by,
        opened_at=now,
    )  # fmt: skip
    await _check(found, made)
    await made.save()
    await _tell(found, "proposed", {"motion": made.number}, actor=actor, now=now)
    return made


@transaction
async def vote(
    meeting: Meeting, motion_id: int, *, user: int, choice: VoteChoice, dissent: str, actor: str, now: datetime
) -> None:
    """One vote for each member who is there; `actor` recorded it (a hand raised is recorded by whoever presides).

    Raises NotFound for a motion that is not open, NotInMeeting, MustExcuse, or VotedAlready.
    """
    found = await _open(meeting)
    motion = await _open_motion(found, motion_id)
    if user not in {each.user_id for each in await queries.present(found)}:
        raise NotInMeeting()
    if user in await queries.barred_from(found, motion, [user]):
        raise MustExcuse()
    if await Vote.exists(motion_id=motion.id, user_id=user):
        raise VotedAlready()
    try:
        await Vote.create(motion_id=motion.id, user_id=user, choice=choice, dissent=dissent, at=now, recorded_by=actor)
    except IntegrityError as error:
        raise VotedAlready() from error
    await live.announce(meetings.channel(found.id), {"changed": found.id})


@transaction
async def close_motion(meeting: Meeting, motion_id: int, *, actor: str, now: datetime) -> Motion:
    """Counts: more than half of those who are there and may vote. Raises NoQuorum or NotFound."""
    found = await _open(meeting)
    motion = await _open_motion(found, motion_id)
    there = await queries.present(found)
    if len(there) < found.quorum:
        raise NoQuorum(present=len(there), quorum=found.quorum)
    ballot = await queries.ballot_of(found, motion)
    to = MotionStatus.CARRIED if ballot.carries else MotionStatus.REJECTED
    if to is MotionStatus.CARRIED:
        await _check(found, motion)
    await move_motion(motion, to, now=now)
    detail = {"motion": motion.number, "yes": ballot.yes, "no": ballot.no, "entitled": ballot.entitled}
    await _tell(found, str(to), detail, actor=actor, now=now)
    return motion


@transaction
async def withdraw(meeting: Meeting, motion_id: int, *, actor: str, now: datetime) -> None:
    """Whoever presides takes a motion back before it is counted."""
    found = await _open(meeting)
    motion = await _open_motion(found, motion_id)
    await move_motion(motion, MotionStatus.WITHDRAWN, now=now)
    await _tell(found, "withdrawn", {"motion": motion.number}, actor=actor, now=now)


async def move_motion(motion: Motion, to: MotionStatus, *, now: datetime) -> None:
    """The one door of a motion's status; raises IllegalMove."""
    MOTION_MOVES.check(motion.status, to)
    motion.status, motion.closed_at = to, now
    await motion.save(update_fields=["status", "closed_at"])


async def _check(meeting: Meeting, motion: Motion) -> None:
    stand, ranking = await meetings.standing(meeting)
    try:
        rules.check(queries.order_of(ranking), stand, queries.carried(motion))
    except (NotPossible, ValueError) as error:
        raise MotionImpossible() from error


async def _open(meeting: Meeting) -> Meeting:
    found = await Meeting.filter(id=meeting.id, status=MeetingStatus.OPEN).select_for_update().get_or_none()
    if found is None:
        raise NotFound()
    await found.fetch_related("ranking")
    return found


async def _open_motion(meeting: Meeting, motion_id: int) -> Motion:
    found = await Motion.get_or_none(id=motion_id, meeting_id=meeting.id, status=MotionStatus.OPEN)
    if found is None:
        raise NotFound()
    return found


async def _tell(meeting: Meeting, what: str, detail: dict[str, int], *, actor: str, now: datetime) -> None:
    await audit.note(
        f"scholarships.motion_{what}", actor=actor, subject=meetings.subject(meeting), now=now, detail=detail
    )
    await live.announce(meetings.channel(meeting.id), {"changed": meeting.id})
