"""Stored files: streamed, limited, checked, and answered so that a browser cannot take them for a page."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from events_app.core import files
from events_app.core.errors import NotFound, TooLarge
from events_app.core.settings import settings
from events_app.core.tables import StoredFile


def folder() -> list[Path]:
    return [path for path in (settings().data_dir / "files").rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def empty_folder(db: str) -> None:
    for path in folder():
        path.unlink()


async def pieces(count: int, size: int = 300_000) -> AsyncIterator[bytes]:
    for number in range(count):
        yield bytes([number % 256]) * size


async def test_a_streamed_file_comes_back_whole() -> None:
    whole = b"".join([piece async for piece in pieces(5)])

    file = await files.put("rosters", "../lista de año.xlsx", pieces(5), "text/csv")

    assert (file.size, file.sha256, file.name) == (1_500_000, hashlib.sha256(whole).hexdigest(), "lista de año.xlsx")
    assert await files.read(await files.stored(file.id)) == whole


async def test_a_file_above_the_limit_leaves_nothing() -> None:
    with pytest.raises(TooLarge):
        await files.put("rosters", "a.csv", pieces(5), "text/csv", most_bytes=1_400_000)

    assert (folder(), await StoredFile.all().count()) == ([], 0)


async def test_an_empty_file_is_told_so() -> None:
    with pytest.raises(files.FileEmpty):
        await files.put("rosters", "a.csv", b"", "text/csv")

    assert folder() == []


async def test_a_stream_that_breaks_leaves_nothing() -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"x" * 300_000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await files.put("rosters", "a.csv", broken(), "text/csv")

    assert folder() == []


async def test_a_file_that_somebody_changed_is_not_handed_out() -> None:
    file = await files.put("rosters", "a.csv", b"a,b", "text/csv")
    [path] = folder()
    path.write_bytes(b"a,c")

    with pytest.raises(files.FileDamaged):
        await files.read(file)


async def test_a_removed_file_is_not_found() -> None:
    file = await files.put("rosters", "a.csv", b"a,b", "text/csv")
    await files.remove(file)

    with pytest.raises(NotFound):
        await files.read(file)
    assert folder() == []


@pytest.mark.parametrize(("kind", "where"), [("text/html", "attachment"), ("image/png", "inline")])
async def test_only_pictures_and_pdf_open_inside_the_browser(kind: str, where: str) -> None:
    answer = await files.respond(await files.put("rosters", "año.x", b"<script>", kind), inline=True)

    body = b"".join([bytes(piece) async for piece in answer.body_iterator])  # type: ignore[arg-type]
    assert body == b"<script>"
    assert answer.headers["content-disposition"] == f"{where}; filename*=UTF-8''a%C3%B1o.x"
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
