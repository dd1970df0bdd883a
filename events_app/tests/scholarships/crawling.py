"""A crawler for the tests of blindness: it follows every link, tries every route, and reads into PDFs and pictures."""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from urllib.parse import unquote, urljoin, urlsplit

import httpx
import pypdfium2
from PIL import Image

from events_app import app
from events_app.core.access import Access
from events_app.core.pages import Page
from events_app.tests.support.browser import TestClient

LINK = re.compile(r"""(?:href|src|srcset|action|data-[a-z]+|part)=["']((?:/|\?|http)[^"'#\s]*)""")
SKIPPED = ("/static", "/salir", "/vivo", "/en-vivo", "/stream")
MARKS = re.compile(r"\{([a-z_]+)(?::[a-z]+)?\}")


async def crawl(client: TestClient, starts: Iterable[str]) -> dict[str, httpx.Response]:
    """Every address that can be reached by following links from these, with its answer; posts are not followed."""
    seen: dict[str, httpx.Response] = {}
    waiting = list(starts)
    while waiting:
        path = waiting.pop()
        if path in seen or any(each in path for each in SKIPPED):
            continue
        seen[path] = await client.get(path, follow_redirects=False)
        for found in [*LINK.findall(texts_of(seen[path])[0]), seen[path].headers.get("location", "")]:
            there = urlsplit(urljoin(path, found.replace("&amp;", "&")))
            if found and there.netloc in ("", "convoca.test") and there.scheme in ("", "http"):
                waiting.append(there.path + (f"?{there.query}" if there.query and _matters(there.path) else ""))
    return seen


def routes(
    access: Iterable[Access], values: Mapping[str, Iterable[str]], *, numbers: Iterable[int] = (), rooms: str = ""
) -> list[str]:
    """Every readable route with one of these ways in, with each of the values in its gaps; `numbers` for the rest."""
    wanted = set(access)
    found = [each for each in app.pages() if each.access in wanted and "GET" in each.methods and _in(each, rooms)]
    return [path for each in found for path in _filled(each.path, values, list(numbers))]


def texts_of(answer: httpx.Response) -> list[str]:
    """All that an answer says: body, headers, the text and the properties of a PDF, what a picture carries."""
    said = [answer.content.decode(coding, "ignore") for coding in ("utf-8", "latin-1", "utf-16")]
    said += [f"{name}: {unquote(value)}" for name, value in answer.headers.multi_items()]
    if answer.content.startswith(b"%PDF"):
        document = pypdfium2.PdfDocument(answer.content)
        said += [page.get_textpage().get_text_bounded() for page in document]
        said.append(str(document.get_metadata_dict()))
    if answer.headers.get("content-type", "").startswith(("image/png", "image/jpeg", "image/webp")):
        with Image.open(BytesIO(answer.content)) as picture:
            said += [str(picture.info), str(dict(picture.getexif()))]
    return said


def _matters(path: str) -> bool:
    """A calendar has a next month for ever, and the sign-in page remembers every address."""
    return path.startswith(("/lectura", "/comite", "/oficina/becas", "/solicitud", "/carta"))


def _in(page: Page, rooms: str) -> bool:
    return not rooms or page.handler.__module__.startswith(rooms)


def _filled(path: str, values: Mapping[str, Iterable[str]], numbers: list[int]) -> list[str]:
    found = [path]
    for name in MARKS.findall(path):
        given = [str(each) for each in values.get(name, numbers)]
        found = [re.sub(r"\{" + name + r"(?::[a-z]+)?\}", each, one) for one in found for each in given]
    return found
