"""What a desk says of its lists: sums that are nobody, how far each one is, and who still owes an answer."""

import io
from datetime import date
from urllib.parse import unquote

import xlsxwriter

from events_app.core.database import rows
from events_app.directory.models import Employment, Person
from events_app.registration import questions
from events_app.registration.models import Registration
from events_app.registration.question_records import AskedPer
from events_app.tests.factories.desk import HEADERS, listed, make_desk
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW

TWO = ("20077,Acuña,Ybarra,Blanca Estela,6315550101", "20419,Félix,Quintero,Jesús Ramón,")
QUESTION = {
    "kind": "text", "label_es": "¿Qué talla usas?", "label_en": "", "hint_es": "", "hint_en": "", "required": True,
    "options": [], "settings": {}, "condition": {}, "per": AskedPer.TICKET, "ticket_type_id": None,
}  # fmt: skip


async def test_a_sum_below_the_list_is_told_and_left_out_until_somebody_wants_it_in(client: TestClient) -> None:
    world = await make_desk(net=0)
    await client.sign_in(world.coordinator)
    sums = listed(*TWO, "Total de personas,2,,,")

    sent = await client.post(world.register, files={"file": ("turno A.csv", sums, "text/csv")})
    where = sent.headers["location"]
    shown = await client.get(where)
    back = await client.post(f"{where}/filas", data={"back": "4"}, follow_redirects=True)
    await client.post(f"{where}/filas", data={"leave": "4"})
    await client.post(f"{where}/confirmar", data={"enter": "2", "wait": "0"})

    assert "2 listas." in shown.text
    assert "te pide un dato" not in shown.text
    assert "La fila 4 es una suma («Total de personas 2») y quedó fuera." in shown.text
    assert "es una suma" in shown.text.split("<tbody>")[1]
    assert "1 fila te pide un dato." in back.text
    assert sorted([each.paternal_surname for each in await Person.all()]) == ["Acuña", "Félix"]


async def test_the_first_page_says_who_is_in_by_a_list_and_what_it_still_asks_for(client: TestClient) -> None:
    world = await make_desk(net=0)
    await client.sign_in(world.coordinator)
    sent = await client.post(
        world.register, files={"file": ("turno A.csv", listed(*TWO, "31207,,Cota,Yadira,"), "text/csv")}
    )
    await client.get(sent.headers["location"])

    before = await client.get(world.home)
    await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "2", "wait": "0"})
    after = await client.get(world.home)
    english = await client.get(f"{world.home}?lang=en")
    await client.post(f"{sent.headers['location']}/filas", data={"leave": "4"})
    done = await client.get(f"{world.home}?lang=es-MX")

    assert "Lista por confirmar · 1 fila por corregir" in before.text
    assert "2 personas registradas · 1 fila por corregir" in after.text
    assert "Lista por confirmar" not in after.text
    assert "2 people registered · 1 row to correct" in english.text
    assert "Requests</a>" in english.text
    assert "Applications" not in english.text
    assert "turno A.csv" not in done.text
    assert "Todo al día" in done.text


async def test_a_group_says_who_still_owes_an_answer_and_how_to_ask_them(client: TestClient) -> None:
    world = await make_desk(net=0)
    await questions.save(world.event.id, None, dict(QUESTION), actor="user:1", now=NOW)
    await client.sign_in(world.coordinator)
    sent = await client.post(world.register, files={"file": ("turno A.csv", listed(*TWO), "text/csv")})
    done = await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "2", "wait": "0"})
    group = done.headers["location"]

    both = await client.get(group)
    asked = next(part for part in both.text.split('href="') if "preguntas" in part.split('"')[0])
    way = unquote(asked.split('"')[0])
    await client.post(way[way.index("/T/") :], data={"answer_q1": "Mediana"})
    one = await client.get(group)

    assert "A 2 personas les falta contestar lo que pregunta el evento" in both.text
    assert way.startswith("https://wa.me/526315550101?text=Blanca Estela, falta que contestes unas preguntas de")
    assert "A 1 persona le falta contestar lo que pregunta el evento" in one.text
    assert "Acuña Ybarra Blanca Estela</a></li>" not in one.text
    assert await Registration.all().count() == 2


async def test_what_one_company_types_is_not_shown_to_another_that_employs_the_same_person(client: TestClient) -> None:
    world, other = await make_desk(net=0), await make_desk(net=0, name="Ensambles del Bravo")
    await client.sign_in(world.coordinator)
    first = {"employee_number": "501", "paternal_surname": "Ñáñez", "given_name": "José", "phone": "6315550142"}
    await client.post(f"{world.home}/personas/nueva", data=first)
    job = await Employment.get(company_id=world.company.id)
    # The office found that both companies' entries were one person.
    theirs = await Employment.create(
        person_id=job.person_id, company_id=other.company.id, employee_number="77", number_key="77",
        verified_by="coordinator", starts_on=NOW.date(),
    )  # fmt: skip
    await client.sign_in(other.coordinator)
    named = {"file": ("b.csv", listed("77,Ñáñez,,José,6315550177"), "text/csv")}

    alone = await client.get(f"{other.home}/personas/{theirs.id}")
    sent = await client.post(other.register, files=named)
    done = await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "1", "wait": "0"})
    listing = await client.get(f"{other.home}/personas")
    group = await client.get(done.headers["location"])
    by_digits = await client.get(f"{other.home}/personas?q=5550142")
    await client.sign_in(world.coordinator)
    own = await client.get(f"{world.home}/personas")
    await Person.filter(id=job.person_id).update(phone="+526315550199", email="jose@en-casa.example")
    given = [(await client.get(f"{each.home}/personas")).text for each in (world,)]

    assert "631 555 0142" not in alone.text + listing.text + group.text
    assert "631 555 0177" in listing.text
    assert "wa.me/526315550177" in group.text
    assert "Ñáñez" not in by_digits.text
    assert "631 555 0142" in own.text
    assert "631 555 0177" not in own.text
    assert "631 555 0199" in given[0]
    assert "jose@en-casa.example" in given[0]


async def test_a_phone_that_a_list_brings_finds_its_person(client: TestClient) -> None:
    world = await make_desk(net=0)
    await client.sign_in(world.coordinator)
    await client.post(
        f"{world.home}/personas/nueva",
        data={"employee_number": "20077", "paternal_surname": "Acuña", "given_name": "Blanca Estela"},
    )

    sent = await client.post(world.register, files={"file": ("a.csv", listed(TWO[0]), "text/csv")})
    await client.post(f"{sent.headers['location']}/confirmar", data={"enter": "1", "wait": "0"})

    found = await rows("SELECT phone FROM people WHERE search_key LIKE '%6315550101%'")
    assert found == [{"phone": "+526315550101"}]


async def test_what_a_sheet_hides_is_told_and_a_number_that_it_made_a_date_is_asked_for(client: TestClient) -> None:
    world = await make_desk(net=0)
    await client.sign_in(world.coordinator)
    written = io.BytesIO()
    with xlsxwriter.Workbook(written) as book:
        book.add_worksheet("Catálogo").hide()
        first, second = book.add_worksheet("Turno A"), book.add_worksheet("Turno B")
        first.activate()
        first.write_row(0, 0, HEADERS.strip().split(","))
        first.write_row(1, 0, ["", *TWO[0].split(",")[1:]])
        first.write_datetime(1, 0, date(2149, 1, 22), book.add_format({"num_format": "dd/mm/yyyy"}))
        first.write_row(2, 0, TWO[1].split(","))
        first.set_row(2, options={"hidden": True})
        second.write_column(0, 0, ["Número", "30977"])

    sent = await client.post(world.register, files={"file": ("turnos.xlsx", written.getvalue(), "")})
    shown = await client.get(sent.headers["location"])

    assert "Leímos solo la hoja «Turno A». El archivo también tiene «Turno B»" in shown.text
    assert "En tu hoja hay 1 fila oculta o filtrada: también la leímos." in shown.text
    assert "1 lista. 1 fila te pide un dato." in shown.text
    assert "Tu hoja lo guardó como fecha: escríbelo como viene en el gafete." in shown.text
    assert "falta número" not in shown.text
