"""Every peso of an award comes from a purse: what is free in each, what an award takes, and what goes back."""

from collections.abc import Mapping
from datetime import datetime

from events_app.core.database import rows
from events_app.core.formats import format_money
from events_app.core.money import Money
from scholarships.awards.grants import Allocation, Award
from scholarships.fund.errors import FundTooSmall

# Golf first, because it is played for the scholarships; then the oldest purse.
LOCK = """
SELECT id FROM scholarship_fund_sources WHERE currency = $1 AND closed_at IS NULL
ORDER BY (kind <> 'golf'), year, id FOR UPDATE
"""
FREE = """
SELECT s.id, coalesce(d.amount, 0)::bigint - coalesce(a.amount, 0)::bigint AS free
FROM scholarship_fund_sources s
LEFT JOIN (SELECT source_id, sum(amount) AS amount FROM scholarship_donations GROUP BY source_id) d
    ON d.source_id = s.id
LEFT JOIN (SELECT source_id, sum(amount) AS amount FROM scholarship_allocations
           WHERE released_at IS NULL GROUP BY source_id) a ON a.source_id = s.id
WHERE s.currency = $1 AND s.closed_at IS NULL
"""
RELEASE = """
UPDATE scholarship_allocations SET released_at = $2 WHERE award_id = $1 AND released_at IS NULL
RETURNING source_id, amount
"""


async def free_by_source(currency: str) -> dict[int, int]:
    """What each open purse of this currency still has, in its smallest unit."""
    return {each["id"]: each["free"] for each in await rows(FREE, currency)}


async def check_enough(needed: Money) -> None:
    """Raises FundTooSmall with what is missing."""
    free = sum(max(0, amount) for amount in (await free_by_source(needed.currency)).values())
    if free < needed.amount:
        missing = Money(needed.amount - free, needed.currency)
        raise FundTooSmall(missing=format_money(missing))


async def allocate(award: Award, amount: Money, *, now: datetime) -> None:
    """Takes `amount` more for the award, from one purse after the other; raises FundTooSmall and takes nothing.

    Inside the caller's transaction: the purses stay locked until it ends, so no centavo is promised twice.
    """
    order = [each["id"] for each in await rows(LOCK, amount.currency)]
    free = await free_by_source(amount.currency)
    taken = _taken(order, free, amount)
    before = {each["source_id"]: each["amount"] for each in await rows(RELEASE, award.id, now)}
    await _write(award, {key: before.get(key, 0) + taken.get(key, 0) for key in {*before, *taken}}, now=now)


async def keep_only(award: Award, kept: Money, *, now: datetime) -> None:
    """The award fell: only what was paid stays with its purses, and the rest is free again."""
    await rows(LOCK, award.currency)
    before = {each["source_id"]: each["amount"] for each in await rows(RELEASE, award.id, now)}
    left, stays = kept.amount, {}
    for source, amount in before.items():
        stays[source] = min(left, amount)
        left -= stays[source]
    await _write(award, stays, now=now)


def _taken(order: list[int], free: Mapping[int, int], amount: Money) -> dict[int, int]:
    left, taken = amount.amount, {}
    for source in order:
        part = min(left, max(0, free.get(source, 0)))
        if part:
            taken[source] = part
            left -= part
    if left:
        raise FundTooSmall(missing=format_money(Money(left, amount.currency)))
    return taken


async def _write(award: Award, amounts: Mapping[int, int], *, now: datetime) -> None:
    await Allocation.bulk_create(
        Allocation(award_id=award.id, source_id=source, amount=amount, currency=award.currency, at=now)
        for source, amount in sorted(amounts.items())
        if amount
    )
