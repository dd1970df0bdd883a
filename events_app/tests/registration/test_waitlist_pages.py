"""The waiting list as people see it: from a full event to a place in the line, an offer and the seat."""

import re
from datetime import timedelta

from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.directory import services as directory
from events_app.directory.models import Employment
from events_app.events.models import Event, Price, TicketType
from events_app.registration import lifecycle, waitlist
from events_app.registration.engine.wanted import NewPerson
from events_app.registration.models import Registration
from events_app.registration.waiting_records import SeatOffer, WaitEntry
from events_app.registration.waitlist import Joining
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant, make_registration
from events_app.tests.registration.walking import KNOWN, confirm, hidden, open_event
from events_app.tests.support.browser import TestClient


async def full(**over: object) -> tuple[str, int, int]:
    """A full event with one seat, somebody in it and an employee who would come: its path and ids."""
    event, ticket_type = await open_event(seats=1, **over)
    other = await make_employee(await make_plant("Otra Planta"), "9")
    seated = await make_registration(event, ticket_type, other, now=clock.now())
    await make_employee(await make_plant())
    return f"/eventos/{event.slug}/registro", event.id, seated.registration_id


async def join(client: TestClient, path: str, **over: str) -> str:
    """Walks into the line; gives the path of the place."""
    step = await client.post(path, data=KNOWN)
    typed = {"step": "wait", "who": hidden(step.text, "who"), "ticket_type": hidden(step.text, "ticket_type")}
    done = await client.post(path, data=typed | over)
    assert done.status_code == 303, done.text
    return str(done.headers["location"])


async def test_a_full_event_leads_into_its_waiting_list_and_says_the_place_in_words(client: TestClient) -> None:
    path, _, _ = await full()

    closed = await client.get(path)
    start = await client.get(f"{path}?espera=1")
    place = await join(client, path, email="lupita@correo.example")
    shown = await client.get(place)

    assert f"{path}?espera=1" in closed.text
    assert "Entrar a la lista de espera" in closed.text
    assert "es la lista de espera" in start.text
    assert "El siguiente lugar que se libere es tuyo." in shown.text
    assert "No cuesta: solo tienes que aceptarlo." in shown.text
    assert (shown.headers["referrer-policy"], shown.headers["cache-control"]) == ("no-referrer", "no-store")


async def test_a_party_reads_which_ticket_it_waits_for_and_how_many_seats_it_needs(client: TestClient) -> None:
    path, event_id, _ = await full(asks=("companions",))

    shown = await client.get(await join(client, path, companions="2"))

    assert (await WaitEntry.get(event_id=event_id)).size == 3
    assert "Vas en el lugar 1 de la lista. Cuando se liberen 3 lugares, son suyos." in shown.text
    assert '<p class="soft">General</p>' in shown.text
    assert "El siguiente lugar que se libere es tuyo." not in shown.text


async def test_waiting_twice_shows_nobody_the_place_in_the_line(client: TestClient) -> None:
    path, _, _ = await full()
    place = await join(client, path)

    step = await client.post(path, data=KNOWN)
    typed = {"step": "wait", "who": hidden(step.text, "who"), "ticket_type": hidden(step.text, "ticket_type")}
    again = await client.post(path, data=typed)

    assert again.status_code == 409
    assert "Ya estás en la lista de espera" in again.text
    assert place.split("?")[0] not in again.text


async def test_an_offer_is_accepted_through_the_usual_last_step_with_the_price_of_the_day(client: TestClient) -> None:
    path, event_id, seated = await full(net=10_000)
    place = await join(client, path)
    before = await client.get(place)
    await lifecycle.cancel(seated, actor="office", reason="no va", now=clock.now())
    offer = await SeatOffer.get(event_id=event_id)

    here = await client.get(place)
    page = await client.get(f"/oferta/{offer.token}")
    last = await client.post(path, data={"step": "offer", "offer": offer.token})
    done = await client.post(path, data=confirm(last.text, offer=offer.token))
    after = await client.get(f"/oferta/{offer.token}")

    registration = await Registration.get(event_id=event_id, status="held").select_related("order")
    entry = await WaitEntry.get(event_id=event_id)
    assert "Se paga después de aceptarlo, con el precio de ese día." in before.text
    assert f"/oferta/{offer.token}" in here.text
    assert re.search(r"Está apartado hasta: .+ de 20\d\d", page.text)
    assert "$116.00" in page.text
    assert "/pagar/" in done.headers["location"]
    assert (registration.total, str(entry.status)) == (11_600, "accepted")
    assert "Ya aceptaste este lugar" in after.text
    assert f'href="/T/{lifecycle.code_of(registration)}"' in after.text
    assert "El lugar sigue apartado para ti hasta el " in last.text
    assert registration.order is not None
    assert registration.hold_expires_at == registration.order.hold_expires_at == offer.expires_at


async def test_whoever_left_the_company_while_waiting_is_offered_the_publics_price(client: TestClient) -> None:
    path, event_id, seated = await full(net=10_000)
    kind = await TicketType.get(event_id=event_id)
    await Price.create(ticket_type=kind, audience="regular", net_amount=5_000)
    await join(client, path)
    await lifecycle.cancel(seated, actor="office", reason="no va", now=clock.now())
    offer = await SeatOffer.get(event_id=event_id)
    before = await client.get(f"/oferta/{offer.token}")
    job = await Employment.get(number_key="4821")
    await directory.end_employment(job, clock.now().date(), actor="user:1", now=clock.now())

    page = await client.get(f"/oferta/{offer.token}")
    last = await client.post(path, data={"step": "offer", "offer": offer.token})
    await client.post(path, data=confirm(last.text, offer=offer.token))

    registration = await Registration.get(event_id=event_id, status="held")
    assert ("$58.00" in before.text, "$58.00" in page.text, "$116.00" in page.text) == (True, False, True)
    assert (registration.total, registration.company_id) == (11_600, None)


async def test_an_offer_of_a_closed_event_ends_with_the_work_at_the_company(client: TestClient) -> None:
    path, event_id, seated = await full()
    await join(client, path)
    await lifecycle.cancel(seated, actor="office", reason="no va", now=clock.now())
    offer = await SeatOffer.get(event_id=event_id)
    await Event.filter(id=event_id).update(visibility="members")
    job = await Employment.get(number_key="4821")
    await directory.end_employment(job, clock.now().date(), actor="user:1", now=clock.now())

    here = f"{path}?empresa=arneses-del-desierto"
    answer = await client.post(here, data={"step": "offer", "offer": offer.token})

    assert (answer.status_code, "No hay un boleto para ti en este evento" in answer.text) == (409, True)


async def test_declining_is_a_button_and_never_a_link(client: TestClient) -> None:
    path, event_id, seated = await full()
    await join(client, path)
    await lifecycle.cancel(seated, actor="office", reason="no va", now=clock.now())
    offer = await SeatOffer.get(event_id=event_id)

    opened = await client.get(f"/oferta/{offer.token}/rechazo")
    answers = [await client.post(f"/oferta/{offer.token}/rechazo") for _ in range(2)]
    shown = await client.get(f"/oferta/{offer.token}")
    late = await client.post(path, data={"step": "offer", "offer": offer.token})

    assert opened.status_code == 405
    assert [each.status_code for each in answers] == [303, 303]
    assert "Dejaste pasar este lugar" in shown.text
    assert "Pasó a quien sigue en la lista, o quedó libre." in shown.text
    assert late.headers["location"] == f"/oferta/{offer.token}"


async def test_somebody_leaves_the_line_from_its_page(client: TestClient) -> None:
    path, event_id, _ = await full()
    place = (await join(client, path)).split("?")[0]

    await client.post(f"{place}/salida")
    shown = await client.get(place)

    assert str((await WaitEntry.get(event_id=event_id)).status) == "left"
    assert "Ya no estás en la lista de espera." in shown.text


async def test_links_that_nobody_gave_are_not_found(client: TestClient) -> None:
    answers = [await client.get(path) for path in ("/espera/nada", "/oferta/nada", "/oferta/" + "x" * 500)]

    assert {each.status_code for each in answers} == {404}


async def test_a_company_at_its_most_is_told_so_and_may_wait(client: TestClient) -> None:
    event, ticket_type = await open_event(seats=9, most_per_company=1)
    plant = await make_plant()
    first = await make_employee(plant, "1", given="Berta")
    await make_employee(plant)
    path = f"/eventos/{event.slug}/registro"
    step = await client.post(path, data=KNOWN | {"employee_number": "1"})
    await client.post(path, data=confirm(step.text))

    told = await client.post(path, data=KNOWN)
    place = await join(client, path)
    shown = await client.get(place)

    assert await Registration.filter(event_id=event.id, person_id=first.id).count() == 1
    assert "cada empresa puede ocupar hasta 1 lugar" in told.text
    assert shown.status_code == 200


async def test_the_office_sees_the_line_and_offers_by_hand_only_what_is_free(client: TestClient) -> None:
    path, event_id, _ = await full()
    await join(client, path, phone="631 123 4567")
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    entry = await WaitEntry.get(event_id=event_id)

    listed = await client.get(f"/oficina/eventos/{event_id}/espera")
    refused = await client.post(f"/oficina/espera/{entry.id}/oferta")
    told = await client.get(refused.headers["location"])

    assert "Guadalupe Yáñez" in listed.text
    assert '0</span> <span class="stat-label">lugares ofrecidos' in listed.text
    assert "Ahora no hay lugares libres para quienes esperan" in listed.text
    assert "Ofrecer ahora" not in listed.text
    assert "No hay lugares libres para ofrecer" in told.text
    assert await SeatOffer.all().count() == 0


async def test_only_whoever_fits_in_what_is_free_can_be_offered_it_by_hand(client: TestClient) -> None:
    _, event_id, _ = await full()
    pair, alone = await waits(event_id, "Pareja", size=2), await waits(event_id, "Sola")
    await Event.filter(id=event_id).update(capacity=2)
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    listed = (await client.get(f"/oficina/eventos/{event_id}/espera")).text
    done = await client.post(f"/oficina/espera/{alone}/oferta")
    told = (await client.get(done.headers["location"])).text

    assert [f"/oficina/espera/{each}/oferta" in listed for each in (pair, alone)] == [False, True]
    assert "Lugar ofrecido: ya le escribimos." in told
    assert "Ofrecer ahora" not in told


async def waits(event_id: int, name: str, *, size: int = 1) -> int:
    ticket_type = await TicketType.get(event_id=event_id)
    asked = Joining(event_id, ticket_type.id, name, new=NewPerson(name, "Ruiz", ""), size=size)
    return (await waitlist.join(asked, actor="anonymous", now=clock.now())).entry_id


async def test_the_office_reaches_people_without_mail_by_whatsapp(client: TestClient) -> None:
    path, event_id, seated = await full()
    await join(client, path, phone="631 123 4567")
    await lifecycle.cancel(seated, actor="office", reason="no va", now=clock.now())
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    offer = await SeatOffer.get(event_id=event_id)

    listed = await client.get(f"/oficina/eventos/{event_id}/espera")

    assert "https://wa.me/526311234567?text=" in listed.text
    assert offer.token in listed.text


async def test_others_do_not_see_the_line(client: TestClient) -> None:
    path, event_id, _ = await full()
    await join(client, path)
    await client.sign_in(await make_user(roles=[Grant(Role.COORDINATOR, "company:1")]))

    answers = [await client.get(f"/oficina/eventos/{event_id}/espera"), await client.get("/oficina/lugares-sin-costo")]

    assert {each.status_code for each in answers} == {404}


async def test_the_list_is_closed_once_the_event_is_too_near(client: TestClient) -> None:
    path, event_id, seated = await full()
    place = await join(client, path)
    entry = await WaitEntry.get(event_id=event_id).select_related("event")
    late = entry.event.starts_at - timedelta(minutes=5)
    await lifecycle.cancel(seated, actor="office", reason="no va", now=late)

    await waitlist.work_through(event_id, late)

    assert await SeatOffer.all().count() == 0
    assert (await client.get(place)).status_code == 200
