"""Hands documents over to the accountant: one file, and the requests in it are marked, all or none."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from importlib import import_module

from events_app.core import audit, files
from events_app.core.clock import local
from events_app.core.database import rows, transaction
from events_app.core.settings import settings
from events_app.core.tables import StoredFile
from events_app.fiscal import follow
from events_app.fiscal.documents import documents
from events_app.fiscal.engine.document import Document
from events_app.fiscal.errors import ChangedMeanwhile, NeedsExchangeRate, NothingToExport
from events_app.fiscal.issuers.seam import InvoiceIssuer, MadeFile
from events_app.fiscal.paper_records import InvoiceExport
from events_app.fiscal.queries import ready

ISSUERS = {"manual": ("manual", "ManualIssuer"), "satcfdi": ("satcfdi", "SatcfdiIssuer")}
# A request belongs to the month in which its money came or went; one asked before payment, to that of its request.
OF_MONTH = """
SELECT r.id FROM invoice_requests r LEFT JOIN orders o ON o.id = r.order_id
LEFT JOIN ledger_transactions t ON r.cause <> '' AND t.key = r.cause LEFT JOIN payments p ON p.id = r.payment_id
CROSS JOIN LATERAL (SELECT CASE WHEN r.kind = 'credit_note' THEN coalesce(t.booked_at, o.released_at, r.requested_at)
    ELSE coalesce(p.received_at, o.paid_at, r.requested_at) END AS at) moved
WHERE (r.id = ANY($1::bigint[]) OR r.status = 'exported') AND (r.month = $2 OR r.month = ''
    AND moved.at >= $3 AND moved.at < $4)
ORDER BY r.id
"""
HAND_OVER = """
UPDATE invoice_requests r SET status = 'exported', exported_at = coalesce(r.exported_at, $2), export_id = $1,
    payment_method = m.method, payment_form = m.form
FROM jsonb_to_recordset($3::jsonb) AS m(id bigint, method text, form text)
WHERE r.id = m.id AND r.status IN ('requested', 'exported') RETURNING r.id
"""


def issuer_in_use() -> InvoiceIssuer:
    """The one that INVOICE_ISSUER names; the optional one is loaded only when it is asked for."""
    module, name = ISSUERS[settings().invoice_issuer]
    made: InvoiceIssuer = getattr(import_module(f"events_app.fiscal.issuers.{module}"), name)()
    return made


async def export_ready(
    *, actor: str, now: datetime, file_type: str = "xlsx", exchange_rate: Decimal | None = None
) -> InvoiceExport:
    """Everything that can be invoiced today. Raises NothingToExport, NeedsExchangeRate or NoIssuer."""
    await follow.follow_up(now)
    made = await _make(await ready(), now=now, file_type=file_type, exchange_rate=exchange_rate, title=_today(now))
    return await _keep(made, month="", exchange_rate=exchange_rate, actor=actor, now=now)


async def export_month(
    month: str, *, actor: str, now: datetime, file_type: str = "xlsx", exchange_rate: Decimal | None = None
) -> InvoiceExport:
    """A month's documents that are not stamped yet, its global invoice included once the month is over.

    Doing it again gives the same documents again, as long as none was stamped or taken back.
    """
    await follow.follow_up(now)
    await follow.close_month(month, now)
    start, end = follow.month_bounds(month)
    ids = [each["id"] for each in await rows(OF_MONTH, await ready(), month, start, end)]
    made = await _make(ids, now=now, file_type=file_type, exchange_rate=exchange_rate, title=f"facturas-{month}")
    return await _keep(made, month=month, exchange_rate=exchange_rate, actor=actor, now=now)


async def _make(
    ids: Sequence[int], *, now: datetime, file_type: str, exchange_rate: Decimal | None, title: str
) -> tuple[list[tuple[int, Document]], MadeFile]:
    if not ids:
        raise NothingToExport()
    found = await documents(ids, now=now, exchange_rate=exchange_rate)
    if exchange_rate is None and any(each.currency != "MXN" for _id, each in found):
        raise NeedsExchangeRate()
    issuer = issuer_in_use()
    return found, issuer.make([each for _id, each in found], title=title, file_type=file_type)


async def _keep(
    made: tuple[list[tuple[int, Document]], MadeFile],
    *,
    month: str,
    exchange_rate: Decimal | None,
    actor: str,
    now: datetime,
) -> InvoiceExport:
    found, file = made
    stored = await files.put("invoices", file.name, file.content, file.content_type, now=now)
    try:
        return await _hand_over(found, stored, month=month, exchange_rate=exchange_rate, actor=actor, now=now)
    except ChangedMeanwhile:
        await files.remove(stored)
        raise


@transaction
async def _hand_over(
    found: list[tuple[int, Document]],
    stored: StoredFile,
    *,
    month: str,
    exchange_rate: Decimal | None,
    actor: str,
    now: datetime,
) -> InvoiceExport:
    """Raises ChangedMeanwhile when somebody stamped, cancelled, corrected or took one back since they were read.

    Whoever corrects one waits for us from here on, so that the file and the rows say the same.
    """
    export = await InvoiceExport.create(
        file=stored,
        issuer=settings().invoice_issuer,
        documents=len(found),
        month=month,
        exchange_rate=exchange_rate,
        made_by=actor,
        made_at=now,
    )
    told = [{"id": number, "method": each.method, "form": each.form} for number, each in found]
    marked = await rows(HAND_OVER, export.id, now, json.dumps(told))
    ids = [number for number, _each in found]
    if len(marked) != len(found) or await documents(ids, now=now, exchange_rate=exchange_rate) != found:
        raise ChangedMeanwhile()
    detail = {"documents": len(found), "month": month}
    await audit.note("invoices.exported", actor=actor, subject=f"export:{export.id}", now=now, detail=detail)
    return export


def _today(now: datetime) -> str:
    return f"facturas-{local(now):%Y-%m-%d-%H%M}"
