"""What the office does with users: inviting them, giving and ending roles, closing and opening accounts."""

from dataclasses import dataclass
from datetime import date, datetime

from events_app.accounts.models import RoleGrant, User
from events_app.accounts.permissions import can_close_account, can_give, can_manage_users, scope_fits
from events_app.accounts.queries import LARGEST_ID, today
from events_app.accounts.scopes import kind_of
from events_app.core import audit, mail
from events_app.core.access import Actor, Role
from events_app.core.database import row, rows, transaction
from events_app.core.errors import (
    AccountClosed,
    AlreadyInvited,
    LastAdmin,
    NotFound,
    NotYoursToGive,
    RoleEnded,
    RoleOverlaps,
)
from events_app.core.pages import absolute
from events_app.core.search import search_key

_INVITE = """
INSERT INTO users (created_at, email, name, locale, is_active, search_key) VALUES ($1, $2, $3, $4, true, $5)
ON CONFLICT (email) DO NOTHING RETURNING id
"""
_OVERLAP = """
SELECT id FROM role_grants WHERE user_id = $1 AND role = $2 AND scope = $3 AND ended_at IS NULL
  AND ($5::date IS NULL OR starts_on <= $5) AND (ends_on IS NULL OR ends_on >= $4) LIMIT 1
"""
_OTHER_ADMINS = """
SELECT count(DISTINCT u.id) AS found FROM role_grants g JOIN users u ON u.id = g.user_id AND u.is_active
WHERE g.role = 'admin' AND g.ended_at IS NULL AND g.starts_on <= $1 AND (g.ends_on IS NULL OR g.ends_on >= $1)
  AND u.id <> $2
"""
_LIVE_ROLES = (
    "SELECT role FROM role_grants WHERE user_id = $1 AND ended_at IS NULL AND (ends_on IS NULL OR ends_on >= $2)"
)
# Changes to who is an administrator pass one at a time, so that two of them cannot remove each other at once.
_ADMINS_LOCK = 7_201_101


@dataclass(frozen=True)
class Term:
    """A role for one thing or for everything, from one day to another (both count), or until further notice."""

    role: Role
    scope: str
    starts_on: date
    ends_on: date | None


@transaction
async def invite_user(*, email: str, name: str, locale: str, terms: list[Term], by: Actor, now: datetime) -> int:
    """Makes the account, gives its first roles and queues the message; raises AlreadyInvited for a known address."""
    if not can_manage_users(by):
        raise NotFound()
    made = await row(_INVITE, now, email, name, locale, search_key(name, email))
    if made is None:
        known = await User.get(email=email)
        raise AlreadyInvited(who=known.name)
    user_id = int(made["id"])
    await audit.note(
        "accounts.user_invited",
        actor=by.label,
        subject=f"user:{user_id}",
        now=now,
        detail={"name": name, "email": email},
    )
    for term in terms:
        await _give(user_id, term, by=by, now=now)
    context = {"name": name, "invited_by": by.name, "email": email, "link": absolute("/entrar")}
    await mail.send_later(
        "invitation", to=email, locale=locale, context=context, reason=f"user:{user_id}:invited", now=now
    )
    return user_id


@transaction
async def grant_role(user_id: int, term: Term, *, by: Actor, now: datetime) -> int:
    """Gives the role; raises RoleOverlaps when the person already has it for the same thing on some of those days."""
    found = await row("SELECT is_active FROM users WHERE id = $1 FOR UPDATE", _known(user_id))
    if found is None or not can_manage_users(by):
        raise NotFound()
    if not found["is_active"]:
        raise AccountClosed()
    return await _give(user_id, term, by=by, now=now)


@transaction
async def end_role(user_id: int, grant_id: int, *, by: Actor, now: datetime) -> None:
    """Ends a role at once; ending it again is harmless. Raises LastAdmin rather than leave the house without one."""
    grant = await RoleGrant.get_or_none(id=_known(grant_id), user_id=_known(user_id))
    if grant is None or not can_manage_users(by):
        raise NotFound()
    if not can_give(by, grant.role):
        raise NotYoursToGive()
    if grant.role is Role.ADMIN:
        await _keep_an_admin(user_id, now)
    ended = await rows(
        "UPDATE role_grants SET ended_at = $2, ended_by = $3 WHERE id = $1 AND ended_at IS NULL RETURNING id",
        grant_id,
        now,
        by.label,
    )
    if ended:
        await _note_role("accounts.role_ended", user_id, grant.role, grant.scope, by=by, now=now)


@transaction
async def deactivate(user_id: int, *, by: Actor, now: datetime) -> None:
    """Closes the account and every session of it; the roles stay on record but open nothing."""
    roles = await _roles_at_stake(user_id, by, now)
    if Role.ADMIN in roles:
        await _keep_an_admin(user_id, now)
    changed = await rows("UPDATE users SET is_active = false WHERE id = $1 AND is_active RETURNING id", user_id)
    await rows("DELETE FROM sessions WHERE user_id = $1 RETURNING id", user_id)
    if changed:
        await audit.note("accounts.deactivated", actor=by.label, subject=f"user:{user_id}", now=now)


@transaction
async def reactivate(user_id: int, *, by: Actor, now: datetime) -> None:
    """Opens the account again, with the roles whose term has not ended and without any old session."""
    await _roles_at_stake(user_id, by, now)
    await rows("DELETE FROM sessions WHERE user_id = $1 RETURNING id", user_id)
    if await rows("UPDATE users SET is_active = true WHERE id = $1 AND NOT is_active RETURNING id", user_id):
        await audit.note("accounts.reactivated", actor=by.label, subject=f"user:{user_id}", now=now)


async def _give(user_id: int, term: Term, *, by: Actor, now: datetime) -> int:
    if not can_give(by, term.role) or not scope_fits(term.role, kind_of(term.scope)):
        raise NotYoursToGive()
    if term.ends_on is not None and term.ends_on < max(term.starts_on, today(now)):
        raise RoleEnded()
    if await row(_OVERLAP, user_id, term.role.value, term.scope, term.starts_on, term.ends_on):
        raise RoleOverlaps()
    grant = await RoleGrant.create(
        user_id=user_id,
        role=term.role,
        scope=term.scope,
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        granted_by=by.label,
    )
    await _note_role("accounts.role_granted", user_id, term.role, term.scope, by=by, now=now)
    return int(grant.id)


async def _roles_at_stake(user_id: int, by: Actor, now: datetime) -> frozenset[Role]:
    """The roles of an account that the actor wants to close or open; raises when that is not theirs to do."""
    found = await row("SELECT id FROM users WHERE id = $1", _known(user_id))
    if found is None or not can_manage_users(by):
        raise NotFound()
    live = await rows(_LIVE_ROLES, user_id, today(now))
    roles = frozenset(Role(each["role"]) for each in live)
    if not can_close_account(by, roles):
        raise NotYoursToGive()
    return roles


async def _keep_an_admin(leaving: int, now: datetime) -> None:
    await row("SELECT pg_advisory_xact_lock($1)", _ADMINS_LOCK)
    others = await row(_OTHER_ADMINS, today(now), leaving)
    if not others or not others["found"]:
        raise LastAdmin()


async def _note_role(action: str, user_id: int, role: Role, scope: str, *, by: Actor, now: datetime) -> None:
    detail = {"role": role.value, "scope": scope}
    await audit.note(action, actor=by.label, subject=f"user:{user_id}", now=now, detail=detail)


def _known(number: int) -> int:
    if not 0 < number <= LARGEST_ID:
        raise NotFound()
    return number
