"""Who may give and take roles, and what each role can be limited to."""

from events_app.core.access import Actor, Role
from events_app.core.i18n import N_

ROLE_TITLES = {
    Role.ADMIN: N_("Administración"),
    Role.OFFICE: N_("Oficina"),
    Role.FINANCE: N_("Finanzas (solo consulta)"),
    Role.COORDINATOR: N_("Coordinación de empresa"),
    Role.GATE_SUPERVISOR: N_("Supervisión de puerta"),
    Role.GATE_VOLUNTEER: N_("Voluntariado de puerta"),
    Role.SCOREKEEPER: N_("Anotación de resultados"),
    Role.COMMITTEE_CHAIR: N_("Presidencia de comité"),
    Role.REVIEWER: N_("Lectura de solicitudes"),
}

# The kinds of scope that each role takes; "" is the whole association.
ROLE_SCOPES: dict[Role, frozenset[str]] = {
    Role.ADMIN: frozenset({""}),
    Role.OFFICE: frozenset({""}),
    Role.FINANCE: frozenset({""}),
    Role.COORDINATOR: frozenset({"company"}),
    Role.GATE_SUPERVISOR: frozenset({"", "event"}),
    Role.GATE_VOLUNTEER: frozenset({"", "event"}),
    Role.SCOREKEEPER: frozenset({"", "event"}),
    Role.COMMITTEE_CHAIR: frozenset({"committee"}),
    Role.REVIEWER: frozenset({"", "committee"}),
}

GIVEN_BY_ADMINS_ONLY = frozenset({Role.ADMIN, Role.FINANCE})


def can_manage_users(actor: Actor) -> bool:
    return actor.is_office


def can_give(actor: Actor, role: Role) -> bool:
    """Also says who may take the role away."""
    if role in GIVEN_BY_ADMINS_ONLY:
        return actor.has(Role.ADMIN)
    return can_manage_users(actor)


def can_close_account(actor: Actor, roles: frozenset[Role]) -> bool:
    """True when the actor may deactivate or reactivate somebody who holds these roles."""
    return can_manage_users(actor) and all(can_give(actor, role) for role in roles)


def roles_to_give(actor: Actor) -> tuple[Role, ...]:
    return tuple(role for role in Role if can_give(actor, role))


def scope_fits(role: Role, kind: str) -> bool:
    return kind in ROLE_SCOPES[role]
