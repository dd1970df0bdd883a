"""The session cookie: given at sign-in with the strictest flags, taken back at sign-out."""

from datetime import datetime

from starlette.responses import Response

from events_app.accounts.attempts import remember_browser
from events_app.accounts.queries import ABSOLUTE
from events_app.core.middleware import session_cookie
from events_app.core.settings import settings


def give_session(response: Response, token: str, email: str, *, now: datetime) -> Response:
    """Hands the new session over; whatever token this browser had before is overwritten."""
    response.set_cookie(
        session_cookie(),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        httponly=True,
        secure=settings().secure,
        samesite="lax",
    )
    remember_browser(response, email, now=now)
    response.headers["Cache-Control"] = "no-store"
    return response


def take_session(response: Response) -> Response:
    response.delete_cookie(session_cookie(), path="/", httponly=True, secure=settings().secure, samesite="lax")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
