"""Who is ranked: the eligible applications as the rules see them, without a name: keys for companies and families."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events_app.core.search import search_key
from events_app.directory.models import Company
from scholarships.applications.delicate import need_band
from scholarships.applications.models import Application
from scholarships.applications.papers import VerifiedFact
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call
from scholarships.calls.rules import Quota, Rules, rules_of

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Candidate:
    """`figures` are what tie-breaks look at, as text; `attributes` what quotas look at; `amount` whole centavos."""

    application_id: int
    folio: str
    level: str
    amount: int
    figures: dict[str, str]
    attributes: dict[str, str]


@dataclass(frozen=True)
class Field:
    """All candidates of a call, and which company stands behind each key."""

    candidates: tuple[Candidate, ...]
    companies: dict[str, int]
    rules: tuple[dict[str, Any], ...]


async def field_of(call: Call) -> Field:
    """The eligible applications by folio, and the call's rules as the question of `compute award` words them."""
    rules = rules_of(call)
    found = await Application.filter(call_id=call.id, status=ApplicationStatus.ELIGIBLE).order_by("folio")
    companies = keys(sorted({each.company_id for each in found}))
    families = keys(sorted({(each.company_id, each.number_key) for each in found}))
    facts = await _facts(found)
    candidates = tuple(
        _candidate(each, rules, facts.get(each.id, {}), companies[each.company_id], families)
        for each in found
        if rules.level(each.level) is not None
    )
    by_key = {key: company for company, key in companies.items()}
    return Field(candidates, by_key, await _questions(rules, by_key, candidates))


def keys(things: Sequence[Any]) -> dict[Any, str]:
    """A, B, … Z, AA, AB, … for each thing, in order."""
    return {thing: _key(number) for number, thing in enumerate(things)}


def _key(number: int) -> str:
    whole, letter = divmod(number, len(LETTERS))
    return (_key(whole - 1) if whole else "") + LETTERS[letter]


def _candidate(
    found: Application,
    rules: Rules,
    facts: Mapping[str, str],
    company: str,
    families: Mapping[tuple[int, str], str],
) -> Candidate:
    level = rules.level(found.level)
    return Candidate(
        application_id=found.id,
        folio=found.folio,
        level=found.level,
        amount=level.amount if level else 0,
        figures={
            "need": facts.get("need_band") or facts.get("need") or str(need_band(found, rules)),
            "previous": str(found.previous_awards),
            "average": facts.get("average") or found.average or "0",
        },
        attributes={
            "level": found.level,
            "company": company,
            "family": families[(found.company_id, found.number_key)],
            "sex": found.child_sex,
            "school": search_key(found.school),
        },
    )


async def _facts(found: Sequence[Application]) -> dict[int, dict[str, str]]:
    facts: dict[int, dict[str, str]] = {}
    for each in await VerifiedFact.filter(application_id__in=[each.id for each in found]):
        facts.setdefault(each.application_id, {})[each.key] = each.value
    return facts


async def _questions(
    rules: Rules, companies: Mapping[str, int], candidates: Iterable[Candidate]
) -> tuple[dict[str, Any], ...]:
    """Levels, quotas, and the most for each company and family; a company of a quota by its key."""
    asked = [
        _rule("level", level.key, level.places_min, level.places_max)
        for level in rules.levels
        if level.places_min or level.places_max is not None
    ]
    names = {company.id: company for company in await Company.filter(id__in=list(companies.values()))}
    for quota in rules.quotas:
        value = _company_key(quota, companies, names) if quota.attribute == "company" else _plain(quota)
        asked.append(_rule(quota.attribute, value, quota.min, quota.max))
    if rules.max_per_company is not None:
        asked += [_rule("company", key, 0, rules.max_per_company) for key in companies]
    if rules.max_per_family is not None:
        families = sorted({each.attributes["family"] for each in candidates})
        asked += [_rule("family", key, 0, rules.max_per_family) for key in families]
    return tuple(asked)


def _rule(attribute: str, value: str, low: int, high: int | None) -> dict[str, Any]:
    return {"attribute": attribute, "value": value, "min": low} | ({} if high is None else {"max": high})


def _plain(quota: Quota) -> str:
    return search_key(quota.value) if quota.attribute == "school" else quota.value


def _company_key(quota: Quota, companies: Mapping[str, int], names: Mapping[int, Company]) -> str:
    """The key of the company that the quota names by slug or by name; the words themselves when it is nobody's."""
    wanted = search_key(quota.value)
    for key, company_id in companies.items():
        company = names[company_id]
        if wanted in (company.slug, search_key(company.display_name), search_key(company.legal_name)):
            return key
    return quota.value
