"""The coordinator's pages, walked as a browser without JavaScript walks them."""

import re
from datetime import date

import pytest

from events_app.core.access import Grant, Role
from events_app.core.database import row
from events_app.core.money import Money
from events_app.desk.models import CoordinatorRequest
from events_app.directory.models import Employment, Person
from events_app.events.models import Event
from events_app.payments.models import Order
from events_app.payments.movements import PaymentMethod
from events_app.payments.settlement import Receipt, book_money
from events_app.registration.lifecycle import code_of
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.desk import listed, make_desk
from events_app.tests.factories.directory import make_employee as make_directory_employee
from events_app.tests.factories.directory import make_person
from events_app.tests.factories.registration import make_employee
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW

FIVE = listed(
    "20077,Acuña,Ybarra,Blanca Estela,6315550101",
    "20419,Félix,Quintero,Jesús Ramón,",
    "31207,,Cota,Yadira Guadalupe,",
    "20077,Ochoa,León,María Fernanda,",
    "19902,Montes de Oca,Peñúñuri,María de la Concepción,",
)


async def test_a_list_is_dropped_mended_and_confirmed(client: TestClient) -> None:
    world = await make_desk()
    await make_employee(world.company, "31207", "Yadira Guadalupe", "Bustamante", "Cota")
    await client.sign_in(world.coordinator)

    titled = b"ARNESES DEL DESIERTO: supervisores de los turnos A y B,,,,\n,,,,\n" + FIVE
    sent = await client.post(world.register, files={"file": ("turno A.csv", titled, "text/csv")})
    shown = await client.get(sent.headers["location"])
    where = sent.headers["location"]
    mended = await client.post(f"{where}/filas", data={"suggest": "6:0"}, follow_redirects=True)
    done = await client.post(f"{where}/confirmar", data={"enter": "4", "wait": "0"})
    order = await client.get(done.headers["location"])

    assert "3 listas. 2 filas te piden un dato." in shown.text
    assert "falta apellido" in shown.text
    assert "número repetido" in shown.text
    assert "Bustamante Cota" in shown.text
    assert "4 listas. 1 fila te pide un dato." in mended.text
    assert "4 lugares apartados" in order.text
    assert "$3,016.00" in order.text


async def test_the_same_page_in_english_and_pasted_cells(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)
    cells = "30977\tOthón\tBurruel\tÁngel Adrián\n31140\tQuijada\tEnríquez\tZulema"

    sent = await client.post(world.register, data={"cells": cells})
    shown = await client.get(f"{sent.headers['location']}?lang=en")

    assert "2 ready." in shown.text
    assert "waiting list" not in shown.text.split("<h1>")[1].split("</h1>")[0]


async def test_another_companys_coordinator_finds_nothing(client: TestClient) -> None:
    world, other = await make_desk(), await make_desk(name="Ensambles del Bravo")
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("a.csv", FIVE, "text/csv")})
    await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "3", "wait": "0"})
    group = await row("SELECT id FROM registration_groups")
    assert group is not None
    await client.sign_in(other.coordinator)
    mine = sent.headers["location"].replace(world.company.slug, other.company.slug)

    paths = [
        world.home, f"{world.home}/personas", f"{world.home}/registros", f"{world.home}/pedidos",
        f"{world.home}/cuenta", f"{world.home}/coordinadores", world.register, sent.headers["location"], mine,
        f"{world.home}/grupos/{group['id']}", f"{other.home}/grupos/{group['id']}",
        f"{other.home}/grupos/{group['id']}/etiquetas.pdf", f"{other.home}/grupos/{group['id']}/lista.xlsx",
    ]  # fmt: skip
    answers = {path: (await client.get(path)).status_code for path in paths}

    assert set(answers.values()) == {404}, answers


@pytest.mark.parametrize(
    "path", ["", "/registrar", "/registros", "/personas", "/personas/nueva", "/pedidos", "/cuenta", "/coordinadores"]
)
async def test_every_page_of_an_empty_desk_opens_in_both_languages(client: TestClient, path: str) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)

    spanish = await client.get(world.home + path)
    english = await client.get(f"{world.home}{path}?lang=en")

    assert (spanish.status_code, english.status_code) == (200, 200)
    assert spanish.text.count("<h1>") == 1


async def test_after_the_payment_labels_links_names_and_cancelling(client: TestClient) -> None:
    world = await make_desk(net=0)
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("a.csv", FIVE, "text/csv")})
    done = await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "3", "wait": "0"})
    where = done.headers["location"]
    first = await Registration.all().order_by("id").first()
    assert first is not None

    page = await client.get(where)
    labels = await client.get(f"{where}/etiquetas.pdf?papel=a4")
    sheet = await client.get(f"{where}/lista.xlsx")
    seat = await client.get(f"{where}/lugares/{first.id}")
    new = {"employee_number": "40001", "paternal_surname": "Ríos", "given_name": "Ana"}
    other = await client.post(f"{where}/lugares/{first.id}/nombre", data=new | {"employee_number": "20419"})
    changed = await client.post(f"{where}/lugares/{first.id}/nombre", data=new, follow_redirects=True)
    gone = await client.post(f"{where}/lugares/{first.id}/cancelar", data={"reason": "viaje"}, follow_redirects=True)

    assert len(re.findall(r"https://wa\.me/", page.text)) == 3
    assert "https://wa.me/526315550101?text=" in page.text
    assert labels.content.startswith(b"%PDF")
    assert sheet.content.startswith(b"PK")
    assert (seat.status_code, other.status_code) == (200, 422)
    assert re.search(r'href="#employee_number">[^<]*Ese número es de otra persona', other.text)
    after = await Registration.get(id=first.id)
    assert (after.rotation, str(after.status)) == (1, "cancelled")
    assert after.code_hash != first.code_hash
    assert "Ríos Ana" in changed.text
    assert "Ríos Ana" not in gone.text
    assert (await row("SELECT taken FROM events")) == {"taken": 2}


async def test_a_second_coordinator_comes_in_when_the_association_approves(client: TestClient) -> None:
    world = await make_desk()
    office = await make_user("Oficina", roles=[Role.OFFICE])
    await client.sign_in(world.coordinator)
    asked = {"kind": "handover", "name": "Lucía Mar", "email": "Lucia@arneses.example"}

    await client.post(f"{world.home}/coordinadores", data=asked)
    again = await client.post(f"{world.home}/coordinadores", data=asked)
    waiting = await row("SELECT id FROM coordinator_requests")
    await client.sign_in(office)
    listed_page = await client.get("/oficina/coordinadores")
    await client.post(f"/oficina/coordinadores/{(waiting or {})['id']}", data={"answer": "approve"})
    await client.sign_in(world.coordinator)
    after = await client.get(world.home)

    assert again.status_code == 422
    assert "Lucía Mar" in listed_page.text
    granted = await row(
        "SELECT u.email, g.scope FROM role_grants g JOIN users u ON u.id = g.user_id "
        "WHERE g.role = 'coordinator' AND g.ended_at IS NULL"
    )
    assert granted == {"email": "lucia@arneses.example", "scope": f"company:{world.company.id}"}
    assert after.status_code == 404


async def test_people_are_added_renumbered_and_leave(client: TestClient) -> None:
    world = await make_desk()
    await make_employee(world.company, "500", "Rosa", "Vega")
    await client.sign_in(world.coordinator)
    new = {"employee_number": "501", "paternal_surname": "Ñáñez", "given_name": "José Ignacio", "phone": "6315550142"}

    await client.post(f"{world.home}/personas/nueva", data=new)
    taken = await client.post(f"{world.home}/personas/nueva", data=new | {"given_name": "Otro"})
    job = await row("SELECT id FROM employments WHERE number_key = '501'")
    where = f"{world.home}/personas/{(job or {})['id']}"
    await client.post(f"{where}/numero", data={"employee_number": "777"})
    found = await client.get(f"{world.home}/personas?q=777")
    await client.post(f"{where}/salida", data={"ends_on": "2026-11-01"})
    left = await client.get(f"{world.home}/personas?ver=dejaron")

    assert taken.status_code == 422
    assert "Ñáñez" in found.text
    assert "Vega" not in found.text
    assert "Ñáñez" in left.text


async def test_naming_another_companys_employee_shows_nothing_of_them(client: TestClient) -> None:
    world, other = await make_desk(), await make_desk(name="Ensambles del Bravo")
    theirs = {"phone": "+526315550142", "email": "jose@ensambles.example"}
    person = await make_person("José Ignacio", "Ñáñez", "", **theirs)
    await make_directory_employee(other.company, "77", person=person)
    guest = await make_person("Rosa", "Vega", "", phone="+526315550143", email="rosa@en-casa.example")
    await client.sign_in(world.coordinator)
    new = {"employee_number": "501", "paternal_surname": "Ñáñez", "given_name": "José Ignacio", "phone": "6315550142"}
    own = {"employee_number": "502", "paternal_surname": "Vega", "given_name": "Rosa", "phone": "6315550143"}

    await client.post(f"{world.home}/personas/nueva", data=new)
    await client.post(f"{world.home}/personas/nueva", data=own)
    everything = listed("503,Ñáñez,,José Ignacio,6315550142", "504,Vega,,Rosa,6315550143")
    sent = await client.post(world.register, files={"file": ("a.csv", everything, "text/csv")})
    await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "2", "wait": "0"})
    shown = (await client.get(f"{world.home}/personas")).text
    for job in await Employment.filter(company_id=world.company.id):
        shown += (await client.get(f"{world.home}/personas/{job.id}")).text

    assert "@ensambles.example" not in shown
    assert "@en-casa.example" not in shown
    assert await Employment.filter(company_id=world.company.id, person_id__in=[person.id, guest.id]).count() == 0


async def test_somebody_nobody_employs_is_joined_when_every_channel_was_typed(client: TestClient) -> None:
    world = await make_desk()
    guest = await make_person("Rosa", "Vega", "", phone="+526315550143")
    await client.sign_in(world.coordinator)
    new = {"employee_number": "502", "paternal_surname": "Vega", "given_name": "Rosa", "phone": "6315550143"}

    await client.post(f"{world.home}/personas/nueva", data=new | {"email": "rosa@planta.example"})

    job = await Employment.get(company_id=world.company.id)
    assert (job.person_id, job.employee_number) == (guest.id, "502")
    assert (await Person.get(id=guest.id)).email == "rosa@planta.example"


async def test_how_to_reach_somebody_who_left_is_no_longer_shown(client: TestClient) -> None:
    world = await make_desk()
    job = await make_directory_employee(world.company, "500", email="ana@nueva.example", phone="+526315550199")
    await Employment.filter(id=job.id).update(ends_on=date(2026, 10, 1))
    await client.sign_in(world.coordinator)

    listed_page = await client.get(f"{world.home}/personas?ver=dejaron")
    alone = await client.get(f"{world.home}/personas/{job.id}")

    assert "Peñúñuri" in listed_page.text
    assert "Peñúñuri" in alone.text
    assert "@nueva.example" not in listed_page.text + alone.text
    assert "555 0199" not in listed_page.text + alone.text


async def test_several_companies_are_chosen_and_one_is_home(client: TestClient) -> None:
    world, other = await make_desk(), await make_desk(name="Ensambles del Bravo")
    scopes = [Grant(Role.COORDINATOR, f"company:{each.company.id}") for each in (world, other)]
    both = await make_user("Dos", roles=scopes)
    await client.sign_in(both)

    chosen = await client.get("/empresa")
    await client.sign_in(world.coordinator)
    one = await client.get("/empresa")

    assert world.company.display_name in chosen.text
    assert other.company.display_name in chosen.text
    assert one.status_code == 303
    assert one.headers["location"] == world.home


async def test_a_held_seat_of_a_group_opens_everywhere_it_is_shown(client: TestClient) -> None:
    world = await make_desk()
    office = await make_user("Oficina", roles=[Role.OFFICE])
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("a.csv", FIVE, "text/csv")})
    await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "3", "wait": "0"})
    seat, order = await Registration.all().order_by("id").first(), await row("SELECT token, folio FROM orders")
    assert seat is not None
    assert order is not None
    await client.sign_in(office)

    paths = [
        f"/T/{code_of(seat)}", f"/oficina/registros/{seat.id}", "/oficina/registros", f"/pagar/{order['token']}",
        f"/oficina/dinero/pedidos/{order['folio']}", f"/oficina/eventos/{world.event.id}", "/oficina", world.home,
    ]  # fmt: skip
    answers = {path: (await client.get(path)).status_code for path in paths}

    assert set(answers.values()) == {200}, answers


async def test_nobody_hands_over_without_saying_so(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)

    sent = await client.post(f"{world.home}/coordinadores", data={"name": "Íñigo Ñáñez", "email": "i@x.example"})

    assert sent.status_code == 422
    assert await CoordinatorRequest.all().count() == 0


async def test_a_short_transfer_shows_what_is_missing_and_is_no_balance_in_favour(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("turno A.csv", FIVE, "text/csv")})
    done = await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "3", "wait": "0"})
    order = await Order.get(company_id=world.company.id)
    receipt = Receipt("t-1", PaymentMethod.TRANSFER, order.folio, Money(order.total - 6_000), livemode=False)
    await book_money(order.id, receipt, now=NOW, actor="user:9")

    pages = [(await client.get(where)).text for where in (done.headers["location"], f"{world.home}/pedidos")]
    first = await Registration.all().order_by("id").first()
    assert first is not None
    seat = (await client.get(f"{done.headers['location']}/lugares/{first.id}")).text
    account = (await client.get(f"{world.home}/cuenta")).text

    assert "Falta pagar $60.00" in pages[0]
    assert "faltan $60.00" in pages[1]
    assert ("Este pedido ya tiene dinero" in seat, "/cancelar" in seat) == (True, False)
    assert f'<a href="{world.home}/registros" aria-current="page">' in seat
    stats = re.findall(r'stat-value">([^<]*)</span> <span class="stat-label">([^<]*)<', account)
    assert (stats[0], stats[-1]) == (("$60.00", "por pagar"), ("$0.00", "saldo a favor"))


async def test_only_events_that_take_lists_now_are_offered(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)

    before = (await client.get(f"{world.home}/registrar")).text
    await Event.filter(id=world.event.id).update(status="cancelled")
    after = (await client.get(f"{world.home}/registrar")).text

    assert (world.register in before, world.register in after) == (True, False)
