"""A PDF becomes plain pictures of its pages: no scripts, no layers, no attached files, no metadata survive."""

import re
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from events_app.core.i18n import N_, _
from events_app.core.pdf_pages import BrokenPdf, opened_pdf
from scholarships.applications.errors import PaperRefused

if TYPE_CHECKING:
    import pypdfium2 as pdfium

MOST_PAGES = 8
MOST_UNPACKED = 60_000_000
WIDTH = 1_600
_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)\b")
ACTIVE = N_(
    "Ese PDF trae un programa o un archivo adentro y no lo podemos abrir. Tómale una foto o expórtalo otra vez."
)
LOCKED = N_("Ese PDF tiene contraseña. Quítasela o tómale una foto.")
BROKEN = N_("No pudimos abrir ese PDF. Tómale una foto al documento.")
LONG = N_("Ese PDF tiene más de %(most)s páginas. Sube solo las que se piden.")


def is_pdf(data: bytes) -> bool:
    return data[:1024].lstrip().startswith(b"%PDF-")


def pages(data: bytes) -> list[bytes]:
    """Each page as a JPEG 1,600 pixels wide. Raises PaperRefused, saying what to do."""
    if b"/Encrypt" in data:
        raise PaperRefused(_(LOCKED))
    if _is_active(data):
        raise PaperRefused(_(ACTIVE))
    try:
        with opened_pdf(data) as document:
            if len(document) > MOST_PAGES:
                raise PaperRefused(_(LONG, most=MOST_PAGES))
            return [_drawn(document[number]) for number in range(len(document))]
    except BrokenPdf as error:
        raise PaperRefused(_(LOCKED) if error.locked else _(BROKEN)) from error


def _drawn(page: "pdfium.PdfPage") -> bytes:
    width, height = page.get_size()
    if width <= 0 or height <= 0 or max(width, height) / min(width, height) > 20:
        raise PaperRefused(_(BROKEN))
    picture: Image.Image = page.render(scale=WIDTH / max(width, height / 2)).to_pil().convert("RGB")
    written = BytesIO()
    picture.save(written, "JPEG", quality=82)
    return written.getvalue()


def _is_active(data: bytes) -> bool:
    """Looks inside compressed streams too, and at names written with #xx."""
    if _ACTIVE.search(_plain(data)):
        return True
    unpacked = 0
    for match in _STREAM.finditer(data):
        content = _unpacked(match.group(1))
        unpacked += len(content)
        if unpacked > MOST_UNPACKED:
            raise PaperRefused(_(BROKEN))
        if b"/" in content and _ACTIVE.search(_plain(content)) and b"/Type" in content:
            return True
    return False


def _plain(data: bytes) -> bytes:
    return _NAME.sub(lambda match: bytes([int(match.group(1), 16)]), data)


def _unpacked(content: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(content, MOST_UNPACKED)
    except zlib.error:
        return b""
