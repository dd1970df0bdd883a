"""How often somebody may try to come in, so that guessing is hopeless and nobody can lock another person out.

The narrow limits are for one network *and* one address, so whoever guesses spends only their own tries. The wide limit
of an address stops guessing from many networks; a browser that signed in to that account before has a count of its own,
and so keeps working while strangers knock. A used-up password limit leaves the way by mail open, and the reverse.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import limits, tokens
from events_app.core.settings import settings

QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
BROWSER_COOKIE = "navegador"
BROWSER_AGE = timedelta(days=180)


@dataclass(frozen=True)
class Visitor:
    """Where an attempt comes from: its network, and the mark of the account this browser last signed in to."""

    network: str
    browser: str = ""
    account: str = ""

    def knows(self, email: str) -> bool:
        return bool(self.browser) and self.account == _account(email)


def visitor(request: Request) -> Visitor:
    raw = request.cookies.get(BROWSER_COOKIE, "")
    known = tokens.unsign(raw, "browser", now=request.state.now, max_age=BROWSER_AGE) if raw.isascii() else None
    network = network_of(request.client.host if request.client else "")
    if known is None:
        return Visitor(network)
    return Visitor(network, browser=str(known.get("id", "")), account=str(known.get("account", "")))


def remember_browser(response: Response, email: str, *, now: datetime) -> None:
    """Marks the browser as one of this account's own; it opens nothing by itself."""
    mark = tokens.sign({"id": tokens.new_secret(), "account": _account(email)}, "browser", now=now)
    response.set_cookie(
        BROWSER_COOKIE,
        mark,
        max_age=int(BROWSER_AGE.total_seconds()),
        path="/entrar",
        httponly=True,
        secure=settings().secure,
        samesite="lax",
    )


async def count_mail(who: Visitor, email: str, *, now: datetime) -> None:
    """Before a sign-in mail is asked for; the same for addresses that we know and that we do not. Raises TooMany."""
    await limits.hit("entry-mail-network", who.network, limit=40, per=QUARTER, now=now)
    await limits.hit("entry-mail-pair", f"{who.network} {email}", limit=5, per=QUARTER, now=now)
    if who.knows(email):
        await limits.hit("entry-mail-browser", who.browser, limit=5, per=QUARTER, now=now)
    else:
        await limits.hit("entry-mail-address", email, limit=20, per=HOUR, now=now)


async def count_password(who: Visitor, email: str, *, now: datetime) -> None:
    """Before a password is looked at. Raises TooMany."""
    await limits.hit("entry-word-network", who.network, limit=60, per=QUARTER, now=now)
    await limits.hit("entry-word-pair", f"{who.network} {email}", limit=10, per=QUARTER, now=now)
    if who.knows(email):
        await limits.hit("entry-word-browser", who.browser, limit=10, per=QUARTER, now=now)
    else:
        await limits.hit("entry-word-address", email, limit=50, per=HOUR, now=now)


async def forgive_password(who: Visitor, email: str) -> None:
    """After the right password: the slips before it no longer count against this person."""
    await limits.forgive("entry-word-pair", f"{who.network} {email}")


async def count_key(who: Visitor, *, now: datetime) -> None:
    """Before a link or a code is looked up: stops one network from trying many. Raises TooMany."""
    await limits.hit("entry-key-network", who.network, limit=120, per=QUARTER, now=now)


async def count_own_password(user_id: int, *, now: datetime) -> None:
    """Before the present password is checked on somebody's own page. Raises TooMany."""
    await limits.hit("own-password", str(user_id), limit=10, per=QUARTER, now=now)


def network_of(host: str) -> str:
    """One address of IPv4, or the /64 that an IPv6 customer gets as one."""
    try:
        address = ip_address(host)
    except ValueError:
        return host[:60]
    if isinstance(address, IPv6Address):
        return f"{IPv6Address(int(address) >> 64 << 64)}/64"
    return str(address)


def _account(email: str) -> str:
    return tokens.keyed_digest(email.lower(), "browser-account")[:32]
