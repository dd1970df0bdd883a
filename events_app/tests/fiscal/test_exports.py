"""What the accountant gets: every field of CFDI 4.0, the notes and complements that follow, the month's global one."""

import csv
import io
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from events_app.core import files
from events_app.core.errors import NotFound
from events_app.fiscal import services
from events_app.fiscal.documents import documents
from events_app.fiscal.errors import ChangedMeanwhile, NeedsExchangeRate, NothingToExport
from events_app.fiscal.exports import _hand_over, export_month, export_ready
from events_app.fiscal.follow import close_month
from events_app.fiscal.models import GlobalSale, InvoiceRequest
from events_app.fiscal.paper_records import InvoiceExport
from events_app.fiscal.stamped import take_in
from events_app.payments.models import Order
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.fiscal import make_invoice, receive, stamped_xml
from events_app.tests.factories.payments import make_order
from events_app.tests.support.overtaking import overtaken

UUID_1 = "00000000-0000-0000-0000-000000000001"


async def sheet(made: InvoiceExport) -> list[dict[str, str]]:
    await made.fetch_related("file")
    text = (await files.read(made.file)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


async def stamp(asked: InvoiceRequest, number: int, total: str, **more: Any) -> None:
    serie, _hyphen, folio = asked.folio.partition("-")
    xml = stamped_xml(number, total=total, serie=serie, folio=folio, **more)
    outcome = await take_in([(f"{number}.xml", xml)], actor="test", now=asked.requested_at)
    assert (outcome.matched, outcome.refused) == (1, [])


async def company_order(now: datetime, **over: Any) -> Order:
    company = await make_company("Kemper", rfc="EKU9003173C9")
    order = await make_order(now=now, **over)
    await Order.filter(id=order.id).update(company_id=company.id)
    return await Order.get(id=order.id)


async def test_a_row_of_the_export_carries_every_field_of_the_invoice(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now, quantity=2), "2160.00", now=now, method="spei")
    asked = await make_invoice(order, now=now)

    [row] = await sheet(await export_ready(actor="test", now=now, file_type="csv"))

    expected = {
        "TipoDeComprobante": "I", "Serie": "F", "Folio": asked.folio[2:], "Referencia": order.folio,
        "Fecha": "2026-11-20T09:00:00", "LugarExpedicion": "84096", "Exportacion": "01", "Moneda": "MXN",
        "FormaPago": "03", "MetodoPago": "PUE", "RfcEmisor": "AMS850315K05", "RegimenFiscalEmisor": "603",
        "RfcReceptor": "EKU9003173C9", "NombreReceptor": "ESCUELA KEMPER URGATE", "DomicilioFiscalReceptor": "42501",
        "RegimenFiscalReceptor": "601", "UsoCFDI": "G03", "ClaveProdServ": "80141902", "NoIdentificacion": order.folio,
        "Cantidad": "2", "ClaveUnidad": "E48", "Descripcion": "Foro de talento", "ValorUnitario": "1000.00",
        "Importe": "2000.00", "ObjetoImp": "02", "Base": "2000.00", "Impuesto": "002", "TipoFactor": "Tasa",
        "TasaOCuota": "0.080000", "ImporteImpuesto": "160.00", "SubTotal": "2000.00",
        "TotalImpuestosTrasladados": "160.00", "Total": "2160.00", "CorreoXML": "cuentas@kemper.example",
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    assert (await InvoiceRequest.get(id=asked.id)).status == "exported"


async def test_exempt_and_not_subject_lines_say_so(db: str, now: datetime) -> None:
    exempt = await receive(await make_order(now=now, tax_code="EXENTO"), "1000.00", now=now)
    deposit = await make_order(now=now, tax_code="NO_OBJETO", reference="seat:2")
    deposit = await receive(deposit, "1000.00", now=now)
    for order in (exempt, deposit):
        await make_invoice(order, now=now)

    rows = await sheet(await export_ready(actor="test", now=now, file_type="csv"))

    told = [
        [row[name] for name in ("ObjetoImp", "Base", "TipoFactor", "TasaOCuota", "ImporteImpuesto")] for row in rows
    ]
    assert told == [["02", "1000.00", "Exento", "", ""], ["01", "", "", "", ""]]


async def test_the_same_month_again_gives_the_same_documents_until_they_are_stamped(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)

    first = await sheet(await export_month("2026-11", actor="test", now=now, file_type="csv"))
    again = await sheet(await export_month("2026-11", actor="test", now=now, file_type="csv"))
    await stamp(asked, 1, "1080.00")

    assert first == again
    with pytest.raises(NothingToExport):
        await export_month("2026-11", actor="test", now=now)
    with pytest.raises(NothingToExport):
        await export_month("2026-10", actor="test", now=now)


async def test_dollars_need_the_days_exchange_rate(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now, currency="USD"), "1080.00", now=now)
    await make_invoice(order, now=now)

    with pytest.raises(NeedsExchangeRate):
        await export_ready(actor="test", now=now)
    [row] = await sheet(await export_ready(actor="test", now=now, file_type="csv", exchange_rate=Decimal("18.4235")))

    assert (row["Moneda"], row["TipoCambio"]) == ("USD", "18.4235")


async def test_a_month_that_is_over_gets_one_global_invoice_of_what_nobody_asked_for(db: str, now: datetime) -> None:
    sold = [await make_order(now=now, reference=f"seat:{number}") for number in (1, 2, 3)]
    for order in sold:
        await receive(order, "1080.00", now=now, method="oxxo")
    await make_invoice(sold[2], now=now)

    running = await sheet(await export_month("2026-11", actor="test", now=now, file_type="csv"))
    over = now + timedelta(days=15)
    rows = await sheet(await export_month("2026-11", actor="test", now=over, file_type="csv"))
    again = await sheet(await export_month("2026-11", actor="test", now=over, file_type="csv"))

    public = [row for row in rows if row["RfcReceptor"] == "XAXX010101000"]
    assert [row["Serie"] for row in running] == ["F"]
    assert rows == again
    names = (
        "NoIdentificacion", "ClaveProdServ", "ClaveUnidad", "Descripcion", "Importe", "ImporteImpuesto",
        "NombreReceptor", "DomicilioFiscalReceptor", "RegimenFiscalReceptor", "UsoCFDI", "Periodicidad", "Meses",
        "Año", "FormaPago", "Total",
    )  # fmt: skip
    assert [[row[name] for name in names] for row in public] == [
        [order.folio, "01010101", "ACT", "Venta", "1000.00", "80.00", "PUBLICO EN GENERAL", "84096", "616", "S01", "04",
         "11", "2026", "01", "2160.00"]
        for order in sold[:2]
    ]  # fmt: skip
    assert await GlobalSale.all().count() == 2


async def test_payments_after_a_deferred_invoice_become_complements_in_order(db: str, now: datetime) -> None:
    order = await company_order(now)
    asked = await make_invoice(order, now=now, early=True)
    [early] = await sheet(await export_ready(actor="test", now=now, file_type="csv"))
    await stamp(asked, 1, "1080.00")

    await receive(order, "1020.00", now=now + timedelta(hours=1), method="spei")
    await receive(order, "60.00", now=now + timedelta(hours=2), method="cash")
    rows = await sheet(await export_ready(actor="test", now=now + timedelta(hours=3), file_type="csv"))

    assert (early["MetodoPago"], early["FormaPago"]) == ("PPD", "99")
    names = (
        "TipoDeComprobante", "Moneda", "FormaPago", "UsoCFDI", "Total", "FechaPago", "FormaDePagoP", "Monto",
        "IdDocumento", "NumParcialidad", "ImpSaldoAnt", "ImpPagado", "ImpSaldoInsoluto", "BaseDR", "ImporteDR",
    )  # fmt: skip
    assert [[row[name] for name in names] for row in rows] == [
        ["P", "XXX", "", "CP01", "0", "2026-11-20T10:00:00", "03", "1020.00",
         UUID_1, "1", "1080.00", "1020.00", "60.00", "944.44", "75.56"],
        ["P", "XXX", "", "CP01", "0", "2026-11-20T11:00:00", "01", "60.00",
         UUID_1, "2", "60.00", "60.00", "0.00", "55.56", "4.44"],
    ]  # fmt: skip
    complements = await InvoiceRequest.filter(kind="payment").order_by("id")
    await stamp(complements[0], 2, "0", letter="P", payment="1020.00", related=UUID_1)
    assert (await InvoiceRequest.get(id=complements[0].id)).status == "stamped"


async def test_an_export_is_whole_or_not_at_all(db: str, now: datetime) -> None:
    orders = [await make_order(now=now, reference=f"seat:{number}") for number in (1, 2)]
    asked = []
    for order in orders:
        await receive(order, "1080.00", now=now)
        asked.append(await make_invoice(order, now=now))
    read = await documents([each.id for each in asked], now=now)
    await services.cancel_invoice(asked[1].id, reason="ya no la quiere", actor="test", now=now)
    stored = await files.put("invoices", "x.csv", b"x", "text/csv", now=now)

    with pytest.raises(ChangedMeanwhile):
        await _hand_over(read, stored, month="", exchange_rate=None, actor="test", now=now)

    assert (await InvoiceRequest.get(id=asked[0].id)).status == "requested"
    assert await InvoiceExport.all().count() == 0


async def test_a_withdrawn_document_is_not_found_under_another_folio(db: str, now: datetime) -> None:
    with pytest.raises(NotFound):
        await services.cancel_invoice(999, reason="no existe", actor="test", now=now)


async def test_a_sale_whose_buyer_asks_while_the_month_is_closed_is_not_invoiced_twice(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now, method="oxxo")

    asked, closed = await overtaken(
        db,
        make_invoice(order, now=now),
        close_month("2026-11", now + timedelta(days=15)),
        locks=("SELECT id FROM orders FOR NO KEY UPDATE",),
    )

    assert (asked.kind, closed) == ("income", [])
    assert await GlobalSale.all().count() == 0


async def test_what_is_corrected_while_the_file_is_written_is_not_handed_over_as_it_was(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)

    [refused] = await overtaken(
        db,
        export_ready(actor="test", now=now, file_type="csv"),
        locks=("LOCK TABLE stored_files IN ACCESS EXCLUSIVE MODE",),
        written=("UPDATE invoice_requests SET legal_name = 'KEMPER'",),
    )

    assert isinstance(refused, ChangedMeanwhile)
    assert (await InvoiceRequest.get(id=asked.id)).status == "requested"
    assert await InvoiceExport.all().count() == 0
