"""Remembers in a cookie which teams a reader follows, one in each division; nobody else learns of it."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.settings import settings

COOKIE = "sigo"
MOST = 12
YEAR = 365 * 24 * 3600


def followed(request: Request) -> tuple[int, ...]:
    """The ids of teams, the last chosen first; what is no number is dropped."""
    raw = request.cookies.get(COOKIE, "")[:200]
    ids = [int(each) for each in raw.split(".") if each.isascii() and each.isdigit() and len(each) < 16]
    return tuple(dict.fromkeys(ids))[:MOST]


def follow(request: Request, response: Response, team_id: int, others: set[int]) -> None:
    """Follows the team instead of any other of its division (`others`)."""
    kept = [each for each in followed(request) if each not in others and each != team_id]
    _write(response, [team_id, *kept][:MOST])


def stop(request: Request, response: Response, team_id: int) -> None:
    _write(response, [each for each in followed(request) if each != team_id])


def _write(response: Response, ids: list[int]) -> None:
    if not ids:
        response.delete_cookie(COOKIE)
        return
    value = ".".join(str(each) for each in ids)
    response.set_cookie(COOKIE, value, max_age=YEAR, httponly=True, samesite="lax", secure=settings().secure)
