"""The person who registers or waits: the known one, somebody with the same name and channel, or a new entry."""

from dataclasses import asdict, dataclass
from datetime import datetime

from events_app.core.database import row
from events_app.core.settings import settings
from events_app.directory.models import Company
from events_app.directory.services import person_keys
from events_app.registration.engine.wanted import NewPerson

NEW_PERSON = """
INSERT INTO people (created_at, given_name, paternal_surname, maternal_surname, phone, email, locale,
                    name_key, search_key, sort_key, revision)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) RETURNING id
"""
# The same name with the same channel is the same person: a second form does not make a second seat.
SAME_PERSON = """
SELECT id FROM people WHERE name_key = $1 AND merged_into_id IS NULL
AND (email = $2::text OR phone = $3::text) ORDER BY id LIMIT 1
"""


# FOR KEY SHARE waits for a merge that is under way and then reads what it made of the entry; the next one waits for us.
STANDING = """
SELECT (SELECT coalesce(p.merged_into_id, p.id) FROM people p WHERE p.id = $1 FOR KEY SHARE) AS person_id,
    (SELECT coalesce(c.merged_into_id, c.id) FROM companies c WHERE c.id = $2 FOR KEY SHARE) AS company_id
"""


@dataclass(frozen=True)
class Spoken:
    """The language of whoever fills in the form, and whether that is somebody else than who comes."""

    locale: str
    company_id: int | None
    by_others: bool


async def standing(person_id: int | None, company_id: int | None) -> tuple[int | None, int | None]:
    """Person and company as the directory has them now: a form filled in before a merge names the absorbed entry."""
    if person_id is None and company_id is None:
        return None, None
    found = await row(STANDING, person_id, company_id) or {}
    return found["person_id"], found["company_id"]


async def person_and_language(
    person_id: int | None, new: NewPerson | None, name: str, spoken: Spoken, now: datetime
) -> tuple[int, str]:  # fmt: skip
    """Who comes, and what they read: the form's language, or the person's own when others fill it in for them."""
    if not spoken.by_others:
        return await person_of(person_id, new, name, spoken.locale, now), spoken.locale
    company = await Company.get_or_none(id=spoken.company_id) if spoken.company_id else None
    usual = company.language if company else settings().default_locale
    found = await person_of(person_id, new, name, usual, now)
    known = await row("SELECT locale FROM people WHERE id = $1", found)
    return found, str(known["locale"]) if known else usual


async def person_of(person_id: int | None, new: NewPerson | None, name: str, locale: str, now: datetime) -> int:
    """The id, inside the caller's transaction; somebody new is written down."""
    if person_id is not None:
        return person_id
    new = new or NewPerson(name, "")
    keys = person_keys(asdict(new))
    same = await row(SAME_PERSON, keys["name_key"], new.email, new.phone) if new.email or new.phone else None
    if same is not None:
        return int(same["id"])
    made = await row(
        NEW_PERSON, now, new.given_name, new.paternal_surname, new.maternal_surname, new.phone, new.email, locale,
        keys["name_key"], keys["search_key"], keys["sort_key"],
    )  # fmt: skip
    if made is None:
        raise RuntimeError("the person was not written")
    return int(made["id"])
