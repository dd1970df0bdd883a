"""Users, roles and open sessions for tests."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import count

from events_app.accounts import passwords
from events_app.accounts.models import RoleGrant, User
from events_app.core.access import Actor, Grant, Role
from events_app.core.search import search_key

_numbers = count(1)
LONG_AGO = date(2020, 1, 1)


async def make_user(
    name: str = "Mariana Bórquez",
    *,
    email: str | None = None,
    roles: Sequence[Role | Grant] = (),
    password: str | None = None,
    locale: str = "es-MX",
    is_active: bool = True,
) -> User:
    """A user whose roles began long ago and have no end; each gets an address of their own."""
    address = email or f"persona{next(_numbers)}@correo.example"
    user = await User.create(
        email=address,
        name=name,
        locale=locale,
        is_active=is_active,
        password_hash=await passwords.hashed(password) if password else None,
        search_key=search_key(name, address),
    )
    for role in roles:
        grant = role if isinstance(role, Grant) else Grant(role)
        await make_grant(user, grant.role, scope=grant.scope)
    return user


async def make_grant(
    user: User,
    role: Role = Role.OFFICE,
    *,
    scope: str = "",
    starts_on: date = LONG_AGO,
    ends_on: date | None = None,
    ended_at: datetime | None = None,
) -> RoleGrant:
    return await RoleGrant.create(
        user_id=user.id,
        role=role,
        scope=scope,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by="system",
        ended_at=ended_at,
        ended_by="system" if ended_at else "",
    )


def actor_of(user: User, *roles: Role | Grant) -> Actor:
    """The actor that this user would be with these roles, without a session."""
    grants = tuple(role if isinstance(role, Grant) else Grant(role) for role in roles)
    return Actor(user_id=user.id, name=user.name, email=user.email or "", locale=user.locale, grants=grants)


def at(text: str) -> datetime:
    """A moment in UTC from "2026-11-20 16:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
