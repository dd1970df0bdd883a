"""QR codes: read back by another program, small enough for a page."""

import re
from io import BytesIO

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from events_app.core import qr

TICKET = "HTTPS://CONVOCA.INDEXNOGALES.EXAMPLE/T/ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def read(picture: Image.Image) -> list[tuple[str, str]]:
    return [(found.text, found.ec_level) for found in zxingcpp.read_barcodes(picture)]


def drawn(svg: str) -> Image.Image:
    """Our one path drawn by its own words: M, m and h."""
    side = int(re.findall(r'viewBox="0 0 (\d+)', svg)[0])
    picture = Image.new("L", (side * 4, side * 4), 255)
    pencil = ImageDraw.Draw(picture)
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", re.findall(r'stroke="#000" d="([^"]+)"', svg)[0]):
        values = [float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", numbers)]
        if command == "h":
            pencil.rectangle((x * 4, (y - 0.5) * 4, (x + values[0]) * 4 - 1, (y + 0.5) * 4 - 1), fill=0)
            x += values[0]
        elif command == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    return picture


def test_a_ticket_link_is_read_back_from_the_png() -> None:
    with Image.open(BytesIO(qr.png(TICKET))) as picture:
        assert read(picture.convert("L")) == [(TICKET, "M")]


def test_a_ticket_link_is_read_back_from_the_small_svg() -> None:
    svg = qr.svg(TICKET)

    assert len(svg.encode()) <= 2_500
    assert read(drawn(svg)) == [(TICKET, "M")]


def test_four_modules_around_stay_white() -> None:
    side = len(qr.matrix(TICKET)) + 8

    with Image.open(BytesIO(qr.png(TICKET, module=3))) as picture:
        inside = picture.convert("L").point(lambda value: 255 - value).getbbox()
        assert (picture.size, inside) == ((side * 3, side * 3), (12, 12, side * 3 - 12, side * 3 - 12))


def test_a_label_cannot_leave_its_attribute() -> None:
    assert 'aria-label="a&quot;&lt;b&amp;"' in qr.svg("X", label='a"<b&')


@given(st.text(st.characters(codec="ascii", min_codepoint=32), min_size=1, max_size=120))
def test_any_text_comes_back(text: str) -> None:
    assert read(drawn(qr.svg(text))) == [(text, "M")]


def test_a_text_too_long_for_any_code_is_an_error() -> None:
    with pytest.raises(ValueError, match="Invalid version"):
        qr.matrix("x" * 3_000)
