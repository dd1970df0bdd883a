"""Asking one's company to pay, and its coordinator's answer, in the browser of each person."""

import re
from datetime import timedelta

from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.sheets import read_table
from events_app.payments.models import Order
from events_app.registration import company_pays, opening, questions
from events_app.registration.engine.wanted import Applicant
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.registration.question_records import Answer, AskedPer, CompanyLimits, CompanyRequest
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import (
    make_employee,
    make_plant,
    make_registration,
)
from events_app.tests.factories.waiting import make_benefit
from events_app.tests.registration.asking import ask, coordinated_plant, priced_event
from events_app.tests.registration.walking import KNOWN, confirm
from events_app.tests.support.browser import TestClient


async def test_an_employee_asks_the_company_and_the_ticket_says_that_it_waits(client: TestClient) -> None:
    event, _type = await priced_event()
    await make_employee(await coordinated_plant())

    shown = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)
    ticket = await client.get(await ask(client, event, payer="company"))

    assert "Que la pague mi empresa" in shown.text
    assert "Lo paga Arneses del Desierto, si lo aprueba" in shown.text
    assert "Tu empresa todavía no responde" in ticket.text
    assert "Mejor lo pago yo" in ticket.text
    found = await Registration.get()
    request = await CompanyRequest.get()
    assert (str(found.status), found.total, found.order_id) == ("requested", 11_600, None)
    assert request.hold_until == found.hold_expires_at == opening.until(event, clock.now())
    assert await Order.all().count() == 0


async def test_the_ticket_says_what_the_company_answered_and_what_to_do_then(client: TestClient) -> None:
    event, _type = await priced_event()
    plant = await coordinated_plant()
    told: dict[str, str] = {}
    for number, outcome in enumerate(("approved", "declined", "lapsed")):
        known = KNOWN | {"employee_number": str(70_000 + number)}
        await make_employee(plant, known["employee_number"])
        shown = await client.post(f"/eventos/{event.slug}/registro", data=known)
        done = await client.post(f"/eventos/{event.slug}/registro", data=confirm(shown.text, payer="company"))
        mine = await Registration.get(status="requested")
        if outcome == "approved":
            await company_pays.approve(plant.id, [mine.id], who=Who("user:1", name="Norma"), now=clock.now())
        elif outcome == "declined":
            reason = "Ya va otra persona"
            await company_pays.decline(plant.id, [mine.id], reason=reason, actor="user:1", now=clock.now())
        else:
            assert mine.hold_expires_at is not None
            await company_pays.lapse_due(mine.hold_expires_at + timedelta(seconds=1))
        told[outcome] = (await client.get(done.headers["location"])).text

    assert "Tu empresa lo aprobó; falta que llegue su pago" in told["approved"]
    assert "Se libera en" not in told["approved"]
    assert "Tu empresa no va a pagar este lugar" in told["declined"]
    assert "Motivo: Ya va otra persona" in told["declined"]
    assert "Tu empresa no respondió a tiempo" in told["lapsed"]
    assert "El tiempo para pagar terminó" not in told["lapsed"]


async def test_nobody_is_offered_what_the_company_cannot_answer(client: TestClient) -> None:
    event, _type = await priced_event()
    await make_employee(await make_plant())

    shown = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)
    forged = await client.post(f"/eventos/{event.slug}/registro", data=confirm(shown.text, payer="company"))

    assert "Que la pague mi empresa" not in shown.text
    assert forged.status_code == 422
    assert await Registration.all().count() == 0


async def test_a_price_over_the_companys_limit_is_told_beside_the_choice(client: TestClient) -> None:
    event, _type = await priced_event()
    plant = await coordinated_plant()
    await make_employee(plant)
    await CompanyLimits.create(company=plant, per_person=11_599)

    shown = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)
    refused = await client.post(f"/eventos/{event.slug}/registro", data=confirm(shown.text, payer="company"))

    assert refused.status_code == 422
    assert "Tu empresa paga hasta $115.99 por persona y este boleto cuesta $116.00." in refused.text


async def test_the_coordinator_approves_everybody_in_one_list_and_goes_to_one_payment(client: TestClient) -> None:
    event, _type = await priced_event()
    plant = await coordinated_plant()
    await make_employee(plant)
    await ask(client, event, payer="company")
    registration = await Registration.get()
    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, f"company:{plant.id}"),)))
    path = f"/empresa/{plant.slug}/solicitudes"

    listed = await client.get(path)
    nobody = await client.post(f"{path}/respuesta", data={"answer": "approve"})
    done = await client.post(f"{path}/respuesta", data={"answer": "approve", "people": str(registration.id)})
    again = await client.post(f"{path}/respuesta", data={"answer": "approve", "people": str(registration.id)})

    assert "1 persona pide que la empresa pague su lugar" in listed.text
    assert (nobody.status_code, done.status_code, again.status_code) == (422, 303, 303)
    order = await Order.get()
    assert done.headers["location"] == f"/pagar/{order.token}"
    assert (order.total, order.company_id) == (11_600, plant.id)


async def test_nobody_is_marked_beforehand_and_free_seats_say_that_nothing_is_due(client: TestClient) -> None:
    event, _type = await priced_event()
    plant = await coordinated_plant()
    await make_benefit(2, year=event.starts_at.year, everybody=False)
    people = [await make_employee(plant, number, given=given) for number, given in (("51", "Ana"), ("52", "Rosa"))]
    for each in people:
        who = Applicant(each.full_name, each.id, company_id=plant.id, verified_by="directory", audience="regular")
        over = {"unit_net": 10_000, "total": 11_600, "company_pays": True, "answer_by": clock.now() + timedelta(days=2)}
        await make_registration(event, _type, each, now=clock.now(), applicant=who, **over)
    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, f"company:{plant.id}"),)))
    path = f"/empresa/{plant.slug}/solicitudes"

    shown = await client.get(path)
    nobody = await client.post(f"{path}/respuesta", data={"answer": "decline", "shown": [str(people[0].id)]})
    listed = re.findall(r'name="shown" value="(\d+)"', shown.text)
    done = await client.post(
        f"{path}/respuesta", data={"answer": "approve_all", "shown": listed}, follow_redirects=True
    )

    assert (len(listed), shown.text.count(" checked")) == (2, 0)
    assert "Pagar los 2" in shown.text
    assert "Primero se usan los 2 lugares sin costo" in shown.text
    assert (nobody.status_code, await CompanyRequest.filter(status="approved").count()) == (422, 2)
    assert "Aprobaste 2 solicitudes. No hay nada que pagar" in done.text
    assert await Order.all().count() == 0


async def test_the_coordinator_of_another_company_finds_no_page_and_answers_nothing(client: TestClient) -> None:
    event, _type = await priced_event()
    plant, other = await coordinated_plant(), await coordinated_plant("Moldes del Norte")
    await make_employee(plant)
    await ask(client, event, payer="company")
    registration = await Registration.get()
    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, f"company:{other.id}"),)))
    answer = {"answer": "decline", "people": str(registration.id)}

    pages = [
        await client.get(f"/empresa/{plant.slug}/solicitudes"),
        await client.post(f"/empresa/{plant.slug}/solicitudes/respuesta", data=answer),
        await client.post(f"/empresa/{plant.slug}/solicitudes/limites", data={"per_person": "1"}),
        await client.get("/empresa/no-existe/solicitudes"),
    ]
    mine = await client.post(f"/empresa/{other.slug}/solicitudes/respuesta", data=answer)

    assert [each.status_code for each in pages] == [404] * 4
    assert mine.status_code == 303
    assert (await Registration.get()).status == "requested"


async def test_the_coordinator_says_how_much_the_company_pays(client: TestClient) -> None:
    plant = await make_plant()
    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, f"company:{plant.id}"),), locale="en"))
    path = f"/empresa/{plant.slug}/solicitudes"

    saved = await client.post(f"{path}/limites", data={"per_person": "$1,500", "per_event": "", "currency": "MXN"})
    wrong = await client.post(f"{path}/limites", data={"per_person": "mucho", "currency": "MXN"})
    shown = await client.get(path)

    assert (saved.status_code, wrong.status_code) == (303, 422)
    limits = await company_pays.limits_of(plant.id)
    assert (limits.per_person, limits.per_event) == (150_000, None)
    assert "How much the company pays" in shown.text


async def test_whoever_waits_may_pay_alone_or_give_the_seat_back_from_the_ticket(client: TestClient) -> None:
    event, _type = await priced_event()
    plant = await coordinated_plant()
    await make_employee(plant)
    link = await ask(client, event, payer="company")

    paying = await client.post(f"{link}/pagar-yo")
    order = await Order.get()
    twice = await client.post(f"{link}/pagar-yo")

    assert (paying.status_code, paying.headers["location"]) == (303, f"/pagar/{order.token}")
    assert twice.headers["location"] == link


async def test_the_coordinator_answers_once_for_the_whole_order(client: TestClient) -> None:
    event, _type = await priced_event()
    plant, other = await coordinated_plant(), await coordinated_plant("Moldes del Norte")
    await make_employee(plant)
    values = {
        "kind": "text", "label_es": "¿A nombre de quién va el stand?", "label_en": "", "hint_es": "", "hint_en": "",
        "required": True, "options": [], "settings": {}, "condition": {}, "per": AskedPer.ORDER,
        "ticket_type_id": None,
    }  # fmt: skip
    await ask(client, event, payer="company")
    registration = await Registration.get()
    await questions.save(event.id, None, values, actor="user:1", now=clock.now())
    answered = await company_pays.approve(plant.id, [registration.id], who=Who("user:7"), now=clock.now())
    page = f"/empresa/{plant.slug}/grupos/{answered.group_ids[0]}"

    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, f"company:{other.id}"),)))
    foreign = await client.get(f"{page}/preguntas")
    await client.sign_in(await make_user(roles=(Grant(Role.COORDINATOR, f"company:{plant.id}"),)))
    before = await client.get(page)
    empty = await client.post(f"{page}/preguntas", data={"answer_q1": ""})
    done = await client.post(f"{page}/preguntas", data={"answer_q1": "Moldes"})
    after = await client.get(page)
    await client.sign_in(await make_user("Oficina", roles=(Role.OFFICE,)))
    seat = await client.get(f"/oficina/registros/{registration.id}")
    sheet = read_table((await client.get(f"/oficina/registros.csv?evento={event.slug}")).content, "registros.csv")

    assert [each.status_code for each in (foreign, empty, done)] == [404, 422, 303]
    assert re.search(r"contestó su empresa.*¿A nombre de quién va el stand\?.*Moldes", seat.text)
    assert (sheet.headers[-1], sheet.rows[0][-1]) == ("¿A nombre de quién va el stand?", "Moldes")
    assert "Falta contestar 1 pregunta del pedido" in before.text
    assert "Falta contestar" not in after.text
    assert (await Answer.get()).group_id == answered.group_ids[0]
