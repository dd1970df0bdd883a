"""A browser without JavaScript: keeps cookies, sends our own origin, signs people in."""

from typing import TYPE_CHECKING

import httpx

from events_app.accounts.services import open_session
from events_app.core.clock import now
from events_app.core.middleware import session_cookie

if TYPE_CHECKING:
    from events_app.accounts.models import User


class TestClient(httpx.AsyncClient):
    __test__ = False

    async def sign_in(self, user: "User") -> None:
        """Opens a real session for `user`, as the sign-in page would."""
        token = await open_session(user, now(), "test")
        self.cookies.set(session_cookie(), token)

    def sign_out(self) -> None:
        self.cookies.clear()
