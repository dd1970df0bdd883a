"""The optional issuer: sealed CFDI 4.0, checked against the SAT's schema, for a certified provider to stamp."""

import io
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from satcfdi.create.cfd import cfdi40, pago20
from satcfdi.exceptions import CFDIError, SchemaValidationError
from satcfdi.models import Signer

from events_app.core.settings import settings
from events_app.fiscal.engine.document import (
    CREDIT_NOTE_RELATION,
    MONTHLY,
    NOT_SUBJECT,
    SUBJECT,
    Concept,
    Document,
    Instalment,
    Keys,
)
from events_app.fiscal.errors import IssuerFailed
from events_app.fiscal.issuers.seam import MadeFile

IVA = "002"
SIX = Decimal("0.000001")


class SatcfdiIssuer:
    name = "satcfdi"

    def make(self, documents: Sequence[Document], *, title: str, file_type: str) -> MadeFile:
        """A ZIP of sealed XML without stamp, one a document, named by its folio. Raises IssuerFailed."""
        signer = _signer()
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for each in documents:
                archive.writestr(f"{each.serie}-{each.folio}.xml", sealed(each, signer))
        return MadeFile(f"{title}.zip", packed.getvalue(), "application/zip")


def sealed(document: Document, signer: Signer) -> bytes:
    """The document as XML with its seal; its date is the document's own, never one guessed from a postal code."""
    try:
        cfdi = _payment(document) if document.instalment is not None else _sale(document)
        cfdi.sign(signer)
        written: bytes = cfdi.xml_bytes(validate=True)
    except (CFDIError, SchemaValidationError, ValueError, KeyError) as error:
        raise IssuerFailed(reason=f"{document.serie}-{document.folio}: {error}"[:200]) from error
    return written


def _signer() -> Signer:
    """The seal's certificate and key from the files that the settings name."""
    certificate, key = settings().cfdi_certificate, settings().cfdi_key
    try:
        if certificate is None or key is None:
            raise ValueError("CFDI_CERTIFICATE, CFDI_KEY")
        return Signer.load(certificate.read_bytes(), key.read_bytes(), settings().cfdi_key_password or None)
    except (CFDIError, OSError, ValueError, TypeError) as error:
        raise IssuerFailed(reason=str(error)[:200]) from error


def _sale(document: Document) -> cfdi40.Comprobante:
    made = cfdi40.Comprobante(
        **_heading(document),
        conceptos=[_concept(each) for each in document.concepts],
        moneda=document.currency,
        tipo_de_comprobante=document.letter,
        forma_pago=document.form,
        metodo_pago=document.method,
        tipo_cambio=document.exchange_rate,
        informacion_global=_global(document.global_month),
        cfdi_relacionados=_related(document.related_uuid),
    )
    if (made["SubTotal"], made["Total"]) != (_money(document.net), _money(document.total)):
        raise ValueError(f"{made['Total']} ≠ {_money(document.total)}")
    return made


def _heading(document: Document) -> dict[str, Any]:
    us, who = document.issuer, document.receiver
    return {
        "emisor": cfdi40.Emisor(us.rfc, us.legal_name, us.regime),
        "lugar_expedicion": us.postal_code,
        "receptor": cfdi40.Receptor(
            rfc=who.rfc,
            nombre=who.legal_name,
            domicilio_fiscal_receptor=document.postal_code,
            regimen_fiscal_receptor=who.regime,
            uso_cfdi=who.cfdi_use,
            residencia_fiscal=who.tax_residence or None,
            num_reg_id_trib=who.tax_id or None,
        ),
        "serie": document.serie,
        "folio": document.folio,
        "fecha": document.issued_at,
    }


def _concept(concept: Concept) -> cfdi40.Concepto:
    keys = concept.keys
    return cfdi40.Concepto(
        clave_prod_serv=keys.product_key,
        cantidad=concept.quantity,
        clave_unidad=keys.unit_key,
        descripcion=concept.description,
        valor_unitario=_money(concept.unit_value),
        objeto_imp=keys.object_of_tax,
        no_identificacion=concept.identification,
        impuestos=None if keys.object_of_tax == NOT_SUBJECT else {"Traslados": [_tax(concept)]},
    )


def _tax(concept: Concept) -> dict[str, Any]:
    rated = concept.keys.factor == "Tasa"
    return {
        "Base": _money(concept.net),
        "Impuesto": IVA,
        "TipoFactor": concept.keys.factor,
        "TasaOCuota": concept.rate.quantize(SIX) if rated else None,
        "Importe": _money(concept.tax) if rated else None,
    }


def _global(month: str) -> cfdi40.InformacionGlobal | None:
    if not month:
        return None
    year, _hyphen, number = month.partition("-")
    return cfdi40.InformacionGlobal(MONTHLY, number, int(year))


def _related(uuid: str) -> cfdi40.CfdiRelacionados | None:
    return cfdi40.CfdiRelacionados(CREDIT_NOTE_RELATION, uuid) if uuid else None


def _payment(document: Document) -> cfdi40.Comprobante:
    part = document.instalment
    if part is None:
        raise ValueError("a payment complement needs its instalment")
    return cfdi40.Comprobante.pago(**_heading(document), complemento_pago=pago20.Pagos([_paid(document, part)]))


def _paid(document: Document, part: Instalment) -> pago20.Pago:
    taxed = any(keys.object_of_tax == SUBJECT for keys, *_rest in part.bases)
    settled = pago20.DoctoRelacionado(
        id_documento=part.uuid,
        moneda_dr=document.currency,
        num_parcialidad=part.number,
        imp_saldo_ant=_money(part.balance_before),
        imp_pagado=_money(part.paid),
        objeto_imp_dr=SUBJECT if taxed else NOT_SUBJECT,
        serie=part.serie,
        folio=part.folio,
        equivalencia_dr=1,
        impuestos_dr=pago20.ImpuestosDR(traslados_dr=[_tax_dr(*each) for each in part.bases if each[0].factor])
        if taxed
        else None,
    )
    return pago20.Pago(
        fecha_pago=part.paid_at,
        forma_de_pago_p=part.form,
        moneda_p=document.currency,
        docto_relacionado=[settled],
        tipo_cambio_p=document.exchange_rate or 1,
    )


def _tax_dr(keys: Keys, rate: Decimal, base: int, tax: int) -> pago20.TrasladoDR:
    rated = keys.factor == "Tasa"
    return pago20.TrasladoDR(
        base_dr=_money(base),
        impuesto_dr=IVA,
        tipo_factor_dr=keys.factor,
        tasa_o_cuota_dr=rate.quantize(SIX) if rated else None,
        importe_dr=_money(tax) if rated else None,
    )


def _money(centavos: int) -> Decimal:
    return Decimal(centavos).scaleb(-2)
