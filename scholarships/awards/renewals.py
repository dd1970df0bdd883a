"""Each period an award may go on: the office asks, looks at the new average, and renews it or ends it with a reason."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal

from events_app.core.clock import local
from events_app.core.database import transaction
from events_app.core.money import Money
from events_app.core.settings import settings
from scholarships.applications.models import Application
from scholarships.awards import funding, instalments, letters, renewing
from scholarships.awards.errors import AwardEnded
from scholarships.awards.grants import RENEWABLE, Award, Instalment, Renewal, RenewalStatus
from scholarships.awards.moving import move_renewal
from scholarships.calls.models import Call
from scholarships.calls.rules import rules_of


async def ask(call: Call, period: str, due_on: date, *, now: datetime) -> int:
    """Asks every family with an award to renew it for a period, once; gives how many were asked."""
    found = await Award.filter(call_id=call.id, status__in=RENEWABLE).order_by("id").select_related("application")
    return sum([await _ask(award, call, period, due_on, now) for award in found])


@transaction
async def _ask(award: Award, call: Call, period: str, due_on: date, now: datetime) -> bool:
    if await Renewal.exists(award_id=award.id, period=period):
        return False
    made = await Renewal.create(award_id=award.id, period=period, due_on=due_on)
    application: Application = award.application
    reason = f"scholarship_renewal:{made.id}"
    await letters.write_to(application, call, message="scholarship_renewal", reason=reason, now=now)
    return True


@transaction
async def renew(
    renewal: Renewal, average: str, *, actor: str, now: datetime, seen: Collection[int] | None = None
) -> None:
    """One more period of the same amount, in as many parts; `seen` are the papers by which the office decided.

    Raises AwardEnded, FundTooSmall, IllegalMove, or PaperReplaced when other papers came meanwhile.
    """
    award = await Award.select_for_update().get(id=renewal.award_id)
    if award.status not in RENEWABLE:
        raise AwardEnded()
    await award.fetch_related("call")
    found = await Renewal.select_for_update().get(id=renewal.id)
    await renewing.check_seen(found, seen)
    found.average, found.amount = average, award.amount
    await move_renewal(found, RenewalStatus.RENEWED, actor=actor, reason="", now=now)
    await renewing.accept(found, actor=actor, now=now)
    await funding.allocate(award, Money(award.amount, award.currency), now=now)
    count = rules_of(award.call).instalments
    after = await Instalment.filter(award_id=award.id).count()
    first = max(found.due_on, local(now, settings().timezone).date())
    await instalments.add(award, Money(award.amount, award.currency), count, after=after, first=first)


@transaction
async def finish(
    renewal: Renewal, average: str, *, reason: str, actor: str, now: datetime, seen: Collection[int] | None = None
) -> None:
    """The award ends with the periods it had; raises IllegalMove, or PaperReplaced as `renew`."""
    found = await Renewal.select_for_update().get(id=renewal.id)
    await renewing.check_seen(found, seen)
    found.average = average
    await move_renewal(found, RenewalStatus.ENDED, actor=actor, reason=reason, now=now)


async def last_ended(award: Award) -> Renewal | None:
    """The renewal with which the award ended, or None while it goes on."""
    last = await Renewal.filter(award_id=award.id).order_by("-due_on", "-id").first()
    return last if last is not None and last.status is RenewalStatus.ENDED else None


def meets(call: Call, award: Award, average: Decimal) -> bool:
    """Whether the average is at least what the call asked of the level."""
    level = rules_of(call).level(award.level)
    return level is None or level.min_average is None or average >= level.min_average
