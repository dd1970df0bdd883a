"""A paper that a family hands in: looked at by its content, drawn anew, kept under a name that says nothing."""

import asyncio
from datetime import datetime

from starlette.datastructures import UploadFile

from events_app.core import audit, files
from events_app.core.database import transaction
from events_app.core.errors import Invalid, NotFound, TooLarge
from events_app.core.i18n import N_, _
from events_app.core.pictures import check_picture, picture_type
from events_app.core.tables import StoredFile
from scholarships.applications import scanner
from scholarships.applications.errors import NotEditable, PaperRefused
from scholarships.applications.models import Application
from scholarships.applications.papers import AccessLog, Document
from scholarships.applications.pdf import is_pdf, pages
from scholarships.applications.services import EDITABLE
from scholarships.applications.states import ScanStatus, Seen
from scholarships.calls.rules import Rules

MOST_BYTES = 11_000_000
MOST_PARTS = 9
KIND = "scholarship-document"
NOT_A_PAPER = N_("No pudimos abrir ese archivo. Toma una foto o sube un PDF, JPG o PNG.")
HEAVY = N_("El archivo pesa demasiado (máximo 11 MB). Toma la foto con menos calidad o sube un PDF.")
MANY = N_("Ya hay %(most)s páginas de ese documento. Quita una antes de subir otra.")


async def receive(
    application: Application, rules: Rules, kind: str, upload: UploadFile, *, add: bool, now: datetime
) -> list[Document]:
    """Keeps the paper as pictures; `add` puts them behind those of its kind, else it replaces them.

    Raises PaperRefused with what to do, and then what was there before stays.
    """
    if rules.document(kind) is None:
        raise NotFound()
    data = await upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PaperRefused(_(HEAVY))
    pictures = await asyncio.to_thread(drawn_anew, data)
    if application.status not in EDITABLE:
        raise NotEditable()
    verdict = await scanner.look(data)
    if verdict is ScanStatus.INFECTED:
        raise PaperRefused(_(NOT_A_PAPER))
    stored = [
        await files.put(
            KIND, f"{kind}-{number}.jpg", picture, picture_type(picture), now=now, most_bytes=4 * MOST_BYTES
        )
        for number, picture in enumerate(pictures, 1)
    ]
    return await _keep(application, kind, stored, add=add, scan=verdict, now=now)


def drawn_anew(data: bytes) -> list[bytes]:
    """The pictures of a photo or a PDF, by what the content is and never by its name. Raises PaperRefused."""
    if is_pdf(data):
        return pages(data)
    try:
        return [check_picture(data)]
    except (Invalid, TooLarge) as error:
        raise PaperRefused(error.text) from error


@transaction
async def remove(application: Application, document_id: int, *, now: datetime) -> None:
    """The family takes a page out while the application is open; twice is harmless."""
    found = await Application.select_for_update().get(id=application.id)
    if found.status not in EDITABLE:
        raise NotEditable()
    await Document.filter(id=document_id, application_id=found.id, removed_at__isnull=True).update(removed_at=now)


async def content_of(document: Document) -> StoredFile:
    """The file behind a document; raises NotFound when it was erased or is held back by the scanner."""
    if document.file_id is None or document.scan in (ScanStatus.INFECTED, ScanStatus.PENDING):
        raise NotFound()
    return await files.stored(document.file_id)


async def seen(application_id: int, what: Seen, *, actor: str, now: datetime, document_id: int | None = None) -> None:
    """Writes down that somebody looked."""
    await AccessLog.create(application_id=application_id, document_id=document_id, seen=what, actor=actor, at=now)


@transaction
async def _keep(
    application: Application, kind: str, stored: list[StoredFile], *, add: bool, scan: ScanStatus, now: datetime
) -> list[Document]:
    found = await Application.select_for_update().get(id=application.id)
    if found.status not in EDITABLE:
        raise NotEditable()
    present = Document.filter(application_id=found.id, kind=kind, replaced_at__isnull=True, removed_at__isnull=True)
    taken = {each.part for each in await present} if add else set()
    if not add:
        await present.update(replaced_at=now)
    free = [part for part in range(1, MOST_PARTS + 1) if part not in taken]
    if len(free) < len(stored):
        raise PaperRefused(_(MANY, most=MOST_PARTS))
    kept = [
        await Document.create(
            application_id=found.id, kind=kind, part=part, file_id=file.id, content_type=file.content_type,
            size=file.size, sha256=file.sha256, scan=scan, scanned_at=now, uploaded_at=now,
        )
        for part, file in zip(free, stored, strict=False)
    ]  # fmt: skip
    await Application.filter(id=found.id).update(saved_at=now)
    await audit.note(
        "application.document", actor="family", subject=f"application:{found.id}", now=now,
        detail={"kind": kind, "pages": len(kept), "sha256": [each.sha256 for each in kept]},
    )  # fmt: skip
    return kept
