"""The office registers by hand and decides about names."""

import pytest

from events_app.core.access import Role
from events_app.core.tables import AuditEntry
from events_app.directory.models import Person
from events_app.events.models import Price
from events_app.registration import changes
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant, make_registration, make_tax_rule
from events_app.tests.registration.walking import open_event
from events_app.tests.support.browser import TestClient

BY_HAND = "/oficina/registros/nuevo"
WISH = {"given_name": "María Guadalupe", "paternal_surname": "Yáñez", "maternal_surname": "Peñúñuri"}


async def test_the_office_registers_an_employee_by_number_and_a_guest_by_name(client: TestClient) -> None:
    event, ticket_type = await open_event()
    plant = await make_plant()
    employee = await make_employee(plant)
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    path = f"{BY_HAND}?evento={event.slug}"
    asked = {"ticket_type": str(ticket_type.id)}

    by_number = await client.post(
        path, data=asked | {"company": plant.slug, "employee_number": "04821", "surname": "yañez"}
    )
    by_name = await client.post(path, data=asked | {"given_name": "Ana", "paternal_surname": "Cota"})

    assert (by_number.status_code, by_name.status_code) == (303, 303)
    found = await Registration.all().order_by("id").select_related("person")
    assert [each.person.paternal_surname for each in found] == ["Yáñez", "Cota"]
    assert [(each.verified_by, each.source) for each in found] == [("directory", "office"), ("", "office")]
    assert found[0].person_id == employee.id


@pytest.mark.parametrize(("vouched", "total"), [({"vouched": "1"}, 11_600), ({}, 23_200)])
async def test_the_offices_word_gives_the_companys_price(
    client: TestClient, vouched: dict[str, str], total: int
) -> None:
    event, ticket_type = await open_event()
    await make_tax_rule()
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=20_000)
    await Price.create(ticket_type=ticket_type, audience="member", net_amount=10_000)
    plant = await make_plant()
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    typed = {"company": plant.slug, "given_name": "Ana", "paternal_surname": "Cota"}

    await client.post(f"{BY_HAND}?evento={event.slug}", data=typed | vouched | {"ticket_type": str(ticket_type.id)})

    assert (await Registration.get(event_id=event.id)).total == total


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "given_name"),
        ({"given_name": "Ana"}, "paternal_surname"),
        ({"company": "ninguna", "given_name": "Ana", "paternal_surname": "Cota"}, "company"),
        ({"employee_number": "04821", "surname": "Yáñez"}, "company"),
        ({"company": "arneses-del-desierto", "employee_number": "04821"}, "surname"),
        ({"company": "arneses-del-desierto", "employee_number": "9", "surname": "Nadie"}, "employee_number"),
        ({"given_name": "Ana", "paternal_surname": "Cota", "companions": "3"}, "companions"),
        ({"given_name": "Ana", "paternal_surname": "Cota", "ticket_type": "999"}, "ticket_type"),
        ({"given_name": "Ana", "paternal_surname": "Cota", "phone": "12"}, "phone"),
    ],
)
async def test_a_mistake_of_the_office_is_said_beside_its_field_and_registers_nobody(
    client: TestClient, typed: dict[str, str], field: str
) -> None:
    event, ticket_type = await open_event()
    await make_employee(await make_plant())
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))

    answer = await client.post(f"{BY_HAND}?evento={event.slug}", data={"ticket_type": str(ticket_type.id)} | typed)

    assert answer.status_code == 422
    assert f'id="{field}-mistake"' in answer.text
    assert await Registration.all().count() == 0


async def test_a_second_registration_by_hand_and_a_full_event_are_said_on_the_form(client: TestClient) -> None:
    event, ticket_type = await open_event(seats=1)
    plant = await make_plant()
    await make_registration(event, ticket_type, await make_employee(plant))
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    path, asked = f"{BY_HAND}?evento={event.slug}", {"ticket_type": str(ticket_type.id)}

    again = await client.post(path, data=asked | {"company": plant.slug, "employee_number": "4821", "surname": "Yáñez"})
    full = await client.post(path, data=asked | {"given_name": "Ana", "paternal_surname": "Cota"})

    assert (again.status_code, full.status_code) == (409, 409)
    assert 'role="alert"' in again.text
    assert "Ya no hay lugares" in full.text


@pytest.mark.parametrize(
    ("decision", "name", "action"),
    [
        ("accept", "María Guadalupe", "registration.name_accepted"),
        ("decline", "Guadalupe", "registration.name_declined"),
        ("", "Guadalupe", "registration.name_declined"),
    ],
)
async def test_the_office_decides_about_a_name_once(
    client: TestClient, now: object, decision: str, name: str, action: str
) -> None:
    event, ticket_type = await open_event()
    person = await make_employee(await make_plant())
    receipt = await make_registration(event, ticket_type, person)
    await client.post(f"/T/{receipt.code}/nombre", data=WISH)
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    one = f"/oficina/registros/{receipt.registration_id}"

    shown = await client.get(one)
    answers = [await client.post(f"{one}/nombre", data={"decision": decision}) for _ in range(2)]

    assert "María Guadalupe Yáñez Peñúñuri" in shown.text
    assert [each.status_code for each in answers] == [303, 303]
    assert (await Person.get(id=person.id)).given_name == name
    assert (await Registration.get(id=receipt.registration_id)).name_correction is None
    assert await AuditEntry.filter(action=action).count() == 1
    assert tuple(WISH) == changes.NAMES


async def test_a_volunteer_and_finance_change_nothing_here(client: TestClient) -> None:
    event, ticket_type = await open_event()
    receipt = await make_registration(event, ticket_type, await make_employee(await make_plant()))
    await client.sign_in(await make_user(roles=(Role.FINANCE, Role.GATE_VOLUNTEER)))
    one = f"/oficina/registros/{receipt.registration_id}"

    answers = [await client.post(one + end, data={"reason": "x"}) for end in ("/cancelacion", "/codigo", "/nombre")]
    pages = [await client.get(each) for each in (one, BY_HAND, "/oficina/registros")]

    assert {each.status_code for each in [*answers, *pages]} == {404}
    assert (await Registration.get(id=receipt.registration_id)).status == "confirmed"
