"""Requests about one's own data: filed through the family's link, answered by the office, deletion done at once."""

from datetime import datetime

from events_app.core import audit
from events_app.core.clock import local
from events_app.core.database import transaction
from scholarships.applications.models import Application
from scholarships.awards.grants import Award, AwardStatus
from scholarships.calls.models import CallStatus
from scholarships.engine.business_days import after
from scholarships.privacy import erasing
from scholarships.privacy.errors import ErasureTooSoon
from scholarships.privacy.models import ARCO_MOVES, ArcoKind, ArcoRequest, ArcoStatus

# Twenty business days to answer (federal law on personal data held by private parties).
DAYS_TO_ANSWER = 20
DECIDED = (CallStatus.PUBLISHED, CallStatus.FINISHED, CallStatus.CANCELLED)


@transaction
async def ask(application: Application, kind: ArcoKind, text: str, *, now: datetime) -> ArcoRequest:
    """The family asks; one open request of a kind is enough, so asking again gives the same one."""
    await Application.select_for_update().get(id=application.id)
    open_one = await ArcoRequest.get_or_none(application_id=application.id, kind=kind, status=ArcoStatus.OPEN)
    if open_one is not None:
        return open_one
    made = await ArcoRequest.create(
        application_id=application.id, kind=kind, text=text, filed_at=now,
        due_on=after(local(now).date(), DAYS_TO_ANSWER),
    )  # fmt: skip
    await audit.note("scholarships.arco_filed", actor="family", subject=f"arco:{made.id}", now=now)
    return made


@transaction
async def answer(request: ArcoRequest, *, granted: bool, text: str, actor: str, now: datetime) -> None:
    """A deletion that is granted erases at once; raises ErasureTooSoon while money or a decision is on its way."""
    found = await ArcoRequest.select_for_update().get(id=request.id)
    await move(found, ArcoStatus.ANSWERED if granted else ArcoStatus.REFUSED, text=text, actor=actor, now=now)
    if granted and found.kind is ArcoKind.CANCELLATION:
        await check_erasable(found.application_id)
        await erasing.erase(found.application_id, because=f"arco:{found.id}", actor=actor, now=now)


async def check_erasable(application_id: int) -> None:
    """An application that is being decided is withdrawn first, an award that is being paid is finished first."""
    application = await Application.get(id=application_id).select_related("call")
    live = application.status not in ("draft", "withdrawn", "lapsed") and application.call.status not in DECIDED
    paying = await Award.exists(application_id=application_id, status__in=[AwardStatus.OFFERED, AwardStatus.ACCEPTED])
    if live or paying:
        raise ErasureTooSoon()


async def move(request: ArcoRequest, to: ArcoStatus, *, text: str, actor: str, now: datetime) -> None:
    """The one door of a request's status; raises IllegalMove."""
    ARCO_MOVES.check(request.status, to)
    request.status, request.answer, request.answered_by, request.answered_at = to, text, actor, now
    await request.save()
    await audit.note(f"scholarships.arco_{to}", actor=actor, subject=f"arco:{request.id}", now=now)
