"""Draws the papers that families hand in: plain sheets that say on themselves that they are invented."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (480, 620)
FONT = Path(__file__).parents[2] / "static" / "fonts" / "Inter-Regular.ttf"
TITLES = {
    "acta": "ACTA DE NACIMIENTO",
    "boleta": "BOLETA DE EVALUACIÓN",
    "constancia": "CONSTANCIA DE INSCRIPCIÓN",
    "identificacion": "IDENTIFICACIÓN",
}
# Where the name stands on every sheet, in parts of its width and height.
NAME = (0.08, 0.19, 0.84, 0.07)


def sheet(kind: str, name: str = "", line: str = "") -> bytes:
    """A JPEG of a paper of this kind; without a name its place is black, as the office blackens it."""
    picture = _blank(kind).copy()
    brush = ImageDraw.Draw(picture)
    width, height = SIZE
    left, top, wide, high = NAME
    if name:
        brush.text((left * width, top * height + 8), name, fill=30, font=_font(19))
    else:
        brush.rectangle((left * width, top * height, (left + wide) * width, (top + high) * height), fill=0)
    if line:
        brush.text((left * width, 210), line, fill=50, font=_font(18))
    written = BytesIO()
    picture.save(written, "JPEG", quality=70)
    return written.getvalue()


@lru_cache(maxsize=8)
def plain(kind: str) -> bytes:
    """A paper in nobody's name."""
    return sheet(kind, "Demostración")


@lru_cache(maxsize=8)
def _blank(kind: str) -> Image.Image:
    picture = Image.new("L", SIZE, 246)
    brush = ImageDraw.Draw(picture)
    width, height = SIZE
    brush.rectangle((14, 14, width - 15, height - 15), outline=120, width=2)
    brush.text((NAME[0] * width, 50), TITLES[kind], fill=20, font=_font(24))
    brush.text((NAME[0] * width, height - 60), "Documento de demostración, sin valor", fill=130, font=_font(14))
    return picture


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), size)
