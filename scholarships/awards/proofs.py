"""A family's proof of enrolment: looked at like any paper of theirs, and the part of the award it is for."""

import asyncio
from datetime import datetime

from starlette.datastructures import UploadFile

from events_app.core import audit, files
from events_app.core.database import transaction
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.pictures import picture_type
from events_app.core.tables import StoredFile
from scholarships.applications import scanner
from scholarships.applications.documents import HEAVY, KIND, MOST_BYTES, NOT_A_PAPER, drawn_anew
from scholarships.applications.errors import PaperRefused
from scholarships.applications.papers import Document
from scholarships.applications.states import CheckStatus, ScanStatus
from scholarships.awards.grants import Award, Instalment, InstalmentStatus

WAITING = (InstalmentStatus.PLANNED,)


def kind_of(instalment: Instalment) -> str:
    """Each part has a proof of its own."""
    return f"constancia-{instalment.number}"


async def next_part(award: Award) -> Instalment | None:
    """The first part that still needs a proof."""
    found = Instalment.filter(award_id=award.id, status__in=WAITING).order_by("number")
    return await found.first().select_related("proof")


def waits_for_the_office(instalment: Instalment) -> bool:
    """Whether a proof was handed in that nobody has looked at."""
    return instalment.proof is not None and instalment.proof.verdict is CheckStatus.PENDING


async def receive(award: Award, upload: UploadFile, *, now: datetime) -> None:
    """Keeps the first page for the next part; raises PaperRefused or NotFound when no part needs one."""
    data = await upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PaperRefused(_(HEAVY))
    pictures = await asyncio.to_thread(drawn_anew, data)
    verdict = await scanner.look(data)
    if verdict is ScanStatus.INFECTED or not pictures:
        raise PaperRefused(_(NOT_A_PAPER))
    first = pictures[0]
    stored = await files.put(KIND, "constancia.jpg", first, picture_type(first), now=now, most_bytes=4 * MOST_BYTES)
    await _keep(award, stored, len(first), verdict, now=now)


@transaction
async def _keep(award: Award, stored: StoredFile, size: int, scan: ScanStatus, *, now: datetime) -> None:
    await Award.select_for_update().get(id=award.id)
    part = await next_part(award)
    if part is None:
        raise NotFound()
    current = Document.filter(
        application_id=award.application_id, kind=kind_of(part), replaced_at__isnull=True, removed_at__isnull=True
    )
    await current.update(replaced_at=now)
    made = await Document.create(
        application_id=award.application_id, kind=kind_of(part), file_id=stored.id, content_type=stored.content_type,
        size=size, sha256=stored.sha256, scan=scan, scanned_at=now, uploaded_at=now,
    )  # fmt: skip
    await Instalment.filter(id=part.id).update(proof_id=made.id)
    subject = f"scholarship_instalment:{part.id}"
    await audit.note("scholarships.proof_received", actor="family", subject=subject, now=now)
