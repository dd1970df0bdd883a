"""The office and its users: inviting, giving and ending roles, closing accounts, and what only administrators do."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from events_app.accounts import roles, scopes
from events_app.accounts.models import RoleGrant, Session, User
from events_app.accounts.queries import today
from events_app.accounts.roles import Term
from events_app.accounts.services import open_session
from events_app.core.access import Grant, Role
from events_app.core.clock import now
from events_app.core.errors import LastAdmin
from events_app.core.tables import AuditEntry, OutboxMessage
from events_app.tests.factories.accounts import actor_of, make_grant, make_user
from events_app.tests.support.browser import TestClient


async def _companies() -> dict[int, str]:
    return {5: "Arneses del Desierto", 6: "Textiles Médicos Santa Cruz"}


@pytest.fixture(autouse=True)
def companies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scopes, "_things", {"company": _companies})


async def test_inviting_makes_the_account_gives_the_roles_and_sends_the_mail(client: TestClient) -> None:
    boss = await make_user("Mariana Bórquez", roles=[Role.OFFICE])
    await client.sign_in(boss)
    form: dict[str, Any] = {"name": "Iñaki Peñúñuri", "email": "Inaki@Maquila.example", "locale": "en"}

    answer = await client.post(
        "/oficina/usuarios/nuevo", data=form | {"roles": ["coordinator", "scorekeeper"], "scope": "company:5"}
    )
    shown = await client.get(answer.headers["location"])

    made = await User.get(email="inaki@maquila.example")
    message = await OutboxMessage.get(message="invitation")
    assert answer.status_code == 303
    assert {(each.role, each.scope, each.granted_by) for each in await RoleGrant.filter(user_id=made.id)} == {
        (Role.COORDINATOR, "company:5", f"user:{boss.id}"),
        (Role.SCOREKEEPER, "", f"user:{boss.id}"),
    }
    assert (message.address, message.locale, message.context["invited_by"]) == (
        "inaki@maquila.example",
        "en",
        "Mariana Bórquez",
    )
    assert "Arneses del Desierto" in shown.text
    noted = await AuditEntry.filter(actor=f"user:{boss.id}", subject=f"user:{made.id}").order_by("id")
    assert [each.action for each in noted] == [
        "accounts.user_invited",
        "accounts.role_granted",
        "accounts.role_granted",
    ]


async def test_a_double_click_invites_once_and_both_arrive_at_the_same_page(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    form = {"name": "Iñaki", "email": "inaki@maquila.example", "locale": "es-MX", "idempotency_key": "una-vez"}

    answers = await asyncio.gather(*(client.post("/oficina/usuarios/nuevo", data=form) for _each in range(4)))

    assert [each.status_code for each in answers] == [303] * 4
    assert len({each.headers["location"] for each in answers}) == 1
    assert await User.filter(email="inaki@maquila.example").count() == 1
    assert await OutboxMessage.all().count() == 1


async def test_a_known_address_is_not_invited_again(client: TestClient) -> None:
    await make_user("Óscar Yáñez", email="oscar@maquila.example")
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    answer = await client.post("/oficina/usuarios/nuevo", data={"name": "Otro", "email": "OSCAR@maquila.example"})

    assert answer.status_code == 409
    assert "Ese correo ya tiene cuenta: es de Óscar Yáñez." in answer.text
    assert await OutboxMessage.all().count() == 0


@pytest.mark.parametrize(
    ("form", "mistake"),
    [
        ({"role": "coordinator"}, "es para algo en particular"),
        ({"role": "office", "scope": "company:5"}, "no se puede limitar a eso"),
        ({"role": "coordinator", "scope": "company:77"}, "Elige una de las opciones."),
        ({"role": "coordinator", "scope": "company:5; DROP"}, "Elige una de las opciones."),
        ({"role": "rey"}, "Elige una de las opciones."),
        ({}, "Falta este dato."),
        ({"role": "office", "starts_on": "2026-12-01", "ends_on": "2026-11-30"}, "anterior a la de inicio"),
        ({"role": "office", "starts_on": "2020-01-01", "ends_on": "2020-01-02"}, "Esas fechas ya pasaron."),
        ({"role": "office", "starts_on": "mañana"}, "Escribe una fecha como 2026-11-20."),
        ({"role": "admin"}, "Solo quien administra"),
        ({"role": "finance"}, "Solo quien administra"),
    ],
)
async def test_a_role_that_does_not_fit_is_refused_beside_its_field(
    client: TestClient, form: dict[str, str], mistake: str
) -> None:
    user = await make_user("Iñaki")
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    answer = await client.post(f"/oficina/usuarios/{user.id}/papeles", data=form)

    assert answer.status_code == 422
    assert mistake in answer.text
    assert await RoleGrant.filter(user_id=user.id).count() == 0


async def test_a_role_is_given_for_a_company_from_one_day_to_another(client: TestClient) -> None:
    user, day = await make_user("Iñaki"), today(now())
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    form = {"role": "coordinator", "scope": "company:6", "starts_on": f"{day}", "ends_on": f"{day + timedelta(days=9)}"}

    first = await client.post(f"/oficina/usuarios/{user.id}/papeles", data=form)
    overlapping = await client.post(
        f"/oficina/usuarios/{user.id}/papeles", data=form | {"starts_on": f"{day + timedelta(days=9)}"}
    )

    assert (first.status_code, overlapping.status_code) == (303, 422)
    assert "Ya tiene ese papel en parte de esas fechas." in overlapping.text
    assert [
        (each.role, each.scope, each.starts_on, each.ends_on) for each in await RoleGrant.filter(user_id=user.id)
    ] == [(Role.COORDINATOR, "company:6", day, day + timedelta(days=9))]


async def test_a_role_ended_now_is_gone_at_the_next_click(client: TestClient) -> None:
    user = await make_user("Iñaki")
    grant = await make_grant(user, Role.OFFICE)
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    answers = [await client.post(f"/oficina/usuarios/{user.id}/papeles/{grant.id}/terminar") for _each in range(2)]
    await client.sign_in(user)

    assert [each.status_code for each in answers] == [303, 303]
    assert (await client.get("/oficina/usuarios")).status_code == 404
    assert await AuditEntry.filter(action="accounts.role_ended").count() == 1


async def test_the_last_administrator_can_neither_be_ended_nor_deactivated(client: TestClient) -> None:
    boss = await make_user("Mariana")
    grant = await make_grant(boss, Role.ADMIN)
    await make_user("Antes", roles=[Role.ADMIN], is_active=False)
    await make_grant(await make_user("Ayer"), Role.ADMIN, ends_on=today(now()) - timedelta(days=1))
    await client.sign_in(boss)

    answers = [
        await client.post(f"/oficina/usuarios/{boss.id}/papeles/{grant.id}/terminar"),
        await client.post(f"/oficina/usuarios/{boss.id}/desactivar"),
    ]

    assert [each.status_code for each in answers] == [409, 409]
    assert all("Es la última persona que administra." in each.text for each in answers)
    assert (await client.get("/oficina/usuarios")).status_code == 200


async def test_two_administrators_who_end_each_other_at_once_leave_one(db: str) -> None:
    for _round in range(10):
        await RoleGrant.all().delete()
        users = [await make_user(f"Ana {n}") for n in "ab"]
        grants = [await make_grant(user, Role.ADMIN) for user in users]
        first, second = (actor_of(user, Role.ADMIN) for user in users)

        found = await asyncio.gather(
            roles.end_role(users[1].id, grants[1].id, by=first, now=now()),
            roles.end_role(users[0].id, grants[0].id, by=second, now=now()),
            return_exceptions=True,
        )

        assert [type(each) for each in found if each] == [LastAdmin]
        assert await RoleGrant.filter(ended_at__isnull=True).count() == 1


async def test_the_office_cannot_touch_administrators_or_finance(client: TestClient) -> None:
    admin = await make_user("Mariana")
    await make_user("Otra", roles=[Role.ADMIN])
    grant = await make_grant(admin, Role.ADMIN)
    money = await make_user("Contadora", roles=[Role.FINANCE])
    await client.sign_in(await make_user("Asistente", roles=[Role.OFFICE]))

    answers = [
        await client.post(f"/oficina/usuarios/{admin.id}/papeles/{grant.id}/terminar"),
        await client.post(f"/oficina/usuarios/{admin.id}/desactivar"),
        await client.post(f"/oficina/usuarios/{money.id}/desactivar"),
        await client.post("/oficina/usuarios/nuevo", data={"name": "Yo", "email": "yo@m.example", "roles": ["admin"]}),
    ]

    assert [each.status_code for each in answers] == [409] * 4
    assert await User.filter(is_active=False).count() == 0
    assert await User.filter(email="yo@m.example").count() == 0
    assert await RoleGrant.filter(role=Role.ADMIN, ended_at__isnull=True).count() == 2


async def test_a_deactivated_account_is_out_at_once_and_comes_back_without_old_sessions(client: TestClient) -> None:
    user = await make_user("Iñaki", roles=[Grant(Role.COORDINATOR, "company:5")])
    await open_session(user, now(), "")
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    closed = await client.post(f"/oficina/usuarios/{user.id}/desactivar")
    refused = await client.post(f"/oficina/usuarios/{user.id}/papeles", data={"role": "scorekeeper"})
    opened = await client.post(f"/oficina/usuarios/{user.id}/activar")

    assert [closed.status_code, refused.status_code, opened.status_code] == [303, 422, 303]
    assert await Session.filter(user_id=user.id).count() == 0
    assert (await User.get(id=user.id)).is_active
    assert await AuditEntry.exclude(action="accounts.signed_in").order_by("id").values_list("action", "subject") == [
        ("accounts.deactivated", f"user:{user.id}"),
        ("accounts.reactivated", f"user:{user.id}"),
    ]


async def test_users_are_found_without_accents_by_any_word_and_by_role(client: TestClient) -> None:
    await make_user("Iñaki Peñúñuri Sáenz", email="inaki@maquila.example", roles=[Grant(Role.COORDINATOR, "company:5")])
    await make_user("José Ángel Muñoz", is_active=False)
    await client.sign_in(await make_user("Mariana", roles=[Role.OFFICE]))
    asked = [
        "q=penunuri+INAKI",
        "q=maquila.example",
        "papel=coordinator",
        "q=munoz",
        "q=munoz&estado=todas",
        "q=%25",
        "q=_",
    ]

    found = {}
    for each in asked:
        text = (await client.get(f"/oficina/usuarios?{each}")).text
        found[each] = ["Peñúñuri" in text, "Muñoz" in text]

    assert found == {
        "q=penunuri+INAKI": [True, False],
        "q=maquila.example": [True, False],
        "papel=coordinator": [True, False],
        "q=munoz": [False, False],
        "q=munoz&estado=todas": [False, True],
        "q=%25": [True, False],
        "q=_": [False, False],
    }


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.OFFICE)])
async def test_nobody_else_finds_the_pages_of_users(client: TestClient, role: Role) -> None:
    scope = {Role.COORDINATOR: "company:5", Role.COMMITTEE_CHAIR: "committee:1"}.get(role, "")
    user = await make_user(roles=[Grant(role, scope)])
    await client.sign_in(user)

    answers = [
        (await client.get("/oficina/usuarios")).status_code,
        (await client.get("/oficina/usuarios/nuevo")).status_code,
        (await client.get(f"/oficina/usuarios/{user.id}")).status_code,
        (await client.post(f"/oficina/usuarios/{user.id}/papeles", data={"role": "office"})).status_code,
        (await client.post("/oficina/usuarios/nuevo", data={"name": "Yo", "email": "yo@m.example"})).status_code,
    ]

    assert answers == [404] * 5
    assert await RoleGrant.filter(role=Role.OFFICE).count() == 0


@pytest.mark.parametrize("number", ["999999", "0", str(2**63), "9" * 60])
async def test_a_user_that_is_not_there_is_not_found_on_any_page(client: TestClient, number: str) -> None:
    await client.sign_in(await make_user(roles=[Role.ADMIN]))
    paths = ["papeles", "papeles/1/terminar", f"papeles/{number}/terminar", "desactivar", "activar"]

    answers = [(await client.get(f"/oficina/usuarios/{number}")).status_code]
    answers += [
        (await client.post(f"/oficina/usuarios/{number}/{path}", data={"role": "office"})).status_code for path in paths
    ]

    assert answers == [404] * 6


async def test_a_role_of_another_user_is_not_ended_through_this_one(client: TestClient) -> None:
    user, other = await make_user("Iñaki"), await make_user("Óscar")
    grant = await make_grant(other, Role.GATE_SUPERVISOR)
    await client.sign_in(await make_user(roles=[Role.ADMIN]))

    answer = await client.post(f"/oficina/usuarios/{user.id}/papeles/{grant.id}/terminar")

    assert answer.status_code == 404
    assert (await RoleGrant.get(id=grant.id)).ended_at is None


async def test_the_same_role_given_five_times_at_once_is_given_once(db: str) -> None:
    user, boss = await make_user("Iñaki"), actor_of(await make_user(), Role.ADMIN)
    term = Term(Role.SCOREKEEPER, "", today(now()), None)

    found = await asyncio.gather(
        *(roles.grant_role(user.id, term, by=boss, now=now()) for _each in range(5)), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in found) == ["RoleOverlaps"] * 4 + ["int"]
    assert await RoleGrant.filter(user_id=user.id).count() == 1
