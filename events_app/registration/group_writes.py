"""Many people at once: guarded counters and inserts of a whole list in a few statements, whatever its size."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from events_app.core.database import execute, row, rows
from events_app.core.tokens import CURRENT_KEY_VERSION, ticket_code, ticket_hash
from events_app.directory.engine.folding import number_key
from events_app.directory.known import Named, known_people
from events_app.directory.models import Company
from events_app.directory.services import person_keys

# As many as fit, guarded by the row that is locked and changed in the same statement; the event first, then its type.
TAKE_EVENT = """
UPDATE events e SET taken = e.taken + f.seats, last_folio = e.last_folio + f.seats
FROM (SELECT id, greatest(0, least($2::int, coalesce(capacity - taken, $2::int))) AS seats
      FROM events WHERE id = $1 AND status = 'published' FOR NO KEY UPDATE) f
WHERE e.id = f.id AND f.seats > 0 RETURNING e.code, e.last_folio, f.seats
"""
TAKE_TYPE = """
UPDATE ticket_types t SET taken = t.taken + f.seats
FROM (SELECT id, greatest(0, least($3::int, coalesce(quota - taken, $3::int))) AS seats
      FROM ticket_types WHERE id = $1 AND event_id = $2 FOR NO KEY UPDATE) f
WHERE t.id = f.id AND f.seats > 0 RETURNING f.seats
"""
NEW_IDS = "SELECT nextval(pg_get_serial_sequence($1, 'id')) AS id FROM generate_series(1, $2)"
ADD_PEOPLE = """
INSERT INTO people (id, created_at, given_name, paternal_surname, maternal_surname, phone, email, locale,
    name_key, search_key, sort_key, revision)
SELECT n.id, $1, n.given_name, n.paternal_surname, n.maternal_surname, n.phone, n.email, $2, n.name_key, n.search_key,
    n.sort_key, 0
FROM jsonb_to_recordset($3::jsonb) AS n(id bigint, given_name text, paternal_surname text, maternal_surname text,
    phone text, email text, name_key text, search_key text, sort_key text) RETURNING id
"""
EMPLOY = """
INSERT INTO employments (created_at, person_id, company_id, employee_number, number_key, verified_by, starts_on,
    phone, email)
SELECT $1, n.person_id, $2, n.employee_number, n.number_key, 'coordinator', $3, n.phone, n.email
FROM jsonb_to_recordset($4::jsonb) AS n(person_id bigint, employee_number text, number_key text, phone text, email text)
WHERE NOT EXISTS (SELECT 1 FROM employments e WHERE e.company_id = $2 AND e.number_key = n.number_key
    AND e.ends_on IS NULL)
ON CONFLICT DO NOTHING RETURNING id
"""
# A phone or an address that the list brings fills what the directory did not know; it never changes what it knew.
FILL = """
UPDATE people p SET phone = coalesce(p.phone, n.phone), email = coalesce(p.email, n.email)
FROM jsonb_to_recordset($1::jsonb) AS n(person_id bigint, phone text, email text)
WHERE p.id = n.person_id AND ((p.phone IS NULL AND n.phone IS NOT NULL) OR (p.email IS NULL AND n.email IS NOT NULL))
RETURNING p.id, p.given_name, p.paternal_surname, p.maternal_surname, p.phone, p.email
"""
# Whoever looks for somebody by the phone or the address that was filled in finds them.
REFIND = """
UPDATE people p SET search_key = n.search_key
FROM jsonb_to_recordset($1::jsonb) AS n(id bigint, search_key text) WHERE p.id = n.id
"""
TYPED = """
UPDATE employments e SET phone = coalesce(n.phone, e.phone), email = coalesce(n.email, e.email)
FROM jsonb_to_recordset($2::jsonb) AS n(person_id bigint, phone text, email text)
WHERE e.company_id = $1 AND e.person_id = n.person_id AND e.ends_on IS NULL
"""
ADD_REGISTRATIONS = """
INSERT INTO registrations (id, created_at, event_id, ticket_type_id, person_id, company_id, group_id, status, folio,
    code_hash, rotation, key_version, seats, companions, diet, accessibility, audience, verified_by, unit_net, tax,
    total, currency, hold_expires_at, source, locale, cancel_reason)
SELECT n.id, $1, $2, $3, n.person_id, $4, $5, 'held', n.folio, n.code_hash, 0, $6, 1, 0, '', '', $7, 'coordinator',
    $8, $9, $8::bigint + $9::bigint, $10, $11, 'coordinator', p.locale, ''
FROM jsonb_to_recordset($12::jsonb) AS n(id bigint, person_id bigint, folio text, code_hash text)
JOIN people p ON p.id = n.person_id
ON CONFLICT (event_id, person_id) WHERE status IN ('requested', 'held', 'confirmed') DO NOTHING
RETURNING id, person_id
"""
NAMES = ("given_name", "paternal_surname", "maternal_surname")


@dataclass(frozen=True)
class Comer:
    """Somebody of the list: known by id, or new with a number and names. `key` says which row it was."""

    key: int
    person_id: int | None
    values: Mapping[str, str]


@dataclass(frozen=True)
class Priced:
    """What each seat costs today, as it is kept until the group's order is opened."""

    audience: str
    net: int
    tax: int
    currency: str


@dataclass(frozen=True)
class Taken:
    code: str
    last_folio: int
    seats: int


async def take(event_id: int, ticket_type_id: int, seats: int) -> Taken | None:
    """Up to `seats` seats, guarded; what the type cannot hold goes back to the event. None when there is not one."""
    whole = await row(TAKE_EVENT, event_id, seats)
    if whole is None:
        return None
    part = await row(TAKE_TYPE, ticket_type_id, event_id, whole["seats"])
    kept = int(part["seats"]) if part else 0
    if kept < whole["seats"]:
        back = "UPDATE events SET taken = taken - $2, last_folio = last_folio - $2 WHERE id = $1 RETURNING id"
        await row(back, event_id, whole["seats"] - kept)
    return Taken(whole["code"], int(whole["last_folio"]) - (whole["seats"] - kept), kept) if kept else None


async def people_of(
    comers: Sequence[Comer], company_id: int, *, now: datetime, today: date
) -> dict[int, int]:  # fmt: skip
    """The person of each row, written down with a number in the company when the directory had none.

    Whoever brings them does not say what they read: somebody new reads what is spoken where the company is.
    """
    found: dict[int, int] = {each.key: each.person_id for each in comers if each.person_id is not None}
    new = [each for each in comers if each.person_id is None]
    found |= await _known(new, company_id)
    unknown = [each for each in new if each.key not in found]
    ids = await new_ids("people", len(unknown))
    rows_of_people = [_person(id_, each) for id_, each in zip(ids, unknown, strict=True)]
    if rows_of_people:
        language = (await Company.get(id=company_id)).language
        await rows(ADD_PEOPLE, now, language, _json(rows_of_people))
    found |= {each.key: id_ for id_, each in zip(ids, unknown, strict=True)}
    jobs = [
        {
            "person_id": found[each.key],
            "employee_number": each.values["employee_number"],
            "number_key": number_key(each.values["employee_number"]),
            "phone": each.values.get("phone") or None,
            "email": each.values.get("email") or None,
        }
        for each in new
    ]
    if jobs:
        await rows(EMPLOY, now, company_id, today, _json(jobs))
    await _fill_channels([each for each in comers if each.person_id is not None], company_id)
    return found


async def register_many(
    event_id: int, ticket_type_id: int, person_ids: Sequence[int], taken: Taken, *,
    company_id: int, group_id: int, price: Priced, hold_expires_at: datetime, now: datetime,
) -> dict[int, int]:  # fmt: skip
    """Held registrations by person in the person's language, folios in the order of the list.

    Without those who got a seat meanwhile.
    """
    ids = await new_ids("registrations", len(person_ids))
    first = taken.last_folio - taken.seats + 1
    made = [
        {
            "id": id_,
            "person_id": person_id,
            "folio": f"{taken.code} {first + place:04d}",
            "code_hash": ticket_hash(ticket_code(id_, 0)),
        }
        for place, (id_, person_id) in enumerate(zip(ids, person_ids, strict=True))
    ]
    written = await rows(
        ADD_REGISTRATIONS, now, event_id, ticket_type_id, company_id, group_id, CURRENT_KEY_VERSION, price.audience,
        price.net, price.tax, price.currency, hold_expires_at, _json(made),
    )  # fmt: skip
    return {each["person_id"]: each["id"] for each in written}


async def new_ids(table: str, count: int) -> list[int]:
    return [each["id"] for each in await rows(NEW_IDS, table, count)] if count else []


async def _known(new: Sequence[Comer], company_id: int) -> dict[int, int]:
    named = [
        Named(each.key, _keys(each)["name_key"], each.values.get("email") or None, each.values.get("phone") or None)
        for each in new
    ]
    return await known_people(named, company_id)


async def _fill_channels(known: Sequence[Comer], company_id: int) -> None:
    asked = [
        {
            "person_id": each.person_id,
            "phone": each.values.get("phone") or None,
            "email": each.values.get("email") or None,
        }
        for each in known
        if each.values.get("phone") or each.values.get("email")
    ]
    if not asked:
        return
    await execute(TYPED, company_id, _json(asked))
    filled = await rows(FILL, _json(asked))
    if filled:
        found = [{"id": each["id"], "search_key": person_keys(each)["search_key"]} for each in filled]
        await execute(REFIND, _json(found))


def _person(id_: int, comer: Comer) -> dict[str, Any]:
    names = {name: comer.values.get(name, "") for name in NAMES}
    channels = {name: comer.values.get(name) or None for name in ("phone", "email")}
    return {"id": id_} | names | channels | _keys(comer)


def _keys(comer: Comer) -> dict[str, str]:
    return person_keys({name: comer.values.get(name, "") for name in (*NAMES, "phone", "email")})


def _json(values: Sequence[Mapping[str, Any]]) -> str:
    return json.dumps(values, ensure_ascii=False)
