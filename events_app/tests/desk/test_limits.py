"""What the desk refuses and what it never shows: wrong files, formulas, closed sales, private pleasures."""

from datetime import timedelta

import pytest

from events_app.core.sheets import read_table, write_xlsx
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.payments.models import Order
from events_app.registration.group_records import SheetUpload
from events_app.tests.factories.desk import HEADERS, World, listed, make_desk, people
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_registration,
    wanted,
)
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW


async def dropped(client: TestClient, world: World, data: bytes, name: str = "lista.xlsx") -> tuple[int, str]:
    answer = await client.post(world.register, files={"file": (name, data, "application/octet-stream")})
    return answer.status_code, answer.text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04 not a workbook", "No pudimos leer el archivo"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "No pudimos leer el archivo"),
        (b"%PDF-1.7 \x00\x01", "No pudimos leer el archivo"),
        (HEADERS.encode(), "no tiene filas"),
        (b"   \n \n", "no tiene filas"),
        ((HEADERS + "1,a,b,c,\n" * 20_001).encode(), "demasiado largo"),
    ],
)
async def test_a_wrong_file_is_refused_with_what_to_do(client: TestClient, data: bytes, says: str) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)

    status, text = await dropped(client, world, data)

    assert status in (413, 422)
    assert says in text
    assert await SheetUpload.all().count() == 0


async def test_more_than_ten_megabytes_are_refused(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)

    status, _text = await dropped(client, world, HEADERS.encode() + b"x" * (10 * 1024 * 1024))

    assert status == 413
    assert await SheetUpload.all().count() == 0


async def test_a_formula_is_text_from_the_drop_to_the_download(client: TestClient) -> None:
    world = await make_desk(net=0)
    await client.sign_in(world.coordinator)
    formula = '=HYPERLINK("http://x.example";"Ana")'
    sheet = write_xlsx(["Número", "Paterno", "Nombres"], [["20077", "Acuña", formula]])

    sent = await client.post(world.register, files={"file": ("a.xlsx", sheet, "")})
    shown = await client.get(sent.headers["location"])
    done = await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "1", "wait": "0"})

    assert "=HYPERLINK(" in shown.text
    if done.headers["location"].startswith(f"{world.home}/grupos/"):
        listing = await client.get(f"{done.headers['location']}/lista.xlsx")
        assert formula in [cell.strip("'") for cell in read_table(listing.content, "x.xlsx").rows[0]]


async def test_nobody_is_registered_once_the_sale_is_over_or_twice_by_two_presses(client: TestClient) -> None:
    world = await make_desk(net=0)
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("a.csv", people(3), "")})
    where = f"{sent.headers['location']}/confirmar"
    await Event.filter(id=world.event.id).update(sale_closes_at=NOW - timedelta(hours=1))

    late = await client.post(where, data={"enter": "3", "wait": "0"}, follow_redirects=True)
    await Event.filter(id=world.event.id).update(sale_closes_at=None)
    wrong = await client.post(where, data={"enter": "2", "wait": "0"}, follow_redirects=True)
    none = (await Event.get(id=world.event.id)).taken
    first = await client.post(where, data={"enter": "3", "wait": "0"})
    second = await client.post(where, data={"enter": "3", "wait": "0"})

    assert "Por ahora no se puede apartar lugar" in late.text
    assert "Algo cambió mientras revisabas la lista" in wrong.text
    assert (none, (await Event.get(id=world.event.id)).taken) == (0, 3)
    assert first.headers["location"] == second.headers["location"]


async def test_what_somebody_pays_alone_for_pleasure_is_not_shown(client: TestClient) -> None:
    world = await make_desk()
    social, kind = await make_event_with_seats(50, net=30_000, kind="social", title_es="Cena de fin de año")
    person = await make_employee(world.company, "500", "Rosa", "Vega")
    for event, of, net in ((social, kind, 30_000), (world.event, world.kind, 65_000)):
        asked = wanted(event, of, person)
        mine = asked.applicant.__class__(**vars(asked.applicant) | {"company_id": world.company.id})
        await make_registration(event, of, person, applicant=mine, unit_net=net, total=net * 116 // 100)
    await client.sign_in(world.coordinator)

    pages = [(await client.get(world.home + path)).text for path in ("", "/registros", "/pedidos", "/cuenta")]

    empty = await client.get(f"{world.home}/personas?ver=dejaron")

    assert "Nadie ha dejado la empresa" in empty.text
    assert await Order.filter(company_id=world.company.id, status="pending").count() == 2
    assert not [page for page in pages if "Cena de fin de año" in page]
    assert ("Todo al día" in pages[0], "NOM-035" in pages[0]) == (True, True)
    assert ("Vega" in pages[1], "lo pidió la persona por su cuenta" in pages[2]) == (True, True)


async def test_columns_are_chosen_by_hand_and_rows_left_out(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)
    odd = b"A,B,C\nAna,Ruiz,500\nEva,Lara,501\n"

    sent = await client.post(world.register, files={"file": ("a.csv", odd, "")})
    where = sent.headers["location"]
    columns = {"employee_number": "2", "paternal_surname": "1", "given_name": "0"}
    chosen = await client.post(f"{where}/columnas", data=columns, follow_redirects=True)
    wrong = await client.post(f"{where}/filas", data={"leave": "2"}, follow_redirects=True)

    assert "2 listas." in chosen.text
    assert "Nada cambió" in wrong.text


async def test_a_row_to_mend_is_left_out_and_brought_back(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("a.csv", listed("1,Ruiz,,Ana,", ",Lara,,Eva,"), "")})
    where = f"{sent.headers['location']}/filas"

    out = await client.post(where, data={"leave": "3"}, follow_redirects=True)
    back = await client.post(where, data={"back": "3", "f3.employee_number": "7"}, follow_redirects=True)

    assert "1 lista." in out.text
    assert "te pide un dato" not in out.text.split("</h1>")[0]
    assert "2 listas." in back.text


async def test_a_number_of_another_length_enters_when_the_coordinator_says_so(client: TestClient) -> None:
    world = await make_desk()
    await Company.filter(id=world.company.id).update(employee_digits=4)
    await client.sign_in(world.coordinator)
    four = listed("10417,Ruiz,,Ana,", "10418,Lara,,Eva,", "10419,Mora,,Luz,", "2077,Vega,,Sol,")
    sent = await client.post(world.register, files={"file": ("a.csv", four, "")})
    where = f"{sent.headers['location']}/filas"

    asked = await client.get(sent.headers["location"])
    one = await client.post(where, data={"confirm": "2"}, follow_redirects=True)
    changed = await client.post(where, data={"f3.employee_number": "104180"}, follow_redirects=True)
    both = await client.post(where, data={"confirm": "numbers"}, follow_redirects=True)

    assert "1 lista. 3 filas te piden un dato." in asked.text
    assert "Los 3 números están bien así" in asked.text
    assert "2 listas. 2 filas te piden un dato." in one.text
    assert "2 listas. 2 filas te piden un dato." in changed.text
    assert "4 listas.</h1>" in both.text


async def test_a_name_that_separates_in_two_ways_is_confirmed_as_it_is(client: TestClient) -> None:
    world = await make_desk()
    await client.sign_in(world.coordinator)
    sheet = "Número,Nombre completo\n77,Guadalupe Cruz Rosario León Ana\n".encode()
    sent = await client.post(world.register, files={"file": ("a.csv", sheet, "")})

    asked = await client.get(sent.headers["location"])
    done = await client.post(f"{sent.headers['location']}/filas", data={"confirm": "2"}, follow_redirects=True)

    assert 'name="confirm" value="2"' in asked.text
    assert "1 lista.</h1>" in done.text
