"""Nobody pays a price that the page did not show, and what is not sold to somebody is never free for them."""

import re
from datetime import timedelta

from events_app.core import clock
from events_app.events.models import Price
from events_app.registration.models import Registration
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_tax_rule,
    make_type,
)
from events_app.tests.registration.walking import KNOWN, confirm, open_event
from events_app.tests.support.browser import TestClient


async def test_a_price_that_changed_between_the_steps_is_shown_and_asked_again(client: TestClient) -> None:
    event, ticket_type = await open_event(net=10_000)
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)
    await Price.filter(ticket_type=ticket_type).update(net_amount=15_000)

    stale = await client.post(path, data=confirm(shown.text))
    taken_by_then = await Registration.all().count()
    done = await client.post(path, data=confirm(stale.text))

    assert (stale.status_code, taken_by_then, done.status_code) == (409, 0, 303)
    assert "El precio cambió" in stale.text
    assert "$174.00" in stale.text
    assert (await Registration.get(event_id=event.id)).total == 17_400


async def test_a_free_seat_that_began_to_cost_is_asked_again_and_a_form_without_prices_too(client: TestClient) -> None:
    event, ticket_type = await open_event()
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)
    await make_tax_rule()
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=10_000)

    answers = [await client.post(path, data=confirm(shown.text) | each) for each in ({}, {"shown": ""})]

    assert [each.status_code for each in answers] == [409, 409]
    assert await Registration.all().count() == 0


async def test_what_a_date_takes_off_is_a_line_of_its_own_and_not_the_companys(client: TestClient) -> None:
    event, ticket_type = await open_event(net=15_000)
    await make_employee(await make_plant())
    soon = clock.now() + timedelta(days=3)
    await Price.create(ticket_type=ticket_type, audience="regular", net_amount=12_000)
    await Price.create(ticket_type=ticket_type, audience="regular", net_amount=10_000, ends_at=soon)
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=14_000, ends_at=soon)

    shown = (await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)).text
    lines = re.findall(r'<th scope="row">([^<]*)</th><td>(?:<span[^>]*>)?([^<]*)', shown)

    assert [(words.split(",")[0], amount) for words, amount in lines] == [
        ("Público en general", "$174.00"),
        ("Por trabajar en una empresa socia", "−$34.80"),
        ("Precio de preventa", "−$23.20"),
        ("Tú pagas", "$116.00"),
    ]


async def test_the_price_of_one_type_is_not_taken_for_that_of_another(client: TestClient) -> None:
    event, cheap = await open_event(net=1_000)
    dear = await make_type(event, name="VIP", net=90_000)
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)
    fields = confirm(shown.text.replace('name="ticket_type" value', 'name="ticket_type" value'))

    forged = await client.post(path, data=fields | {"ticket_type": str(dear.id), "shown": f"{cheap.id}:104400"})
    honest = await client.post(path, data=fields | {"ticket_type": str(dear.id)})

    assert (forged.status_code, honest.status_code) == (409, 303)
    assert (await Registration.get(event_id=event.id)).total == 104_400


async def test_a_ticket_whose_prices_do_not_apply_is_not_offered_and_never_free(client: TestClient) -> None:
    event, ticket_type = await open_event()
    await make_tax_rule()
    await Price.create(ticket_type=ticket_type, audience="regular", net_amount=10_000)
    over = clock.now() - timedelta(days=1)
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=5_000, ends_at=over)
    path = f"/eventos/{event.slug}/registro"
    named = {"step": "person", "given_name": "Ana", "paternal_surname": "Cota"}

    page = await client.post(path, data=named)
    api = await client.post(
        f"/api/v1/events/{event.slug}/registrations",
        json={"person": {"given_name": "Ana", "paternal_surname": "Cota"}, "ticket_type": ticket_type.id},
        headers={"Idempotency-Key": "k"},
    )

    assert (page.status_code, api.status_code) == (409, 422)
    assert "No hay un boleto para ti" in page.text
    assert await Registration.all().count() == 0


async def test_a_type_of_another_event_is_not_sold_here(client: TestClient) -> None:
    event, _ = await open_event()
    _, foreign = await make_event_with_seats()
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"
    shown = await client.post(path, data=KNOWN)

    answer = await client.post(path, data=confirm(shown.text) | {"ticket_type": str(foreign.id)})

    assert answer.status_code == 422
    assert await Registration.all().count() == 0
