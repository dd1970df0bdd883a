"""Reads the fund: what each purse received, promised and paid, and what a donor's money became."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from scholarships.fund.models import Donor

PURSES = """
SELECT s.id, s.kind, s.name, s.year, s.currency, s.reference, coalesce(d.amount, 0)::bigint AS received,
       coalesce(d.times, 0)::int AS donations, coalesce(a.amount, 0)::bigint AS promised
FROM scholarship_fund_sources s
LEFT JOIN (SELECT source_id, sum(amount) AS amount, count(*) AS times FROM scholarship_donations GROUP BY source_id) d
    ON d.source_id = s.id
LEFT JOIN (SELECT source_id, sum(amount) AS amount FROM scholarship_allocations
           WHERE released_at IS NULL GROUP BY source_id) a ON a.source_id = s.id
"""
# Purses mix the money of several donors, so a donor's part of the awards is their share of each purse.
BECAME = """
WITH mine AS (
    SELECT source_id, sum(amount) AS amount FROM scholarship_donations WHERE donor_id = $1 GROUP BY source_id
), whole AS (
    SELECT source_id, sum(amount) AS amount FROM scholarship_donations
    WHERE source_id IN (SELECT source_id FROM mine) GROUP BY source_id
)
SELECT s.id, s.name, s.year, s.currency, m.amount::bigint AS given, w.amount::bigint AS purse, a.level,
       c.name AS call, c.id AS call_id, count(DISTINCT a.id)::int AS awards,
       coalesce(sum(l.amount), 0)::bigint AS amount
FROM mine m JOIN whole w USING (source_id) JOIN scholarship_fund_sources s ON s.id = m.source_id
LEFT JOIN scholarship_allocations l ON l.source_id = s.id AND l.released_at IS NULL
LEFT JOIN scholarship_awards a ON a.id = l.award_id LEFT JOIN scholarship_calls c ON c.id = a.call_id
GROUP BY s.id, m.amount, w.amount, a.level, c.id ORDER BY s.year DESC, s.id, c.id, a.level
"""
THANKED = """
SELECT coalesce(nullif(d.public_name, ''), d.name) AS name, min(g.received_on) AS since
FROM scholarship_donors d JOIN scholarship_donations g ON g.donor_id = d.id
WHERE d.is_public GROUP BY d.id HAVING sum(g.amount) > 0 ORDER BY 1
"""
TOTALS = """
SELECT s.kind, s.currency, s.year, sum(d.amount)::bigint AS amount
FROM scholarship_donations d JOIN scholarship_fund_sources s ON s.id = d.source_id
GROUP BY s.kind, s.currency, s.year ORDER BY s.year DESC, s.currency, s.kind
"""
AWARDS = """
SELECT c.year, a.currency, count(*)::int AS awards, sum(a.amount)::bigint AS amount
FROM scholarship_awards a JOIN scholarship_calls c ON c.id = a.call_id
WHERE a.status IN ('offered', 'accepted', 'paid') GROUP BY c.year, a.currency ORDER BY c.year DESC, a.currency
"""
# One row for each application that was sent: what statistics may count, and nothing that says who it is.
COUNTED = """
SELECT w.level, coalesce(nullif(o.trade_name, ''), o.legal_name) AS company, w.child_sex AS sex,
       count(*)::int AS sent, count(a.id)::int AS awarded
FROM scholarship_applications w JOIN companies o ON o.id = w.company_id
LEFT JOIN scholarship_awards a ON a.application_id = w.id AND a.status IN ('offered', 'accepted', 'paid')
WHERE w.call_id = $1 AND w.status IN ('submitted', 'correction', 'eligible', 'ineligible')
GROUP BY 1, 2, 3
"""


@dataclass(frozen=True)
class Purse:
    """In the smallest unit of the purse's currency."""

    id: int
    kind: str
    name: str
    year: int
    currency: str
    reference: str | None
    received: int
    donations: int
    promised: int

    @property
    def free(self) -> int:
        return self.received - self.promised


async def purses() -> list[Purse]:
    """The newest first."""
    return [Purse(**each) for each in await rows(f"{PURSES} ORDER BY s.year DESC, s.id")]


async def purse(source_id: int) -> Purse:
    """Raises NotFound."""
    found = await row(f"{PURSES} WHERE s.id = $1", source_id)
    if found is None:
        raise NotFound()
    return Purse(**found)


async def became(donor: Donor) -> list[dict[str, Any]]:
    """A donor's money by purse, call and level: `given` of `purse`, and the awards that the purse paid for."""
    return await rows(BECAME, donor.id)


async def thanked() -> list[dict[str, Any]]:
    """Who agreed to be thanked in public."""
    return await rows(THANKED)


async def totals() -> Sequence[dict[str, Any]]:
    return await rows(TOTALS)


async def awards_by_year() -> Sequence[dict[str, Any]]:
    return await rows(AWARDS)


async def counted(call_id: int) -> Sequence[dict[str, Any]]:
    return await rows(COUNTED, call_id)
