"""The JSON way to register: the same rules, machine-readable answers."""

from datetime import timedelta
from typing import Any

import pytest

from events_app.core import clock
from events_app.events.models import Event, TicketType
from events_app.registration.models import Registration
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant
from events_app.tests.support.browser import TestClient

PERSON = {"company": "arneses-del-desierto", "employee_number": "4821", "surname": "Yáñez"}


async def world(net: int = 0, seats: int = 5) -> tuple[Event, TicketType]:
    moment = clock.now() + timedelta(days=9)
    made = await make_event_with_seats(seats, net=net, starts_at=moment, ends_at=moment + timedelta(hours=3))
    await make_employee(await make_plant())
    return made


async def post(client: TestClient, event: Event, body: Any, key: str | None = "k-1") -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return await client.post(f"/api/v1/events/{event.slug}/registrations", json=body, headers=headers)


async def test_a_paid_registration_answers_with_its_ticket_and_pay_link_and_a_replay_the_same(
    client: TestClient, statements: type
) -> None:
    event, ticket_type = await world(net=10_000)
    body = {"person": PERSON, "ticket_type": ticket_type.id}

    async with statements() as seen:
        first = await post(client, event, body)
    again = await post(client, event, body)

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    answer = first.json()
    assert (answer["status"], answer["total"], answer["currency"]) == ("held", "116.00", "MXN")
    assert answer["payment_url"].startswith("http://convoca.test/pagar/")
    assert answer["ticket_url"].endswith(answer["code"])
    assert seen.count <= 15, "\n".join(seen.sql)


async def test_a_free_registration_takes_at_most_fifteen_statements(client: TestClient, statements: type) -> None:
    event, _ = await world()

    async with statements() as seen:
        answer = await post(client, event, {"person": PERSON})

    assert (answer.status_code, answer.json()["status"], answer.json()["payment_url"]) == (201, "confirmed", None)
    assert seen.count <= 15, "\n".join(seen.sql)


async def test_another_body_with_the_same_key_is_422_and_a_second_registration_409(client: TestClient) -> None:
    event, ticket_type = await world()
    await post(client, event, {"person": PERSON})

    other = await post(client, event, {"person": {"given_name": "Ana", "paternal_surname": "Cota"}})
    second = await post(client, event, {"person": PERSON}, key="k-2")

    assert (other.status_code, second.status_code) == (422, 409)
    assert await Registration.filter(ticket_type_id=ticket_type.id).count() == 1


@pytest.mark.parametrize(
    "body",
    [
        [], "x", 7, {}, {"person": None}, {"person": []}, {"person": {}}, {"person": {"employee_number": {}}},
        {"person": PERSON | {"surname": "\x00"}}, {"person": PERSON | {"surname": "x" * 10_000}},
        {"person": PERSON | {"company": "ninguna"}}, {"person": PERSON | {"surname": "Nadie"}},
        {"person": PERSON, "ticket_type": "x"}, {"person": PERSON, "ticket_type": 999_999},
        {"person": PERSON, "companions": -1}, {"person": PERSON, "companions": "muchos"},
        {"person": {"given_name": "Ana", "paternal_surname": "Cota", "email": "no"}},
    ],
)  # fmt: skip
async def test_mistakes_are_422_and_take_no_seat(client: TestClient, body: Any) -> None:
    event, _ = await world()

    answer = await post(client, event, body)

    assert answer.status_code == 422, answer.text
    assert "error" in answer.json()
    await event.refresh_from_db()
    assert event.taken == 0


async def test_no_key_no_json_no_event_and_no_seat_each_have_their_answer(client: TestClient) -> None:
    event, _ = await world(seats=1)
    path = f"/api/v1/events/{event.slug}/registrations"

    no_key = await post(client, event, {"person": PERSON}, key=None)
    no_json = await client.post(path, content=b"{", headers={"Idempotency-Key": "a"})
    no_event = await client.post("/api/v1/events/nada/registrations", json={}, headers={"Idempotency-Key": "a"})
    await post(client, event, {"person": {"given_name": "Ana", "paternal_surname": "Cota"}}, key="b")
    full = await post(client, event, {"person": PERSON}, key="c")

    assert [each.status_code for each in (no_key, no_json, no_event, full)] == [422, 400, 404, 409]
