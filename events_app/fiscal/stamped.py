"""Takes back what the accountant stamped: each UUID once, matched by three data or left to a person."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events_app.core import audit, files
from events_app.core.database import execute, row, rows, transaction
from events_app.core.errors import Conflict, NotFound
from events_app.core.formats import format_money
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.core.tables import StoredFile
from events_app.fiscal import emails
from events_app.fiscal.documents import LETTERS
from events_app.fiscal.engine.matching import Match, Stamped, Wanted, folios_in, match
from events_app.fiscal.errors import OtherIssuer, OtherKind, OtherReceiver, OtherTotal
from events_app.fiscal.kinds import InvoiceKind, InvoiceStatus
from events_app.fiscal.services import move
from events_app.fiscal.xml_reading import Cfdi, Piece, Unreadable, pieces, read_cfdi

WANTED = """
SELECT r.id, r.kind, r.rfc, r.total, r.currency, r.folio, coalesce(o.folio, '') AS order_folio,
    coalesce(p.uuid, '') AS related
FROM invoice_requests r LEFT JOIN orders o ON o.id = r.order_id LEFT JOIN invoice_requests p ON p.id = r.parent_id
WHERE r.status IN ('requested', 'exported') AND (r.total = $1 AND r.rfc = $2
    OR p.uuid = ANY($4::text[])
    OR split_part(r.folio, '-', 1) || ltrim(split_part(r.folio, '-', 2), '0') = ANY($3::text[])
    OR split_part(o.folio, '-', 1) || ltrim(split_part(o.folio, '-', 2), '0') = ANY($3::text[]))
ORDER BY r.id FOR UPDATE OF r
"""
KEEP = """
INSERT INTO stamped_xmls (created_at, uuid, file_id, pdf_id, letter, issuer_rfc, rfc, name, total, currency, words,
    related, verdict, because, invoice_id, uploaded_by, uploaded_at, settled_by, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'unknown', '', NULL, $13, $1, '', '')
ON CONFLICT (uuid) DO NOTHING RETURNING id
"""
VERDICT = """
UPDATE stamped_xmls SET verdict = $2::text, because = $3, invoice_id = $4, settled_by = $5, note = $7,
    settled_at = CASE WHEN $2::text IN ('matched', 'set_aside') THEN $6::timestamptz END
WHERE id = $1
"""


@dataclass
class Outcome:
    """What became of an upload: counts, and by name what could not be taken, with a code of words.REFUSED."""

    matched: int = 0
    waiting: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


async def take_in(uploads: Sequence[tuple[str, bytes]], *, actor: str, now: datetime) -> Outcome:
    """Reads XML, PDF and ZIP files; a PDF goes with the XML of its name or UUID, or with an invoice that has none."""
    outcome = Outcome()
    found: list[Piece] = []
    for name, content in uploads:
        try:
            found += await asyncio.to_thread(lambda each: list(pieces(*each)), (name, content))
        except Unreadable as error:
            outcome.refused.append((name, str(error)))
    papers = {each.stem: each for each in found if each.is_pdf}
    for each in found:
        if not each.is_pdf:
            await _take_one(each, papers, outcome, actor=actor, now=now)
    for paper in papers.values():
        if not await _late_paper(paper, now=now):
            outcome.refused.append((paper.name, "unreadable"))
    return outcome


@transaction
async def settle(stamped_id: int, invoice_id: int, *, note: str, actor: str, now: datetime) -> None:
    """A person says which request an XML answers; another receiver needs a note, other money is never it.

    Raises NotFound, IllegalMove, and what `_doubt` raises.
    """
    found = await _open_one(stamped_id)
    asked = await row("SELECT kind, folio, rfc, total, currency FROM invoice_requests WHERE id = $1", invoice_id)
    if asked is None:
        raise NotFound()
    _doubt(found, asked, note)
    await _stamp(invoice_id, found["uuid"], found["file_id"], found["pdf_id"], actor=actor, now=now)
    await execute(VERDICT, stamped_id, "matched", found["because"], invoice_id, actor, now, note[:300])


@transaction
async def set_aside(stamped_id: int, *, note: str, actor: str, now: datetime) -> None:
    """A person says that an XML is none of ours to place."""
    found = await _open_one(stamped_id)
    await execute(VERDICT, stamped_id, "set_aside", found["because"], None, actor, now, note[:300])
    await audit.note("stamped_xml.set_aside", actor=actor, subject=f"stamped_xml:{stamped_id}", now=now)


async def candidates(stamped: dict[str, Any]) -> Match:
    """The requests that an XML may answer, for a person to choose from."""
    seen = _seen(stamped)
    return match(seen, await _wanted_by(seen, WANTED.replace("FOR UPDATE OF r", "")))


async def _take_one(piece: Piece, papers: dict[str, Piece], outcome: Outcome, *, actor: str, now: datetime) -> None:
    try:
        cfdi = await asyncio.to_thread(read_cfdi, piece.content)
    except Unreadable as error:
        outcome.refused.append((piece.name, str(error)))
        return
    if await row("SELECT id FROM stamped_xmls WHERE uuid = $1", cfdi.uuid) is not None:
        outcome.refused.append((piece.name, "repeated"))
        return
    name = f"{cfdi.uuid}.xml"
    xml = await files.put("invoices", name, piece.content, "application/xml", now=now)
    paper = papers.pop(piece.stem, None) or papers.pop(cfdi.uuid.casefold(), None)
    pdf = await _put_paper(paper, cfdi.uuid, now=now) if paper else None
    matched = await _place(cfdi, xml, pdf, actor=actor, now=now)
    if matched is None:
        outcome.refused.append((piece.name, "repeated"))
        for file in (xml, pdf):
            if file is not None:
                await files.remove(file)
    elif matched:
        outcome.matched += 1
    else:
        outcome.waiting += 1


@transaction
async def _place(cfdi: Cfdi, xml: StoredFile, pdf: StoredFile | None, *, actor: str, now: datetime) -> bool | None:
    """Keeps an XML and matches it; None when its UUID came in meanwhile."""
    seen = cfdi.stamped
    kept = await row(
        KEEP,
        now,
        cfdi.uuid,
        xml.id,
        pdf.id if pdf else None,
        seen.letter,
        cfdi.issuer_rfc,
        seen.rfc,
        cfdi.receiver_name,
        *(seen.total, seen.currency, seen.words),
        " ".join(sorted(seen.related))[:800],
        actor,
    )
    if kept is None:
        return None
    found = (
        match(seen, await _wanted_by(seen, WANTED))
        if cfdi.issuer_rfc == settings().association.rfc
        else Match(None, (), "issuer")
    )
    if found.id is None:
        verdict = "ambiguous" if found.candidates else "unknown"
        await execute(VERDICT, kept["id"], verdict, found.because, None, "", now, "")
        return False
    await _stamp(found.id, cfdi.uuid, xml.id, pdf.id if pdf else None, actor=actor, now=now)
    await execute(VERDICT, kept["id"], "matched", found.because, found.id, "system", now, "")
    return True


async def _stamp(invoice_id: int, uuid: str, xml_id: int, pdf_id: int | None, *, actor: str, now: datetime) -> None:
    to = InvoiceStatus.STAMPED
    await move(invoice_id, to, actor=actor, reason="", now=now, uuid=uuid, xml_id=xml_id, pdf_id=pdf_id)
    await emails.send_invoice(invoice_id, now=now)


def _doubt(found: dict[str, Any], asked: dict[str, Any], note: str) -> None:
    """Raises OtherIssuer, OtherKind, OtherTotal or OtherReceiver."""
    folio = asked["folio"]
    theirs, ours = (Money(each["total"], each["currency"]) for each in (found, asked))
    if found["issuer_rfc"] != settings().association.rfc:
        raise OtherIssuer()
    if found["letter"] != LETTERS[InvoiceKind(asked["kind"])]:
        raise OtherKind(folio=folio)
    if theirs != ours:
        raise OtherTotal(theirs=format_money(theirs), ours=format_money(ours), folio=folio)
    if found["rfc"] != asked["rfc"] and not note.strip():
        raise OtherReceiver(theirs=found["rfc"], ours=asked["rfc"], folio=folio)


async def _open_one(stamped_id: int) -> dict[str, Any]:
    found = await row("SELECT * FROM stamped_xmls WHERE id = $1 FOR UPDATE", stamped_id)
    if found is None:
        raise NotFound()
    if found["verdict"] not in ("ambiguous", "unknown"):
        raise Conflict()
    return found


async def _late_paper(paper: Piece, *, now: datetime) -> bool:
    """A PDF that comes after its XML finds it by the UUID or the folio in its name."""
    found = await row(
        """SELECT id, uuid FROM invoice_requests WHERE status = 'stamped' AND pdf_id IS NULL
        AND (lower(uuid) = $1 OR lower(folio) = $1) LIMIT 1""",
        paper.stem,
    )
    if found is None:
        return False
    pdf = await _put_paper(paper, found["uuid"], now=now)
    await execute("UPDATE invoice_requests SET pdf_id = $2 WHERE id = $1 AND pdf_id IS NULL", found["id"], pdf.id)
    return True


async def _put_paper(paper: Piece, uuid: str, *, now: datetime) -> StoredFile:
    return await files.put("invoices", f"{uuid}.pdf", paper.content, "application/pdf", now=now)


async def _wanted_by(seen: Stamped, sql: str) -> list[Wanted]:
    named, related = sorted(folios_in(seen.words)), sorted(seen.related)
    return [_wanted(each) for each in await rows(sql, seen.total, seen.rfc, named, related)]


def _wanted(each: dict[str, Any]) -> Wanted:
    letter = LETTERS[InvoiceKind(each["kind"])]
    money = (each["total"], each["currency"])
    return Wanted(each["id"], letter, each["rfc"], *money, each["folio"], each["order_folio"], each["related"])


def _seen(stamped: dict[str, Any]) -> Stamped:
    related = frozenset(stamped["related"].split())
    return Stamped(stamped["letter"], stamped["rfc"], stamped["total"], stamped["currency"], stamped["words"], related)
