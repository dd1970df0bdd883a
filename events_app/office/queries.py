"""Reads for the office: what comes next, registrations a day, the audit, jobs, messages, and the search over all."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tortoise.queryset import QuerySet

from events_app.core.clock import local
from events_app.core.database import rows
from events_app.core.search import like
from events_app.core.tables import AuditEntry, Job, OutboxMessage
from events_app.core.tokens import ticket_hash
from events_app.events.models import Event, EventStatus

UPCOMING = (EventStatus.PUBLISHED, EventStatus.POSTPONED)
CHART_DAYS = 21

_PER_DAY = """
SELECT (created_at AT TIME ZONE $2)::date AS day, count(*) AS n FROM registrations
WHERE created_at >= $1 AND status IN ('held', 'confirmed') GROUP BY 1 ORDER BY 1
"""

_PEOPLE = """
SELECT p.id, p.given_name, p.paternal_surname, p.maternal_surname, e.employee_number, c.trade_name, c.legal_name
FROM people p LEFT JOIN employments e ON e.person_id = p.id AND e.ends_on IS NULL
LEFT JOIN companies c ON c.id = e.company_id
WHERE p.merged_into_id IS NULL AND (p.search_key LIKE $1 OR e.number_key = $2)
ORDER BY p.sort_key COLLATE "C" LIMIT 8
"""

_COMPANIES = """
SELECT id, trade_name, legal_name, rfc FROM companies
WHERE merged_into_id IS NULL AND (search_key LIKE $1 OR rfc = upper($2)) ORDER BY sort_key COLLATE "C" LIMIT 8
"""

_EVENTS = "SELECT id, title_es, title_en FROM events WHERE search_key LIKE $1 ORDER BY starts_at DESC LIMIT 8"

_REGISTRATIONS = """
SELECT r.id, r.folio, r.status, p.given_name, p.paternal_surname, v.title_es, v.title_en
FROM registrations r JOIN people p ON p.id = r.person_id JOIN events v ON v.id = r.event_id
WHERE replace(upper(r.folio), ' ', '') = $1 OR r.code_hash = $2 ORDER BY r.id DESC LIMIT 8
"""

_ORDERS = """
SELECT folio, buyer_name FROM orders
WHERE upper(folio) = $1 OR search_key LIKE $2 ORDER BY id DESC LIMIT 8
"""


@dataclass(frozen=True)
class Found:
    """What the search knows about one thing: where it is, what it is, what tells it apart."""

    href: str
    title: str
    note: str


async def next_events(now: datetime, *, limit: int = 6) -> list[Event]:
    return await Event.filter(ends_at__gte=now, status__in=UPCOMING).order_by("starts_at").limit(limit)


async def registrations_per_day(now: datetime, zone: str) -> list[tuple[date, int]]:
    """One pair for each of the last 21 days on the wall calendar of `zone`, zeros included."""
    today = local(now, zone).date()
    first = today - timedelta(days=CHART_DAYS - 1)
    counted = {each["day"]: each["n"] for each in await rows(_PER_DAY, now - timedelta(days=CHART_DAYS), zone)}
    return [(day, counted.get(day, 0)) for day in (first + timedelta(days=n) for n in range(CHART_DAYS))]


def audit_entries(*, actor: str = "", action: str = "", subject: str = "") -> QuerySet[AuditEntry]:
    wanted = {"actor": actor, "action__startswith": action, "subject": subject}
    return AuditEntry.filter(**{key: value for key, value in wanted.items() if value}).order_by("-id")


def jobs(status: str = "") -> QuerySet[Job]:
    return (Job.filter(status=status) if status else Job.all()).order_by("-id")


def messages(status: str = "") -> QuerySet[OutboxMessage]:
    return (OutboxMessage.filter(status=status) if status else OutboxMessage.all()).order_by("-id")


async def search(text: str, locale: str, *, sees_people: bool) -> dict[str, list[Found]]:
    """Everything that a name, folio, code, employee number or RFC could mean, by kind."""
    bare = text.strip().upper().replace(" ", "")
    found = {
        "companies": [_company(each) for each in await rows(_COMPANIES, like(text), bare)],
        "orders": [_order(each) for each in await rows(_ORDERS, bare, like(text))],
    }
    if sees_people:
        number = bare.lstrip("0") or bare
        code = bare.rsplit("/", 1)[-1]
        found["people"] = [_person(each) for each in await rows(_PEOPLE, like(text), number)]
        found["registrations"] = [
            _registration(each, locale) for each in await rows(_REGISTRATIONS, bare, ticket_hash(code))
        ]
        found["events"] = [_event(each, locale) for each in await rows(_EVENTS, like(text))]
    return {kind: hits for kind, hits in found.items() if hits}


def _company(each: dict[str, Any]) -> Found:
    note = " · ".join(filter(None, (each["legal_name"], each["rfc"])))
    return Found(f"/oficina/empresas/{each['id']}", each["trade_name"] or each["legal_name"], note)


def _person(each: dict[str, Any]) -> Found:
    name = " ".join(filter(None, (each["given_name"], each["paternal_surname"], each["maternal_surname"])))
    company = each["trade_name"] or each["legal_name"] or ""
    return Found(f"/oficina/personas/{each['id']}", name, " · ".join(filter(None, (company, each["employee_number"]))))


def _title(each: dict[str, Any], locale: str) -> str:
    return str((each["title_en"] if locale == "en" else "") or each["title_es"])


def _event(each: dict[str, Any], locale: str) -> Found:
    return Found(f"/oficina/eventos/{each['id']}", _title(each, locale), "")


def _registration(each: dict[str, Any], locale: str) -> Found:
    name = f"{each['given_name']} {each['paternal_surname']}"
    return Found(f"/oficina/registros/{each['id']}", f"{each['folio']} · {name}", _title(each, locale))


def _order(each: dict[str, Any]) -> Found:
    return Found(f"/oficina/dinero/pedidos/{each['folio']}", f"{each['folio']} · {each['buyer_name']}", "")
