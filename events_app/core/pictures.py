"""Pictures from strangers: looked at before they are loaded, drawn anew, freed of what the camera wrote into them."""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from events_app.core.errors import Invalid
from events_app.core.i18n import N_

MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP")
_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"RIFF": "image/webp"}
_BROKEN = (OSError, ValueError, SyntaxError, EOFError)


class NotAPicture(Invalid):
    message = N_("No pudimos abrir la imagen. Usa un archivo JPG, PNG o WEBP.")


class PictureTooLarge(Invalid):
    message = N_("La imagen tiene demasiados píxeles (máximo %(most)s millones). Redúcela y vuelve a subirla.")


def check_picture(data: bytes, max_pixels: int = MOST_PIXELS) -> bytes:
    """The picture drawn anew in its own format, upright and without EXIF; raises NotAPicture or PictureTooLarge."""
    with warnings.catch_warnings():
        # Pillow only warns of a picture beyond its own limit; ours comes first, from the header.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(BytesIO(data), formats=FORMATS) as opened:
                _refuse_large(opened, max_pixels)
                opened.load()
                return _drawn_anew(opened, str(opened.format))
        except Image.DecompressionBombError as error:
            raise PictureTooLarge(most=max_pixels // 1_000_000) from error
        except (UnidentifiedImageError, *_BROKEN) as error:
            raise NotAPicture() from error


def picture_type(data: bytes) -> str:
    """The content type of what check_picture returned."""
    return next((kind for head, kind in _TYPES.items() if data.startswith(head)), "application/octet-stream")


def _refuse_large(opened: Image.Image, max_pixels: int) -> None:
    if opened.width * opened.height > max_pixels or getattr(opened, "n_frames", 1) > 1_000:
        raise PictureTooLarge(most=max_pixels // 1_000_000)


def _drawn_anew(opened: Image.Image, kind: str) -> bytes:
    upright = ImageOps.exif_transpose(opened)
    transparent = "A" in upright.getbands() or "transparency" in upright.info
    mode = "RGBA" if transparent and kind != "JPEG" else "L" if upright.mode in ("1", "L") else "RGB"
    plain = Image.frombytes(mode, upright.size, upright.convert(mode).tobytes())
    written = BytesIO()
    if kind == "PNG":
        plain.save(written, "PNG", optimize=True)
    else:
        plain.save(written, kind, quality=85, method=4)
    return written.getvalue()
