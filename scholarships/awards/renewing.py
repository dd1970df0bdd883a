"""A family renews from its letter: its new average, report card and proof of enrolment, for the office to check."""

import asyncio
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from starlette.datastructures import UploadFile
from tortoise.queryset import QuerySet

from events_app.core import audit, files
from events_app.core.database import transaction
from events_app.core.errors import NotFound
from events_app.core.i18n import N_, _
from events_app.core.pictures import picture_type
from events_app.core.tables import StoredFile
from scholarships.applications import scanner
from scholarships.applications.documents import HEAVY, KIND, MANY, MOST_BYTES, MOST_PARTS, NOT_A_PAPER, drawn_anew
from scholarships.applications.errors import PaperRefused, PaperReplaced
from scholarships.applications.papers import Document
from scholarships.applications.states import CheckStatus, ScanStatus
from scholarships.awards.grants import RENEWABLE, Award, Renewal, RenewalStatus
from scholarships.calls.models import Call

# What a renewal asks for, in the order in which the page asks; the mail says the same.
PAPERS = {"boleta": N_("Boleta del periodo que terminó"), "constancia": N_("Constancia de inscripción")}
RENEWAL = "renovacion-"
NOTHING_NEW = N_("Falta: %(paper)s.")


def kind_of(renewal: Renewal, paper: str) -> str:
    """Each renewal has papers of its own."""
    return f"{RENEWAL}{renewal.id}-{paper}"


@dataclass(frozen=True)
class Waiting:
    """A renewal to decide, with what its family has handed in so far."""

    renewal: Renewal
    papers: dict[str, list[Document]]

    @property
    def is_in(self) -> bool:
        return is_handed_in(self.papers)

    @property
    def versions(self) -> list[int]:
        """What a decision names as seen."""
        return sorted(_ids(self.papers))


async def waiting(call: Call) -> list[Waiting]:
    """The renewals of a call that wait for a decision, the soonest due first."""
    asked = Renewal.filter(award__call_id=call.id, award__status__in=RENEWABLE, status=RenewalStatus.ASKED).order_by(
        "due_on", "id"
    )
    found = await asked.select_related("award__application")
    handed = await _standing_of([each.award.application_id for each in found])
    return [Waiting(each, _sorted(each, handed)) for each in found]


async def papers_of(renewal: Renewal) -> dict[str, list[Document]]:
    """The current pages of each paper, in order."""
    return _sorted(renewal, await _standing_of([await _application_id(renewal)]))


def _sorted(renewal: Renewal, documents: Iterable[Document]) -> dict[str, list[Document]]:
    kinds = {paper: kind_of(renewal, paper) for paper in PAPERS}
    return {paper: [each for each in documents if each.kind == kind] for paper, kind in kinds.items()}


def is_handed_in(papers: dict[str, list[Document]]) -> bool:
    """Whether every paper is there and none was sent back."""
    return all(pages and all(each.verdict is not CheckStatus.REJECTED for each in pages) for pages in papers.values())


def sent_back(papers: dict[str, list[Document]]) -> str:
    """Why the office asks for papers again; "" when it does not."""
    refused = (each for pages in papers.values() for each in pages if each.verdict is CheckStatus.REJECTED)
    return next((each.verdict_reason for each in refused), "")


async def hand_in(renewal: Renewal, average: Decimal, uploads: dict[str, UploadFile], *, now: datetime) -> None:
    """Keeps what came; a paper that is there already may stay. Raises PaperRefused, and then nothing has changed."""
    there = await papers_of(renewal)
    for paper, name in PAPERS.items():
        good = [each for each in there[paper] if each.verdict is not CheckStatus.REJECTED]
        if paper not in uploads and not good:
            raise PaperRefused(_(NOTHING_NEW, paper=_(name)))
    kept = {paper: await _stored(paper, uploads[paper], now) for paper in PAPERS if paper in uploads}
    await _keep(renewal, str(average), kept, now=now)


async def check_seen(renewal: Renewal, seen: Collection[int] | None) -> None:
    """Raises PaperReplaced when other papers are there than the office saw; call it with the renewal locked."""
    if seen is not None and set(seen) != _ids(await papers_of(renewal)):
        raise PaperReplaced()


def _ids(papers: dict[str, list[Document]]) -> set[int]:
    return {each.id for pages in papers.values() for each in pages}


@transaction
async def ask_again(
    renewal: Renewal, *, reason: str, actor: str, now: datetime, seen: Collection[int] | None = None
) -> None:
    """The office sends the papers back with a reason, which the family reads on its page; raises PaperReplaced."""
    await Renewal.select_for_update().get(id=renewal.id)
    await check_seen(renewal, seen)
    await _judge(renewal, CheckStatus.REJECTED, reason[:300], actor, now)
    subject = f"scholarship_renewal:{renewal.id}"
    await audit.note("scholarships.renewal_sent_back", actor=actor, subject=subject, now=now)


async def accept(renewal: Renewal, *, actor: str, now: datetime) -> None:
    """The papers of a renewal that was granted served; call it inside its transaction."""
    await _judge(renewal, CheckStatus.ACCEPTED, "", actor, now)


async def page_of(renewal: Renewal, document_id: int) -> Document:
    """One page of a renewal's papers; raises NotFound for any other document."""
    papers = await papers_of(renewal)
    found = next((each for pages in papers.values() for each in pages if each.id == document_id), None)
    if found is None:
        raise NotFound()
    return found


async def _stored(paper: str, upload: UploadFile, now: datetime) -> tuple[list[StoredFile], ScanStatus]:
    data = await upload.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise PaperRefused(_(HEAVY))
    pictures = await asyncio.to_thread(drawn_anew, data)
    scan = await scanner.look(data)
    if scan is ScanStatus.INFECTED or not pictures:
        raise PaperRefused(_(NOT_A_PAPER))
    if len(pictures) > MOST_PARTS:
        raise PaperRefused(_(MANY, most=MOST_PARTS))
    made = [
        await files.put(KIND, f"{paper}-{number}.jpg", each, picture_type(each), now=now, most_bytes=4 * MOST_BYTES)
        for number, each in enumerate(pictures, 1)
    ]
    return made, scan


@transaction
async def _keep(
    renewal: Renewal, average: str, kept: dict[str, tuple[list[StoredFile], ScanStatus]], *, now: datetime
) -> None:
    found = await Renewal.select_for_update().get(id=renewal.id)
    if found.status is not RenewalStatus.ASKED:
        raise NotFound()
    application_id = await _application_id(found)
    for paper, (stored, scan) in kept.items():
        kind = kind_of(found, paper)
        await _standing(application_id=application_id, kind=kind).update(replaced_at=now)
        await Document.bulk_create(
            Document(
                application_id=application_id, kind=kind, part=part, file_id=file.id, content_type=file.content_type,
                size=file.size, sha256=file.sha256, scan=scan, scanned_at=now, uploaded_at=now,
            )
            for part, file in enumerate(stored, 1)
        )  # fmt: skip
    await Renewal.filter(id=found.id).update(average=average)
    subject = f"scholarship_renewal:{found.id}"
    await audit.note("scholarships.renewal_received", actor="family", subject=subject, now=now)


async def _judge(renewal: Renewal, verdict: CheckStatus, reason: str, actor: str, now: datetime) -> None:
    kinds = [kind_of(renewal, paper) for paper in PAPERS]
    await _standing(application_id=await _application_id(renewal), kind__in=kinds).update(
        verdict=verdict, verdict_reason=reason, checked_by=actor, checked_at=now
    )


async def _standing_of(application_ids: list[int]) -> list[Document]:
    return await _standing(application_id__in=application_ids, kind__startswith=RENEWAL).order_by("kind", "part")


def _standing(**asked: Any) -> QuerySet[Document]:
    return Document.filter(replaced_at__isnull=True, removed_at__isnull=True, **asked)


async def _application_id(renewal: Renewal) -> int:
    return (await Award.get(id=renewal.award_id)).application_id
