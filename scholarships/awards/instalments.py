"""An award is paid in parts: planned when it is accepted, payable with a proof of enrolment, ordered and paid."""

from datetime import date, datetime
from typing import Any

from events_app.core import files, jobs, sheets
from events_app.core.clock import local
from events_app.core.database import rows, transaction
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.settings import settings
from scholarships.applications.errors import PaperReplaced
from scholarships.applications.papers import Document
from scholarships.applications.states import CheckStatus
from scholarships.awards import funding
from scholarships.awards.errors import NothingToPay
from scholarships.awards.grants import (
    STANDING,
    Award,
    AwardStatus,
    Instalment,
    InstalmentStatus,
    PaymentOrder,
)
from scholarships.awards.moving import move_award, move_instalment
from scholarships.calls.models import Call
from scholarships.calls.rules import rules_of
from scholarships.engine.instalments import instalments

UNPAID = (InstalmentStatus.PLANNED, InstalmentStatus.READY, InstalmentStatus.RETURNED)
# Everything payable of one currency, with whom to pay; nothing about the student.
PAYABLE = """
SELECT i.id, w.folio, i.number, i.amount, i.currency, c.trade_name, c.legal_name, w.employee_number,
       concat_ws(' ', w.guardian_given_name, w.guardian_paternal_surname, w.guardian_maternal_surname) AS guardian
FROM scholarship_instalments i
JOIN scholarship_awards a ON a.id = i.award_id AND a.status IN ('accepted', 'paid')
JOIN scholarship_applications w ON w.id = a.application_id JOIN companies c ON c.id = w.company_id
WHERE a.call_id = $1 AND i.status = 'ready' ORDER BY c.legal_name, w.folio, i.number FOR UPDATE OF i
"""


async def plan(award: Award, *, now: datetime) -> list[Instalment]:
    """The call's number of parts, spread evenly over the twelve months that follow."""
    count = rules_of(await Call.get(id=award.call_id)).instalments
    return await add(award, Money(award.amount, award.currency), count, after=0, first=_day(now))


async def add(award: Award, amount: Money, count: int, *, after: int, first: date) -> list[Instalment]:
    """Parts that add up to the amount, numbered from `after` + 1."""
    parts = instalments(amount, count)
    made = [
        Instalment(
            award_id=award.id, number=after + number, amount=part.amount, currency=part.currency,
            due_on=_months_later(first, (number - 1) * (12 // count)),
        )
        for number, part in enumerate(parts, start=1)
    ]  # fmt: skip
    await Instalment.bulk_create(made)
    return made


@transaction
async def judge_proof(instalment: Instalment, document: Document, *, accepted: bool, reason: str, actor: str,
                      now: datetime) -> None:  # fmt: skip
    """The office looks at the proof of enrolment: accepted, the part can be paid; rejected, the family is told why.

    Another look takes a part that nobody has ordered back; raises IllegalMove for one that is on its way, and
    PaperReplaced when the family has handed in another proof meanwhile.
    """
    found, _award = await _locked(instalment)
    if found.proof_id not in (None, document.id):
        raise PaperReplaced()
    document.verdict = CheckStatus.ACCEPTED if accepted else CheckStatus.REJECTED
    document.verdict_reason, document.checked_by, document.checked_at = reason[:300], actor, now
    await document.save(update_fields=["verdict", "verdict_reason", "checked_by", "checked_at"])
    found.proof_id = document.id
    if accepted:
        found.proof_accepted_by = actor
        await move_instalment(found, InstalmentStatus.READY, actor=actor, now=now)
    elif found.status is InstalmentStatus.PLANNED:
        await found.save(update_fields=["proof_id"])
    else:
        found.proof_accepted_by = ""
        await move_instalment(found, InstalmentStatus.PLANNED, actor=actor, now=now)


@transaction
async def order(call: Call, *, actor: str, now: datetime) -> PaymentOrder:
    """Everything payable of the call becomes one order with its file for accounting, or nothing does.

    Raises NothingToPay.
    """
    await Call.select_for_update().get(id=call.id)
    found = await rows(PAYABLE, call.id)
    if not found:
        raise NothingToPay()
    made = await PaymentOrder.create(
        call_id=call.id, number=await PaymentOrder.filter(call_id=call.id).count() + 1, currency=call.currency,
        total=sum(each["amount"] for each in found), made_by=actor, made_at=now,
    )  # fmt: skip
    for instalment in await Instalment.filter(id__in=[each["id"] for each in found]):
        instalment.order_id = made.id
        await move_instalment(instalment, InstalmentStatus.ORDERED, actor=actor, now=now)
    data = sheets.write_xlsx(*_sheet_of(made, found), title=f"{call.code}-{made.number}")
    file = await files.put("payment-order", f"orden-{call.code}-{made.number}.xlsx", data, XLSX, now=now)
    made.file_id = file.id
    await made.save(update_fields=["file_id"])
    return made


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sheet_of(made: PaymentOrder, found: list[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    headers = [_("Orden"), _("Folio"), _("Parte"), _("A nombre de"), _("Empresa"), _("Número de empleado"),
               _("Monto"), _("Moneda")]  # fmt: skip
    lines = [
        [made.number, each["folio"], each["number"], each["guardian"], each["trade_name"] or each["legal_name"],
         each["employee_number"], Money(each["amount"]).decimal, each["currency"]]
        for each in found
    ]  # fmt: skip
    return headers, lines


@transaction
async def mark_paid(instalment: Instalment, *, reference: str, actor: str, now: datetime) -> None:
    """Accounting says that it was paid; the award is paid with its last part. Twice is once."""
    found, award = await _locked(instalment)
    if found.status is InstalmentStatus.PAID:
        return
    found.paid_at, found.reference = now, reference
    await move_instalment(found, InstalmentStatus.PAID, actor=actor, now=now)
    if award.status is AwardStatus.ACCEPTED and await is_settled(award):
        await move_award(award, AwardStatus.PAID, actor=actor, now=now)


@transaction
async def mark_returned(instalment: Instalment, *, actor: str, now: datetime) -> None:
    """The payment came back unclaimed: it can be ordered again, or it is the fund's if the award fell meanwhile."""
    found, award = await _locked(instalment)
    await move_instalment(found, InstalmentStatus.RETURNED, actor=actor, now=now)
    if award.status not in STANDING:
        await free_the_rest(award, now=now)


@transaction
async def try_again(instalment: Instalment, *, actor: str, now: datetime) -> None:
    """A payment that came back is payable once more."""
    found, _award = await _locked(instalment)
    await move_instalment(found, InstalmentStatus.READY, actor=actor, now=now)


async def free_the_rest(award: Award, *, now: datetime) -> None:
    """The award fell: unpaid parts are cancelled, their money is free, and the next of the list is looked for.

    Inside the caller's transaction, with the award locked.
    """
    gone = await _cancel_unpaid(award, now=now)
    await funding.keep_only(award, Money(gone, award.currency), now=now)
    key = f"awards.promote:{award.call_id}:{award.id}"
    await jobs.later("awards.promote", {"call": award.call_id}, now=now, key=key)


async def _cancel_unpaid(award: Award, *, now: datetime) -> int:
    """Cancels what is neither paid nor ordered; gives what was paid or is on its way, in centavos."""
    gone = 0
    for each in await _parts(award):
        if each.status in UNPAID:
            await move_instalment(each, InstalmentStatus.CANCELLED, actor="system", now=now)
        elif each.status is not InstalmentStatus.CANCELLED:
            gone += each.amount
    return gone


async def paid(award: Award) -> int:
    """What was paid of the award or is on its way, in centavos."""
    on_its_way = (InstalmentStatus.PAID, InstalmentStatus.ORDERED)
    return sum(each.amount for each in await _parts(award) if each.status in on_its_way)


async def is_settled(award: Award) -> bool:
    """Whether every part that was not cancelled is paid, and there is one."""
    statuses = {each.status for each in await _parts(award)}
    return statuses - {InstalmentStatus.CANCELLED} == {InstalmentStatus.PAID}


async def _parts(award: Award) -> list[Instalment]:
    """Locked: an order that is being made at this moment is waited for."""
    return await Instalment.filter(award_id=award.id).order_by("id").select_for_update()


async def _locked(instalment: Instalment) -> tuple[Instalment, Award]:
    """The award first, as everywhere, so that nobody waits in a circle."""
    award = await Award.select_for_update().get(id=instalment.award_id)
    return await Instalment.select_for_update().get(id=instalment.id), award


def _day(now: datetime) -> date:
    return local(now, settings().timezone).date()


def _months_later(day: date, months: int) -> date:
    """The same day so many months later, at most the 28th."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
