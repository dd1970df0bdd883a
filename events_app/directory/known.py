"""Whether somebody whom a company names is a person we know; its word never reaches another company's people."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from events_app.core.database import rows

# The same name with the same channel is one person, as everywhere. But the desk then shows every channel of that
# person: so it must be one of the company's own people, or nobody's with no channel that was not typed. Anybody else
# is written down anew, and the office joins the two if they are one.
KNOWN = """
SELECT DISTINCT ON (n.place) n.place, p.id
FROM jsonb_to_recordset($1::jsonb) AS n(place bigint, name_key text, email text, phone text)
JOIN people p ON p.name_key = n.name_key AND p.merged_into_id IS NULL AND (p.email = n.email OR p.phone = n.phone)
LEFT JOIN LATERAL (SELECT bool_or(e.company_id = $2) AS here, bool_or(e.company_id <> $2) AS elsewhere
    FROM employments e WHERE e.person_id = p.id) j ON true
WHERE j.here OR (j.elsewhere IS NOT TRUE AND coalesce(p.email = n.email, p.email IS NULL)
    AND coalesce(p.phone = n.phone, p.phone IS NULL))
ORDER BY n.place, j.here DESC NULLS LAST, p.id
"""


@dataclass(frozen=True)
class Named:
    """Somebody as the company wrote them; `place` says which of its rows it was."""

    place: int
    name_key: str
    email: str | None
    phone: str | None


async def known_people(named: Sequence[Named], company_id: int) -> dict[int, int]:
    """The person's id by place, for those whom this company may call its own."""
    asked = [asdict(each) for each in named if each.email or each.phone]
    if not asked:
        return {}
    return {each["place"]: each["id"] for each in await rows(KNOWN, json.dumps(asked, ensure_ascii=False), company_id)}
