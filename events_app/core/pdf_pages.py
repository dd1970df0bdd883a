"""Opens a PDF that somebody sent, one at a time: PDFium keeps state of its own and breaks under two threads."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING

from events_app.core.later import later

if TYPE_CHECKING:
    import pypdfium2 as pdfium
else:
    pdfium = later("pypdfium2")

_ALONE = Lock()


class BrokenPdf(ValueError):
    """PDFium cannot read it; `locked` when it asks for a password."""

    def __init__(self, locked: bool = False) -> None:
        super().__init__("a password is wanted" if locked else "not a PDF that can be read")
        self.locked = locked


@contextmanager
def opened_pdf(content: bytes) -> Iterator["pdfium.PdfDocument"]:
    """The document for the length of the block, which has PDFium for itself and must not open a second one.

    Pages, their text and their bitmaps belong inside the block: closing the document closes them. The rule is
    PDFium's own: none of its functions may run in two threads at once. Raises BrokenPdf, also out of the block.
    """
    with _ALONE:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            raise BrokenPdf("password" in str(error).lower()) from error
        try:
            yield document
        except pdfium.PdfiumError as error:
            raise BrokenPdf() from error
        finally:
            document.close()
