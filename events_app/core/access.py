"""Who may open a page: roles with a scope and a term, and the policy that every page must name."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, StrEnum


class Role(StrEnum):
    ADMIN = "admin"
    OFFICE = "office"
    FINANCE = "finance"
    COORDINATOR = "coordinator"
    GATE_SUPERVISOR = "gate_supervisor"
    GATE_VOLUNTEER = "gate_volunteer"
    SCOREKEEPER = "scorekeeper"
    COMMITTEE_CHAIR = "committee_chair"
    REVIEWER = "reviewer"


@dataclass(frozen=True)
class Grant:
    """A role in force today; `scope` is "" (everywhere), "company:5", "event:7" or "committee:3"."""

    role: Role
    scope: str = ""


@dataclass(frozen=True)
class Actor:
    """The person behind a request, or the system itself."""

    user_id: int | None = None
    name: str = ""
    email: str = ""
    locale: str | None = None
    grants: tuple[Grant, ...] = ()
    session_id: int | None = None
    kind: str = "user"

    @property
    def signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def label(self) -> str:
        """How the audit and the logs name this actor: never by name or address."""
        return f"user:{self.user_id}" if self.signed_in else self.kind

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_office(self) -> bool:
        return bool(self.roles & {Role.OFFICE, Role.ADMIN})

    @property
    def sees_money(self) -> bool:
        return bool(self.roles & {Role.OFFICE, Role.ADMIN, Role.FINANCE})

    @property
    def desk(self) -> str:
        """The first page of work that the roles open; "" for who has none."""
        if self.is_office:
            return "/oficina"
        if self.sees_money:
            return "/oficina/dinero"
        desks = {
            Role.GATE_SUPERVISOR: "/oficina/puertas",
            Role.COMMITTEE_CHAIR: "/oficina/torneos",
            Role.SCOREKEEPER: "/anotar",
            Role.REVIEWER: "/lectura",
        }
        return next((desk for role, desk in desks.items() if role in self.roles), "")

    def has(self, role: Role, scope: str = "") -> bool:
        """True when a grant of this role covers the scope (an unscoped grant covers every scope)."""
        return any(grant.role is role and grant.scope in ("", scope) for grant in self.grants)

    def scopes(self, role: Role, kind: str) -> tuple[int, ...]:
        """The ids of this kind ("company", "event", "committee") that a role is limited to."""
        prefix = f"{kind}:"
        found = (grant.scope for grant in self.grants if grant.role is role and grant.scope.startswith(prefix))
        return tuple(int(scope.removeprefix(prefix)) for scope in found)


ANONYMOUS = Actor(kind="anonymous")
SYSTEM = Actor(kind="system")


def _any_of(*roles: Role) -> Callable[[Actor], bool]:
    wanted = frozenset(roles)
    return lambda actor: bool(actor.roles & wanted)


class Access(Enum):
    """Every page names one of these. LINK, DEVICE and SIGNED mean: the handler checks the key it was given."""

    PUBLIC = "public"
    LINK = "link"
    DEVICE = "device"
    SIGNED = "signed"
    SIGNED_IN = "signed_in"
    ADMIN = "admin"
    OFFICE = "office"
    FINANCE = "finance"
    COORDINATOR = "coordinator"
    GATE_SUPERVISOR = "gate_supervisor"
    SCOREKEEPER = "scorekeeper"
    COMMITTEE = "committee"
    REVIEWER = "reviewer"

    @property
    def open_to_strangers(self) -> bool:
        return self in (Access.PUBLIC, Access.LINK, Access.DEVICE, Access.SIGNED)

    def admits(self, actor: Actor) -> bool:
        if self.open_to_strangers:
            return True
        return actor.signed_in and _POLICIES[self](actor)


_POLICIES: dict[Access, Callable[[Actor], bool]] = {
    Access.SIGNED_IN: lambda actor: True,
    Access.ADMIN: _any_of(Role.ADMIN),
    Access.OFFICE: _any_of(Role.ADMIN, Role.OFFICE),
    Access.FINANCE: _any_of(Role.ADMIN, Role.OFFICE, Role.FINANCE),
    Access.COORDINATOR: _any_of(Role.ADMIN, Role.OFFICE, Role.COORDINATOR),
    Access.GATE_SUPERVISOR: _any_of(Role.ADMIN, Role.OFFICE, Role.GATE_SUPERVISOR),
    Access.SCOREKEEPER: _any_of(Role.ADMIN, Role.OFFICE, Role.SCOREKEEPER, Role.COMMITTEE_CHAIR),
    Access.COMMITTEE: _any_of(Role.ADMIN, Role.OFFICE, Role.COMMITTEE_CHAIR),
    Access.REVIEWER: _any_of(Role.COMMITTEE_CHAIR, Role.REVIEWER),
}
