"""Lets browsers keep what they have when nothing changed: ETags for pages that strangers see and for files."""

import gzip
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.pages import actor


def revalidated(request: Request, answer: Response) -> Response:
    """For strangers: keep the page, ask each time whether it changed. For people signed in: keep nothing."""
    if actor(request).signed_in or "set-cookie" in answer.headers:
        answer.headers["Cache-Control"] = "private, no-store"
        return answer
    body = bytes(answer.body)
    written = gzip.decompress(body) if answer.headers.get("content-encoding") == "gzip" else body
    plain = written.replace(request.state.nonce.encode(), b"")
    tag = _tag(plain.replace(request.state.now.isoformat().encode(), b""))
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Cookie, Accept-Language, Accept-Encoding"}
    if _matches(request, tag):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer


def fresh(
    request: Request,
    body: bytes,
    kind: str,
    *,
    seconds: int,
    headers: dict[str, str] | None = None,
    shared: bool = True,
) -> Response:
    """A file that may be kept for `seconds`; only by the person's own browser unless it is `shared`."""
    tag = _tag(body)
    keep = {"ETag": tag, "Cache-Control": f"{'public' if shared else 'private'}, max-age={seconds}"}
    keep |= {"Vary": "Cookie, Accept-Language, Accept-Encoding"}
    if _matches(request, tag):
        return Response(status_code=304, headers=keep)
    return Response(body, media_type=kind, headers=keep | (headers or {}))


def _tag(body: bytes) -> str:
    return f'W/"{sha256(body).hexdigest()[:24]}"'


def _matches(request: Request, tag: str) -> bool:
    return tag in (each.strip() for each in request.headers.get("if-none-match", "").split(","))
