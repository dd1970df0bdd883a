"""What an order's pages show of its invoices: their state in one word, whom they are made out to, and their files."""

from collections.abc import Iterable

from events_app.fiscal.kinds import InvoiceStatus
from events_app.fiscal.models import InvoiceRequest
from events_app.fiscal.queries import documents_of, every_document_of
from events_app.fiscal.words import KINDS, STATUSES
from events_app.payments.invoicing import ShownDocument


async def shown(order_id: int) -> tuple[ShownDocument, ...]:
    """The documents of a sale as its buyer sees them; wiring.py hands this over."""
    return _told(await documents_of(order_id))


async def all_of(order_id: int) -> tuple[ShownDocument, ...]:
    """The documents of a sale as the office sees them; wiring.py hands this over."""
    return _told(await every_document_of(order_id))


def _told(found: Iterable[InvoiceRequest]) -> tuple[ShownDocument, ...]:
    return tuple(
        ShownDocument(
            kind=KINDS[each.kind],
            state=STATUSES[each.status][0],
            tone=STATUSES[each.status][1],
            folio=each.folio,
            legal_name=each.legal_name,
            rfc=each.rfc,
            uuid=each.uuid or "",
            amount=each.total_money,
            has_xml=each.status is InvoiceStatus.STAMPED and each.xml_id is not None,
            has_pdf=each.status is InvoiceStatus.STAMPED and each.pdf_id is not None,
        )
        for each in found
    )
