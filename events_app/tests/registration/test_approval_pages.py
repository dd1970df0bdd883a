"""A ticket that is approved before it is paid: who decides, who is told, and who needs no approval."""

from datetime import timedelta

from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.directory.models import Committee
from events_app.events.models import TicketType
from events_app.registration import decisions
from events_app.registration.models import Registration
from events_app.registration.question_records import Approval
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import (
    make_employee,
    make_plant,
    make_type,
)
from events_app.tests.registration.asking import ask, priced_event
from events_app.tests.registration.walking import KNOWN
from events_app.tests.support.browser import TestClient


async def test_a_ticket_that_is_approved_first_asks_for_no_money_and_its_chair_decides(client: TestClient) -> None:
    committee = await Committee.create(key="talento", name_es="Talento", name_en="Talent")
    event, ticket_type = await priced_event(committee=committee)
    await TicketType.filter(id=ticket_type.id).update(needs_approval=True)
    await make_employee(await make_plant())
    shown = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)
    link = await ask(client, event)
    waiting = await client.get(link)
    registration = await Registration.get()
    answer = {"answer": "approve", "people": str(registration.id)}

    other = await make_user(roles=(Grant(Role.COMMITTEE_CHAIR, "committee:999999"),))
    await client.sign_in(other)
    foreign = await client.get("/oficina/aprobaciones")
    await client.post("/oficina/aprobaciones/respuesta", data=answer)
    assert (await Registration.get()).status == "requested"
    await client.sign_in(await make_user(roles=(Grant(Role.COMMITTEE_CHAIR, f"committee:{committee.id}"),)))
    mine = await client.get("/oficina/aprobaciones")
    leaving = await client.get(f"{link}/cancelar")
    done = await client.post("/oficina/aprobaciones/respuesta", data=answer)
    approved = await client.get(link)

    assert "Pedir mi lugar" in shown.text
    assert "Tu lugar se libera al momento." in leaving.text
    assert "Se aprobó tu solicitud: falta el pago" in approved.text
    assert "Tu solicitud está en revisión" in waiting.text
    assert "Si se aprueba, tendrás 3 días para pagar $116.00." in waiting.text
    assert "Ninguna solicitud espera respuesta" in foreign.text
    assert "1 solicitud espera respuesta" in mine.text
    assert done.status_code == 303
    assert ((await Registration.get()).status, (await Approval.get()).status) == ("held", "approved")


async def test_not_approving_needs_a_reason(client: TestClient) -> None:
    event, ticket_type = await priced_event(net=0)
    await TicketType.filter(id=ticket_type.id).update(needs_approval=True)
    await make_employee(await make_plant())
    await ask(client, event)
    registration = await Registration.get()
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    answer = {"answer": "decline", "people": str(registration.id)}

    silent = await client.post("/oficina/aprobaciones/respuesta", data=answer)
    told = await client.post("/oficina/aprobaciones/respuesta", data=answer | {"reason": "Cupo para gerencias"})

    assert (silent.status_code, told.status_code) == (422, 303)
    assert (await Registration.get()).cancel_reason == "Cupo para gerencias"


async def test_the_api_asks_for_approval_too(client: TestClient) -> None:
    event, ticket_type = await priced_event()
    await TicketType.filter(id=ticket_type.id).update(needs_approval=True)
    await make_employee(await make_plant())
    body = {"person": {"company": "arneses-del-desierto", "employee_number": "4821", "surname": "Yáñez"}}

    made = await client.post(
        f"/api/v1/events/{event.slug}/registrations", json=body, headers={"Idempotency-Key": "one"}
    )

    answer = made.json()
    assert (made.status_code, answer["status"], answer["payment_url"]) == (201, "requested", None)
    assert answer["total"] == "116.00"


async def test_the_office_registers_somebody_by_hand_without_asking_itself(client: TestClient) -> None:
    event, ticket_type = await priced_event(net=0)
    await TicketType.filter(id=ticket_type.id).update(needs_approval=True)
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))

    made = await client.post(
        f"/oficina/registros/nuevo?evento={event.slug}",
        data={"ticket_type": str(ticket_type.id), "given_name": "Ana", "paternal_surname": "Cota"},
    )

    assert made.status_code == 303
    assert (await Registration.get()).status == "confirmed"


async def test_a_lapsed_approval_is_said_kindly_on_the_ticket(client: TestClient) -> None:
    event, ticket_type = await priced_event()
    await TicketType.filter(id=ticket_type.id).update(needs_approval=True)
    await make_employee(await make_plant())
    link = await ask(client, event)

    await decisions.lapse_due(clock.now() + timedelta(days=9))
    shown = await client.get(link)

    assert "El lugar volvió a estar libre." in shown.text


async def test_an_event_with_two_kinds_of_ticket_asks_only_for_the_one_that_is_approved(client: TestClient) -> None:
    event, _type = await priced_event(net=0)
    special = await make_type(event, name="Mesa directiva")
    await TicketType.filter(id=special.id).update(needs_approval=True)
    await make_employee(await make_plant())

    await ask(client, event)

    assert (await Registration.get()).status == "confirmed"
