"""Reads the Constancia de Situación Fiscal that somebody uploads, as a photo or a PDF, and keeps nothing of it."""

import asyncio
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from events_app.core.later import later
from events_app.core.pdf_pages import BrokenPdf, opened_pdf
from events_app.core.pictures import check_picture
from events_app.fiscal.engine.constancia import card_in, data_in
from events_app.fiscal.errors import NoCardFound

if TYPE_CHECKING:
    import pypdfium2 as pdfium
    import zxingcpp
else:
    zxingcpp = later("zxingcpp")

MOST_PAGES = 4
MOST_TEXT = 40_000
WIDTH = 1_700
MOST_PIXELS = 24_000_000


async def read(content: bytes) -> dict[str, str]:
    """The fields of the form that the paper fills in, the RFC always among them. Raises NoCardFound or NotAPicture."""
    return await asyncio.to_thread(_read, content)


def fields_in(text: str) -> dict[str, str]:
    """The same from the QR's text or address, pasted. Raises NoCardFound."""
    card = card_in(text)
    if card is None:
        raise NoCardFound()
    return {"rfc": card.rfc}


def _read(content: bytes) -> dict[str, str]:
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _read_pdf(content)
    with Image.open(BytesIO(check_picture(content, MOST_PIXELS))) as picture:
        return _fields(picture)


def _read_pdf(content: bytes) -> dict[str, str]:
    try:
        with opened_pdf(content) as document:
            return _fields_of(document)
    except BrokenPdf as error:
        raise NoCardFound() from error


def _fields_of(document: "pdfium.PdfDocument") -> dict[str, str]:
    told: dict[str, str] = {}
    text = ""
    for number in range(min(len(document), MOST_PAGES)):
        page = document[number]
        text = (text + "\n" + page.get_textpage().get_text_range(errors="ignore"))[:MOST_TEXT]
        width, height = page.get_size()
        if not told and width > 0 and height > 0 and max(width, height) / min(width, height) < 10:
            told = _seen(page.render(scale=WIDTH / max(width, height)).to_pil())
    if not told:
        raise NoCardFound()
    return data_in(text.replace("\r\n", "\n")) | told


def _fields(picture: Image.Image) -> dict[str, str]:
    told = _seen(picture)
    if not told:
        raise NoCardFound()
    return told


def _seen(picture: Image.Image) -> dict[str, str]:
    for found in zxingcpp.read_barcodes(
        picture.convert("L"), formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    ):
        card = card_in(found.text)
        if card is not None:
            return {"rfc": card.rfc}
    return {}
