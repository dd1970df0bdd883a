"""The lottery that breaks the last ties: a secret sworn before the call opened, and a public draw after it closed."""

from datetime import datetime

from events_app.core import audit, sealed
from events_app.core.database import transaction
from scholarships.awards.errors import DrawTooSoon
from scholarships.calls.models import Call, CallEvent, CallEventKind, CallStatus
from scholarships.calls.services import lottery_place
from scholarships.engine.ranking import lottery_seed

AFTER_CLOSING = (CallStatus.CLOSED, CallStatus.REVIEWING, CallStatus.DECIDING)


@transaction
async def record_draw(call: Call, draw: str, *, source: str, actor: str, now: datetime) -> None:
    """Writes down what a public draw gave (such as the national lottery's first prize of a day); everybody sees it.

    Raises DrawTooSoon before the call has closed and when there is one already.
    """
    found = await Call.select_for_update().get(id=call.id)
    if found.status not in AFTER_CLOSING or found.lottery_draw:
        raise DrawTooSoon()
    found.lottery_draw, found.lottery_drawn_at = draw, now
    await found.save(update_fields=["lottery_draw", "lottery_drawn_at"])
    detail = {"draw": draw, "source": source}
    await CallEvent.create(
        call_id=call.id, kind=CallEventKind.DRAW, at=now, actor=actor, reason=source[:500], detail=detail
    )
    await audit.note("call.draw", actor=actor, subject=f"call:{call.id}", now=now, detail=detail)


def secret_of(call: Call) -> str:
    """The sworn secret; it is shown to nobody before the minutes are signed."""
    return sealed.unseal(call.lottery_secret, place=lottery_place(call))


def seed_of(call: Call) -> str:
    return lottery_seed(secret_of(call), call.lottery_draw)
