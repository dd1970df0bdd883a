"""What a coordinator sees of the waiting list: the company's own, never what people do alone, never another company."""

from datetime import datetime

from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.directory.models import Company
from events_app.registration import lifecycle, waitlist
from events_app.registration.waiting_records import SeatOffer, WaitEntry
from events_app.registration.waitlist import Joining
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant, make_registration
from events_app.tests.registration.walking import confirm, open_event
from events_app.tests.support.browser import TestClient


async def a_line(plant: Company, now: datetime, *, kind: str = "seminar") -> tuple[str, int]:
    """A full event where the company brought Ana and Beto came by himself: its path and the seat that is taken."""
    event, ticket_type = await open_event(seats=1, kind=kind)
    other = await make_plant(f"Otra {event.id}")
    seated = await make_registration(event, ticket_type, await make_employee(other, "9"), now=now)
    ana = await make_employee(plant, f"1{event.id}", given="Ana")
    beto = await make_employee(plant, f"2{event.id}", given="Beto")
    await waitlist.join_many(
        event.id, ticket_type.id, [ana.id], company_id=plant.id, group_id=None, actor="user:1", now=now
    )
    alone = Joining(
        event.id, ticket_type.id, beto.full_name, beto.id, company_id=plant.id, verified_by="directory"
    )  # fmt: skip
    await waitlist.join(alone, actor="anonymous", now=now)
    return f"/eventos/{event.slug}/registro", seated.registration_id


async def coordinator(client: TestClient, plant: Company) -> None:
    await client.sign_in(await make_user(roles=[Grant(Role.COORDINATOR, f"company:{plant.id}")]))


async def test_the_coordinator_answers_an_offer_for_whom_the_company_brought(client: TestClient) -> None:
    plant = await make_plant()
    path, seated = await a_line(plant, clock.now())
    await lifecycle.cancel(seated, actor="office", reason="no va", now=clock.now())
    await coordinator(client, plant)
    offer = await SeatOffer.get()

    listed = await client.get(f"/empresa/{plant.slug}/espera")
    first = await client.get(f"/empresa/{plant.slug}")
    last = await client.post(path, data={"step": "offer", "offer": offer.token})
    done = await client.post(path, data=confirm(last.text, offer=offer.token))

    assert f"/oferta/{offer.token}" in listed.text
    assert "Beto" in listed.text
    assert f"/empresa/{plant.slug}/espera" in first.text
    assert done.headers["location"].startswith("/T/")


async def test_an_offer_to_somebody_who_came_alone_is_answered_by_that_person(client: TestClient) -> None:
    plant = await make_plant()
    _, seated = await a_line(plant, clock.now())
    first = await WaitEntry.get(verified_by="coordinator")
    await waitlist.leave(first.id, actor="office", now=clock.now())
    await lifecycle.cancel(seated, actor="office", reason="no va", now=clock.now())
    await coordinator(client, plant)

    listed = await client.get(f"/empresa/{plant.slug}/espera")

    assert "Responde la persona misma" in listed.text
    assert (await SeatOffer.get()).token not in listed.text


async def test_what_people_wait_for_in_their_own_time_is_not_shown(client: TestClient) -> None:
    plant = await make_plant()
    await a_line(plant, clock.now(), kind="social")
    await coordinator(client, plant)

    listed = await client.get(f"/empresa/{plant.slug}/espera")

    assert ("Ana" in listed.text, "Beto" in listed.text) == (True, False)


async def test_another_company_is_the_same_404_and_its_line_stays(client: TestClient) -> None:
    plant, other = await make_plant(), await make_plant("Vecina")
    await a_line(plant, clock.now())
    entry = await WaitEntry.get(verified_by="coordinator")
    await coordinator(client, other)

    answers = [
        await client.get(f"/empresa/{plant.slug}/espera"),
        await client.post(f"/empresa/{plant.slug}/espera/{entry.id}/salida"),
        await client.post(f"/empresa/{other.slug}/espera/{entry.id}/salida"),
        await client.get("/empresa/ninguna/espera"),
    ]

    assert [each.status_code for each in answers] == [404] * 4
    assert await WaitEntry.filter(status="waiting").count() == 2


async def test_the_coordinator_takes_somebody_out_of_the_line(client: TestClient) -> None:
    plant = await make_plant()
    await a_line(plant, clock.now())
    mine, alone = await WaitEntry.get(verified_by="coordinator"), await WaitEntry.get(verified_by="directory")
    await coordinator(client, plant)

    answers = [await client.post(f"/empresa/{plant.slug}/espera/{each.id}/salida") for each in (mine, alone)]

    assert [each.status_code for each in answers] == [303, 404]
    assert str((await WaitEntry.get(id=mine.id)).status) == "left"
