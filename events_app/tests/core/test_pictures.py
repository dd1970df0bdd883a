"""Pictures from strangers: turned upright, stripped, and refused before they can hurt."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from events_app.core.pictures import NotAPicture, PictureTooLarge, check_picture, picture_type

ORIENTATION, MAKER = 0x0112, 0x010F


def picture(kind: str, *, size: tuple[int, int] = (40, 20), turned: bool = False) -> bytes:
    drawn = Image.new("RGB", size, (200, 30, 30))
    exif = Image.Exif()
    exif[MAKER] = "Casa de Ana"
    if turned:
        exif[ORIENTATION] = 6
    written = BytesIO()
    drawn.save(written, kind, exif=exif)
    return written.getvalue()


def claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims a size."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_upright_and_without_what_the_camera_wrote(kind: str) -> None:
    clean = check_picture(picture(kind, turned=True))

    with Image.open(BytesIO(clean)) as seen:
        assert (seen.format, seen.size, dict(seen.getexif())) == (kind, (20, 40), {})
    assert b"Casa de Ana" not in clean
    assert picture_type(clean) == f"image/{kind.lower()}"


def test_transparency_is_kept() -> None:
    written = BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(written, "PNG")

    with Image.open(BytesIO(check_picture(written.getvalue()))) as seen:
        assert seen.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


@pytest.mark.parametrize("size", [(13_000, 13_000), (40_000_001, 1), (65_000, 65_000)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(PictureTooLarge):
        check_picture(claims(*size))


def test_exactly_the_limit_passes() -> None:
    data = picture("PNG", size=(40, 20))

    assert check_picture(data, max_pixels=800)
    with pytest.raises(PictureTooLarge):
        check_picture(data, max_pixels=799)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hola",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 50,
        picture("JPEG")[:-300],
        claims(50, 50),
    ],
)
def test_what_is_no_whole_picture_is_refused_kindly(data: bytes) -> None:
    with pytest.raises(NotAPicture):
        check_picture(data)
