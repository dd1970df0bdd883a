"""Opens and closes sessions, and changes what people may change of their own account."""

from collections.abc import Sequence
from datetime import datetime

from events_app.accounts import passwords
from events_app.accounts.models import SignInMethod, User
from events_app.accounts.permissions import scope_fits
from events_app.accounts.queries import ABSOLUTE, today
from events_app.accounts.scopes import kind_of
from events_app.core import audit
from events_app.core.access import Actor, Grant
from events_app.core.database import row, rows, transaction
from events_app.core.errors import Gone, NotFound
from events_app.core.search import search_key
from events_app.core.tokens import digest, new_secret

# FOR SHARE waits for a change of password or a deactivation that is under way, and then looks again.
_OPEN = """
INSERT INTO sessions (created_at, user_id, token_hash, method, user_agent, opened_at, last_seen_at, expires_at)
SELECT $2::timestamptz, id, $3::varchar, $4::varchar, $5::varchar, $2::timestamptz, $2::timestamptz, $6 FROM users
WHERE id = $1 AND is_active AND ($7::text IS NULL OR password_hash = $7) FOR SHARE
RETURNING id
"""
_SAVE_PROFILE = """
UPDATE users SET name = $2, locale = $3, search_key = $4 WHERE id = $1 AND (name, locale) <> ($2, $3) RETURNING id
"""
_ENSURE = """
INSERT INTO users (created_at, email, name, locale, is_active, search_key) VALUES ($1, $2, $3, $4, true, $5)
ON CONFLICT (email) DO UPDATE SET is_active = true RETURNING id
"""
_ENSURE_GRANT = """
INSERT INTO role_grants (created_at, user_id, role, scope, starts_on, granted_by, ended_by)
SELECT $1::timestamptz, $2::bigint, $3::varchar, $4::varchar, $5::date, 'system', '' WHERE NOT EXISTS (
    SELECT 1 FROM role_grants WHERE user_id = $2 AND role = $3 AND scope = $4 AND ended_at IS NULL
      AND starts_on <= $5 AND (ends_on IS NULL OR ends_on >= $5))
ON CONFLICT (user_id, role, scope, starts_on) WHERE ended_at IS NULL DO UPDATE SET ends_on = NULL
RETURNING id
"""


@transaction
async def open_session(
    user: User | int,
    now: datetime,
    user_agent: str,
    *,
    method: SignInMethod = SignInMethod.LINK,
    replaces: int | None = None,
    password_hash: str | None = None,
) -> str:
    """The secret for the session cookie; `replaces` is the session this browser had, which ends.

    With `password_hash` the session opens only while that is still the stored one. Raises Gone for an account that may
    no longer come in.
    """
    user_id = user if isinstance(user, int) else user.id
    token = new_secret()
    agent = "".join(letter for letter in user_agent if letter.isprintable())[:300]
    opened = await row(_OPEN, user_id, now, digest(token), method.value, agent, now + ABSOLUTE, password_hash)
    if opened is None:
        raise Gone()
    if replaces is not None:
        await rows("DELETE FROM sessions WHERE id = $1 RETURNING id", replaces)
    await audit.note("accounts.signed_in", actor=f"user:{user_id}", subject=f"user:{user_id}", now=now)
    return token


@transaction
async def close_session(session_id: int, *, by: Actor, now: datetime) -> None:
    """Ends one of the actor's own sessions; raises NotFound for anybody else's."""
    gone = await rows("DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id", session_id, by.user_id)
    if not gone:
        raise NotFound()
    await audit.note("accounts.session_closed", actor=by.label, subject=by.label, now=now)


@transaction
async def close_all_sessions(*, by: Actor, now: datetime) -> int:
    """Ends every session of the actor, this one included; gives how many."""
    gone = await rows("DELETE FROM sessions WHERE user_id = $1 RETURNING id", by.user_id)
    await audit.note("accounts.signed_out_everywhere", actor=by.label, subject=by.label, now=now)
    return len(gone)


async def user_for_password(email: str, password: str) -> tuple[int, str] | None:
    """The active user with this address and password and the hash on file, or None; as slow for a stranger."""
    found = await row("SELECT id, password_hash FROM users WHERE email = $1 AND is_active", email)
    stored: str | None = found["password_hash"] if found else None
    if not await passwords.matches(stored, password) or found is None or stored is None:
        return None
    return int(found["id"]), await _refreshed(int(found["id"]), stored, password)


async def is_own_password(user_id: int, password: str) -> bool:
    found = await row("SELECT password_hash FROM users WHERE id = $1", user_id)
    return await passwords.matches(found["password_hash"] if found else None, password)


async def set_password(password: str, *, by: Actor, now: datetime) -> None:
    """Hashes first and only then opens the transaction; every other session of the person ends."""
    await _store_password(await passwords.hashed(password), by=by, now=now)


async def remove_password(*, by: Actor, now: datetime) -> None:
    """From now on only the way by mail; every other session of the person ends."""
    await _store_password(None, by=by, now=now)


@transaction
async def save_profile(*, name: str, locale: str, by: Actor, now: datetime) -> None:
    changed = await rows(
        _SAVE_PROFILE,
        by.user_id,
        name,
        locale,
        search_key(name, by.email),
    )
    if changed:
        await audit.note("accounts.profile_saved", actor=by.label, subject=by.label, now=now, detail={"name": name})


async def ensure_user(email: str, name: str, roles: Sequence[Grant], password: str | None, now: datetime) -> User:
    """The user with this address, active, with these roles without an end and this password; again is harmless.

    For the first start and for demonstration data: it asks nobody's permission and accepts any password.
    """
    user = await _ensure(email.lower(), name, roles, now)
    if password is not None and not await passwords.matches(user.password_hash, password):
        user.password_hash, user.password_changed_at = await passwords.hashed(password), now
        await user.save(update_fields=["password_hash", "password_changed_at"])
    return user


@transaction
async def _ensure(email: str, name: str, roles: Sequence[Grant], now: datetime) -> User:
    made = await row(_ENSURE, now, email, name, "es-MX", search_key(name, email))
    user = await User.get(id=made["id"] if made else 0)
    for grant in roles:
        if not scope_fits(grant.role, kind_of(grant.scope)):
            raise ValueError(f"{grant.role} cannot be limited to {grant.scope or 'everywhere'}")
        if await row(_ENSURE_GRANT, now, user.id, grant.role.value, grant.scope, today(now)):
            detail = {"role": grant.role.value, "scope": grant.scope}
            await audit.note("accounts.role_granted", actor="system", subject=f"user:{user.id}", now=now, detail=detail)
    return user


@transaction
async def _store_password(new_hash: str | None, *, by: Actor, now: datetime) -> None:
    await rows(
        "UPDATE users SET password_hash = $2, password_changed_at = $3 WHERE id = $1 RETURNING id",
        by.user_id,
        new_hash,
        now,
    )
    await rows(
        "DELETE FROM sessions WHERE user_id = $1 AND id IS DISTINCT FROM $2::bigint RETURNING id",
        by.user_id,
        by.session_id,
    )
    action = "accounts.password_set" if new_hash else "accounts.password_removed"
    await audit.note(action, actor=by.label, subject=by.label, now=now)


async def _refreshed(user_id: int, stored: str, password: str) -> str:
    """The hash on file, made anew when the parameters have changed; the password is the same, so sessions stay."""
    if not passwords.is_outdated(stored):
        return stored
    anew = await passwords.hashed(password)
    swapped = await rows(
        "UPDATE users SET password_hash = $3 WHERE id = $1 AND password_hash = $2 RETURNING id", user_id, stored, anew
    )
    return anew if swapped else stored
