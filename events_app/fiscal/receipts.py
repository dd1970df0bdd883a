"""What a receipt shows of its invoice: its state in one word, whom it is made out to, and where it can be fetched."""

from events_app.fiscal.kinds import InvoiceStatus
from events_app.fiscal.queries import documents_of
from events_app.fiscal.words import KINDS, STATUSES
from events_app.payments.invoicing import ShownDocument


async def shown(order_id: int) -> tuple[ShownDocument, ...]:
    """The documents of a sale as payments' pages show them; wiring.py hands this over."""
    return tuple(
        ShownDocument(
            kind=KINDS[each.kind],
            state=STATUSES[each.status][0],
            tone=STATUSES[each.status][1],
            folio=each.folio,
            legal_name=each.legal_name,
            rfc=each.rfc,
            uuid=each.uuid or "",
            has_xml=each.status is InvoiceStatus.STAMPED and each.xml_id is not None,
            has_pdf=each.status is InvoiceStatus.STAMPED and each.pdf_id is not None,
        )
        for each in await documents_of(order_id)
    )
