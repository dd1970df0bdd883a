"""Draws the preview card of an event, the picture that WhatsApp shows beside a link."""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from events_app.core.covers import Pattern, pattern

WIDTH, HEIGHT, MARGIN = 1200, 630, 72
MOST_BYTES = 300_000
FONTS = Path(__file__).parent.parent / "static" / "fonts"
WHITE = (255, 255, 255)
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Card:
    """The words of a card; `seed` gives the same pattern as the page's cover."""

    seed: str
    kind: str
    title: str
    when: str
    where: str
    host: str


@lru_cache(maxsize=64)
def draw(card: Card) -> bytes:
    """A PNG of 1200 × 630 pixels and at most 300 KB; the same words always give the same bytes."""
    art = pattern(card.seed)
    picture = _ground(art)
    _lines(picture, art)
    _words(ImageDraw.Draw(picture), card)
    for colours in (128, 64, 32):
        written = BytesIO()
        picture.quantize(colours, dither=Image.Dither.NONE).save(written, "PNG", optimize=True)
        if written.tell() <= MOST_BYTES:
            break
    return written.getvalue()


def _ground(art: Pattern) -> Image.Image:
    small = Image.new("RGB", (48, 25))
    stops = [_rgb(colour) for colour in art.colours]
    small.putdata([_along((x / 47 + y / 24) / 2, stops) for y in range(25) for x in range(48)])
    return small.resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)


def _along(share: float, stops: list[Colour]) -> Colour:
    first, middle, last = stops
    start, end, part = (first, middle, share / 0.55) if share < 0.55 else (middle, last, (share - 0.55) / 0.45)
    return tuple(round(a + (b - a) * part) for a, b in zip(start, end, strict=True))  # type: ignore[return-value]


def _lines(picture: Image.Image, art: Pattern) -> None:
    scale = max(WIDTH / art.width, HEIGHT / art.height)
    veil = Image.new("L", picture.size, 0)
    pen = ImageDraw.Draw(veil)
    for line in art.lines:
        points = [(x * scale, y * scale) for x, y in line]
        pen.line(points, fill=round(255 * art.opacity), width=round(art.thickness * scale), joint="curve")
    picture.paste(WHITE, mask=veil)


def _words(pen: ImageDraw.ImageDraw, card: Card) -> None:
    _write(pen, MARGIN, _fit(pen, card.kind, 34, "Inter-Bold"), WHITE)
    lines, font = _title(pen, card.title)
    top = 150
    for line in lines:
        pen.text((MARGIN, top), line, font=font, fill=WHITE)
        top += round(font.size * 1.16)
    _write(pen, HEIGHT - 196, _fit(pen, card.when, 40, "Inter-Bold"), WHITE)
    _write(pen, HEIGHT - 140, _fit(pen, card.where, 34, "Inter-Regular"), WHITE)
    _write(pen, HEIGHT - 84, _fit(pen, card.host, 28, "Inter-Regular"), WHITE)


def _write(pen: ImageDraw.ImageDraw, top: int, fitted: tuple[str, ImageFont.FreeTypeFont], fill: Colour) -> None:
    pen.text((MARGIN, top), fitted[0], font=fitted[1], fill=fill)


def _fit(pen: ImageDraw.ImageDraw, text: str, size: int, name: str) -> tuple[str, ImageFont.FreeTypeFont]:
    """One line that ends in … when it is too long."""
    font, room = _font(name, size), WIDTH - 2 * MARGIN
    while text and pen.textlength(text, font=font) > room:
        text = text[:-2].rstrip(" …") + "…"
    return text, font


def _title(pen: ImageDraw.ImageDraw, title: str) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """The largest of four sizes at which the title fits in its lines."""
    for size, most in ((84, 2), (70, 3), (58, 4), (46, 5)):
        font = _font("Inter-Bold", size)
        lines = _wrapped(pen, title, font)
        if len(lines) <= most:
            return lines, font
    return lines[:5], font


def _wrapped(pen: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, room = [""], WIDTH - 2 * MARGIN
    for word in (piece for whole in text.split() for piece in _pieces(pen, whole, font, room)):
        longer = f"{lines[-1]} {word}".strip()
        if pen.textlength(longer, font=font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _pieces(pen: ImageDraw.ImageDraw, word: str, font: ImageFont.FreeTypeFont, room: int) -> list[str]:
    if pen.textlength(word, font=font) <= room:
        return [word]
    return [word[start : start + 18] for start in range(0, len(word), 18)]


@lru_cache(maxsize=16)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


def _rgb(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
