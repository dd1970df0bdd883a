"""The hook for a virus scanner: clamd, spoken to over TCP, when the office has one (SCANNER_URL)."""

import asyncio
from urllib.parse import urlsplit

from events_app.core.errors import Unavailable
from events_app.core.settings import settings
from scholarships.applications.states import ScanStatus

CHUNK = 65_536
PATIENCE = 20


async def look(data: bytes) -> ScanStatus:
    """Asks the scanner before anything is kept; UNSCANNED without one. Raises Unavailable when it does not answer."""
    url = settings().scanner_url
    if not url:
        return ScanStatus.UNSCANNED
    place = urlsplit(url)
    try:
        answer = await asyncio.wait_for(_asked(place.hostname or "localhost", place.port or 3310, data), PATIENCE)
    except (OSError, TimeoutError) as error:
        raise Unavailable() from error
    if answer.endswith("FOUND"):
        return ScanStatus.INFECTED
    if not answer.endswith("OK"):
        raise Unavailable()
    return ScanStatus.CLEAN


async def _asked(host: str, port: int, data: bytes) -> str:
    """clamd's INSTREAM: pieces with their length in front, an empty one at the end, one line back."""
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            piece = data[start : start + CHUNK]
            writer.write(len(piece).to_bytes(4, "big") + piece)
        writer.write(b"\0\0\0\0")
        await writer.drain()
        return (await reader.read(1_000)).decode("utf-8", "replace").strip("\0\r\n ")
    finally:
        writer.close()
