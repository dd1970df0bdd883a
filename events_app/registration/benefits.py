"""A company's seats without cost: taken by a guarded counter, noted on the registration, returned exactly once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events_app.core.database import row, rows
from events_app.registration.engine.free_seats import Account, Share, shares

OPEN = """
INSERT INTO benefit_counters (created_at, company_id, benefit_id, used)
SELECT $1, $2, b.id, 0 FROM benefits b WHERE b.id = ANY($3::bigint[]) ORDER BY b.id
ON CONFLICT (company_id, benefit_id) DO NOTHING RETURNING id
"""
# Locked in the order of their ids, so that two orders never wait for each other in a ring.
LOCK = """
SELECT c.benefit_id, b.free_seats, c.used FROM benefit_counters c JOIN benefits b ON b.id = c.benefit_id
WHERE c.company_id = $1 AND c.benefit_id = ANY($2::bigint[]) ORDER BY c.benefit_id FOR UPDATE OF c
"""
TAKE = """
UPDATE benefit_counters c SET used = c.used + $3 FROM benefits b
WHERE c.company_id = $1 AND c.benefit_id = $2 AND b.id = c.benefit_id AND c.used + $3 <= b.free_seats RETURNING c.used
"""
NOTE = """
INSERT INTO benefit_uses (created_at, company_id, benefit_id, year, registration_id, used_at)
SELECT $1, $2, used.benefit_id, $3, used.registration_id, $1
FROM unnest($4::bigint[], $5::bigint[]) AS used(benefit_id, registration_id) RETURNING id
"""
LOCK_USED = """
SELECT c.id FROM benefit_counters c WHERE (c.company_id, c.benefit_id) IN (
    SELECT u.company_id, u.benefit_id FROM benefit_uses u
    WHERE u.registration_id = ANY($1::bigint[]) AND u.returned_at IS NULL)
ORDER BY c.benefit_id, c.company_id FOR UPDATE
"""
GIVE_BACK = """
WITH back AS (
    UPDATE benefit_uses SET returned_at = $2 WHERE registration_id = ANY($1::bigint[]) AND returned_at IS NULL
    RETURNING company_id, benefit_id
)
UPDATE benefit_counters c SET used = c.used - n.seats
FROM (SELECT company_id, benefit_id, count(*)::int AS seats FROM back GROUP BY company_id, benefit_id) n
WHERE c.company_id = n.company_id AND c.benefit_id = n.benefit_id RETURNING c.id
"""
OF_COMPANY = """
SELECT b.id AS benefit_id, b.event_kind, b.free_seats, coalesce(c.used, 0) AS used
FROM benefits b LEFT JOIN benefit_counters c ON c.benefit_id = b.id AND c.company_id = $1
WHERE b.company_class = $2 AND b.year = $3 AND ($4::text IS NULL OR b.event_kind IN ('', $4::text))
ORDER BY (b.event_kind = ''), b.id
"""


@dataclass(frozen=True)
class Allowance:
    """A benefit as its company sees it; `event_kind` "" is for every kind."""

    account: Account
    event_kind: str


async def take(company_id: int, benefit_ids: Sequence[int], most: int, *, now: datetime) -> tuple[Share, ...]:
    """Up to `most` seats of these benefits, in this order, inside the caller's transaction; none when all are used."""
    if not benefit_ids or most < 1:
        return ()
    await rows(OPEN, now, company_id, list(benefit_ids))
    found = {each["benefit_id"]: Account(**each) for each in await rows(LOCK, company_id, list(benefit_ids))}
    wanted = shares([found[each] for each in benefit_ids if each in found], most)
    return tuple([each for each in wanted if await row(TAKE, company_id, each.benefit_id, each.seats) is not None])


async def note_uses(company_id: int, year: int, uses: Sequence[tuple[int, int]], *, now: datetime) -> None:
    """Which registration uses which benefit: pairs of (benefit, registration), one for each seat taken."""
    if uses:
        await rows(NOTE, now, company_id, year, [each[0] for each in uses], [each[1] for each in uses])


async def give_back(registration_ids: Sequence[int], *, now: datetime) -> None:
    """Seats that are not used after all return to the year they came from; a second time changes nothing.

    Whether there are any is asked after the counters are locked: a merge may just have moved them to another company.
    """
    await rows(LOCK_USED, list(registration_ids))
    await rows(GIVE_BACK, list(registration_ids), now)


async def of_company(company_id: int, company_class: str, year: int, kind: str | None = None) -> list[Allowance]:
    """What a company has and has used in a year, for one kind of event or for all, the most particular first."""
    found = await rows(OF_COMPANY, company_id, company_class, year, kind)
    return [
        Allowance(Account(each["benefit_id"], each["free_seats"], each["used"]), each["event_kind"]) for each in found
    ]
