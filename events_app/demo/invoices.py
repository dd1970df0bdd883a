"""Invoices for the demonstration, in every state they can have: asked for, with the accountant, stamped, in doubt."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import quoteattr

from events_app.core.settings import settings
from events_app.directory.models import Company
from events_app.fiscal import services
from events_app.fiscal.engine.receiver import Receiver, fiscal_name
from events_app.fiscal.exports import export_ready
from events_app.fiscal.models import InvoiceRequest
from events_app.fiscal.records import Addressee
from events_app.fiscal.stamped import take_in
from events_app.payments.models import Order

ASKED, STAMPED = 9, 4


async def ask(now: datetime) -> None:
    """Some of those who paid for a company want the invoice; the accountant has done a part of the work."""
    paid = Order.filter(status="paid", currency="MXN", company__rfc__not="").exclude(reference__startswith="golf")
    orders = await paid.order_by("id").limit(ASKED).select_related("company")
    early, late = orders[:-3], orders[-3:]
    for order in early:
        await _one(order, now - timedelta(days=2))
    if early:
        await export_ready(actor="demo", now=now - timedelta(days=1))
        sent = await InvoiceRequest.filter(status="exported").order_by("id").limit(STAMPED + 1)
        papers = [(f"{each.folio}.xml", _xml(each, named=place < STAMPED)) for place, each in enumerate(sent)]
        await take_in(papers, actor="demo", now=now - timedelta(hours=3))
    for order in late:
        await _one(order, now - timedelta(hours=5))


async def _one(order: Order, now: datetime) -> None:
    company = order.company
    if isinstance(company, Company):
        name = fiscal_name(company.legal_name, rfc=company.rfc)
        receiver = Receiver(company.rfc, name, "84094", "601", "G03")
        to = Addressee(receiver, f"facturas@{company.slug}.example", f"OC-{4000 + order.id}")
        await services.request_invoice(order.id, to, for_company=True, actor="demo", now=now)


def _xml(asked: InvoiceRequest, *, named: bool) -> bytes:
    """What the provider gave back; the last one without our folio, so that a person has to place it."""
    serie, _hyphen, folio = asked.folio.partition("-") if named else ("A", "-", "7001")
    us = settings().association
    uuid = str(uuid5(NAMESPACE_URL, f"demo/{asked.folio}")).upper()
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" Serie="{serie}" Folio="{folio}"
 TipoDeComprobante="I" Moneda="{asked.currency}" Total="{asked.total_money}">
<cfdi:Emisor Rfc="{us.rfc}" Nombre={quoteattr(us.legal_name)} RegimenFiscal="{us.regime}"/>
<cfdi:Receptor Rfc="{asked.rfc}" Nombre={quoteattr(asked.legal_name)}/>
<cfdi:Complemento><tfd:TimbreFiscalDigital xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" Version="1.1"
 UUID="{uuid}"/></cfdi:Complemento>
</cfdi:Comprobante>""".encode()
