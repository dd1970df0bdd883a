"""Money that comes into the fund: purses, donors and donations, and what golf raised, order by order."""

from datetime import date, datetime

from events_app.core import audit
from events_app.core.clock import local
from events_app.core.database import rows, transaction
from events_app.core.formats import format_money
from events_app.core.money import Money
from scholarships.fund import income, queries
from scholarships.fund.errors import AmountTooLarge
from scholarships.fund.models import Donation, Donor, FundSource, SourceKind

RECORDED = """
SELECT split_part(reference, '#', 1) AS folio, sum(amount)::bigint AS amount, count(*)::int AS times
FROM scholarship_donations WHERE source_id = $1 GROUP BY 1
"""


@transaction
async def open_purse(
    name: str, *, kind: SourceKind, year: int, currency: str, actor: str, now: datetime, reference: str | None = None
) -> FundSource:
    """A purse in one currency; `reference` names what fills it, such as "event:12"."""
    made = await FundSource.create(kind=kind, name=name, year=year, currency=currency, reference=reference)
    await audit.note("scholarships.purse_opened", actor=actor, subject=f"fund_source:{made.id}", now=now)
    return made


@transaction
async def add_donor(
    name: str, *, public_name: str, is_public: bool, email: str, locale: str, actor: str, now: datetime
) -> Donor:
    """Who gives, and whether and how the page of thanks says so."""
    made = await Donor.create(name=name, public_name=public_name, is_public=is_public, email=email, locale=locale)
    await audit.note("scholarships.donor_added", actor=actor, subject=f"fund_donor:{made.id}", now=now)
    return made


@transaction
async def record(
    source: FundSource, amount: Money, *, donor: Donor | None, received_on: date, reference: str, note: str, actor: str,
    now: datetime,
) -> Donation:  # fmt: skip
    """Money that came in, or went back when it is below zero; never into a purse of another currency.

    Raises MixedCurrencies, or AmountTooLarge when more would go back than the purse still has free.
    """
    await FundSource.select_for_update().get(id=source.id)
    free = Money((await queries.purse(source.id)).free, source.currency)
    left = free + amount
    if amount.amount < 0 and left.amount < 0:
        raise AmountTooLarge(left=format_money(free))
    made = await Donation.create(
        source_id=source.id, donor_id=donor.id if donor else None, amount=amount.amount, currency=amount.currency,
        received_on=received_on, reference=reference, note=note, recorded_by=actor,
    )  # fmt: skip
    subject, detail = f"fund_source:{source.id}", {"donation": made.id, "amount": amount.amount}
    await audit.note("scholarships.donation", actor=actor, subject=subject, now=now, detail=detail)
    return made


async def bring_income(source: FundSource, *, actor: str, now: datetime) -> int:
    """Writes down what the purse's event raised since the last time, refunds as rows below zero; gives how many rows.

    Each order keeps its folio as the reference, so that doing it twice writes nothing twice.
    """
    event_id = event_of(source)
    return await _bring(source, event_id, actor, now) if event_id else 0


def event_of(source: FundSource) -> int | None:
    """The event that fills the purse, or None."""
    kind, _, number = (source.reference or "").partition(":")
    return int(number) if kind == "event" and number.isdigit() else None


@transaction
async def _bring(source: FundSource, event_id: int, actor: str, now: datetime) -> int:
    """Under the purse's lock, so that nobody writes down what somebody else has read anew."""
    await FundSource.select_for_update().get(id=source.id)
    found = [each for each in await income.income_of(event_id) if each.amount.currency == source.currency]
    known = {each["folio"]: each for each in await rows(RECORDED, source.id)}
    written = 0
    for each in found:
        before = known.get(each.folio, {"amount": 0, "times": 0})
        change = each.amount.amount - before["amount"]
        if change:
            await Donation.create(
                source_id=source.id, amount=change, currency=source.currency, recorded_by=actor,
                received_on=local(each.paid_at if not before["times"] else now).date(),
                reference=each.folio if not before["times"] else f"{each.folio}#{before['times'] + 1}",
            )  # fmt: skip
            written += 1
    if written:
        detail = {"rows": written}
        await audit.note("scholarships.income", actor=actor, subject=f"fund_source:{source.id}", now=now, detail=detail)
    return written
