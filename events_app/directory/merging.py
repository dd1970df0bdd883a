"""Makes two entries one: the chosen values stay, every reference moves, and the old number leads to the kept entry."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import execute, row, rows, transaction
from events_app.core.errors import CannotMerge
from events_app.core.i18n import N_
from events_app.directory.kinds import MergeKind
from events_app.directory.models import Company, Merge, Person
from events_app.directory.services import company_keys, person_keys

Mover = Callable[[MergeKind, int, int, datetime], Awaitable[int]]
TABLES = {MergeKind.COMPANY: "companies", MergeKind.PERSON: "people"}
CHOICES = {
    MergeKind.COMPANY: (
        "legal_name", "trade_name", "rfc", "company_class", "location", "city", "country", "shelter", "sector",
        "domains", "employee_digits", "member_since",
    ),
    MergeKind.PERSON: ("given_name", "paternal_surname", "maternal_surname", "phone", "email", "locale"),
}  # fmt: skip
ALREADY = N_("Una de las dos ya se unió con otra. Abre la lista otra vez.")
NUMBERS_CLASH = N_("El número %(number)s lo tienen dos personas distintas. Une primero a esas personas o corrige uno.")
LEFT_BEHIND = N_("Falta decir cómo se mueven los datos de «%(table)s»; no se unió nada.")

# The directory's own references; the other rooms' come from references.py through `register`.
_movers: dict[str, Mover] = {}

_REFERENCES = """
SELECT conrelid::regclass::text AS table, attname AS column
FROM pg_constraint JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE contype = 'f' AND confrelid = $1::regclass AND conrelid <> confrelid
ORDER BY 1, 2
"""
_CLASH = """
SELECT a.employee_number AS number, a.person_id = b.person_id OR p.name_key = q.name_key AS same
FROM employments a
JOIN employments b ON b.company_id = $2 AND b.number_key = a.number_key AND b.ends_on IS NULL
JOIN people p ON p.id = a.person_id JOIN people q ON q.id = b.person_id
WHERE a.company_id = $1 AND a.ends_on IS NULL ORDER BY same LIMIT 1
"""
_END_TWICE_HELD = """
UPDATE employments a SET ends_on = greatest(a.starts_on, $3::date)
FROM employments b
WHERE a.company_id = $1 AND a.ends_on IS NULL
  AND b.company_id = $2 AND b.number_key = a.number_key AND b.ends_on IS NULL
"""
_SEATED_TWICE = """
DELETE FROM committee_members gone USING committee_members kept
WHERE gone.person_id = $1 AND kept.person_id = $2 AND kept.committee_id = gone.committee_id AND kept.year = gone.year
RETURNING gone.committee_id, gone.year, gone.position
"""
_CHAIR = "UPDATE committee_members SET position = 'chair' WHERE person_id = $1 AND committee_id = $2 AND year = $3"


def register(table: str, mover: Mover) -> None:
    """`mover(kind, absorbed_id, kept_id, now)` moves the table's references and says how many."""
    _movers[table] = mover


def plain_mover(table: str, **columns: str) -> Mover:
    """A mover for a table without rules of its own: `plain_mover("orders", company="company_id")`."""
    statements = {
        kind: f"UPDATE {table} SET {columns[kind]} = $2 WHERE {columns[kind]} = $1"  # noqa: S608 - our own names
        for kind in MergeKind
        if kind in columns
    }

    async def move(kind: MergeKind, absorbed_id: int, kept_id: int, now: datetime) -> int:
        return await execute(statements[kind], absorbed_id, kept_id) if kind in statements else 0

    return move


async def unregistered() -> list[str]:
    """The tables that refer to a company or a person and that nobody said how to move (should be none)."""
    found = [each["table"] for table in TABLES.values() for each in await rows(_REFERENCES, table)]
    return sorted(set(found) - set(_movers))


@transaction
async def merge(
    kind: MergeKind,
    kept_id: int,
    absorbed_id: int,
    chosen: Mapping[str, str],
    *,
    actor: str,
    now: datetime,
    today: date,
) -> Merge:
    """`chosen` maps a field to "kept" or "absorbed". Raises CannotMerge and then nothing has changed.

    The absorbed entry stays as it was, with a pointer to the kept one, so that nothing is lost.
    """
    kept, absorbed = await _locked(kind, kept_id, absorbed_id)
    before = {"kept": _values(kind, kept), "absorbed": _values(kind, absorbed)}
    await (_before_company if kind == MergeKind.COMPANY else _before_person)(absorbed_id, kept_id, today, before)
    moved = {table: await mover(kind, absorbed_id, kept_id, now) for table, mover in sorted(_movers.items())}
    await _nothing_left(kind, absorbed_id)
    await _become_one(kind, kept, absorbed, chosen)
    picked = {name: chosen.get(name, "kept") for name in CHOICES[kind]}
    record = await Merge.create(
        kind=kind, kept_id=kept_id, absorbed_id=absorbed_id, before=before, chosen=picked, moved=moved, actor=actor,
        at=now,
    )  # fmt: skip
    detail = {"absorbed": absorbed_id, "moved": moved}
    await audit.note("directory.merged", actor=actor, subject=f"{kind}:{kept_id}", now=now, detail=detail)
    return record


async def _become_one(kind: MergeKind, kept: Any, absorbed: Any, chosen: Mapping[str, str]) -> None:
    """The kept entry takes the chosen values; the absorbed one, and whatever was merged into it, points to it."""
    values = {name: getattr(absorbed if chosen.get(name) == "absorbed" else kept, name) for name in CHOICES[kind]}
    keys = company_keys(values) if kind == MergeKind.COMPANY else person_keys(values)
    model = type(kept)
    await model.filter(id=kept.id).update(**values, **keys, revision=kept.revision + 1)
    await model.filter(merged_into_id=absorbed.id).update(merged_into_id=kept.id)
    await model.filter(id=absorbed.id).update(merged_into_id=kept.id)


async def _locked(kind: MergeKind, kept_id: int, absorbed_id: int) -> tuple[Any, Any]:
    """Both rows, locked in the order of their ids so that two merges cannot wait for each other."""
    model: type[Company] | type[Person] = Company if kind == MergeKind.COMPANY else Person
    found = await model.select_for_update().filter(id__in=[kept_id, absorbed_id], merged_into_id=None).order_by("id")
    by_id = {each.id: each for each in found}
    if len(by_id) != 2:
        raise CannotMerge(ALREADY)
    return by_id[kept_id], by_id[absorbed_id]


async def _before_company(absorbed_id: int, kept_id: int, today: date, before: dict[str, Any]) -> None:
    """One person under the same number in both companies keeps one live number; two persons are a question."""
    clash = await row(_CLASH, absorbed_id, kept_id)
    if clash is not None and not clash["same"]:
        raise CannotMerge(NUMBERS_CLASH, number=clash["number"])
    await execute(_END_TWICE_HELD, absorbed_id, kept_id, today)


async def _before_person(absorbed_id: int, kept_id: int, today: date, before: dict[str, Any]) -> None:
    """A seat that both held becomes one; the chair is not lost."""
    before["seats"] = await rows(_SEATED_TWICE, absorbed_id, kept_id)
    for each in before["seats"]:
        if each["position"] == "chair":
            await execute(_CHAIR, kept_id, each["committee_id"], each["year"])


async def _nothing_left(kind: MergeKind, absorbed_id: int) -> None:
    for each in await rows(_REFERENCES, TABLES[kind]):
        place, column = each["table"], each["column"]
        sql = f'SELECT 1 AS one FROM {place} WHERE "{column}" = $1 LIMIT 1'  # noqa: S608 - the catalogue's names
        if await row(sql, absorbed_id):
            raise CannotMerge(LEFT_BEHIND, table=each["table"])


def _values(kind: MergeKind, record: Any) -> dict[str, Any]:
    values = {name: getattr(record, name) for name in CHOICES[kind]}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


register("employments", plain_mover("employments", company="company_id", person="person_id"))
register("standing_changes", plain_mover("standing_changes", company="company_id"))
register("committee_members", plain_mover("committee_members", person="person_id"))
register("directory_uploads", plain_mover("directory_uploads", company="company_id"))
