"""Who looks into a call's reading: the chair, a deputy for the chair's conflicts, the office without scores."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from events_app.core.access import Actor, Role
from events_app.core.database import rows
from events_app.core.errors import NotFound
from scholarships.calls.models import Call
from scholarships.review.models import Reviewer, ReviewerStatus, ReviewSettings


class Seat(StrEnum):
    CHAIR = "chair"
    DEPUTY = "deputy"
    OFFICE = "office"


# A person's conflicts in a call: what was found or declared, and the files of the own company.
CONFLICTED = """
SELECT v.user_id, w.id AS application FROM scholarship_reviewers v
JOIN scholarship_applications w ON w.call_id = v.call_id
LEFT JOIN scholarship_conflicts k ON k.reviewer_id = v.id AND k.application_id = w.id
WHERE v.call_id = $1 AND v.user_id = ANY($2) AND (k.id IS NOT NULL OR w.company_id = v.company_id)
"""
CHAIRS = """
SELECT DISTINCT g.user_id FROM role_grants g
WHERE g.role = 'committee_chair' AND g.scope IN ('', $1) AND g.ended_at IS NULL
  AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2)
"""


@dataclass(frozen=True)
class Desk:
    """`hidden` are the applications that this person must not touch; `only` limits a deputy to the chair's conflicts.

    Whoever has not declared an employer and relatives sees no application at all.
    """

    call: Call
    seat: Seat
    user_id: int
    declared: bool
    hidden: frozenset[int]
    only: frozenset[int] | None = None

    @property
    def sees_scores(self) -> bool:
        """The office connects folios with names, so it never sees scores."""
        return self.seat is not Seat.OFFICE and self.declared

    def sees(self, application_id: int) -> bool:
        allowed = self.only is None or application_id in self.only
        return self.sees_scores and allowed and application_id not in self.hidden


async def desk_of(actor: Actor, call_id: int, today: date) -> Desk:
    """Raises NotFound for everybody else, and for a call that is not there."""
    call = await Call.get_or_none(id=call_id).select_related("committee")
    if call is None or actor.user_id is None:
        raise NotFound()
    seat = await _seat(actor, call)
    reader = await Reviewer.get_or_none(call_id=call_id, user_id=actor.user_id, status=ReviewerStatus.ACTIVE)
    only = await _of_the_chairs(call, actor.user_id, today) if seat is Seat.DEPUTY else None
    hidden = await conflicted(call_id, [actor.user_id])
    return Desk(call, seat, actor.user_id, reader is not None, hidden, only)


async def conflicted(call_id: int, user_ids: list[int]) -> frozenset[int]:
    """The applications of a call in which any of these people has a conflict."""
    return frozenset(each["application"] for each in await rows(CONFLICTED, call_id, user_ids))


async def _seat(actor: Actor, call: Call) -> Seat:
    if actor.has(Role.COMMITTEE_CHAIR, f"committee:{call.committee_id}"):
        return Seat.CHAIR
    settings = await ReviewSettings.get_or_none(call_id=call.id)
    if settings is not None and settings.deputy_id == actor.user_id:
        return Seat.DEPUTY
    if actor.is_office:
        return Seat.OFFICE
    raise NotFound()


async def _of_the_chairs(call: Call, deputy: int, today: date) -> frozenset[int]:
    found = await rows(CHAIRS, f"committee:{call.committee_id}", today)
    return await conflicted(call.id, [each["user_id"] for each in found if each["user_id"] != deputy])
