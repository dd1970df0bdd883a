"""What the office does with an application: reads its papers, types facts, masks essays, blacks out identities."""

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from events_app.core import audit, files
from events_app.core.database import transaction
from events_app.core.errors import NotFound
from events_app.directory.models import Company
from scholarships.applications import emails, services
from scholarships.applications.documents import content_of
from scholarships.applications.errors import PaperReplaced
from scholarships.applications.models import Application
from scholarships.applications.papers import CorrectionRequest, Document, MaskedEssay, VerifiedFact
from scholarships.applications.states import ApplicationStatus, CheckStatus
from scholarships.calls.models import Call
from scholarships.engine.redaction import redact

REDACTED = "scholarship-redacted"
MOST_BOXES = 60
# "Escuela Primaria Benito Juárez" is hidden as "Benito Juárez": else every "primaria" of an essay would go.
KIND_OF_SCHOOL = re.compile(
    r"^(?:(?:escuela|primaria|secundaria|preparatoria|prepa|bachillerato|colegio|instituto|t[eé]cnica|general|federal"
    r"|estatal|superior|n[uú]m\.?|no\.?|n\.?[oº])\s+)+",
    re.I,
)


@dataclass(frozen=True)
class Box:
    """A place to black out, in parts of the picture's width and height, 0 to 1."""

    x: float
    y: float
    width: float
    height: float


@transaction
async def judge(document: Document, verdict: CheckStatus, *, reason: str, actor: str, now: datetime) -> None:
    """A paper is accepted, or sent back with a reason; raises PaperReplaced for one that is not the current one."""
    judged = await Document.filter(id=document.id, replaced_at__isnull=True, removed_at__isnull=True).update(
        verdict=verdict, verdict_reason=reason if verdict is CheckStatus.REJECTED else "", checked_by=actor,
        checked_at=now,
    )  # fmt: skip
    if not judged:
        raise PaperReplaced()
    await _note(document.application_id, "document_checked", actor, now, {"document": document.id, "as": str(verdict)})


@transaction
async def type_facts(application: Application, facts: Mapping[str, str], *, actor: str, now: datetime) -> None:
    """What the office read in the documents: readers and rules go by it."""
    for key, value in facts.items():
        await VerifiedFact.update_or_create(
            defaults={"value": value, "verified_by": actor, "verified_at": now},
            application_id=application.id, key=key,
        )  # fmt: skip
    await _note(application.id, "facts_verified", actor, now, {"facts": sorted(facts)})


async def masked(application: Application) -> list[MaskedEssay]:
    """Each essay without names, masked anew when the family changed it; a changed one is unchecked again."""
    company = await Company.get(id=application.company_id)
    kept = {each.key: each for each in await MaskedEssay.filter(application_id=application.id)}
    found = []
    for key, text in sorted(application.essays.items()):
        source = hashlib.sha256(text.encode()).hexdigest()
        known = kept.get(key)
        if known is None or known.source_digest != source:
            hidden = redact(text, names=names_of(application), companies=places_of(application, company))
            values = {"source_digest": source, "text": hidden.text, "masked": hidden.masked, "checked_by": "",
                      "checked_at": None}  # fmt: skip
            known, _made = await MaskedEssay.update_or_create(defaults=values, application_id=application.id, key=key)
        found.append(known)
    return found


def names_of(application: Application) -> list[str]:
    """Every name of a person that would say whose it is."""
    parts = ("child_given_name", "child_paternal_surname", "child_maternal_surname", "guardian_given_name",
             "guardian_paternal_surname", "guardian_maternal_surname")  # fmt: skip
    return [name for name in (getattr(application, part) for part in parts) if name]


def places_of(application: Application, company: Company) -> list[str]:
    """The company's names and the school's own one, without the words that every school has."""
    school = KIND_OF_SCHOOL.sub("", application.school).strip()
    return [name for name in (company.legal_name, company.trade_name, school) if name]


@transaction
async def check_essay(application: Application, key: str, text: str, *, actor: str, now: datetime) -> None:
    """A person read the masked essay, hid more of it where needed, and vouches for it. Raises NotFound."""
    found = await MaskedEssay.get_or_none(application_id=application.id, key=key)
    if found is None:
        raise NotFound()
    company = await Company.get(id=application.company_id)
    again = redact(text, names=names_of(application), companies=places_of(application, company))
    found.text, found.masked = again.text, found.masked + again.masked
    found.checked_by, found.checked_at = actor, now
    await found.save(update_fields=["text", "masked", "checked_by", "checked_at"])
    await _note(application.id, "essay_checked", actor, now, {"essay": key})


async def black_out(document: Document, boxes: Sequence[Box], *, actor: str, now: datetime) -> None:
    """A new flat picture with the boxes filled: nothing lies under them, nothing is written beside them."""
    picture = await files.read(await content_of(document))
    drawn = await asyncio.to_thread(blacked_out, picture, boxes)
    stored = await files.put(REDACTED, "documento.jpg", drawn, "image/jpeg", now=now, most_bytes=40_000_000)
    await _keep_redacted(document, stored.id, boxes, actor=actor, now=now)


def blacked_out(picture: bytes, boxes: Sequence[Box]) -> bytes:
    with Image.open(BytesIO(picture)) as opened:
        plain = opened.convert("RGB")
    brush = ImageDraw.Draw(plain)
    width, height = plain.size
    for box in boxes:
        left, top = box.x * width, box.y * height
        brush.rectangle((left, top, left + box.width * width, top + box.height * height), fill="black")
    written = BytesIO()
    Image.frombytes("RGB", plain.size, plain.tobytes()).save(written, "JPEG", quality=82)
    return written.getvalue()


@transaction
async def ask_correction(
    application: Application, call: Call, *, asked: Sequence[str], message: str, days: int, actor: str, now: datetime
) -> CorrectionRequest:
    """The family may mend it until the day; the request replaces an open one."""
    due_at = now + timedelta(days=days)
    await CorrectionRequest.filter(application_id=application.id, closed_at__isnull=True).update(closed_at=now)
    made = await CorrectionRequest.create(
        application_id=application.id, asked=list(asked), message=message, asked_by=actor, asked_at=now, due_at=due_at
    )
    if application.status is not ApplicationStatus.CORRECTION:
        await services.move(application, ApplicationStatus.CORRECTION, actor=actor, now=now)
    await emails.correction(application, call, message, due_at, now=now)
    return made


@transaction
async def _keep_redacted(document: Document, file_id: int, boxes: Sequence[Box], *, actor: str, now: datetime) -> None:
    plain = [{"x": box.x, "y": box.y, "width": box.width, "height": box.height} for box in boxes]
    await Document.filter(id=document.id).update(
        redacted_id=file_id, redacted_boxes=plain, redacted_by=actor, redacted_at=now
    )
    await _note(document.application_id, "document_blacked_out", actor, now, {"document": document.id})


async def _note(application_id: int, what: str, actor: str, now: datetime, detail: dict[str, Any]) -> None:
    await audit.note(
        f"application.{what}", actor=actor, subject=f"application:{application_id}", now=now, detail=detail
    )
