"""The way of an employee: two fields, a confirmation, the ticket; and every way in which it may fail."""

import re
from datetime import datetime, timedelta

import pytest

from events_app.core.access import Role
from events_app.directory.models import Company
from events_app.events.models import Price
from events_app.registration import lifecycle
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.checkin import make_gate
from events_app.tests.factories.registration import (
    make_employee,
    make_plant,
    make_registration,
    make_tax_rule,
    make_type,
)
from events_app.tests.registration.walking import KNOWN, confirm, hidden, open_event
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW


async def test_an_employee_gets_a_ticket_with_two_fields_and_two_posts(client: TestClient) -> None:
    event, _ = await open_event()
    person = await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"

    start = await client.get(f"{path}?empresa=arneses-del-desierto")
    second = await client.post(path, data=KNOWN)
    done = await client.post(path, data=confirm(second.text))
    ticket = await client.get(done.headers["location"])

    assert [start.status_code, second.status_code, done.status_code, ticket.status_code] == [200, 200, 303, 200]
    assert "No es mi empresa" in start.text
    assert person.full_name in ticket.text
    assert "Confirmado" in ticket.text
    assert (ticket.headers["referrer-policy"], ticket.headers["cache-control"]) == ("no-referrer", "no-store")


async def test_not_found_never_says_which_field_was_wrong(client: TestClient) -> None:
    event, _ = await open_event()
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"

    wrong_name = await client.post(path, data=KNOWN | {"surname": "López"})
    wrong_number = await client.post(path, data=KNOWN | {"employee_number": "9999"})

    def said(html: str) -> list[str]:
        return re.findall(r'role="alert".*?</div>', html, re.DOTALL)

    assert wrong_name.status_code == wrong_number.status_code == 422
    assert said(wrong_name.text) == said(wrong_number.text) != []
    assert 'value="López"' in wrong_name.text


async def test_what_only_one_ticket_asks_is_seen_with_that_ticket_and_companions_are_said_plainly(
    client: TestClient,
) -> None:
    event, alone = await open_event()
    family = await make_type(event, name="En familia", asks=("companions",))
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"

    step = await client.post(path, data=KNOWN)
    typed = {each: hidden(step.text, each) for each in ("who", "shown", "idempotency_key")}
    wrong = await client.post(path, data=typed | {"step": "confirm", "ticket_type": alone.id, "companions": "2"})

    assert f'data-types="{family.id} "' in step.text
    assert f'[value="{alone.id}"]:checked) :is([data-type]' in step.text
    assert "Este lugar es para una sola persona: no admite acompañantes." in wrong.text


async def test_a_second_registration_never_shows_the_ticket(client: TestClient) -> None:
    event, ticket_type = await open_event()
    person = await make_employee(await make_plant())
    receipt = await make_registration(event, ticket_type, person)
    path = f"/eventos/{event.slug}/registro"

    second = await client.post(path, data=KNOWN)
    done = await client.post(path, data=confirm(second.text))

    assert done.status_code == 409
    assert receipt.code not in done.text
    assert receipt.folio not in done.text


async def test_a_stranger_pays_the_public_price_and_a_known_employee_the_members(client: TestClient) -> None:
    event, ticket_type = await open_event()
    await make_tax_rule()
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=20_000)
    await Price.create(ticket_type=ticket_type, audience="member", net_amount=10_000)
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"
    named = {"step": "person", "given_name": "Ana", "paternal_surname": "Cota", "company": "arneses-del-desierto"}

    stranger = await client.post(path, data=named)
    employee = await client.post(path, data=KNOWN)
    await client.post(path, data=confirm(employee.text))

    assert "$232.00" in stranger.text
    assert "−$116.00" in employee.text
    found = await Registration.get(event_id=event.id)
    assert (found.status, found.total, found.audience, found.verified_by) == ("held", 11_600, "member", "directory")


async def test_an_address_of_the_company_gives_its_price_only_after_the_mailed_code(client: TestClient) -> None:
    event, ticket_type = await open_event()
    await make_tax_rule()
    await Price.create(ticket_type=ticket_type, audience="public", net_amount=20_000)
    await Price.create(ticket_type=ticket_type, audience="member", net_amount=10_000)
    await make_plant(domains=["arneses.example"])
    path = f"/eventos/{event.slug}/registro"
    named = {"step": "person", "given_name": "Ana", "paternal_surname": "Cota", "company": "arneses-del-desierto"}

    asked = await client.post(path, data=named | {"email": "ana@arneses.example"})
    wrong = await client.post(
        path, data={"step": "code", "who": hidden(asked.text, "who"), "proof": hidden(asked.text, "proof"), "code": "x"}
    )

    assert "ana@arneses.example" in asked.text
    assert wrong.status_code == 422
    assert await Registration.all().count() == 0


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"status": "cancelled"}, "El evento se canceló"),
        ({"status": "postponed"}, "El evento se pospuso"),
        ({"sale_opens_at": NOW + timedelta(days=1)}, "Todavía no abre el registro"),
        ({"sale_closes_at": NOW - timedelta(days=1)}, "El registro ya cerró"),
        ({"starts_at": NOW - timedelta(days=2), "ends_at": NOW - timedelta(days=1)}, "ya pasó"),
    ],
)
async def test_an_event_that_is_not_on_sale_says_so(client: TestClient, over: dict[str, object], words: str) -> None:
    event, _ = await open_event(**over)
    await make_employee(await make_plant())

    shown = await client.get(f"/eventos/{event.slug}/registro")
    posted = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)

    assert (shown.status_code, posted.status_code) == (200, 409)
    assert words in shown.text


@pytest.mark.parametrize("value", ["", "x" * 1_000, "😀", "\u202e4821", "48\x0021", "'; --", "<script>"])
@pytest.mark.parametrize("field", ["company", "employee_number", "surname", "who", "ticket_type", "companions", "step"])
async def test_bad_input_gets_an_answer_and_never_a_500(client: TestClient, field: str, value: str) -> None:
    event, _ = await open_event()
    await make_employee(await make_plant())
    path = f"/eventos/{event.slug}/registro"

    for data in (KNOWN | {field: value}, {"step": "confirm", "who": "x", "ticket_type": "1", field: value}):
        answer = await client.post(path, data=data)

        assert answer.status_code in (200, 303, 422)
        assert "<script>" not in answer.text.replace("<script type", "")


async def test_a_full_event_is_told_at_the_last_step(client: TestClient) -> None:
    event, ticket_type = await open_event(seats=1)
    plant = await make_plant()
    await make_employee(plant)
    path = f"/eventos/{event.slug}/registro"
    second = await client.post(path, data=KNOWN)
    await make_registration(event, ticket_type, await make_employee(plant, "1"))

    done = await client.post(path, data=confirm(second.text))

    later = await client.get(path)
    assert done.status_code == 409
    assert "Ya no hay lugares" in done.text
    assert ("Ya no hay lugares" in later.text, 'name="surname"' in later.text) == (True, False)


async def test_the_ticket_can_be_cancelled_renamed_and_completed_by_whoever_holds_it(client: TestClient) -> None:
    event, ticket_type = await open_event(asks=("companions", "diet"))
    receipt = await make_registration(event, ticket_type, await make_employee(await make_plant()))
    path = f"/T/{receipt.code}"

    details = await client.post(f"{path}/detalles", data={"companions": "2", "diet": "sin gluten"})
    name = await client.post(f"{path}/nombre", data={"given_name": "María", "paternal_surname": "Yáñez"})
    pages = [await client.get(f"{path}{end}") for end in ("", ".png", ".ics", "/cancelar", "/nombre", "/detalles")]
    cancelled = await client.post(f"{path}/cancelar", data={})

    assert [details.status_code, name.status_code, cancelled.status_code] == [303, 303, 303]
    assert [each.status_code for each in pages] == [200] * 6
    found = await Registration.get(id=receipt.registration_id)
    assert (found.status, found.seats, found.diet) == ("cancelled", 3, "sin gluten")
    assert (found.name_correction or {})["given_name"] == "María"
    await event.refresh_from_db()
    assert event.taken == 0
    assert (await client.get(f"{path}.png")).status_code == 404


async def test_a_cancelled_ticket_promises_no_correction_and_names_the_company_as_people_do(client: TestClient) -> None:
    event, ticket_type = await open_event()
    plant = await make_plant()
    await Company.filter(id=plant.id).update(trade_name="Arneses Ñandú")
    receipt = await make_registration(event, ticket_type, await make_employee(plant))
    await Registration.filter(id=receipt.registration_id).update(company=plant)
    path = f"/T/{receipt.code}"
    await client.post(f"{path}/nombre", data={"given_name": "María", "paternal_surname": "Yáñez"})

    before = await client.get(path)
    await client.post(f"{path}/cancelar", data={})
    after = await client.get(path)

    words = "La oficina está revisando la corrección de tu nombre."
    assert [words in each.text for each in (before, after)] == [True, False]
    assert ["Arneses Ñandú" in each.text for each in (before, after)] == [True, True]


async def test_the_ticket_names_only_the_gates_that_admit_its_type(client: TestClient) -> None:
    event, ticket_type = await open_event()
    receipt = await make_registration(event, ticket_type, await make_employee(await make_plant()))
    without = await client.get(f"/T/{receipt.code}")
    await make_gate(event, "Puerta 2, lado norte", ticket_types=[ticket_type.id])
    await make_gate(event, "Puerta de ponentes", ticket_types=[ticket_type.id + 1])

    told = await client.get(f"/T/{receipt.code}")

    assert "Entra por" not in without.text
    assert re.findall(r"<dt>Entra por</dt><dd>([^<]*)</dd>", told.text) == ["Puerta 2, lado norte"]


async def test_a_rotated_code_kills_the_old_link_and_unknown_codes_are_404(client: TestClient, now: datetime) -> None:
    event, ticket_type = await open_event()
    receipt = await make_registration(event, ticket_type, await make_employee(await make_plant()))

    code = await lifecycle.rotate(receipt.registration_id, actor="user:1", now=now)
    answers = [await client.get(f"/T/{each}") for each in (code, code.lower(), receipt.code, "A" * 26, "x")]

    assert [each.status_code for each in answers] == [200, 200, 404, 404, 404]


async def test_finding_a_ticket_answers_the_same_for_known_and_unknown(client: TestClient) -> None:
    event, ticket_type = await open_event()
    person = await make_employee(await make_plant(), email="lupita@correo.example")
    await make_registration(event, ticket_type, person)

    known = await client.post("/boleto", data=KNOWN)
    unknown = await client.post("/boleto", data=KNOWN | {"surname": "Nadie"})

    assert known.status_code == unknown.status_code == 200
    assert strip(known.text) == strip(unknown.text)


def strip(html: str) -> str:
    return re.sub(r'nonce="[^"]*"|written-at" content="[^"]*"', "", html)


async def test_the_office_sees_acts_and_exports_and_strangers_see_nothing(client: TestClient) -> None:
    event, ticket_type = await open_event()
    person = await make_employee(await make_plant(), email="lupita@correo.example")
    receipt = await make_registration(event, ticket_type, person)
    one = f"/oficina/registros/{receipt.registration_id}"
    stranger = [await client.get(each) for each in ("/oficina/registros", one, "/oficina/registros.csv")]
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))

    listed = await client.get(f"/oficina/registros?evento={event.slug}&q=penunuri")
    by_hand = "/oficina/registros/nuevo"
    wanted = (one, by_hand, "/oficina/registros.xlsx", f"{by_hand}?evento={event.slug}", f"{one}999", f"{one}x")
    pages = [await client.get(each) for each in wanted]
    sheet = await client.get("/oficina/registros.csv")
    acts = [
        await client.post(f"{one}/{each}", data={"reason": "pidió"}) for each in ("reenvio", "codigo", "cancelacion")
    ]

    assert [each.status_code for each in stranger] == [303, 303, 303]
    assert receipt.folio in listed.text
    assert [each.status_code for each in pages] == [200, 200, 200, 200, 404, 404]
    assert "Yáñez" in sheet.text
    assert [each.status_code for each in acts] == [303, 303, 303]
    assert (await Registration.get(id=receipt.registration_id)).status == "cancelled"
