"""Events for members and for invited companies: their people have no account, so the poster's link is the key."""

from typing import Any

import pytest

from events_app.core.access import Grant, Role
from events_app.directory.models import Company
from events_app.events.models import Event, EventInvitation
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant
from events_app.tests.registration.walking import KNOWN, confirm, open_event
from events_app.tests.support.browser import TestClient

KEY = "?empresa=arneses-del-desierto"


async def closed_event(visibility: str = "members", **plant: object) -> tuple[Event, Company]:
    event, _ = await open_event(visibility=visibility)
    company = await make_plant(**plant)  # type: ignore[arg-type]
    await make_employee(company)
    if visibility == "invited":
        await EventInvitation.create(event=event, company=company)
    return event, company


@pytest.mark.parametrize("visibility", ["members", "invited"])
async def test_the_poster_opens_a_closed_event_from_its_page_to_the_ticket(client: TestClient, visibility: str) -> None:
    event, _ = await closed_event(visibility)
    path = f"/eventos/{event.slug}"

    pages = [await client.get(path + end + KEY) for end in ("", ".ics", "/tarjeta.png", "/registro")]
    second = await client.post(f"{path}/registro{KEY}", data=KNOWN)
    done = await client.post(f"{path}/registro{KEY}", data=confirm(second.text))

    assert [each.status_code for each in pages] == [200] * 4
    assert f'action="{path}/registro{KEY}"' in pages[3].text
    assert f'action="{path}/registro{KEY}"' in second.text
    assert done.status_code == 303
    assert (await Registration.get(event_id=event.id)).verified_by == "directory"


@pytest.mark.parametrize("visibility", ["members", "invited"])
async def test_without_the_key_of_such_a_company_it_is_not_there_and_never_listed(
    client: TestClient, visibility: str
) -> None:
    event, _ = await closed_event(visibility)
    suspended = await make_plant("Suspendida", standing="suspended")
    path = f"/eventos/{event.slug}"
    keys = ("", "?empresa=", "?empresa=ninguna", f"?empresa={suspended.slug}", "?empresa=%00", "?empresa=" + "x" * 500)

    answers = [await client.get(path + end + key) for key in keys for end in ("", ".ics", "/tarjeta.png", "/registro")]
    posted = await client.post(f"{path}/registro", data=KNOWN)
    lists = [await client.get(each) for each in (f"/{KEY}", f"/eventos{KEY}", "/calendario.ics", "/api/v1/events")]

    assert {each.status_code for each in [*answers, posted]} == {404}
    assert not any(event.slug in each.text for each in lists)


async def test_a_member_that_is_not_invited_does_not_open_an_invitation(client: TestClient) -> None:
    event, _ = await closed_event("invited")
    other = await make_plant("Otra Socia")
    await make_employee(other, "77")
    typed = KNOWN | {"company": other.slug, "employee_number": "77"}

    page = await client.get(f"/eventos/{event.slug}?empresa={other.slug}")
    borrowed = await client.post(f"/eventos/{event.slug}/registro{KEY}", data=typed)

    assert page.status_code == 404
    assert borrowed.status_code == 422
    assert "Este evento no está abierto para esa empresa." in borrowed.text


async def test_a_draft_stays_closed_to_every_key(client: TestClient) -> None:
    event, _ = await closed_event()
    await Event.filter(id=event.id).update(status="draft")

    assert (await client.get(f"/eventos/{event.slug}{KEY}")).status_code == 404


async def test_a_closed_event_takes_nobody_by_name_nor_by_a_borrowed_first_step(client: TestClient) -> None:
    event, _ = await closed_event(domains=["arneses.example"])
    public, _ = await open_event()
    named = {"step": "person", "given_name": "Ana", "paternal_surname": "Cota", "company": "arneses-del-desierto"}
    path = f"/eventos/{event.slug}/registro{KEY}"

    form = await client.get(f"{path}&paso=persona")
    typed = await client.post(path, data=named | {"email": "ana@arneses.example"})
    elsewhere = await client.post(f"/eventos/{public.slug}/registro", data=named)
    borrowed = await client.post(path, data=confirm(elsewhere.text))

    assert 'name="given_name"' not in form.text + typed.text
    assert "?paso=persona" not in form.text
    assert borrowed.headers["location"].endswith(f"/registro{KEY}")
    assert await Registration.all().count() == 0


async def test_the_way_out_of_a_wrong_company_keeps_the_key_and_hides_who_is_invited(client: TestClient) -> None:
    members, company = await closed_event()
    invited, _ = await open_event(visibility="invited")
    await EventInvitation.create(event=invited, company=company)

    first = await client.get(f"/eventos/{members.slug}/registro{KEY}")
    other = await client.get(f"/eventos/{members.slug}/registro{KEY}&otra=1")
    mistake = await client.post(f"/eventos/{members.slug}/registro{KEY}", data=KNOWN | {"company": ""})
    private = await client.get(f"/eventos/{invited.slug}/registro{KEY}")

    assert f"{KEY}&amp;otra=1" in first.text
    assert '<select id="company"' in other.text
    assert mistake.status_code == 422
    assert "No es mi empresa" not in private.text


async def test_a_coordinator_brings_somebody_by_name_into_a_closed_event(client: TestClient) -> None:
    event, company = await closed_event()
    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, f"company:{company.id}"),)))
    named = {"step": "person", "given_name": "Ana", "paternal_surname": "Cota", "company": company.slug}
    path = f"/eventos/{event.slug}/registro"

    mine = await client.post(path, data=named)
    done = await client.post(path, data=confirm(mine.text))
    stranger = await client.post(path, data=named | {"company": ""})

    assert (done.status_code, stranger.status_code) == (303, 422)
    found = await Registration.get(event_id=event.id)
    assert (found.verified_by, found.source, found.company_id) == ("coordinator", "coordinator", company.id)


@pytest.mark.parametrize(
    ("person", "status"),
    [
        ({"company": "arneses-del-desierto", "employee_number": "4821", "surname": "Yáñez"}, 201),
        ({"company": "arneses-del-desierto", "given_name": "Ana", "paternal_surname": "Cota"}, 422),
        ({"given_name": "Ana", "paternal_surname": "Cota"}, 404),
        ({"company": "ninguna", "employee_number": "4821", "surname": "Yáñez"}, 404),
        ({"company": "\0", "employee_number": "4821", "surname": "Yáñez"}, 404),
        ("Ana", 404),
    ],
)
async def test_the_api_keeps_the_same_door(client: TestClient, person: Any, status: int) -> None:
    event, _ = await closed_event()

    answer = await client.post(
        f"/api/v1/events/{event.slug}/registrations", json={"person": person}, headers={"Idempotency-Key": "k"}
    )
    shown = [await client.get(f"/api/v1/events/{event.slug}{key}") for key in ("", "?company=arneses-del-desierto")]

    assert answer.status_code == status, answer.text
    assert [each.status_code for each in shown] == [404, 200]
