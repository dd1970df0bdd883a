"""What a reader has on the desk: the calls, the declaration, the files in hand, and the boards to look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from events_app.core.access import Actor, Role
from events_app.core.database import rows
from events_app.core.errors import NotFound
from events_app.directory.models import Company
from scholarships.calls.models import Call, CallStatus
from scholarships.review import samples
from scholarships.review.models import Relative, Reviewer, ReviewerStatus, ReviewSettings, SampleFile
from scholarships.review.reading import following, own_reading, pile
from scholarships.review.readings import AssignmentStatus, ReviewRound, RoundStatus

# The committee's meetings that are ahead or being held, for its readers in their term and for whoever chairs.
MEETINGS = """
SELECT m.id, m.number, m.starts_at, m.place, c.name, c.name_en FROM scholarship_meetings m
JOIN scholarship_calls c ON c.id = m.call_id
WHERE m.status <> 'signed' AND c.status NOT IN ('finished', 'cancelled') AND (c.committee_id = ANY($2) OR EXISTS (
  SELECT 1 FROM scholarship_reviewers v WHERE v.call_id = c.id AND v.user_id = $1 AND v.status = 'active'
    AND v.starts_on <= $3 AND v.ends_on >= $3))
ORDER BY m.starts_at, m.id
"""
OVER = (CallStatus.FINISHED, CallStatus.CANCELLED)


@dataclass(frozen=True)
class OwnDesk:
    """A call as its reader sees it; `next_id` is the file to open now, `practised` the samples that are done."""

    call: Call
    reader: Reviewer
    term_is_over: bool
    round: ReviewRound | None
    files: list[dict[str, Any]]
    done: int
    next_id: int | None
    samples: list[SampleFile]
    practice: ReviewRound | None
    practised: set[int]


async def own_calls(user_id: int) -> list[Reviewer]:
    """The calls in which this user reads or is asked to, newest first."""
    found = Reviewer.filter(user_id=user_id).exclude(status=ReviewerStatus.LEFT).exclude(call__status__in=OVER)
    return await found.select_related("call").order_by("-call_id")


async def own_desk(reader: Reviewer, today: date) -> OwnDesk:
    files = await pile(reader.user_id, reader.call_id, today)
    done = [each for each in files if each["status"] == AssignmentStatus.DONE]
    practice = await samples.practice(reader.call_id)
    return OwnDesk(
        call=reader.call,
        reader=reader,
        term_is_over=not reader.starts_on <= today <= reader.ends_on,
        round=await ReviewRound.filter(call_id=reader.call_id, status=RoundStatus.OPEN).first(),
        files=files,
        done=len(done),
        next_id=following(files, 0),
        samples=await samples.samples_of(reader.call_id) if practice else [],
        practice=practice,
        practised=await samples.answered(reader.call_id, reader.id) if practice else set(),
    )


async def own_reader(call_id: int, user_id: int) -> Reviewer:
    """Raises NotFound for a call in which this user does not read."""
    found = await Reviewer.get_or_none(call_id=call_id, user_id=user_id).select_related("call")
    if found is None or found.status is ReviewerStatus.LEFT or found.call.status in OVER:
        raise NotFound()
    return found


async def declared(reader: Reviewer) -> Mapping[str, Any]:
    """The declaration as it was typed, to be changed."""
    company = await Company.get_or_none(id=reader.company_id) if reader.company_id else None
    named = await Relative.filter(reviewer_id=reader.id, withdrawn_at=None).order_by("id").select_related("company")
    lines = [", ".join(part for part in (each.name, each.relationship, _named(each)) if part) for each in named]
    said = reader.declared_at is not None
    return {
        "company": company.display_name if company else "",
        "no_company": said and reader.has_no_company,
        "relatives": "\n".join(lines),
        "no_relatives": said and reader.has_no_relatives,
    }


async def boards_of(actor: Actor, today: date) -> list[Call]:
    """The calls whose board this person may open: those they chair or are the deputy of."""
    committees = actor.scopes(Role.COMMITTEE_CHAIR, "committee")
    chaired = await Call.filter(committee_id__in=committees).exclude(status__in=(*OVER, CallStatus.DRAFT))
    found = await ReviewSettings.filter(deputy_id=actor.user_id).exclude(call__status__in=OVER).select_related("call")
    return sorted({call.id: call for call in [*chaired, *(each.call for each in found)]}.values(), key=lambda c: -c.id)


async def meetings_of(actor: Actor, today: date) -> list[dict[str, Any]]:
    """The meetings that this person may sit in."""
    return await rows(MEETINGS, actor.user_id, list(actor.scopes(Role.COMMITTEE_CHAIR, "committee")), today)


async def next_file(reading_id: int, user_id: int, today: date) -> int | None:
    """The file to open after this one, or None when all are done."""
    found = await own_reading(reading_id, user_id, today)
    return following(await pile(user_id, found.round.call_id, today), reading_id)


def _named(relative: Relative) -> str:
    return relative.company.display_name if relative.company else ""
