"""Who presides over a call's decisions, who sits in the committee and votes, and who handles what comes after."""

from datetime import date

from events_app.core.access import Actor
from events_app.core.errors import NotFound
from scholarships.awards.models import Meeting
from scholarships.calls.models import Call
from scholarships.calls.permissions import chairs
from scholarships.review.models import Reviewer, ReviewerStatus, ReviewSettings


async def call_to_decide(actor: Actor, call_id: int) -> Call:
    """The call, for the chair of its committee and for the chair's deputy; raises NotFound."""
    call = await Call.get_or_none(id=call_id).select_related("committee")
    if call is None or not await presides(actor, call):
        raise NotFound()
    return call


async def presides(actor: Actor, call: Call) -> bool:
    if chairs(actor, call.committee_id):
        return True
    return actor.user_id is not None and await ReviewSettings.exists(call_id=call.id, deputy_id=actor.user_id)


async def meeting_to_run(actor: Actor, meeting_id: int) -> Meeting:
    """The meeting with its call and ranking, for whoever presides; raises NotFound."""
    found = await _meeting(meeting_id)
    if not await presides(actor, found.call):
        raise NotFound()
    return found


async def meeting_to_attend(actor: Actor, meeting_id: int, today: date) -> Meeting:
    """The meeting, for whoever presides and for the readers of its call; raises NotFound."""
    found = await _meeting(meeting_id)
    if not await presides(actor, found.call) and actor.user_id not in await members(found.call, today):
        raise NotFound()
    return found


async def members(call: Call, today: date) -> dict[int, str]:
    """Who may sit in the committee of this call: its readers in their term; names by user."""
    found = await Reviewer.filter(
        call_id=call.id, status=ReviewerStatus.ACTIVE, starts_on__lte=today, ends_on__gte=today
    ).select_related("user")
    return {each.user_id: each.user.name for each in found}


async def _meeting(meeting_id: int) -> Meeting:
    together = ("call__committee", "ranking__run", "chair", "second")
    found = await Meeting.get_or_none(id=meeting_id).select_related(*together)
    if found is None:
        raise NotFound()
    return found
