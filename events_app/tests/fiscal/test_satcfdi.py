"""The sealing issuer: XML that the SAT's own schema accepts, dated in Sonora, sealed with a certificate made here.

The independent peers are the schema (XSD) and the original-string transformation that come with satcfdi, and openssl's
verification of the seal through `cryptography`.
"""

import base64
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID
from defusedxml.ElementTree import fromstring
from satcfdi.catalogs import select, select_all
from satcfdi.cfdi import CFDI
from satcfdi.transform import get_timezone

from events_app.core import files
from events_app.core.settings import configure, settings
from events_app.fiscal.engine.catalogues import REGIMES, USES
from events_app.fiscal.engine.products import USUAL
from events_app.fiscal.engine.terms import FORM_NAMES
from events_app.fiscal.errors import IssuerFailed
from events_app.fiscal.exports import export_month, export_ready
from events_app.fiscal.paper_records import InvoiceExport
from events_app.tests.factories.fiscal import make_invoice, receive
from events_app.tests.factories.payments import make_order
from events_app.tests.fiscal.test_exports import UUID_1, company_order, stamp
from events_app.tests.fiscal.test_notes import refund

CFDI4 = "{http://www.sat.gob.mx/cfd/4}"
PAGOS = "{http://www.sat.gob.mx/Pagos20}"
PASSWORD = "12345678a"


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate like the SAT's (its number is the serial's digits) and its encrypted key, made for this run."""
    folder = tmp_path_factory.mktemp("seal")
    key = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.X500_UNIQUE_IDENTIFIER, "AMS850315K05")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(b"30001000000500003416"))
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    encrypted = serialization.BestAvailableEncryption(PASSWORD.encode())
    der = serialization.Encoding.DER
    (folder / "seal.cer").write_bytes(certificate.public_bytes(der))
    (folder / "seal.key").write_bytes(key.private_bytes(der, serialization.PrivateFormat.PKCS8, encrypted))
    return folder / "seal.cer", folder / "seal.key"


@pytest.fixture(autouse=True)
def _sealing(db: str, seal: tuple[Path, Path]) -> None:
    """Settings that ask for sealed XML."""
    asked = replace(settings(), invoice_issuer="satcfdi", cfdi_key_password=PASSWORD)
    configure(replace(asked, cfdi_certificate=seal[0], cfdi_key=seal[1]))


async def xmls(made: InvoiceExport) -> list[bytes]:
    await made.fetch_related("file")
    with zipfile.ZipFile(io.BytesIO(await files.read(made.file))) as archive:
        return [archive.read(name) for name in sorted(archive.namelist())]


def attributes(root: Element, *names: str) -> list[str | None]:
    return [root.get(name) for name in names]


async def test_an_invoice_is_valid_by_the_schema_and_its_seal_verifies(now: datetime, seal: tuple[Path, Path]) -> None:
    order = await receive(await make_order(now=now, quantity=2), "2160.00", now=now, method="spei")
    await make_invoice(order, now=now)

    [xml] = await xmls(await export_ready(actor="test", now=now))

    root = fromstring(xml)
    names = ("Version", "Serie", "FormaPago", "MetodoPago", "SubTotal", "Total", "LugarExpedicion", "NoCertificado")
    assert attributes(root, *names) == ["4.0", "F", "03", "PUE", "2000.00", "2160.00", "84096", "30001000000500003416"]
    certificate = x509.load_der_x509_certificate(seal[0].read_bytes())
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    original = CFDI.from_string(xml).cadena_original().encode()
    key.verify(base64.b64decode(root.attrib["Sello"]), original, padding.PKCS1v15(), hashes.SHA256())


async def test_the_date_is_sonoras_and_never_la_paz(now: datetime) -> None:
    """The library maps Nogales (84096) to America/La_Paz, in Bolivia: three hours in the future."""
    order = await receive(await make_order(now=now), "1080.00", now=now)
    await make_invoice(order, now=now)
    evening = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)

    [xml] = await xmls(await export_ready(actor="test", now=evening))

    assert str(get_timezone("84096")) == "America/La_Paz"
    assert fromstring(xml).get("Fecha") == "2026-11-20T21:30:00"


async def test_a_credit_note_names_the_invoice_it_takes_from(now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)
    await export_ready(actor="test", now=now)
    await stamp(asked, 1, "1080.00")
    await refund(order, 540, now)

    [xml] = await xmls(await export_ready(actor="test", now=now))

    root = fromstring(xml)
    related = root.find(f"{CFDI4}CfdiRelacionados")
    assert related is not None
    assert attributes(root, "TipoDeComprobante", "Serie", "Total", "FormaPago") == ["E", "NC", "540.00", "04"]
    assert (related.get("TipoRelacion"), related[0].get("UUID")) == ("01", UUID_1)


async def test_a_payment_complement_adds_up_by_itself(now: datetime) -> None:
    """Totals and taxes of the complement are the library's own sums over our parts."""
    order = await company_order(now)
    asked = await make_invoice(order, now=now, early=True)
    await export_ready(actor="test", now=now)
    await stamp(asked, 1, "1080.00")
    await receive(order, "1020.00", now=now, method="spei")

    [xml] = await xmls(await export_ready(actor="test", now=now))

    root = fromstring(xml)
    totals, paid = root.find(f".//{PAGOS}Totales"), root.find(f".//{PAGOS}Pago")
    settled = root.find(f".//{PAGOS}DoctoRelacionado")
    assert totals is not None
    assert paid is not None
    assert settled is not None
    assert attributes(root, "TipoDeComprobante", "Moneda", "Total") == ["P", "XXX", "0"]
    assert attributes(totals, "MontoTotalPagos", "TotalTrasladosBaseIVA8", "TotalTrasladosImpuestoIVA8") == [
        "1020.00", "944.44", "75.56",
    ]  # fmt: skip
    assert attributes(paid, "FechaPago", "FormaDePagoP", "Monto") == ["2026-11-20T09:00:00", "03", "1020.00"]
    assert attributes(settled, "IdDocumento", "NumParcialidad", "ImpSaldoAnt", "ImpPagado", "ImpSaldoInsoluto") == [
        UUID_1, "1", "1080.00", "1020.00", "60.00",
    ]  # fmt: skip


async def test_the_global_invoice_of_a_month_is_valid_with_every_kind_of_tax(now: datetime) -> None:
    for number, code in enumerate(("IVA8", "IVA16", "EXENTO", "NO_OBJETO"), start=1):
        order = await make_order(now=now, tax_code=code, pesos="99.99", quantity=40, reference=f"seat:{number}")
        await receive(order, str(order.total_money), now=now)

    [xml] = await xmls(await export_month("2026-11", actor="test", now=now + timedelta(days=15)))

    root = fromstring(xml)
    told = root.find(f"{CFDI4}InformacionGlobal")
    assert told is not None
    assert attributes(told, "Periodicidad", "Meses", "Año") == ["04", "11", "2026"]
    assert root.get("Total") == str(Decimal("99.99") * 160 + 40 * Decimal("8.00") + 40 * Decimal("16.00"))


async def test_dollars_carry_their_exchange_rate(now: datetime) -> None:
    order = await receive(await make_order(now=now, currency="USD"), "1080.00", now=now)
    await make_invoice(order, now=now)

    [xml] = await xmls(await export_ready(actor="test", now=now, exchange_rate=Decimal("18.4235")))

    assert attributes(fromstring(xml), "Moneda", "TipoCambio") == ["USD", "18.4235"]


async def test_without_its_key_nothing_is_handed_over(now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)
    lost = replace(settings(), cfdi_certificate=Path("/none.cer"), cfdi_key=Path("/none.key"))
    configure(replace(lost, invoice_issuer="satcfdi"))

    with pytest.raises(IssuerFailed):
        await export_ready(actor="test", now=now)

    await asked.refresh_from_db()
    assert asked.status == "requested"


def test_our_catalogues_say_what_the_sats_own_say() -> None:
    """The peer is satcfdi's copy of the catalogues of CFDI 4.0."""
    regimes, uses = select_all("C756_c_RegimenFiscal"), select_all("C756_c_UsoCFDI")
    forms = select_all("C756_c_FormaPago")

    assert {key: regimes[key] for key in REGIMES} == {key: regime.name for key, regime in REGIMES.items()}
    assert {key: uses[key] for key in USES} == {key: use.name for key, use in USES.items()}
    assert {key: forms[key] for key in FORM_NAMES} == FORM_NAMES
    assert all(select("C756_c_ClaveProdServ", key) for key in (*USUAL.values(), "84111506", "01010101"))
    assert all(select("C756_c_ClaveUnidad", key) for key in ("E48", "ACT"))
