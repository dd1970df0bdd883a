"""How a company may reach its people: by what it typed itself, and by what the person or the association gave."""

from collections.abc import Sequence
from dataclasses import dataclass

from events_app.core.database import row, rows

# The directory keeps one number and one address of a person. What another company's coordinator typed is not shown
# to this one, although messages of ours go there.
REACH = """
SELECT p.id,
    CASE WHEN p.phone = t.phone OR NOT EXISTS (SELECT 1 FROM employments o
        WHERE o.person_id = p.id AND o.company_id <> $1 AND o.phone = p.phone)
        THEN coalesce(p.phone, t.phone) ELSE t.phone END AS phone,
    CASE WHEN p.email = t.email OR NOT EXISTS (SELECT 1 FROM employments o
        WHERE o.person_id = p.id AND o.company_id <> $1 AND o.email = p.email)
        THEN coalesce(p.email, t.email) ELSE t.email END AS email
FROM people p LEFT JOIN LATERAL (
    SELECT e.phone, e.email FROM employments e WHERE e.person_id = p.id AND e.company_id = $1
    ORDER BY e.ends_on DESC NULLS FIRST, e.id DESC LIMIT 1) t ON true
WHERE p.id = ANY($2::bigint[])
"""
TYPED = """
UPDATE employments SET phone = coalesce($2, phone), email = coalesce($3, email) WHERE id = $1 RETURNING id
"""


@dataclass(frozen=True)
class Reach:
    phone: str | None
    email: str | None


NOWHERE = Reach(None, None)


async def reach(company_id: int, person_ids: Sequence[int]) -> dict[int, Reach]:
    """The number and the address of each of these people that this company may read."""
    found = await rows(REACH, company_id, list(person_ids)) if person_ids else []
    return {each["id"]: Reach(each["phone"], each["email"]) for each in found}


async def note_typed(employment_id: int, phone: str | None, email: str | None) -> None:
    """What a company's coordinator typed of somebody who works there; nothing typed changes nothing."""
    await row(TYPED, employment_id, phone, email)
