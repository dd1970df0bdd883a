"""The first day told by programs: register, pay, be admitted, all by HTTP."""

from typing import Any
from uuid import uuid4

import httpx

from events_app.checkin.models import Gate
from events_app.core import clock
from events_app.registration.models import Registration
from events_app.tests.factories.checkin import make_gate, make_phone
from events_app.tests.journeys.checkup import healthy
from events_app.tests.journeys.conftest import Town
from events_app.tests.support.waiting import eventually


async def test_an_employee_is_registered_pays_and_is_admitted_by_api(town: Town) -> None:
    async with httpx.AsyncClient(base_url=town.house.base_url, timeout=30) as http:
        ticket_type = await on_sale(http, town)
        ticket = await register(http, town, ticket_type)
        bought = await pay(http, town, ticket)
        gate = await make_gate(town.event)
        verdicts = await at_the_gate(http, gate, ticket["ticket_url"])

    assert ticket["status"] == "held"
    assert (ticket["total"], ticket["currency"]) == ("1392.00", "MXN")
    assert bought == (303, ["payment_intent.succeeded", "charge.succeeded", "checkout.session.completed"])
    assert verdicts == [
        ("admitted", False, "Guadalupe Yáñez Peñúñuri", "Arneses del Desierto"),
        ("admitted", True, "Guadalupe Yáñez Peñúñuri", "Arneses del Desierto"),
        ("already_inside", False, "Guadalupe Yáñez Peñúñuri", "Arneses del Desierto"),
    ]
    seat = await Registration.get(event_id=town.event.id).select_related("order")
    assert (seat.status, seat.folio, seat.verified_by) == ("confirmed", ticket["folio"], "directory")
    assert seat.order is not None
    assert (seat.order.status, seat.order.total) == ("paid", 139_200)
    assert await healthy(town) == []


async def on_sale(http: httpx.AsyncClient, town: Town) -> int:
    """The ticket type of the only event, found the way a program finds it."""
    listed = (await http.get("/api/v1/events")).json()["items"]
    assert [each["slug"] for each in listed] == [town.event.slug]
    whole = (await http.get(f"/api/v1/events/{listed[0]['slug']}", params={"company": town.company.slug})).json()
    assert (whole["sale"]["state"], whole["seats_left"]) == ("open", 40)
    return int(whole["ticket_types"][0]["id"])


async def register(http: httpx.AsyncClient, town: Town, ticket_type: int) -> dict[str, Any]:
    """The answer, which the same key and body get again."""
    person = {"company": town.company.slug, "employee_number": "4821", "surname": "yanez"}
    asked = {"person": person, "ticket_type": ticket_type}
    headers = {"Idempotency-Key": str(uuid4())}
    first, again = [
        await http.post(f"/api/v1/events/{town.event.slug}/registrations", json=asked, headers=headers)
        for _ in range(2)
    ]
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json()), first.text
    return dict(first.json())


async def pay(http: httpx.AsyncClient, town: Town, ticket: dict[str, Any]) -> tuple[int, list[str]]:
    """Pays on Stripe's page and never comes back: only the webhooks tell the house. Gives what they told."""
    checkout = await http.post(ticket["payment_url"])
    assert checkout.headers["location"].startswith(town.house.twin_url)
    paid = await http.post(checkout.headers["location"], data={"card": "4242 4242 4242 4242"})
    await eventually(lambda: confirmed(http, ticket["ticket_url"]), what="the ticket of somebody who paid")
    told = (await http.get(f"{town.house.twin_url}/_twin/state")).json()["things"]["event"]
    return paid.status_code, [each["type"] for each in told.values()]


async def confirmed(http: httpx.AsyncClient, ticket_url: str) -> bool:
    answer = await http.get(ticket_url)
    return answer.status_code == 200 and "Confirmado" in answer.text


async def at_the_gate(http: httpx.AsyncClient, gate: Gate, ticket_url: str) -> list[tuple[Any, ...]]:
    """The verdicts of a reading, of the same reading handed in again, and of another one."""
    phone = await make_phone(gate)
    moment = clock.now().isoformat()
    reading = {"id": str(uuid4()), "sequence": 1, "code": ticket_url, "device_time": moment}
    batches = ([reading], [reading], [reading | {"id": str(uuid4()), "sequence": 2}])
    answers = [await http.post(phone.path, json={"scans": each}, headers=phone.headers) for each in batches]
    results = [each.json()["results"][0] for each in answers]
    return [(each["verdict"], each["replayed"], each["name"], each["company"]) for each in results]
