"""Reads a stamped CFDI that somebody sent: nothing outside it is ever fetched, and no entity is ever defined."""

import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from events_app.fiscal.engine.matching import Stamped

CFDI = "{http://www.sat.gob.mx/cfd/4}"
STAMP = "{http://www.sat.gob.mx/TimbreFiscalDigital}TimbreFiscalDigital"
PAYMENTS = "{http://www.sat.gob.mx/Pagos20}"
MOST_XML = 2_000_000
MOST_UNPACKED = 60_000_000
MOST_FILES = 2_000
# A ZIP is torn in many ways, and each of its ways to pack complains in its own.
_BROKEN = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    ValueError,
)
_UUID = re.compile(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}")
_AMOUNT = re.compile(r"([0-9]{1,12})(?:\.([0-9]{1,2})0{0,4})?")


class Unreadable(ValueError):
    """The file is not a stamped CFDI 4.0; the message is a code of words.REFUSED."""


@dataclass(frozen=True)
class Piece:
    """One file of an upload, by the name it came with."""

    name: str
    content: bytes

    @property
    def stem(self) -> str:
        return self.name.rsplit("/", 1)[-1].rsplit(".", 1)[0].casefold()

    @property
    def is_pdf(self) -> bool:
        return self.content[:1024].lstrip().startswith(b"%PDF-")


@dataclass(frozen=True)
class Cfdi:
    """What we need of a stamped XML; total in centavos (of a payment complement: what was paid)."""

    uuid: str
    issuer_rfc: str
    receiver_name: str
    stamped: Stamped


def pieces(name: str, content: bytes) -> Iterator[Piece]:
    """The files of an upload: a ZIP's XML and PDF files, or the file itself. Raises Unreadable when too large."""
    if not content.startswith(b"PK\x03\x04"):
        yield Piece(name, content)
        return
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            wanted = [each for each in members if each.filename.casefold().endswith((".xml", ".pdf"))]
            if len(members) > MOST_FILES or sum(each.file_size for each in wanted) > MOST_UNPACKED:
                raise Unreadable("too_large")
            for each in wanted:
                yield Piece(each.filename, _unpacked(archive, each))
    except Unreadable:
        raise
    except _BROKEN as error:
        raise Unreadable("unreadable") from error


def read_cfdi(content: bytes) -> Cfdi:
    """A stamped CFDI 4.0. Raises Unreadable for anything else, for a DTD and for entities."""
    if len(content) > MOST_XML:
        raise Unreadable("too_large")
    try:
        root = fromstring(content, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    except DefusedXmlException as error:
        raise Unreadable("dangerous") from error
    except (ParseError, ValueError, LookupError, RecursionError) as error:
        raise Unreadable("unreadable") from error
    if root.tag != f"{CFDI}Comprobante" or root.get("Version") != "4.0":
        raise Unreadable("unreadable")
    stamp = root.find(f"{CFDI}Complemento/{STAMP}")
    uuid = (stamp.get("UUID", "") if stamp is not None else "").strip().upper()
    if _UUID.fullmatch(uuid) is None:
        raise Unreadable("unstamped")
    issuer, receiver = root.find(f"{CFDI}Emisor"), root.find(f"{CFDI}Receptor")
    if issuer is None or receiver is None:
        raise Unreadable("unreadable")
    return Cfdi(uuid, issuer.get("Rfc", "")[:13].upper(), receiver.get("Nombre", "")[:300], _stamped(root, receiver))


def _stamped(root: Element, receiver: Element) -> Stamped:
    letter = root.get("TipoDeComprobante", "")[:1]
    paid = root.findall(f"{CFDI}Complemento/{PAYMENTS}Pagos/{PAYMENTS}Pago")
    currency, total = root.get("Moneda", ""), _centavos(root.get("Total", ""))
    related = {each.get("UUID", "") for each in root.findall(f"{CFDI}CfdiRelacionados/{CFDI}CfdiRelacionado")}
    if letter == "P":
        currency = paid[0].get("MonedaP", "") if paid else ""
        total = sum(_centavos(each.get("Monto", "")) for each in paid)
        related |= {part.get("IdDocumento", "") for each in paid for part in each.iter(f"{PAYMENTS}DoctoRelacionado")}
    return Stamped(
        letter=letter,
        rfc=receiver.get("Rfc", "")[:13].upper(),
        total=total,
        currency=currency[:3],
        words=_words(root),
        related=frozenset(each.strip().upper() for each in related if each),
    )


def _words(root: Element) -> str:
    """Every place in which an issuer may have put our folio."""
    found = [f"{root.get('Serie', '')}-{root.get('Folio', '')}", root.get("CondicionesDePago", "")]
    found.append(root.get("Folio", ""))
    for concept in root.findall(f"{CFDI}Conceptos/{CFDI}Concepto")[:50]:
        found += [concept.get("NoIdentificacion", ""), concept.get("Descripcion", "")]
    return " | ".join(dict.fromkeys(each for each in found if each.strip("- ")))[:2_000]


def _centavos(text: str) -> int:
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise Unreadable("unreadable")
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")[:2])


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The header may lie about the size, so no more than it says is ever unpacked."""
    with archive.open(member) as opened:
        content = opened.read(member.file_size + 1)
    if len(content) > member.file_size:
        raise Unreadable("too_large")
    return content
