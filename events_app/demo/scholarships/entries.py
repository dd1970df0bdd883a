"""Writes sent applications with their papers, consents, verified facts and masked essays, all at once."""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from events_app.core import files, tokens
from events_app.core.clock import local
from events_app.core.database import rows
from events_app.demo.scholarships import papers
from events_app.demo.scholarships.pupils import Pupil
from scholarships.applications.checking import names_of
from scholarships.applications.delicate import child_key, seal_curp, seal_need
from scholarships.applications.documents import KIND
from scholarships.applications.links import KIND as LINK
from scholarships.applications.models import Application, Submission
from scholarships.applications.papers import Consent, Document, EmploymentAnswer, MaskedEssay, VerifiedFact
from scholarships.applications.progress import Papers, givers
from scholarships.applications.services import digest_of
from scholarships.applications.states import ApplicationStatus, CheckStatus, ScanStatus
from scholarships.calls.models import Call
from scholarships.calls.rules import Rules, rules_of
from scholarships.engine.redaction import redact

NEW_IDS = """
SELECT nextval(pg_get_serial_sequence('scholarship_applications', 'id')) AS id FROM generate_series(1, $1)
"""


@dataclass(frozen=True)
class Entry:
    """An application with the child behind it."""

    application: Application
    pupil: Pupil


async def send(call: Call, pupils: Sequence[Pupil], luck: random.Random, *, until: datetime) -> list[Entry]:
    """Sent by these families, the last one an hour before `until`, in the state that the sending leaves."""
    ids = sorted(each["id"] for each in await rows(NEW_IDS, len(pupils)))
    gap = (until - timedelta(hours=1) - call.opens_at) / len(pupils)
    entries = [
        Entry(_application(call, pupil, number, place, call.opens_at + gap * (place + luck.random())), pupil)
        for place, (number, pupil) in enumerate(zip(ids, pupils, strict=True))
    ]
    found = [each.application for each in entries]
    await Application.bulk_create(found)
    call.last_folio = len(found)
    await call.save(update_fields=["last_folio"])
    rules = rules_of(call)
    documents = [document for each in entries for document in await _documents(each, rules)]
    consents = [consent for each in found for consent in _consents(each, call, rules)]
    await Document.bulk_create(documents)
    await Consent.bulk_create(consents)
    await Submission.bulk_create(_submission(each, documents, consents) for each in found)
    return entries


async def examine(entries: Sequence[Entry], *, hidden: int, actor: str, now: datetime) -> None:
    """The companies answered, the office verified facts, checked essays and blacked out the first `hidden` papers."""
    await EmploymentAnswer.bulk_create(_answer(each, actor, now - timedelta(days=1)) for each in entries)
    await VerifiedFact.bulk_create(fact for each in entries for fact in _facts(each, actor, now))
    await MaskedEssay.bulk_create(essay for each in entries for essay in _essays(each, actor, now))
    ids = [each.application.id for each in entries]
    await Document.filter(application_id__in=ids).update(verdict=CheckStatus.ACCEPTED, checked_by=actor, checked_at=now)
    for each in entries[:hidden]:
        drawn = papers.sheet("boleta", "", _marks(each.pupil))
        stored = await files.put("scholarship-redacted", "documento.jpg", drawn, "image/jpeg", now=now)
        left, top, width, height = papers.NAME
        await Document.filter(application_id=each.application.id, kind="boleta").update(
            redacted_id=stored.id, redacted_by=actor, redacted_at=now,
            redacted_boxes=[{"x": left, "y": top, "width": width, "height": height}],
        )  # fmt: skip


def _application(call: Call, pupil: Pupil, number: int, place: int, sent: datetime) -> Application:
    employment = pupil.employment
    parent = employment.person
    return Application(
        id=number,
        call_id=call.id,
        company_id=employment.company_id,
        guardian_id=parent.id,
        folio=f"{call.code}-{place + 1:04d}",
        status=ApplicationStatus.SUBMITTED,
        link_hash=tokens.ticket_hash(tokens.credential_code(LINK, number, 0)),
        employee_number=employment.employee_number,
        number_key=employment.number_key,
        guardian_given_name=parent.given_name,
        guardian_paternal_surname=parent.paternal_surname,
        guardian_maternal_surname=parent.maternal_surname,
        guardian_relationship=pupil.relationship,
        guardian_phone=parent.phone or "+526315550100",
        guardian_email=parent.email or "",
        child_given_name=pupil.given_name,
        child_paternal_surname=pupil.paternal_surname,
        child_maternal_surname=pupil.maternal_surname,
        child_birth=pupil.birth,
        child_sex=pupil.sex,
        curp_sealed=seal_curp(number, pupil.curp),
        child_key=child_key(pupil.curp),
        level=pupil.level,
        grade=pupil.grade,
        school=pupil.school,
        average=pupil.average,
        failed=0,
        previous_awards=pupil.previous,
        need_sealed=seal_need(number, pupil.need),
        need_answered=len(pupil.need),
        essays=pupil.essays,
        saved_at=sent,
        submitted_at=sent,
        created_at=sent,
        revision=7,
    )


async def _documents(entry: Entry, rules: Rules) -> list[Document]:
    level, sent = rules.level(entry.pupil.level), entry.application.submitted_at
    return [await _document(entry, kind, sent) for kind in (level.documents if level else ())]


async def _document(entry: Entry, kind: str, sent: datetime | None) -> Document:
    moment = (sent or entry.application.created_at) - timedelta(hours=2)
    own = kind == "boleta"
    drawn = papers.sheet(kind, entry.application.child_name, _marks(entry.pupil)) if own else papers.plain(kind)
    stored = await files.put(KIND, f"{kind}-1.jpg", drawn, "image/jpeg", now=moment)
    return Document(
        application_id=entry.application.id, kind=kind, file_id=stored.id, content_type=stored.content_type,
        size=stored.size, sha256=stored.sha256, scan=ScanStatus.UNSCANNED, uploaded_at=moment,
    )  # fmt: skip


def _marks(pupil: Pupil) -> str:
    return f"Grado {pupil.grade} · promedio final {pupil.average} · reprobadas 0"


def _consents(application: Application, call: Call, rules: Rules) -> list[Consent]:
    moment = application.submitted_at or call.opens_at
    return [
        Consent(
            application_id=application.id, purpose=each.key, giver=giver, notice_version=call.privacy_version,
            given_at=moment,
        )
        for giver in givers(application, local(moment).date())
        for each in rules.purposes
        if each.required or application.id % 3
    ]  # fmt: skip


def _submission(application: Application, documents: Sequence[Document], consents: Sequence[Consent]) -> Submission:
    mine = Papers(
        tuple(each for each in documents if each.application_id == application.id),
        tuple(each for each in consents if each.application_id == application.id),
    )
    return Submission(
        application_id=application.id, number=1, at=application.submitted_at, digest=digest_of(application, mine)
    )


def _answer(entry: Entry, actor: str, moment: datetime) -> EmploymentAnswer:
    hired: date = entry.pupil.employment.starts_on
    return EmploymentAnswer(
        application_id=entry.application.id, company_id=entry.application.company_id, works_here=True, hired_on=hired,
        answered_by=actor, answered_at=moment,
    )  # fmt: skip


def _facts(entry: Entry, actor: str, now: datetime) -> list[VerifiedFact]:
    pupil = entry.pupil
    said = {"level": pupil.level, "grade": str(pupil.grade), "average": pupil.average, "failed": "0"}
    return [
        VerifiedFact(application_id=entry.application.id, key=key, value=value, verified_by=actor, verified_at=now)
        for key, value in said.items()
    ]


def _essays(entry: Entry, actor: str, now: datetime) -> list[MaskedEssay]:
    application, company = entry.application, entry.pupil.employment.company
    known = names_of(application)
    return [
        MaskedEssay(
            application_id=application.id, key=key, source_digest=hashlib.sha256(text.encode()).hexdigest(),
            text=hidden.text, masked=hidden.masked, checked_by=actor, checked_at=now,
        )
        for key, text in application.essays.items()
        for hidden in [redact(text, names=known, companies=[company.legal_name, company.trade_name])]
    ]  # fmt: skip
