"""The frozen rules against what is known of each application: verified facts, papers, the company's word."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from fractions import Fraction

from events_app.core import audit
from events_app.core.clock import local
from events_app.core.database import transaction
from events_app.directory.models import Company
from events_app.directory.queries import is_member
from scholarships.applications import services
from scholarships.applications.models import Application
from scholarships.applications.papers import Consent, Document, EligibilityRun, EmploymentAnswer, VerifiedFact
from scholarships.applications.progress import Papers, asked_consents
from scholarships.applications.states import ApplicationStatus
from scholarships.calls.models import Call
from scholarships.calls.rules import Rules, rules_of
from scholarships.engine import eligibility as engine

EXAMINED = (ApplicationStatus.SUBMITTED, ApplicationStatus.ELIGIBLE, ApplicationStatus.INELIGIBLE)
FACTS = ("level", "grade", "average", "failed")


@transaction
async def run(call: Call, *, actor: str, now: datetime) -> EligibilityRun:
    """Examines every sent application of the call; each ends eligible or with all the reasons why not."""
    rules = rules_of(call)
    found = await Application.filter(call_id=call.id, status__in=EXAMINED).order_by("id")
    facts = await facts_of(found, rules, today=local(now).date())
    reasons = {each.folio: [str(why) for why in _reasons(rules, facts[each.id])] for each in found}
    inputs = json.dumps({each.folio: _plain(facts[each.id]) for each in found}, sort_keys=True)
    made = await EligibilityRun.create(
        call_id=call.id, at=now, actor=actor, rules_hash=call.rules_hash,
        inputs_hash=hashlib.sha256(inputs.encode()).hexdigest(), reasons=reasons,
    )  # fmt: skip
    for each in found:
        await _settle(each, reasons[each.folio], actor=actor, now=now)
    await audit.note("call.eligibility", actor=actor, subject=f"call:{call.id}", now=now, detail={"run": made.id})
    return made


async def facts_of(applications: Sequence[Application], rules: Rules, *, today: date) -> dict[int, engine.Facts]:
    """What is known of each, by application id; a fact that the office typed goes before what the family typed."""
    ids = [each.id for each in applications]
    verified: dict[int, dict[str, str]] = {number: {} for number in ids}
    for fact in await VerifiedFact.filter(application_id__in=ids):
        verified[fact.application_id][fact.key] = fact.value
    answers = {each.application_id: each for each in await EmploymentAnswer.filter(application_id__in=ids)}
    companies = {each.id: each for each in await Company.filter(id__in={each.company_id for each in applications})}
    papers = await _papers(ids)
    return {
        each.id: _facts(
            each, verified[each.id], answers.get(each.id), papers[each.id], rules, today=today,
            company_ok=is_member(companies[each.company_id], today),
        )
        for each in applications
    }  # fmt: skip


def _facts(
    application: Application, verified: Mapping[str, str], answer: EmploymentAnswer | None, papers: Papers,
    rules: Rules, *, today: date, company_ok: bool,
) -> engine.Facts:  # fmt: skip
    said = {name: verified.get(name, "") or _text(getattr(application, name)) for name in FACTS}
    given = {f"{each.giver}:{each.purpose}" for each in papers.consents}
    return engine.Facts(
        level=said["level"],
        grade=int(said["grade"]) if said["grade"] else None,
        average=Fraction(said["average"]) if said["average"] else None,
        failed=int(said["failed"]) if said["failed"] else None,
        parent_active=answer.works_here if answer else None,
        parent_hire=answer.hired_on if answer else None,
        company_ok=company_ok,
        documents=frozenset(papers.good),
        consent=set(asked_consents(application, rules, today)) <= given,
    )


def _reasons(rules: Rules, facts: engine.Facts) -> tuple[engine.Found, ...]:
    level = rules.level(facts.level)
    asked = engine.Rules(
        min_average={each.key: Fraction(each.min_average) for each in rules.levels if each.min_average is not None},
        min_grade={each.key: each.min_grade for each in rules.levels if each.min_grade is not None},
        no_failed_subjects=frozenset(each.key for each in rules.levels if each.no_failed_subjects),
        parent_active_on=rules.parent_active_on,
        min_seniority_days=rules.min_seniority_days,
        documents=level.documents if level else (),
        consent_required=True,
    )
    return engine.reasons(asked, facts)


async def _papers(ids: Sequence[int]) -> dict[int, Papers]:
    documents: dict[int, list[Document]] = {number: [] for number in ids}
    for document in await Document.filter(application_id__in=ids, replaced_at__isnull=True, removed_at__isnull=True):
        documents[document.application_id].append(document)
    consents: dict[int, list[Consent]] = {number: [] for number in ids}
    for consent in await Consent.filter(application_id__in=ids, withdrawn_at__isnull=True):
        consents[consent.application_id].append(consent)
    return {number: Papers(tuple(documents[number]), tuple(consents[number])) for number in ids}


async def _settle(application: Application, reasons: list[str], *, actor: str, now: datetime) -> None:
    to = ApplicationStatus.INELIGIBLE if reasons else ApplicationStatus.ELIGIBLE
    await Application.filter(id=application.id).update(eligibility_reasons=reasons)
    if application.status is not to:
        await services.move(application, to, actor=actor, now=now)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _plain(facts: engine.Facts) -> dict[str, object]:
    plain = {name: str(value) for name, value in asdict(facts).items() if name != "documents"}
    return plain | {"documents": sorted(facts.documents)}
