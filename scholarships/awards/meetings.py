"""The committee meets: called, opened with quorum, people arrive and leave; one door for its status."""

from datetime import datetime

from events_app.core import audit, live
from events_app.core.database import transaction
from scholarships.awards import queries
from scholarships.awards.errors import MeetingOpen, MotionOpen, NoQuorum, NotDeciding
from scholarships.awards.models import (
    MEETING_MOVES,
    Attendance,
    Meeting,
    MeetingStatus,
    Motion,
    MotionStatus,
    Ranking,
)
from scholarships.calls.models import Call, CallStatus
from scholarships.engine.meeting import Stand


@transaction
async def plan(
    call: Call, *, starts_at: datetime, place: str, quorum: int, chair: int, actor: str, now: datetime
) -> Meeting:
    """A meeting of the committee, chaired by this user; raises NotDeciding."""
    found = await Call.select_for_update().get(id=call.id)
    if found.status is not CallStatus.DECIDING:
        raise NotDeciding()
    made = await Meeting.create(
        call_id=call.id, number=await Meeting.filter(call_id=call.id).count() + 1, starts_at=starts_at, place=place,
        quorum=quorum, chair_id=chair,
    )  # fmt: skip
    await audit.note("scholarships.meeting_planned", actor=actor, subject=subject(made), now=now)
    return made


@transaction
async def open_meeting(meeting: Meeting, *, actor: str, now: datetime) -> None:
    """Opens on the newest ranking. Raises NoQuorum, MeetingOpen while another one is open, or IllegalMove."""
    await Call.select_for_update().get(id=meeting.call_id)
    found = await _locked(meeting)
    there = await Attendance.filter(meeting_id=found.id, left_at=None).count()
    if there < found.quorum:
        raise NoQuorum(present=there, quorum=found.quorum)
    if await Meeting.filter(call_id=found.call_id, status=MeetingStatus.OPEN).exclude(id=found.id).exists():
        raise MeetingOpen()
    newest = await Ranking.filter(call_id=found.call_id).order_by("-number").first()
    if newest is None:
        raise NotDeciding()
    if found.opened_at is None:
        found.ranking_id, found.opened_at = newest.id, now
    await move(found, MeetingStatus.OPEN, actor=actor, now=now)


@transaction
async def arrive(meeting: Meeting, user_id: int, *, actor: str, now: datetime) -> None:
    """Twice is once."""
    found = await _locked(meeting)
    is_over = found.status in (MeetingStatus.CLOSED, MeetingStatus.SIGNED)
    if not is_over and not await Attendance.exists(meeting_id=found.id, user_id=user_id, left_at=None):
        await Attendance.create(meeting_id=found.id, user_id=user_id, arrived_at=now)
        await _tell(found, "arrived", {"user": user_id}, actor=actor, now=now)


@transaction
async def leave(meeting: Meeting, user_id: int, *, actor: str, now: datetime) -> None:
    """From here on they are not counted; their votes stay. Raises MotionOpen during a vote."""
    found = await _locked(meeting)
    if await Motion.exists(meeting_id=found.id, status=MotionStatus.OPEN):
        raise MotionOpen()
    if await Attendance.filter(meeting_id=found.id, user_id=user_id, left_at=None).update(left_at=now):
        await _tell(found, "left", {"user": user_id}, actor=actor, now=now)


@transaction
async def close_meeting(meeting: Meeting, *, actor: str, now: datetime) -> None:
    """Ends the meeting; it decides when every place was decided, else its minutes only say what was voted.

    Raises MotionOpen or IllegalMove.
    """
    found = await _locked(meeting)
    if await Motion.exists(meeting_id=found.id, status=MotionStatus.OPEN):
        raise MotionOpen()
    found.closed_at, found.decides = now, await is_complete(found)
    await move(found, MeetingStatus.CLOSED, actor=actor, now=now)


async def is_complete(meeting: Meeting) -> bool:
    """Whether the motions that carried decide every place of the list."""
    stand, ranking = await standing(meeting)
    return not stand.again and stand.adopted == len(ranking.ranked)


async def standing(meeting: Meeting) -> tuple[Stand, Ranking]:
    """What was decided so far, and of which list; the meeting has been opened."""
    ranking = await Ranking.get(id=meeting.ranking_id)
    return queries.stand_of(ranking, await queries.motions_of(meeting)), ranking


async def move(meeting: Meeting, to: MeetingStatus, *, actor: str, now: datetime) -> None:
    """The one door of a meeting's status; raises IllegalMove."""
    MEETING_MOVES.check(meeting.status, to)
    meeting.status = to
    await meeting.save()
    await _tell(meeting, str(to), {}, actor=actor, now=now)


def subject(meeting: Meeting) -> str:
    return f"scholarship_meeting:{meeting.id}"


def channel(meeting_id: int) -> str:
    return f"scholarship-meeting:{meeting_id}"


async def _locked(meeting: Meeting) -> Meeting:
    return await Meeting.select_for_update().get(id=meeting.id)


async def _tell(meeting: Meeting, what: str, detail: dict[str, int], *, actor: str, now: datetime) -> None:
    await audit.note(f"scholarships.meeting_{what}", actor=actor, subject=subject(meeting), now=now, detail=detail)
    await live.announce(channel(meeting.id), {"changed": meeting.id})
