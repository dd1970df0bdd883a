"""The office's list of registrations: filters, counts that add up, days for the chart and rows for a spreadsheet."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_app.core.database import rows
from events_app.core.search import search_key
from events_app.directory.engine.folding import number_key
from events_app.directory.models import Employment
from events_app.events.models import Event, TicketType
from events_app.registration import answers_shown
from events_app.registration.models import Registration, RegistrationStatus

WAITING = "waiting"
MOST_ROWS = 20_000
SHEET = (
    "id", "person_id", "company_id", "folio", "event__title_es", "person__paternal_surname", "person__maternal_surname",
    "person__given_name", "person__email", "person__phone", "company__trade_name", "company__legal_name",
    "ticket_type__name_es", "status", "companions", "diet", "accessibility", "audience", "total", "currency",
    "created_at",
)  # fmt: skip
_NUMBERS = """
SELECT person_id, company_id, employee_number FROM employments
WHERE person_id = ANY($1::bigint[]) AND ends_on IS NULL
"""


@dataclass(frozen=True)
class Filters:
    """What the office asked to see; empty means all. `waiting` is whoever needs the office's answer."""

    text: str = ""
    event_id: int | None = None
    status: str = ""
    ticket_type_id: int | None = None


async def matching(filters: Filters) -> QuerySet[Registration]:
    """Newest first; every word must be in the name, the folio or the employee number, without accents."""
    return (await _found(filters)).select_related("event", "ticket_type", "person", "company")


async def _found(filters: Filters) -> QuerySet[Registration]:
    found = await _of_event(filters)
    if filters.status in set(RegistrationStatus):
        found = found.filter(status=filters.status)
    elif filters.status == WAITING:
        found = found.filter(_waiting())
    return found.order_by("-id")


async def counts(filters: Filters) -> dict[str, int]:
    """How many of each status, from the same filters but the status, so that they add up to the whole."""
    found = await _of_event(filters)
    by_status = dict.fromkeys([str(each) for each in RegistrationStatus], 0)
    for status in await found.values_list("status", flat=True):
        by_status[str(status)] += 1
    by_status[WAITING] = await found.filter(_waiting()).count()
    return by_status


async def per_day(event_id: int, timezone: str, today: date, days: int = 21) -> list[tuple[date, int]]:
    """Registrations of each of the last days, on the event's own calendar."""
    first = today - timedelta(days=days - 1)
    found = await rows(
        "SELECT (created_at AT TIME ZONE $2)::date AS day, count(*)::int AS n FROM registrations "
        "WHERE event_id = $1 GROUP BY 1 HAVING (created_at AT TIME ZONE $2)::date >= $3",
        event_id,
        timezone,
        first,
    )
    known = {each["day"]: each["n"] for each in found}
    return [(first + timedelta(days=each), known.get(first + timedelta(days=each), 0)) for each in range(days)]


async def questions_of(filters: Filters) -> list[tuple[str, str]]:
    """The questions of the event that is filtered, by key with their words; none for a list of several events."""
    return await answers_shown.columns(filters.event_id) if filters.event_id is not None else []


async def sheet(filters: Filters) -> list[list[Any]]:
    """Rows for a spreadsheet, in the order of the list; of one event, with what people answered."""
    found = await (await _found(filters)).limit(MOST_ROWS).values(*SHEET)
    jobs = await rows(_NUMBERS, [each["person_id"] for each in found])
    numbers = {(each["person_id"], each["company_id"]): each["employee_number"] for each in jobs}
    keys = [key for key, _words in await questions_of(filters)]
    said = await answers_shown.cells([each["id"] for each in found]) if keys else {}
    return [
        _sheet_row(each, numbers.get((each["person_id"], each["company_id"]), ""))
        + [said.get(each["id"], {}).get(key, "") for key in keys]
        for each in found
    ]


async def event_choices() -> list[tuple[str, str]]:
    found = await Event.exclude(status="draft").order_by("-starts_at").limit(200)
    return [(each.slug, each.title_es) for each in found]


async def event_by_slug(slug: str) -> Event | None:
    """The event that a filter names; None for none, and for what is not there."""
    return await Event.get_or_none(slug=slug[:80].replace("\0", "")) if slug else None


async def type_choices(event_id: int) -> list[TicketType]:
    return await TicketType.filter(event_id=event_id).order_by("position", "id")


async def _of_event(filters: Filters) -> QuerySet[Registration]:
    found = Registration.all()
    if filters.event_id is not None:
        found = found.filter(event_id=filters.event_id)
    if filters.ticket_type_id is not None:
        found = found.filter(ticket_type_id=filters.ticket_type_id)
    folio = filters.text.strip().upper()
    for word in filters.text.split()[:6]:
        if key := search_key(word):
            numbered = await _numbered(word)
            by_folio = Q(folio__contains=word.upper()) | Q(folio=folio)
            found = found.filter(Q(person__search_key__contains=key) | by_folio | Q(person_id__in=numbered))
    return found


async def _numbered(word: str) -> list[int]:
    """People with this employee number in any company."""
    found = Employment.filter(number_key=number_key(word), ends_on=None).limit(500)
    return [each.person_id for each in await found]


def _waiting() -> Q:
    asked = Q(cancel_requested_at__isnull=False, status=RegistrationStatus.CONFIRMED)
    return asked | Q(name_correction__isnull=False)


def _sheet_row(each: dict[str, Any], number: str) -> list[Any]:
    company = each["company__trade_name"] or each["company__legal_name"] or ""
    names = [each[f"person__{name}"] for name in ("paternal_surname", "maternal_surname", "given_name")]
    return [
        each["folio"], each["event__title_es"], *names, company, number, each["person__email"] or "",
        each["person__phone"] or "", each["ticket_type__name_es"], str(each["status"]), each["companions"],
        each["diet"], each["accessibility"], str(each["audience"]), f"{each['total'] / 100:.2f}", each["currency"],
        each["created_at"],
    ]  # fmt: skip
