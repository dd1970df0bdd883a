"""Reads the meeting: who is there, the motions with their votes, and what they add up to so far."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scholarships.awards.models import Attendance, Meeting, Motion, MotionStatus, Ranking, Vote, VoteChoice
from scholarships.engine import meeting as rules
from scholarships.engine.meeting import Carried, Change, Stand
from scholarships.review.permissions import conflicted


@dataclass(frozen=True)
class Present:
    """`seat` is how minutes and the projector call this member."""

    user_id: int
    name: str


@dataclass(frozen=True)
class Ballot:
    """A motion with its votes; `excused` have a conflict with its folio, `silent` may vote and have not."""

    motion: Motion
    votes: tuple[Vote, ...]
    excused: tuple[Present, ...]
    silent: tuple[Present, ...]

    def count(self, choice: VoteChoice) -> int:
        return sum(vote.choice is choice for vote in self.votes)

    @property
    def yes(self) -> int:
        return self.count(VoteChoice.YES)

    @property
    def no(self) -> int:
        return self.count(VoteChoice.NO)

    @property
    def abstain(self) -> int:
        return self.count(VoteChoice.ABSTAIN)

    @property
    def entitled(self) -> int:
        return len(self.votes) + len(self.silent)

    @property
    def carries(self) -> bool:
        return rules.carries(self.yes, self.entitled)


def order_of(ranking: Ranking) -> tuple[str, ...]:
    """The folios, best first."""
    return tuple(each["folio"] for each in ranking.ranked)


def carried(motion: Motion) -> Carried:
    """What a motion changes, as the engine wants it."""
    change = motion.change
    return Carried(
        Change(change.get("kind", "")), int(change.get("place", 0)), change.get("folio", ""), change.get("reason", "")
    )


async def motions_of(meeting: Meeting) -> list[Motion]:
    return await Motion.filter(meeting_id=meeting.id).order_by("number").select_related("proposed_by")


def stand_of(ranking: Ranking, motions: Iterable[Motion]) -> Stand:
    """What the motions that carried add up to."""
    return rules.stand(order_of(ranking), [carried(each) for each in motions if each.status is MotionStatus.CARRIED])


async def present(meeting: Meeting) -> list[Present]:
    """Who is in the room, by name."""
    found = await Attendance.filter(meeting_id=meeting.id, left_at=None).select_related("user").order_by("user__name")
    return [Present(each.user_id, each.user.name) for each in found]


async def ballot_of(meeting: Meeting, motion: Motion) -> Ballot:
    """Members with a conflict with the motion's folio are excused; adopting the computed list excuses nobody.

    That motion leaves nothing to choose about any single file: what it adopts was fixed by the rules and the scores.
    """
    votes = await Vote.filter(motion_id=motion.id).order_by("id").select_related("user")
    voted = {vote.user_id for vote in votes}
    there = await present(meeting)
    barred = await barred_from(meeting, motion, [each.user_id for each in there])
    waiting = motion.status is MotionStatus.OPEN
    return Ballot(
        motion=motion,
        votes=tuple(votes),
        excused=tuple(each for each in there if each.user_id in barred),
        silent=tuple(each for each in there if waiting and each.user_id not in barred | voted),
    )


async def barred_from(meeting: Meeting, motion: Motion, user_ids: Sequence[int]) -> set[int]:
    """Which of these people have a conflict with the folio that the motion is about."""
    folio = motion.change.get("folio")
    if not folio or meeting.ranking is None:
        return set()
    application = next(each["application"] for each in meeting.ranking.ranked if each["folio"] == folio)
    return {user for user in user_ids if application in await conflicted(meeting.call_id, [user])}
