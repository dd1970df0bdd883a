"""Which calls there are: for everybody, and for those who run them."""

from datetime import datetime

from tortoise.queryset import QuerySet

from events_app.core.access import Actor
from events_app.core.errors import NotFound
from scholarships.calls.models import Call, CallEvent, CallEventKind, CallStatus
from scholarships.calls.permissions import committees_of

LONGEST_SLUG = 60  # as the column is
# What a call's page tells everybody; making a draft is nobody's news.
TOLD = tuple(kind for kind in CallEventKind if kind is not CallEventKind.CREATED)


def run_by(actor: Actor) -> QuerySet[Call]:
    """The calls that the actor runs, newest first."""
    committees = committees_of(actor)
    found = Call.all() if committees is None else Call.filter(committee_id__in=committees)
    return found.order_by("-year", "-id").select_related("committee")


async def call_to_run(actor: Actor, call_id: int) -> Call:
    """Raises NotFound for a call of somebody else's committee."""
    found = await run_by(actor).get_or_none(id=call_id)
    if found is None:
        raise NotFound()
    return found


def public_calls() -> QuerySet[Call]:
    """Everything but drafts, newest first."""
    return Call.exclude(status=CallStatus.DRAFT).order_by("-year", "-id")


async def public_call(slug: str) -> Call:
    """Raises NotFound; a draft is not there yet."""
    found = await public_calls().get_or_none(slug=slug) if len(slug) <= LONGEST_SLUG else None
    if found is None:
        raise NotFound()
    return found


async def story(call: Call) -> list[CallEvent]:
    """What happened to the call, the oldest first."""
    return await CallEvent.filter(call_id=call.id, kind__in=TOLD).order_by("at", "id")


def takes_applications(call: Call, now: datetime) -> bool:
    """A second after the deadline is late."""
    return call.status is CallStatus.OPEN and call.opens_at <= now <= call.deadline


async def overdue(now: datetime) -> list[Call]:
    """Open calls whose deadline, as extended, has passed."""
    return [call for call in await Call.filter(status=CallStatus.OPEN, closes_at__lt=now) if call.deadline < now]
