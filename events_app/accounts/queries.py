"""Who somebody is, where they are signed in, and who has which role."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from events_app.accounts.engine.devices import Device, device
from events_app.accounts.models import RoleGrant, SignInMethod, User
from events_app.core.access import Actor, Grant, Role
from events_app.core.clock import local
from events_app.core.database import row, rows
from events_app.core.errors import NotFound
from events_app.core.search import search_key
from events_app.core.tokens import digest

IDLE = timedelta(days=14)
ABSOLUTE = timedelta(days=60)
SEEN_EVERY = timedelta(minutes=5)
LARGEST_ID = 2**63 - 1

_ACTOR = """
WITH live AS (
    SELECT id, user_id, last_seen_at FROM sessions WHERE token_hash = $1 AND last_seen_at > $3 AND expires_at > $2
), seen AS (
    UPDATE sessions SET last_seen_at = $2 FROM live WHERE sessions.id = live.id AND live.last_seen_at <= $4
)
SELECT live.id AS session_id, u.id, u.name, coalesce(u.email, '') AS email, u.locale,
       ARRAY(SELECT g.role || ' ' || g.scope FROM role_grants g
             WHERE g.user_id = u.id AND g.ended_at IS NULL
               AND g.starts_on <= $5 AND (g.ends_on IS NULL OR g.ends_on >= $5) ORDER BY g.id) AS grants
FROM live JOIN users u ON u.id = live.user_id AND u.is_active
"""

_SESSIONS = """
SELECT id, user_agent, method, opened_at, last_seen_at FROM sessions
WHERE user_id = $1 AND last_seen_at > $2 AND expires_at > $3 ORDER BY last_seen_at DESC, id DESC
"""


@dataclass(frozen=True)
class OpenSession:
    id: int
    device: Device
    method: SignInMethod
    opened_at: datetime
    last_seen_at: datetime


def today(now: datetime) -> date:
    """The day that terms are counted in: the association's."""
    return local(now).date()


async def actor_for_token(token: str, now: datetime) -> Actor | None:
    """The person behind a session cookie, with the roles in force today; one statement, which also notes the visit."""
    if not token or len(token) > 200:
        return None
    found = await row(_ACTOR, digest(token), now, now - IDLE, now - SEEN_EVERY, today(now))
    if found is None:
        return None
    pairs = (each.split(" ", 1) for each in found["grants"])
    return Actor(
        user_id=found["id"],
        name=found["name"],
        email=found["email"],
        locale=found["locale"],
        grants=tuple(Grant(Role(role), scope) for role, scope in pairs),
        session_id=found["session_id"],
    )


async def sessions_of(user_id: int, now: datetime) -> list[OpenSession]:
    """Where somebody is signed in, most recent first."""
    found = await rows(_SESSIONS, user_id, now - IDLE, now)
    return [
        OpenSession(
            id=each["id"],
            device=device(each["user_agent"]),
            method=SignInMethod(each["method"]),
            opened_at=each["opened_at"],
            last_seen_at=each["last_seen_at"],
        )
        for each in found
    ]


async def user_with_id(user_id: int) -> User:
    """Raises NotFound; also for numbers that no id can be."""
    user = await User.get_or_none(id=user_id) if 0 < user_id <= LARGEST_ID else None
    if user is None:
        raise NotFound()
    return user


async def has_password(user_id: int) -> bool:
    found = await row("SELECT password_hash IS NOT NULL AS set FROM users WHERE id = $1", user_id)
    return bool(found and found["set"])


def users(text: str = "", *, role: Role | None = None, active: bool | None = None, day: date) -> QuerySet[User]:
    """The users whose name or e-mail has every typed word, with whoever holds `role` on `day` if one is given."""
    found = User.all().order_by("search_key", "id")
    for word in text.split()[:8]:
        found = found.filter(search_key__contains=search_key(word))
    if active is not None:
        found = found.filter(is_active=active)
    if role is not None:
        found = found.filter(id__in=Subquery(grants_on(day).filter(role=role).values("user_id")))
    return found


def grants_on(day: date) -> QuerySet[RoleGrant]:
    """The roles in force on a day."""
    in_term = Q(ends_on__isnull=True) | Q(ends_on__gte=day)
    return RoleGrant.filter(in_term, ended_at__isnull=True, starts_on__lte=day)


async def grants_of(user_id: int) -> list[RoleGrant]:
    """Every role somebody has, will have or had, the live ones first."""
    found = await RoleGrant.filter(user_id=user_id).order_by("-starts_on", "-id")
    return sorted(found, key=lambda grant: grant.ended_at is not None)


async def roles_by_user(user_ids: list[int], day: date) -> dict[int, list[RoleGrant]]:
    """The roles in force on a day of each of these users."""
    found: dict[int, list[RoleGrant]] = {user_id: [] for user_id in user_ids}
    for grant in await grants_on(day).filter(user_id__in=user_ids).order_by("id"):
        found[grant.user_id].append(grant)
    return found


async def last_seen_by_user(user_ids: list[int]) -> dict[int, datetime]:
    found: list[dict[str, Any]] = await rows(
        "SELECT user_id, max(last_seen_at) AS seen FROM sessions WHERE user_id = ANY($1) GROUP BY user_id", user_ids
    )
    return {each["user_id"]: each["seen"] for each in found}
