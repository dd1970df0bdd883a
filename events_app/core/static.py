"""Serves our own stylesheets, scripts and pictures: addresses that change with the content, compressed once."""

import gzip
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path, PurePosixPath

from starlette.datastructures import Headers, QueryParams
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

STATIC_DIR = Path(__file__).parent.parent / "static"
STATIC_PATH = "/static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"
_SMALLEST_TO_COMPRESS = 600

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
}
_COMPRESSED_ALREADY = {".png", ".jpg", ".ico"}


class NoSuchAsset(LookupError):
    """There is no such file among the ones we hand out."""


@dataclass(frozen=True)
class Asset:
    """A file ready to be sent: `digest` is the beginning of its SHA-256, `packed` its gzip when that is smaller."""

    body: bytes
    packed: bytes | None
    digest: str
    content_type: str


def asset_url(path: str) -> str:
    """The address of a file of ours ("css/app.css"), with its digest, so that browsers may keep it for ever."""
    return f"{STATIC_PATH}/{path}?v={asset(path).digest}"


def asset(path: str) -> Asset:
    """The file as it is on disk now; NoSuchAsset for any other name, a folder, or a kind we do not hand out."""
    pure = PurePosixPath(path)
    if "\0" in path or pure.is_absolute() or ".." in pure.parts or pure.suffix not in TYPES:
        raise NoSuchAsset(path)
    file = STATIC_DIR / pure
    try:
        known = file.stat()
        return _load(file, known.st_mtime_ns, known.st_size)
    except OSError as error:
        raise NoSuchAsset(path) from error


@lru_cache(maxsize=256)
def _load(file: Path, changed: int, size: int) -> Asset:
    """Read and compressed once per version of the file (`changed` and `size` are the key)."""
    body = file.read_bytes()
    packed = None
    if size >= _SMALLEST_TO_COMPRESS and file.suffix not in _COMPRESSED_ALREADY:
        packed = gzip.compress(body, 9, mtime=0)
    smaller = packed if packed is not None and len(packed) < len(body) else None
    return Asset(body, smaller, sha256(body).hexdigest()[:16], TYPES[file.suffix])


class StaticFiles:
    """The ASGI app mounted at STATIC_PATH; answers GET and HEAD, everything else is a plain 405."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope)(scope, receive, send)


def answer(scope: Scope) -> Response:
    """The whole answer for one request under STATIC_PATH."""
    if scope["method"] not in ("GET", "HEAD"):
        return Response(status_code=405, headers={"Allow": "GET, HEAD"})
    path = _inside(scope)
    try:
        found = asset(path)
    except NoSuchAsset:
        return Response("404", status_code=404, media_type="text/plain", headers={"Cache-Control": "no-store"})
    wanted = Headers(scope=scope)
    headers = _headers(path, found, QueryParams(scope["query_string"]).get("v"))
    if f'"{found.digest}"' in wanted.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return _body(found, headers, scope["method"] == "HEAD", "gzip" in wanted.get("accept-encoding", ""))


def _inside(scope: Scope) -> str:
    path = str(scope["path"])
    root = str(scope.get("root_path", ""))
    if root and path.startswith(root):
        path = path.removeprefix(root)
    return path.removeprefix(STATIC_PATH).lstrip("/")


def _headers(path: str, found: Asset, version: str | None) -> dict[str, str]:
    """What carries its version in its name or address never changes; the rest is asked about each time."""
    stays = version == found.digest or path.startswith("vendor/")
    headers = {
        "Cache-Control": FOR_EVER if stays else ASK_AGAIN,
        "ETag": f'"{found.digest}"',
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Content-Type": found.content_type,
    }
    if path.endswith("-worker.js"):
        headers["Service-Worker-Allowed"] = "/"
    return headers


def _body(found: Asset, headers: dict[str, str], head: bool, gzip_welcome: bool) -> Response:
    body = found.body
    if gzip_welcome and found.packed is not None:
        body = found.packed
        headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return Response(b"" if head else body, headers=headers)
