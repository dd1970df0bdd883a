"""What a page weighs with every stylesheet and script that it brings along."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

ASSETS = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js)(?:\?[^"]*)?)"')
IMPORTS = re.compile(r'(?:from|import)\s*\(?"(\.{1,2}/[^"]+)"')


@dataclass(frozen=True)
class Weight:
    """Bytes as they lie on the server and as they travel, and the addresses they came from."""

    plain: int
    travelled: int
    pieces: tuple[str, ...]


async def weigh(client: httpx.AsyncClient, path: str) -> Weight:
    """The page, what it links to, and what its scripts import."""
    waiting, seen, plain, travelled = [path], [path], 0, 0
    while waiting:
        place = waiting.pop()
        answer = await client.get(place, headers={"Accept-Encoding": "gzip"})
        answer.raise_for_status()
        plain, travelled = plain + len(answer.content), travelled + answer.num_bytes_downloaded
        further = ASSETS.findall(answer.text) if place == path else IMPORTS.findall(answer.text)
        fresh = [each for each in dict.fromkeys(urljoin(place, each) for each in further) if each not in seen]
        waiting, seen = waiting + fresh, seen + fresh
    return Weight(plain, travelled, tuple(seen))
