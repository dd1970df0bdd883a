"""The one door of the status of an award, of an instalment, of a renewal and of an appeal."""

from datetime import datetime

from events_app.core import audit
from scholarships.awards.grants import (
    APPEAL_MOVES,
    AWARD_MOVES,
    INSTALMENT_MOVES,
    RENEWAL_MOVES,
    Appeal,
    AppealStatus,
    Award,
    AwardStatus,
    Instalment,
    InstalmentStatus,
    Renewal,
    RenewalStatus,
)


async def move_award(award: Award, to: AwardStatus, *, actor: str, reason: str = "", now: datetime) -> None:
    """Raises IllegalMove."""
    AWARD_MOVES.check(award.status, to)
    award.status = to
    await award.save()
    await _note("award", award.id, str(to), actor=actor, reason=reason, now=now)


async def move_instalment(instalment: Instalment, to: InstalmentStatus, *, actor: str, now: datetime) -> None:
    """Raises IllegalMove."""
    INSTALMENT_MOVES.check(instalment.status, to)
    instalment.status = to
    await instalment.save()
    await _note("instalment", instalment.id, str(to), actor=actor, reason="", now=now)


async def move_renewal(renewal: Renewal, to: RenewalStatus, *, actor: str, reason: str, now: datetime) -> None:
    """Raises IllegalMove."""
    RENEWAL_MOVES.check(renewal.status, to)
    renewal.status, renewal.decided_by, renewal.decided_at, renewal.reason = to, actor, now, reason[:300]
    await renewal.save()
    await _note("renewal", renewal.id, str(to), actor=actor, reason=reason, now=now)


async def move_appeal(appeal: Appeal, to: AppealStatus, *, answer: str, actor: str, now: datetime) -> None:
    """Raises IllegalMove; the answer is for the family."""
    APPEAL_MOVES.check(appeal.status, to)
    appeal.status, appeal.answer, appeal.decided_by, appeal.decided_at = to, answer, actor, now
    await appeal.save()
    await _note("appeal", appeal.id, str(to), actor=actor, reason="", now=now)


async def _note(kind: str, record_id: int, to: str, *, actor: str, reason: str, now: datetime) -> None:
    detail = {"reason": reason} if reason else None
    subject = f"scholarship_{kind}:{record_id}"
    await audit.note(f"scholarships.{kind}_{to}", actor=actor, subject=subject, now=now, detail=detail)
