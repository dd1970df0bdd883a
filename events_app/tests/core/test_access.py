"""Who may open what: the table of roles and policies, the scopes of a grant, and what strangers get."""

import pytest

from events_app.core.access import ANONYMOUS, SYSTEM, Access, Actor, Grant, Role

KEYS = {Access.PUBLIC, Access.LINK, Access.DEVICE, Access.SIGNED}
OFFICE = set(Access) - {Access.ADMIN, Access.REVIEWER}

# Every role with the doors that it opens beyond those open to everybody who signed in.
DOORS: dict[Role, set[Access]] = {
    Role.ADMIN: OFFICE | {Access.ADMIN},
    Role.OFFICE: OFFICE,
    Role.FINANCE: {Access.FINANCE},
    Role.COORDINATOR: {Access.COORDINATOR},
    Role.GATE_SUPERVISOR: {Access.GATE_SUPERVISOR},
    Role.GATE_VOLUNTEER: set(),
    Role.SCOREKEEPER: {Access.SCOREKEEPER},
    Role.COMMITTEE_CHAIR: {Access.COMMITTEE, Access.REVIEWER, Access.SCOREKEEPER},
    Role.REVIEWER: {Access.REVIEWER},
}


def someone(*grants: Grant) -> Actor:
    return Actor(user_id=12, name="Mariana Bórquez", grants=grants)


def doors(actor: Actor) -> set[Access]:
    return {access for access in Access if access.admits(actor)}


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_doors_and_no_other(role: Role) -> None:
    actor = someone(Grant(role))

    opened = doors(actor)

    assert opened == KEYS | {Access.SIGNED_IN} | DOORS[role]


@pytest.mark.parametrize("stranger", [ANONYMOUS, SYSTEM, Actor(grants=(Grant(Role.ADMIN),))])
def test_strangers_pass_only_where_the_link_or_the_device_is_the_key(stranger: Actor) -> None:
    opened = doors(stranger)

    assert opened == KEYS
    assert opened == {access for access in Access if access.open_to_strangers}


def test_whoever_signed_in_without_a_role_opens_only_what_is_their_own() -> None:
    opened = doors(someone())

    assert opened == KEYS | {Access.SIGNED_IN}


def test_two_roles_open_the_doors_of_both() -> None:
    actor = someone(Grant(Role.FINANCE), Grant(Role.SCOREKEEPER))

    opened = doors(actor)

    assert opened == KEYS | {Access.SIGNED_IN, Access.FINANCE, Access.SCOREKEEPER}


@pytest.mark.parametrize(
    ("held", "asked", "covered"),
    [
        ("", "company:5", True),
        ("", "", True),
        ("company:5", "company:5", True),
        ("company:5", "company:55", False),
        ("company:55", "company:5", False),
        ("company:5", "event:5", False),
        ("company:5", "", False),
    ],
)
def test_a_grant_covers_its_scope_and_one_without_scope_covers_all(held: str, asked: str, covered: bool) -> None:
    actor = someone(Grant(Role.COORDINATOR, held))

    assert actor.has(Role.COORDINATOR, asked) is covered
    assert not actor.has(Role.GATE_SUPERVISOR, asked)


def test_a_role_is_limited_to_the_ids_of_its_scopes_of_one_kind() -> None:
    actor = someone(
        Grant(Role.COORDINATOR, "company:5"),
        Grant(Role.COORDINATOR, "company:12"),
        Grant(Role.COORDINATOR, "event:7"),
        Grant(Role.COORDINATOR),
        Grant(Role.SCOREKEEPER, "company:9"),
    )

    assert actor.scopes(Role.COORDINATOR, "company") == (5, 12)
    assert actor.scopes(Role.COORDINATOR, "event") == (7,)
    assert actor.scopes(Role.REVIEWER, "company") == ()


def test_who_sees_people_and_who_sees_money() -> None:
    seen = {role: (someone(Grant(role)).is_office, someone(Grant(role)).sees_money) for role in Role}

    assert {role: sight for role, sight in seen.items() if any(sight)} == {
        Role.ADMIN: (True, True),
        Role.OFFICE: (True, True),
        Role.FINANCE: (False, True),
    }


def test_the_audit_names_an_actor_without_name_or_address() -> None:
    labels = [actor.label for actor in (someone(Grant(Role.ADMIN)), ANONYMOUS, SYSTEM)]

    assert labels == ["user:12", "anonymous", "system"]
