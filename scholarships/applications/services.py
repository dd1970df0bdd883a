"""What happens to an application: begun, saved as it is typed, sent with a folio, mended, withdrawn."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.accounts.queries import today
from events_app.core import audit, tokens
from events_app.core.clock import local
from events_app.core.database import row, transaction, tx
from events_app.core.formats import format_moment
from events_app.directory.models import Employment, Person
from scholarships.applications import emails
from scholarships.applications.delicate import need_of, seal_need
from scholarships.applications.errors import ChildTwice, DeadlinePassed, NotComplete, NotEditable
from scholarships.applications.links import code_of
from scholarships.applications.models import Application, Submission
from scholarships.applications.papers import Consent, CorrectionRequest, Nomination
from scholarships.applications.progress import Papers, givers, missing_words, papers_of, progress_of
from scholarships.applications.states import MOVES, ApplicationSource, ApplicationStatus, ConsentGiver
from scholarships.calls.models import Call
from scholarships.calls.rules import rules_of
from scholarships.review.returning import application_left

NOT_READ = (ApplicationStatus.WITHDRAWN, ApplicationStatus.INELIGIBLE)
EDITABLE = (ApplicationStatus.DRAFT, ApplicationStatus.CORRECTION)
# Only an open call, within its deadline to the second, gives out a folio.
NEXT_FOLIO = """
UPDATE scholarship_calls SET last_folio = last_folio + 1
WHERE id = $1 AND status = 'open' AND opens_at <= $2 AND coalesce(extended_until, closes_at) >= $2
RETURNING last_folio
"""


@transaction
async def start(
    call: Call, employment: Employment, nomination: Nomination | None, *, locale: str, now: datetime
) -> str:
    """An empty draft of this employee; returns the code of its link."""
    person = await Person.get(id=employment.person_id)
    made = await Application.create(
        call_id=call.id,
        company_id=employment.company_id,
        guardian_id=person.id,
        employee_number=employment.employee_number,
        number_key=employment.number_key,
        guardian_given_name=person.given_name,
        guardian_paternal_surname=person.paternal_surname,
        guardian_maternal_surname=person.maternal_surname,
        source=ApplicationSource.NOMINATION if nomination else ApplicationSource.FAMILY,
        link_hash=tokens.digest(tokens.new_secret()),
        locale=locale,
        saved_at=now,
    )
    code = code_of(made)
    await Application.filter(id=made.id).update(link_hash=tokens.ticket_hash(code))
    if nomination is not None:
        await Nomination.filter(id=nomination.id, application_id=None).update(application_id=made.id)
    await audit.note("application.started", actor="family", subject=f"application:{made.id}", now=now)
    return code


@transaction
async def save(
    application: Application, values: Mapping[str, Any], *, now: datetime,
    essays: Mapping[str, str] | None = None, need: Mapping[str, str] | None = None,
) -> Application:  # fmt: skip
    """Keeps what was typed; two statements. Raises NotEditable once it was sent."""
    found = await _locked(application)
    if found.status not in EDITABLE:
        raise NotEditable()
    changes = dict(values)
    if essays:
        changes["essays"] = {**found.essays, **essays}
    if need:
        answers = {key: text for key, text in {**need_of(found), **need}.items() if text}
        changes |= {"need_sealed": seal_need(found.id, answers), "need_answered": len(answers)}
    found.update_from_dict(changes | {"saved_at": now, "revision": found.revision + 1})
    await found.save(update_fields=[*changes, "saved_at", "revision"])
    return found


@transaction
async def consent(application: Application, call: Call, given: set[str], *, now: datetime) -> None:
    """Exactly what is ticked now: "giver:purpose" each; what was unticked is withdrawn, with its moment."""
    found = await _locked(application)
    if found.status not in EDITABLE:
        raise NotEditable()
    rules = rules_of(call)
    possible = {
        f"{giver}:{each.key}": (giver, each.key)
        for giver in givers(found, local(now).date())
        for each in rules.purposes
    }
    standing = {
        f"{each.giver}:{each.purpose}": each
        for each in await Consent.filter(application_id=found.id, withdrawn_at__isnull=True)
    }
    gone = [each.id for key, each in standing.items() if key not in given]
    await Consent.filter(id__in=gone).update(withdrawn_at=now)
    for key in (key for key in possible if key in given and key not in standing):
        giver, purpose = possible[key]
        await Consent.create(
            application_id=found.id, purpose=purpose, giver=ConsentGiver(giver),
            notice_version=call.privacy_version, given_at=now,
        )  # fmt: skip
    await audit.note(
        "application.consented", actor="family", subject=f"application:{found.id}", now=now,
        detail={"given": sorted(given & set(possible)), "version": call.privacy_version},
    )  # fmt: skip


async def submit(application: Application, call: Call, *, now: datetime) -> Application:
    """Sends it, or sends it again after a correction. Doing it twice gives the same folio.

    Raises DeadlinePassed (to the second), NotComplete with what is missing, ChildTwice, NotEditable.
    """
    try:
        return await tx(_submit, application, call, now=now)
    except IntegrityError as error:
        if "one_live_application_per_child" in str(error):
            raise ChildTwice() from error
        raise


@transaction
async def withdraw(application: Application, *, reason: str, now: datetime) -> Application:
    """The family takes it back; doing it twice is harmless."""
    found = await _locked(application)
    if found.status is ApplicationStatus.WITHDRAWN:
        return found
    return await move(found, ApplicationStatus.WITHDRAWN, actor="family", now=now, reason=reason)


@transaction
async def revive(application: Application, *, now: datetime) -> Application:
    """A draft that lapsed lives again when its call was extended."""
    found = await _locked(application)
    if found.status is ApplicationStatus.LAPSED:
        return await move(found, ApplicationStatus.DRAFT, actor="system", now=now)
    return found


@transaction
async def new_link(application: Application, *, actor: str, now: datetime) -> str:
    """Kills the old link; returns the new code."""
    found = await _locked(application)
    found.link_rotation += 1
    code = code_of(found)
    found.link_hash = tokens.ticket_hash(code)
    await found.save(update_fields=["link_rotation", "link_hash"])
    await audit.note("application.new_link", actor=actor, subject=f"application:{found.id}", now=now)
    return code


@transaction
async def send_links(call: Call, employment: Employment, *, now: datetime) -> None:
    """A message to each address that this employee's applications carry, at most one an hour."""
    for found in await Application.filter(
        call_id=call.id, company_id=employment.company_id, number_key=employment.number_key
    ).exclude(guardian_email=""):
        await emails.link(found, call, now=now, again=f"{now:%Y%m%d%H}")


@transaction
async def move(
    application: Application, to: ApplicationStatus, *, actor: str, now: datetime, reason: str = ""
) -> Application:
    """The one door of an application's status. Raises IllegalMove."""
    found = await _locked(application)
    before = found.status
    MOVES.check(before, to)
    found.status = to
    ended = to in (ApplicationStatus.WITHDRAWN, ApplicationStatus.LAPSED)
    found.ended_at = now if ended else None
    found.ended_because = reason[:300] if ended else ""
    await found.save(update_fields=["status", "ended_at", "ended_because"])
    await audit.note(
        f"application.{to}", actor=actor, subject=f"application:{found.id}", now=now, detail={"from": str(before)}
    )
    if before is ApplicationStatus.ELIGIBLE and to in NOT_READ:
        await application_left(found.id, actor=actor, now=now, today=today(now))
    return found


async def _submit(application: Application, call: Call, *, now: datetime) -> Application:
    found, number = await _locked(application), None
    if found.status is ApplicationStatus.DRAFT:
        number = await row(NEXT_FOLIO, call.id, now)
    if found.status is ApplicationStatus.LAPSED or (found.status is ApplicationStatus.DRAFT and number is None):
        raise DeadlinePassed(deadline=format_moment(call.deadline))
    if found.status not in EDITABLE:
        return found
    rules, papers = rules_of(call), await papers_of(found)
    missing = missing_words(progress_of(found, rules, papers, local(now).date()), rules)
    if missing:
        raise NotComplete(missing=", ".join(missing))
    if found.status is ApplicationStatus.CORRECTION:
        await _answer_correction(found, now)
    if number is not None:
        found.folio, found.submitted_at = f"{call.code}-{number['last_folio']:04d}", now
        await found.save(update_fields=["folio", "submitted_at"])
    sent = await Submission.filter(application_id=found.id).count()
    digest = digest_of(found, papers)
    await Submission.create(application_id=found.id, number=sent + 1, at=now, digest=digest)
    found = await move(found, ApplicationStatus.SUBMITTED, actor="family", now=now)
    await emails.received(found, call, number=sent + 1, now=now)
    return found


async def _answer_correction(application: Application, now: datetime) -> None:
    asked = await CorrectionRequest.filter(application_id=application.id, closed_at__isnull=True).first()
    if asked is None:
        return
    if asked.due_at < now:
        raise DeadlinePassed(deadline=format_moment(asked.due_at))
    asked.answered_at = asked.closed_at = now
    await asked.save(update_fields=["answered_at", "closed_at"])


def digest_of(application: Application, papers: Papers) -> str:
    """SHA-256 of what was sent: the fields, the sealed answers as they lie, the documents by their own digests."""
    plain = ("company_id", "employee_number", "guardian_relationship", "child_given_name", "child_paternal_surname",
             "child_maternal_surname", "child_key", "level", "grade", "school", "average", "failed", "essays",
             "need_sealed")  # fmt: skip
    sent = {name: getattr(application, name) for name in plain} | {
        "documents": [[each.kind, each.part, each.sha256] for each in papers.documents],
        "consents": sorted([str(each.giver), each.purpose, each.notice_version] for each in papers.consents),
    }
    return hashlib.sha256(json.dumps(sent, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


async def _locked(application: Application) -> Application:
    return await Application.select_for_update().get(id=application.id)
