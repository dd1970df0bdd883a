"""Signing in by mail: a link and a six-digit code, each good once and for ten minutes.

Asking does the same work for every address: it stores the request and queues a job. Only the job looks whether anybody
active has the address, so neither the answer nor its time tells a stranger anything.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hmac import compare_digest

from events_app.accounts.models import SignInMethod
from events_app.accounts.services import open_session
from events_app.core import jobs, mail
from events_app.core.database import execute, row, rows, transaction
from events_app.core.errors import Gone
from events_app.core.pages import absolute
from events_app.core.tokens import digest, keyed_digest, new_code6, new_secret

LIFETIME = timedelta(minutes=10)
MOST_ATTEMPTS = 5

_ASK = """
INSERT INTO sign_in_links (created_at, asked_at, expires_at, email, next, locale, handle_hash, attempts)
VALUES ($1, $1, $2, $3, $4, $5, $6, 0) RETURNING id
"""
_PREPARE = """
UPDATE sign_in_links l SET user_id = u.id, token_hash = $3, code_hash = $4
FROM users u WHERE l.id = $1 AND u.email = l.email AND u.is_active
  AND l.token_hash IS NULL AND l.used_at IS NULL AND l.expires_at > $2
RETURNING u.name, u.locale, l.email
"""
_PEEK = """
SELECT u.name, l.email FROM sign_in_links l JOIN users u ON u.id = l.user_id AND u.is_active
WHERE l.token_hash = $1 AND l.used_at IS NULL AND l.expires_at > $2
"""
# The guard and the use are one statement: of two at once, the second finds used_at filled.
_USE = """
UPDATE sign_in_links SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
RETURNING user_id, email, next
"""
_TRY = """
UPDATE sign_in_links SET attempts = attempts + 1
WHERE handle_hash = $1 AND used_at IS NULL AND expires_at > $2 AND attempts < $3
RETURNING id, user_id, email, next, code_hash, attempts
"""
_WAITING = """
SELECT email, expires_at, attempts FROM sign_in_links
WHERE handle_hash = $1 AND used_at IS NULL AND expires_at > $2
"""


@dataclass(frozen=True)
class Waiting:
    """A request whose mail is on its way, as the browser that made it may see it."""

    email: str
    expires_at: datetime
    attempts_left: int


@dataclass(frozen=True)
class Invited:
    """Whom a link would let in."""

    name: str
    email: str


@dataclass(frozen=True)
class Entered:
    """A session that was opened, and where the person was going."""

    token: str
    email: str
    next: str


class Refused(Enum):
    WRONG_CODE = "wrong code"
    NO_LONGER_GOOD = "no longer good"


@transaction
async def ask(email: str, *, next_path: str, locale: str, now: datetime) -> str:
    """Stores the request and queues its mail; gives the handle of the page where this browser may type the code."""
    handle = new_secret()
    made = await row(_ASK, now, now + LIFETIME, email, next_path, locale, digest(handle))
    await jobs.later("accounts.send_sign_in", {"link": made["id"] if made else 0}, now=now)
    return handle


@transaction
async def send(link_id: int, now: datetime) -> None:
    """The job behind `ask`: makes the secrets and queues the mail, if somebody active has the address."""
    secret, code = new_secret(), new_code6()
    found = await row(_PREPARE, link_id, now, digest(secret), _code_hash(link_id, code))
    if found is None:
        return
    context = {"name": found["name"], "link": absolute(f"/entrar/enlace/{secret}"), "code": f"{code[:3]} {code[3:]}"}
    reason = f"sign-in:{link_id}"
    await mail.send_later("sign_in", to=found["email"], locale=found["locale"], context=context, reason=reason, now=now)


async def waiting(handle: str, now: datetime) -> Waiting | None:
    found = await row(_WAITING, digest(handle), now)
    if found is None:
        return None
    return Waiting(found["email"], found["expires_at"], max(0, MOST_ATTEMPTS - found["attempts"]))


async def peek(secret: str, now: datetime) -> Invited | None:
    """Whom the link would let in, using nothing up; None when it is no longer good."""
    found = await row(_PEEK, digest(secret), now)
    return Invited(found["name"], found["email"]) if found else None


@transaction
async def enter_by_link(secret: str, *, user_agent: str, replaces: int | None, now: datetime) -> Entered:
    """Uses the link up and opens a session; raises Gone the second time, and when it is late."""
    used = await row(_USE, digest(secret), now)
    if used is None:
        raise Gone()
    token = await open_session(used["user_id"], now, user_agent, method=SignInMethod.LINK, replaces=replaces)
    return Entered(token, used["email"], used["next"])


@transaction
async def enter_by_code(
    handle: str, code: str, *, user_agent: str, replaces: int | None, now: datetime
) -> Entered | Refused:
    """Counts the attempt whatever comes of it (so it answers instead of raising), then compares the code."""
    tried = await row(_TRY, digest(handle), now, MOST_ATTEMPTS)
    if tried is None:
        return Refused.NO_LONGER_GOOD
    right = compare_digest(_code_hash(tried["id"], code), tried["code_hash"] or "")
    if not right:
        return Refused.WRONG_CODE if tried["attempts"] < MOST_ATTEMPTS else Refused.NO_LONGER_GOOD
    await rows("UPDATE sign_in_links SET used_at = $2 WHERE id = $1 RETURNING id", tried["id"], now)
    try:
        token = await open_session(tried["user_id"], now, user_agent, method=SignInMethod.CODE, replaces=replaces)
    except Gone:
        return Refused.NO_LONGER_GOOD
    return Entered(token, tried["email"], tried["next"])


async def forget_old(now: datetime) -> None:
    """Deletes requests a day after they ran out, and sessions that no longer open anything."""
    await execute("DELETE FROM sign_in_links WHERE expires_at < $1", now - timedelta(days=1))
    await execute("DELETE FROM sessions WHERE expires_at < $1 OR last_seen_at < $2", now, now - timedelta(days=14))


def _code_hash(link_id: int, code: str) -> str:
    return keyed_digest(f"{link_id}:{code}", "sign-in-code")
