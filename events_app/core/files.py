"""Files in an object store, a folder or S3, behind one door: streamed, limited in size, and checked by their digest."""

import hashlib
import re
import secrets
from collections.abc import AsyncIterable, AsyncIterator
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.responses import StreamingResponse

from events_app.core.errors import ConvocaError, Invalid, NotFound, TooLarge
from events_app.core.i18n import N_
from events_app.core.later import later
from events_app.core.settings import settings
from events_app.core.tables import StoredFile

if TYPE_CHECKING:
    import obstore
else:
    obstore = later("obstore")

MOST_BYTES = 10 * 1024 * 1024
CHUNK = 256 * 1024
SHOWN_INLINE = ("image/jpeg", "image/png", "image/webp", "application/pdf")
_KIND = re.compile(r"[a-z][a-z0-9_-]{0,38}")
_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]{1,80}")


class FileDamaged(ConvocaError):
    message = N_("El archivo guardado está dañado. Avisa a la oficina, por favor.")


class FileEmpty(Invalid):
    message = N_("El archivo está vacío.")


async def put(
    kind: str,
    name: str,
    data: bytes | AsyncIterable[bytes],
    content_type: str,
    *,
    now: datetime | None = None,
    most_bytes: int = MOST_BYTES,
) -> StoredFile:
    """Stores the content and its row; raises TooLarge or FileEmpty and then keeps nothing."""
    if not _KIND.fullmatch(kind):
        raise ValueError(f"not a kind of file: {kind!r}")
    path = f"{kind}/{secrets.token_hex(16)}"
    measured = _Measured(data, most_bytes)
    try:
        await obstore.put_async(_store(), path, measured)
    finally:
        if measured.mistake is not None:
            await _remove(path)
    if measured.mistake is not None:
        raise measured.mistake
    file = StoredFile(
        kind=kind,
        name=clean_name(name),
        content_type=_clean_type(content_type),
        size=measured.size,
        sha256=measured.digest.hexdigest(),
        path=path,
    )
    if now is not None:
        file.created_at = now
    await file.save()
    return file


def _clean_type(content_type: str) -> str:
    known = content_type.lower()
    return known if _TYPE.fullmatch(known) else "application/octet-stream"


async def stored(file_id: int) -> StoredFile:
    """The file's row; raises NotFound."""
    found = await StoredFile.get_or_none(id=file_id)
    if found is None:
        raise NotFound()
    return found


async def open(file: StoredFile) -> AsyncIterator[bytes]:
    """The content in pieces; raises NotFound before the first when the store has lost it."""
    try:
        found = await obstore.get_async(_store(), file.path)
    except FileNotFoundError as error:
        raise NotFound() from error
    async for piece in found.stream(min_chunk_size=CHUNK):
        yield bytes(piece)


async def read(file: StoredFile) -> bytes:
    """The whole content; raises FileDamaged when it is not what was stored."""
    content = b"".join([piece async for piece in open(file)])
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise FileDamaged()
    return content


async def remove(file: StoredFile) -> None:
    """Deletes the row, then the content."""
    await file.delete()
    await _remove(file.path)


async def respond(file: StoredFile, *, inline: bool = False) -> StreamingResponse:
    """The file as an answer that a browser cannot take for a page; who may see it is the handler's question."""
    pieces = open(file)
    first = await anext(pieces, b"")

    async def body() -> AsyncIterator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    where = "inline" if inline and file.content_type in SHOWN_INLINE else "attachment"
    headers = {
        "Content-Length": str(file.size),
        "Content-Disposition": f"{where}; filename*=UTF-8''{quote(file.name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return StreamingResponse(body(), media_type=file.content_type, headers=headers)


def clean_name(name: str) -> str:
    """A name without folders or control characters, at most 120 characters, its ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(c for c in last if c.isprintable()).strip(" .") or "archivo"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: 119 - len(ending)]}.{ending}" if dot and len(ending) <= 10 else plain[:120]


class _Measured:
    """Passes the pieces on, counting and digesting them; stops at the limit and remembers why."""

    def __init__(self, data: bytes | AsyncIterable[bytes], most_bytes: int) -> None:
        self.data, self.most = data, most_bytes
        self.size, self.digest = 0, hashlib.sha256()
        self.mistake: Exception | None = None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in _pieces(self.data):
                self.size += len(piece)
                if self.size > self.most:
                    self.mistake = TooLarge()
                    return
                self.digest.update(piece)
                yield piece
        except BaseException as error:
            # The store would wrap what the sender's stream raised: the person is told the first cause.
            self.mistake = error if isinstance(error, Exception) else None
            raise
        if self.size == 0:
            self.mistake = FileEmpty()


async def _pieces(data: bytes | AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    if isinstance(data, bytes):
        for start in range(0, len(data), CHUNK):
            yield data[start : start + CHUNK]
        return
    async for piece in data:
        if piece:
            yield piece


async def _remove(path: str) -> None:
    try:
        await obstore.delete_async(_store(), path)
    except FileNotFoundError:
        return


def _store() -> "obstore.store.ObjectStore":
    return _opened(settings().storage_url or str(settings().data_dir / "files"))


@lru_cache(maxsize=4)
def _opened(where: str) -> "obstore.store.ObjectStore":
    """S3 and its kin by their URL (credentials from the usual AWS_… variables), everything else is a folder."""
    if "://" in where and not where.startswith("file://"):
        return obstore.store.from_url(where)
    return obstore.store.LocalStore(prefix=Path(where.removeprefix("file://")), mkdir=True)
