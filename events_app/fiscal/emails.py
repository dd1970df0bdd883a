"""The message that carries a stamped invoice: its XML and PDF to the address that asked for them."""

from datetime import datetime

from events_app.core import mail
from events_app.core.database import row
from events_app.core.formats import format_money
from events_app.core.i18n import _, use_locale
from events_app.core.money import Money
from events_app.core.settings import settings
from events_app.fiscal.words import KINDS

STAMPED = """
SELECT r.*, o.folio AS order_folio, o.token, o.locale, o.buyer_name, o.description
FROM invoice_requests r JOIN orders o ON o.id = r.order_id WHERE r.id = $1
"""


async def send_invoice(invoice_id: int, *, now: datetime) -> None:
    """Queues the message in the caller's transaction, once a UUID; nothing for a global invoice or without address."""
    found = await row(STAMPED, invoice_id)
    if found is None or not found["email_xml"]:
        return
    word = KINDS[found["kind"]]
    with use_locale(found["locale"]):
        kind, total = _(word), format_money(Money(found["total"], found["currency"]))
    await mail.send_later(
        "invoice_ready",
        to=found["email_xml"],
        locale=found["locale"],
        context={
            "name": found["buyer_name"],
            "kind": kind,
            "folio": found["order_folio"],
            "description": found["description"],
            "legal_name": found["legal_name"],
            "rfc": found["rfc"],
            "total": total,
            "uuid": found["uuid"],
            "purchase_order": found["purchase_order"],
            "has_pdf": found["pdf_id"] is not None,
            "invoice_url": f"{settings().base_url}/recibo/{found['token']}/factura",
            "association": settings().association.name,
            "office_email": settings().association.email,
        },
        reason=f"invoice:{found['uuid']}",
        now=now,
        attachments=[f"file:{each}" for each in (found["xml_id"], found["pdf_id"]) if each is not None],
    )
