"""Who does not want a kind of mail that nobody needs to receive: a signed link in each one is the way out, and back."""

from datetime import datetime, timedelta

from events_app.core import tokens
from events_app.core.database import execute, row
from events_app.core.errors import NotFound
from events_app.core.pages import absolute

REMINDERS = "reminders"
KINDS = (REMINDERS,)
LASTS = timedelta(days=3650)
PURPOSE = "unsubscribe"


def link(address: str, kind: str, *, now: datetime) -> str:
    """The address of the page, for the foot of a mail and for its List-Unsubscribe header."""
    return absolute(f"/correo/baja/{tokens.sign({'a': address, 'k': kind}, PURPOSE, now=now)}")


def read(token: str, *, now: datetime) -> tuple[str, str]:
    """The address and the kind that a link speaks of. Raises NotFound when nobody signed it."""
    found = tokens.unsign(token, PURPOSE, now=now, max_age=LASTS)
    if found is None or found.get("k") not in KINDS:
        raise NotFound()
    return str(found["a"]), str(found["k"])


async def is_out(address: str, kind: str) -> bool:
    return await row("SELECT 1 FROM mail_refusals WHERE address = $1 AND kind = $2", address, kind) is not None


async def leave(address: str, kind: str, *, now: datetime) -> None:
    """No more of this kind to this address; saying it twice changes nothing."""
    await execute(
        "INSERT INTO mail_refusals (address, kind, created_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
        address,
        kind,
        now,
    )


async def come_back(address: str, kind: str) -> None:
    await execute("DELETE FROM mail_refusals WHERE address = $1 AND kind = $2", address, kind)
