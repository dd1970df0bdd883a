"""Paid orders, fiscal data and stamped XML for tests, made by the rooms' own services."""

from datetime import datetime
from uuid import UUID

from events_app.core.money import Money
from events_app.fiscal import services
from events_app.fiscal.engine.receiver import Receiver
from events_app.fiscal.models import InvoiceRequest
from events_app.fiscal.records import Addressee
from events_app.payments import settlement
from events_app.payments.engine.methods import PaymentMethod
from events_app.payments.models import Order
from events_app.payments.settlement import Receipt

# A taxpayer of the SAT's own tests, with a check digit that fits.
KEMPER = Receiver("EKU9003173C9", "ESCUELA KEMPER URGATE", "42501", "601", "G03")


def addressee(receiver: Receiver = KEMPER, *, email: str = "cuentas@kemper.example", oc: str = "") -> Addressee:
    return Addressee(receiver, email, oc)


async def receive(
    order: Order, pesos: str, *, now: datetime, method: str = "card", name: str = "", funding: str = ""
) -> Order:
    """Money for an order, booked as any money is; gives the order as it then stands."""
    receipt = Receipt(
        provider_id=f"pi_{order.id}_{method}_{pesos}{name}",
        method=PaymentMethod(method),
        folio=order.folio,
        amount=Money.of(pesos, order.currency),
        livemode=False,
        funding=funding,
    )
    await settlement.book_money(order.id, receipt, now=now)
    return await Order.get(id=order.id)


async def make_invoice(
    order: Order, *, now: datetime, receiver: Receiver = KEMPER, early: bool = False, for_company: bool = False
) -> InvoiceRequest:
    return await services.request_invoice(
        order.id, addressee(receiver), before_payment=early, for_company=for_company, actor="test", now=now
    )


def stamped_xml(
    number: int,
    *,
    total: str,
    rfc: str = "EKU9003173C9",
    folio: str = "",
    serie: str = "F",
    letter: str = "I",
    words: str = "",
    issuer: str = "AMS850315K05",
    currency: str = "MXN",
    related: str = "",
    payment: str = "",
) -> bytes:
    """What a certified provider gives back, without its seals; `number` makes the UUID, `payment` a complement's."""
    relation = (
        f'<cfdi:CfdiRelacionados TipoRelacion="01"><cfdi:CfdiRelacionado UUID="{related}"/></cfdi:CfdiRelacionados>'
    )
    pagos = (
        f'<pago20:Pagos xmlns:pago20="http://www.sat.gob.mx/Pagos20" Version="2.0"><pago20:Pago MonedaP="{currency}" '
        f'Monto="{payment}"><pago20:DoctoRelacionado IdDocumento="{related}"/></pago20:Pago></pago20:Pagos>'
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<cfdi:Comprobante xmlns:cfdi="http://www.sat.gob.mx/cfd/4" Version="4.0" Serie="{serie}" Folio="{folio}"
 TipoDeComprobante="{letter}" Moneda="{"XXX" if payment else currency}" Total="{"0" if payment else total}">
{relation if related and not payment else ""}
<cfdi:Emisor Rfc="{issuer}" Nombre="ASOCIACION"/><cfdi:Receptor Rfc="{rfc}" Nombre="ESCUELA KEMPER URGATE"/>
<cfdi:Conceptos><cfdi:Concepto NoIdentificacion="{words}" Descripcion="Foro"/></cfdi:Conceptos>
<cfdi:Complemento>{pagos if payment else ""}<tfd:TimbreFiscalDigital
 xmlns:tfd="http://www.sat.gob.mx/TimbreFiscalDigital" Version="1.1" UUID="{UUID(int=number)}"/></cfdi:Complemento>
</cfdi:Comprobante>""".encode()
