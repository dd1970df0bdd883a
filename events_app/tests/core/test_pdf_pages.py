"""PDFium is never in two threads at once, and what it cannot read is said by name."""

from io import BytesIO
from threading import Thread

import pytest
from PIL import Image

from events_app.core.pdf_pages import BrokenPdf, opened_pdf


def paper() -> bytes:
    written = BytesIO()
    Image.new("RGB", (200, 100), "white").save(written, "PDF")
    return written.getvalue()


def test_a_second_document_waits_until_the_first_is_closed() -> None:
    told: list[str] = []

    def second() -> None:
        with opened_pdf(paper()) as document:
            told.append(f"second opened, {len(document)} page")

    other = Thread(target=second)
    with opened_pdf(paper()):
        other.start()
        other.join(0.3)
        told.append("first done")
    other.join()

    assert told == ["first done", "second opened, 1 page"]


def test_what_cannot_be_read_is_said_by_name_and_leaves_the_way_free() -> None:
    with pytest.raises(BrokenPdf) as broken, opened_pdf(b"%PDF-1.7 nothing"):
        pass

    assert not broken.value.locked
    with opened_pdf(paper()) as document:
        assert len(document) == 1
