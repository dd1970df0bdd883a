"""Finds companies, employees and committees, for every room."""

import hmac
from datetime import date
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.core.models import record
from events_app.core.search import search_key
from events_app.core.tokens import digest
from events_app.directory.domains import domain_of
from events_app.directory.engine.folding import number_key, surname_forms, tight
from events_app.directory.kinds import Standing
from events_app.directory.models import Committee, CommitteeMember, Company, Employment, Person

LARGEST_ID = 2**63 - 1
MOST_STEPS = 20

# The LEFT JOIN gives one row whether the number is known or not, so that both cost the same.
_EMPLOYEE = f"""
SELECT e.*, {", ".join(f"p.{each} AS p_{each}" for each in Person._meta.fields_db_projection.values())}
FROM (VALUES (1)) AS one
LEFT JOIN employments e ON e.company_id = $1 AND e.number_key = $2 AND e.ends_on IS NULL
LEFT JOIN people p ON p.id = e.person_id
"""  # noqa: S608 - the columns of our own table
_BY_DOMAIN = (
    "SELECT id FROM companies WHERE domains @> to_jsonb($1::text) AND merged_into_id IS NULL ORDER BY id LIMIT 2"
)


async def find_employee(company_id: int, employee_number: str, surname: str) -> Employment | None:
    """The employment, with its person, of this number whose person has this surname (or both, in either order).

    One statement and the same comparisons whether it is found or not. Case, accents, spaces and leading zeros
    do not count. An employment that has ended is not found.
    """
    found = await row(_EMPLOYEE, company_id, number_key(employee_number)) or {}
    person = {name[2:]: found.pop(name) for name in list(found) if name.startswith("p_")}
    paternal, maternal = person.get("paternal_surname"), person.get("maternal_surname")
    typed = digest(tight(surname))
    forms = [digest(form) for form in surname_forms(paternal or "\x00", maternal or "")]
    same = [hmac.compare_digest(typed, form) for form in forms]
    if paternal is None or not tight(surname) or not any(same):
        return None
    employment = Employment._init_from_db(**found)
    employment.person = Person._init_from_db(**person)
    return employment


async def has_left(person_id: int, company_id: int) -> bool:
    """Whether somebody worked there and does not any more; whoever was never written down there has not left."""
    sql = "SELECT bool_and(ends_on IS NOT NULL) AS gone FROM employments WHERE person_id = $1 AND company_id = $2"
    found = await row(sql, person_id, company_id)
    return bool(found and found["gone"])


async def company_by_slug(slug: str) -> Company | None:
    """The company of a poster's link; a merged one leads to the one that was kept."""
    company = await record(Company, "SELECT * FROM companies WHERE slug = $1", slug[:80])
    return await _kept_company(company) if company else None


async def company_for_email(email: str) -> Company | None:
    """The only company that owns the address's domain; None for public mail or when several share the domain."""
    domain = domain_of(email)
    found = await rows(_BY_DOMAIN, domain) if domain else []
    return await Company.get(id=found[0]["id"]) if len(found) == 1 else None


def owns_email(company: Company, email: str) -> bool:
    """True when the address's domain is one of the company's, shared with others or not."""
    domain = domain_of(email)
    return bool(domain) and domain in company.domains


def companies_in_good_standing(today: date) -> QuerySet[Company]:
    """Members whose people get the member's price today, by name; what `is_member` says, as SQL."""
    good = Q(standing=Standing.GOOD, standing_since__lte=today) & (
        Q(standing_until=None) | Q(standing_until__gte=today)
    )
    not_yet = Q(standing=Standing.SUSPENDED) & (Q(standing_since__gt=today) | Q(standing_until__lt=today))
    return live_companies().filter(good | not_yet, member_since__lte=today)


def is_member(company: Company, on: date) -> bool:
    """Is the company a member in good standing on this day? A suspension counts from its first to its last day."""
    if company.merged_into_id is not None or on < company.member_since:
        return False
    begun = company.standing_since <= on
    over = company.standing_until is not None and company.standing_until < on
    if company.standing == Standing.GOOD:
        return begun and not over
    return not begun or over


def live_companies() -> QuerySet[Company]:
    return Company.filter(merged_into_id=None).order_by("sort_key", "id")


def companies(
    text: str = "", *, company_class: str = "", standing: str = "", location: str = "", sector: str = ""
) -> QuerySet[Company]:
    """Companies by name whose name, RFC, city, sector or domain has every word of `text`."""
    found = live_companies()
    for word in text.split()[:6]:
        found = found.filter(search_key__contains=search_key(word)) if search_key(word) else found
    wanted = {"company_class": company_class, "standing": standing, "location": location, "sector": sector}
    return found.filter(**{name: value for name, value in wanted.items() if value})


def people(text: str = "", *, company_id: int | None = None) -> QuerySet[Person]:
    """People by surname whose name, mail, phone or employee number has every word of `text`."""
    found = Person.filter(merged_into_id=None).order_by("sort_key", "id")
    for word in text.split()[:6]:
        if search_key(word):
            found = found.filter(
                Q(search_key__contains=search_key(word)) | Q(id__in=_person_ids(number_key=number_key(word)))
            )
    if company_id is not None:
        found = found.filter(id__in=_person_ids(company_id=company_id, ends_on=None))
    return found


def _person_ids(**wanted: Any) -> Subquery:
    return Subquery(Employment.filter(**wanted).values("person_id"))


async def company(company_id: int) -> Company:
    """The company, or the one it was merged into. Raises NotFound."""
    found = await Company.get_or_none(id=company_id) if 0 < company_id <= LARGEST_ID else None
    if found is None:
        raise NotFound()
    return await _kept_company(found)


async def person(person_id: int) -> Person:
    """The person, or the entry it was merged into. Raises NotFound."""
    found = await Person.get_or_none(id=person_id) if 0 < person_id <= LARGEST_ID else None
    for _step in range(MOST_STEPS):
        if found is None or found.merged_into_id is None:
            break
        found = await Person.get_or_none(id=found.merged_into_id)
    if found is None:
        raise NotFound()
    return found


async def _kept_company(found: Company) -> Company:
    for _step in range(MOST_STEPS):
        if found.merged_into_id is None:
            break
        found = await Company.get(id=found.merged_into_id)
    return found


async def employments_of(person_ids: list[int]) -> dict[int, list[Employment]]:
    """Each person's employments with their company, the live ones first."""
    by_person: dict[int, list[Employment]] = {each: [] for each in person_ids}
    found = Employment.filter(person_id__in=person_ids).select_related("company").order_by("-starts_on", "id")
    for each in await found if person_ids else []:
        by_person[each.person_id].append(each)
    return {key: sorted(each, key=lambda job: job.ends_on is not None) for key, each in by_person.items()}


async def people_by_company(company_ids: list[int]) -> dict[int, int]:
    """How many live employments each company has."""
    sql = """SELECT company_id, count(*) AS people FROM employments
        WHERE ends_on IS NULL AND company_id = ANY($1::bigint[]) GROUP BY company_id"""
    return {each["company_id"]: each["people"] for each in await rows(sql, company_ids)}


async def sectors() -> list[str]:
    sql = "SELECT DISTINCT sector FROM companies WHERE sector <> '' AND merged_into_id IS NULL ORDER BY sector"
    return [each["sector"] for each in await rows(sql)]


async def company_names() -> dict[int, str]:
    """The name of every company by id, in the order of lists (for choosing a role's scope)."""
    return {each.id: each.display_name for each in await live_companies()}


async def committee_names() -> dict[int, str]:
    return {each.id: each.name_es for each in await committees()}


def committees() -> QuerySet[Committee]:
    return Committee.all().order_by("position", "name_es")


async def committee(committee_id: int) -> Committee:
    """Raises NotFound."""
    found = await Committee.get_or_none(id=committee_id) if 0 < committee_id <= LARGEST_ID else None
    if found is None:
        raise NotFound()
    return found


def committee_members(year: int, committee_id: int | None = None) -> QuerySet[CommitteeMember]:
    """The seats of a year with their people: who chairs first, then by surname."""
    found = CommitteeMember.filter(year=year).select_related("person")
    found = found.filter(committee_id=committee_id) if committee_id is not None else found
    return found.order_by("committee_id", "position", "person__sort_key")
