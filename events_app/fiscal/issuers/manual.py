"""The usual issuer: a sheet with every field of CFDI 4.0, one row a line, for the accountant's own program."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from events_app.core.sheets import Value, write_csv, write_xlsx
from events_app.fiscal.engine.document import (
    ACTIVITY_UNIT,
    BILLING_KEY,
    CREDIT_NOTE_RELATION,
    MONTHLY,
    NOT_SUBJECT,
    Concept,
    Document,
    Instalment,
)
from events_app.fiscal.issuers.seam import MadeFile

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# The names are the SAT's own attributes, whatever the reader's language, so that columns can be mapped once.
HEAD = (
    "TipoDeComprobante", "Serie", "Folio", "Referencia", "Fecha", "LugarExpedicion", "Exportacion", "Moneda",
    "TipoCambio", "FormaPago", "MetodoPago", "RfcEmisor", "NombreEmisor", "RegimenFiscalEmisor", "RfcReceptor",
    "NombreReceptor", "DomicilioFiscalReceptor", "RegimenFiscalReceptor", "UsoCFDI", "ResidenciaFiscal",
    "NumRegIdTrib", "TipoRelacion", "UUIDRelacionado", "Periodicidad", "Meses", "Año",
)  # fmt: skip
LINE = (
    "ClaveProdServ", "NoIdentificacion", "Cantidad", "ClaveUnidad", "Descripcion", "ValorUnitario", "Importe",
    "ObjetoImp", "Base", "Impuesto", "TipoFactor", "TasaOCuota", "ImporteImpuesto",
)  # fmt: skip
TOTALS = ("SubTotal", "TotalImpuestosTrasladados", "Total", "FechaDePago", "OrdenDeCompra", "CorreoXML")
PAYMENT = (
    "FechaPago", "FormaDePagoP", "MonedaP", "Monto", "IdDocumento", "SerieDR", "FolioDR", "NumParcialidad",
    "ImpSaldoAnt", "ImpPagado", "ImpSaldoInsoluto", "ObjetoImpDR", "BaseDR", "TasaOCuotaDR", "ImporteDR",
)  # fmt: skip
PAYMENT_CONCEPT = (BILLING_KEY, "", 1, ACTIVITY_UNIT, "Pago", 0, 0, NOT_SUBJECT, "", "", "", "", "")
COLUMNS = (*HEAD, *LINE, *TOTALS, *PAYMENT)


class ManualIssuer:
    name = "manual"

    def make(self, documents: Sequence[Document], *, title: str, file_type: str) -> MadeFile:
        lines = [line for each in documents for line in rows_of(each)]
        if file_type == "csv":
            return MadeFile(f"{title}.csv", write_csv(COLUMNS, lines), "text/csv")
        return MadeFile(f"{title}.xlsx", write_xlsx(COLUMNS, lines, title="CFDI 4.0"), XLSX)


def rows_of(document: Document) -> Iterator[list[Value]]:
    """A row for each concept, the document's own fields on all of them; a payment's rows are its kinds of tax."""
    head, totals = _head(document), _totals(document)
    if document.instalment is None:
        for concept in document.concepts:
            yield [*head, *_line(concept), *totals, *("" for _ in PAYMENT)]
        return
    for covered in _covered(document.instalment, document.currency):
        yield [*head, *PAYMENT_CONCEPT, *totals, *covered]


def _covered(part: Instalment, currency: str) -> Iterator[list[Value]]:
    paid, before, after = (_money(each) for each in (part.paid, part.balance_before, part.balance_after))
    fixed: list[Value] = [part.paid_at.isoformat(), part.form, currency, paid, part.uuid, part.serie, part.folio]
    fixed += [part.number, before, paid, after]
    for keys, rate, base, tax in part.bases:
        taxed = [_money(base), _rate(rate), _money(tax)] if keys.factor == "Tasa" else [_money(base), "", ""]
        yield [*fixed, keys.object_of_tax, *(taxed if keys.factor else ["", "", ""])]


def _head(document: Document) -> list[Value]:
    who, us = document.receiver, document.issuer
    payment = document.instalment is not None
    year, _hyphen, month = document.global_month.partition("-")
    return [
        *(document.letter, document.serie, document.folio, document.reference, document.issued_at.isoformat()),
        *(us.postal_code, "01", "XXX" if payment else document.currency),
        document.exchange_rate if document.exchange_rate and not payment else "",
        *(("", "") if payment else (document.form, document.method)),
        *(us.rfc, us.legal_name, us.regime),
        *(who.rfc, who.legal_name, document.postal_code, who.regime, who.cfdi_use, who.tax_residence, who.tax_id),
        *((CREDIT_NOTE_RELATION, document.related_uuid) if document.related_uuid else ("", "")),
        *((MONTHLY, month, year) if document.global_month else ("", "", "")),
    ]


def _line(concept: Concept) -> list[Value]:
    keys = concept.keys
    line: list[Value] = [keys.product_key, concept.identification, concept.quantity, keys.unit_key]
    line += [concept.description, _money(concept.unit_value), _money(concept.net), keys.object_of_tax]
    if not keys.factor:
        return [*line, "", "", "", "", ""]
    rate = [_rate(concept.rate), _money(concept.tax)] if keys.factor == "Tasa" else ["", ""]
    return [*line, _money(concept.net), "002", keys.factor, *rate]


def _totals(document: Document) -> list[Value]:
    amounts: tuple[Value, ...] = (_money(document.net), _money(document.tax), _money(document.total))
    if document.instalment is not None:
        amounts = (0, "", 0)
    paid_at = document.paid_at.isoformat() if document.paid_at else ""
    return [*amounts, paid_at, document.purchase_order, document.email]


def _money(centavos: int) -> Decimal:
    return Decimal(centavos).scaleb(-2)


def _rate(rate: Decimal) -> str:
    return f"{rate:.6f}"
