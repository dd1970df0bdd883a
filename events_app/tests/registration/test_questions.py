"""The questions of an event: written by the office, answered by people, never changed under an answer."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from events_app.core.access import Role
from events_app.core.errors import Invalid
from events_app.core.sheets import read_table
from events_app.core.tables import StoredFile
from events_app.directory.models import Person
from events_app.events import services as events
from events_app.events.models import Event, TicketType
from events_app.events.notices import EventCopy
from events_app.registration import answers_shown, questions, services
from events_app.registration.engine.wanted import Given, Wanted
from events_app.registration.errors import QuestionsChanged
from events_app.registration.models import Registration
from events_app.registration.question_records import Answer, AskedPer, Question
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant, make_registration, wanted
from events_app.tests.registration.walking import KNOWN, confirm, open_event
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW


async def ask(event: Event, kind: str = "text", label: str = "¿Talla?", **over: object) -> str:
    options = [{"key": "o1", "es": "Chica", "en": "Small"}, {"key": "o2", "es": "Grande", "en": "Large"}]
    values: dict[str, object] = {
        "kind": kind, "label_es": label, "label_en": "", "hint_es": "", "hint_en": "", "required": False,
        "options": options if kind in ("choice", "many") else [], "settings": {}, "condition": {},
        "per": AskedPer.TICKET, "ticket_type_id": None,
    }  # fmt: skip
    return await questions.save(event.id, None, values | over, actor="user:1", now=NOW)


async def current(event: Event) -> list[tuple[str, str]]:
    return [(each.key, each.label_es) for each in await questions.current(event.id)]


async def world() -> tuple[Event, TicketType]:
    event, ticket_type = await open_event()
    await make_employee(await make_plant())
    return event, ticket_type


async def at_the_last_step(client: TestClient, event: Event) -> str:
    shown = await client.post(f"/eventos/{event.slug}/registro", data=KNOWN)
    assert shown.status_code == 200
    return shown.text


async def test_the_office_writes_orders_and_takes_away_questions(client: TestClient) -> None:
    event, _type = await open_event()
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    base = f"/oficina/eventos/{event.id}/preguntas"
    size = {"label_es": "Talla", "label_en": "Size", "options": "Chica | Small\nGrande | Large", "required": "1"}

    made = await client.post(f"{base}/nueva?tipo=choice", data=size)
    other = await client.post(f"{base}/nueva?tipo=text", data={"label_es": "¿Cuál?", "conditions": "q1:o2"})
    moved = await client.post(f"{base}/q2/lugar", data={"direction": "up"})
    refused = await client.post(f"{base}/q1/baja")
    listed = await client.get(base)

    assert [each.status_code for each in (made, other, moved, refused, listed)] == [303, 303, 303, 409, 200]
    assert await current(event) == [("q2", "¿Cuál?"), ("q1", "Talla")]
    assert "Solo si «Talla»: Grande" in listed.text
    stored = await Question.get(key="q1")
    assert stored.options == [{"key": "o1", "es": "Chica", "en": "Small"}, {"key": "o2", "es": "Grande", "en": "Large"}]


async def test_a_question_that_nobody_could_answer_is_shown_again_with_its_mistake(client: TestClient) -> None:
    event, _type = await open_event()
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))

    one = await client.post(
        f"/oficina/eventos/{event.id}/preguntas/nueva?tipo=choice", data={"label_es": "Talla", "options": "Única"}
    )

    assert one.status_code == 422
    assert "Escribe al menos dos opciones, una por renglón." in one.text
    assert await Question.all().count() == 0


async def test_an_answered_question_keeps_its_words_and_the_next_person_reads_the_new_ones(db: str) -> None:
    event, ticket_type = await world()
    plant = await make_plant("Moldes del Norte")
    key = await ask(event, label="¿Talla de camisa?")
    record = await Question.get(key=key)
    person = await make_employee(plant, number="9")
    first = await make_registration(event, ticket_type, person, answers=(Given(record.id, "M"),))

    changed = {name: getattr(record, name) for name in ("kind", "label_en", "hint_es", "hint_en", "required", "options",
               "settings", "condition", "per", "ticket_type_id")}  # fmt: skip
    await questions.save(event.id, key, changed | {"label_es": "¿Talla de playera?"}, actor="user:1", now=NOW)

    assert [each.label for each in await answers_shown.told(first.registration_id)] == ["¿Talla de camisa?"]
    assert await current(event) == [(key, "¿Talla de playera?")]
    newest = await Question.get(key=key, retired_at__isnull=True)
    assert newest.replaces_id == record.id


async def test_an_unanswered_question_is_simply_written_anew(db: str) -> None:
    event, _type = await open_event()
    key = await ask(event)
    record = await Question.get(key=key)

    values = {name: getattr(record, name) for name in questions.COPIED if name not in ("key", "position")}
    again = await questions.save(
        event.id, key, values | {"label_es": "¿Número?", "ticket_type_id": None}, actor="user:1", now=NOW
    )

    assert again == key
    assert [each.label_es for each in await Question.all()] == ["¿Número?"]


async def test_a_submit_with_a_question_that_was_just_edited_starts_again(db: str) -> None:
    event, ticket_type = await world()
    person = await make_employee(await make_plant("Moldes del Norte"), number="9")
    key = await ask(event)
    old = await Question.get(key=key)
    values = {name: getattr(old, name) for name in questions.COPIED if name not in ("key", "position")}
    await questions.save(event.id, key, values | {"label_es": "Otra", "ticket_type_id": None}, actor="user:1", now=NOW)

    with pytest.raises(QuestionsChanged):
        await make_registration(event, ticket_type, person, answers=(Given(old.id, "M"),))

    assert await Registration.all().count() == 0
    assert (await Event.get(id=event.id)).taken == 0


async def test_a_circle_of_conditions_is_refused_by_the_service(db: str) -> None:
    event, _type = await open_event()
    first = await ask(event, kind="yes_no", label="¿Vienes en camión?")
    second = await ask(event, kind="yes_no", label="¿Te recogemos?", condition={first: ["yes"]})
    record = await Question.get(key=first)
    values = {name: getattr(record, name) for name in questions.COPIED if name not in ("key", "position")}

    with pytest.raises(Invalid):
        await questions.save(
            event.id, first, values | {"condition": {second: ["yes"]}, "ticket_type_id": None}, actor="user:1", now=NOW
        )


async def test_people_answer_on_the_way_to_their_seat_and_mistakes_stand_beside_the_question(
    client: TestClient,
) -> None:
    event, _type = await world()
    await ask(event, kind="yes_no", label="¿Usas el camión?", required=True)
    await ask(event, kind="choice", label="¿Qué ruta?", required=True, condition={"q1": ["yes"]})
    await ask(event, kind="many", label="¿Qué días?")
    await ask(event, kind="date", label="¿Cuándo vence tu visa?", settings={"least": "2027-02-01"})
    shown = await at_the_last_step(client, event)
    path = f"/eventos/{event.slug}/registro"

    missing = await client.post(path, data=confirm(shown, answer_q1="yes", answer_q4="2027-01-31"))
    done = await client.post(path, data=confirm(missing.text, answer_q1="yes", answer_q2="o2", answer_q3=["o1", "o2"]))

    assert (missing.status_code, done.status_code) == (422, 303)
    assert 'id="answer_q2-mistake"' in missing.text
    assert "La primera fecha posible es el lunes 1 de febrero de 2027." in missing.text
    registration = await Registration.get()
    told = [(each.label, each.text) for each in await answers_shown.told(registration.id)]
    assert told == [("¿Usas el camión?", "Sí"), ("¿Qué ruta?", "Grande"), ("¿Qué días?", "Chica, Grande")]


async def test_a_file_is_drawn_anew_kept_private_and_shown_to_its_owner_and_the_office(client: TestClient) -> None:
    event, _type = await world()
    await ask(event, kind="file", label="Tu foto", required=True)
    shown = await at_the_last_step(client, event)
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    path = f"/eventos/{event.slug}/registro"

    wrong = await client.post(path, data=confirm(shown), files={"answer_q1": ("a.png", b"<html>", "image/png")})
    done = await client.post(
        path, data=confirm(shown), files={"answer_q1": ("mi foto.png", drawn.getvalue(), "image/png")}
    )
    answer = await Answer.get()
    mine = await client.get(done.headers["location"].split("?")[0] + f"/archivo/{answer.id}")
    stranger = await client.get(f"/oficina/registros/{answer.registration_id}/archivos/{answer.id}")
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    office = await client.get(f"/oficina/registros/{answer.registration_id}/archivos/{answer.id}")

    assert (wrong.status_code, done.status_code, mine.status_code, office.status_code) == (422, 303, 200, 200)
    assert "Sube un archivo PDF, JPG o PNG." in wrong.text
    assert stranger.status_code in (303, 404)
    assert mine.headers["content-disposition"].startswith("attachment")
    assert (await StoredFile.get()).name == "mi foto.png"


async def test_the_ticket_lets_its_owner_answer_later_and_keeps_a_file_that_is_not_sent_again(
    client: TestClient,
) -> None:
    event, ticket_type = await world()
    person = await make_employee(await make_plant("Moldes del Norte"), number="9")
    receipt = await make_registration(event, ticket_type, person)
    await ask(event, label="¿Quién te avisa?", required=True)
    path = f"/T/{receipt.code}"

    before = await client.get(path)
    empty = await client.post(f"{path}/preguntas", data={"answer_q1": ""})
    done = await client.post(f"{path}/preguntas", data={"answer_q1": "Mi jefa"})
    after = await client.get(path)

    assert "Falta contestar 1 pregunta del evento" in before.text
    assert (empty.status_code, done.status_code) == (422, 303)
    assert "Falta contestar" not in after.text
    assert "Mi jefa" in after.text


async def test_the_api_lists_the_questions_and_refuses_wrong_answers_by_key(client: TestClient) -> None:
    event, ticket_type = await world()
    await ask(event, kind="number", label="¿Cuántos años llevas?", required=True)
    body = {"person": {"company": "arneses-del-desierto", "employee_number": "4821", "surname": "Yáñez"}}
    path = f"/api/v1/events/{event.slug}/registrations"

    listed = await client.get(f"/api/v1/events/{event.slug}/questions")
    wrong = await client.post(path, json=body | {"answers": {"q1": "muchos"}}, headers={"Idempotency-Key": "a"})
    done = await client.post(path, json=body | {"answers": {"q1": 12}}, headers={"Idempotency-Key": "b"})

    assert [(each["key"], each["kind"]) for each in listed.json()["questions"]] == [("q1", "number")]
    assert list(wrong.json()["error"]["fields"]) == ["answers.q1"]
    assert (wrong.status_code, done.status_code) == (422, 201)
    assert (await Answer.get()).value == "12"


async def test_the_offices_list_of_one_event_carries_the_answers(client: TestClient) -> None:
    event, ticket_type = await world()
    key = await ask(event, kind="number", label="Años en la planta")
    record = await Question.get(key=key)
    person = await make_employee(await make_plant("Moldes del Norte"), number="9")
    await make_registration(event, ticket_type, person, answers=(Given(record.id, "12.5"),))
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))

    sheet = await client.get(f"/oficina/registros.csv?evento={event.slug}")

    table = read_table(sheet.content, "registros.csv")
    assert (table.headers[-1], table.rows[0][-1]) == ("Años en la planta", "12.5")


async def test_a_copied_event_asks_the_same_of_its_own_tickets(db: str) -> None:
    event, ticket_type = await world()
    await ask(event, label="Para todos")
    await ask(event, label="Solo general", ticket_type_id=ticket_type.id)
    made = await events.copy_event(event.id, datetime(2027, 1, 9, 9, tzinfo=UTC), actor="user:1", now=NOW)
    copy = await TicketType.get(event_id=made.id)

    if not await Question.exists(event_id=made.id):
        copied = EventCopy(event.id, made.id, {ticket_type.id: copy.id}, NOW)
        await questions.copy(copied.source_id, copied.made_id, dict(copied.types), now=NOW)

    found = [(each.label_es, each.ticket_type_id) for each in await questions.current(made.id)]
    assert found == [("Para todos", None), ("Solo general", copy.id)]


async def test_the_same_submit_twice_with_answers_is_one_registration(db: str) -> None:
    event, ticket_type = await world()
    key = await ask(event)
    record = await Question.get(key=key)
    person = await make_employee(await make_plant("Moldes del Norte"), number="9")
    asked = [await _wanted(event, ticket_type, person, record.id, number) for number in (1, 2)]

    receipts = [
        await services.register(each, key="one", actor="anonymous", path="/registro", now=NOW) for each in asked
    ]

    assert [each.replayed for each in receipts] == [False, True]
    assert await Answer.all().count() == 1


async def _wanted(event: Event, ticket_type: TicketType, person: Person, question_id: int, file_id: int) -> Wanted:
    """The same answer; a file that is sent again has another number."""
    stored = await StoredFile.create(
        kind="answer", name="a", content_type="image/png", size=1, sha256="0" * 64, path=f"a/{file_id}"
    )
    return wanted(event, ticket_type, person, answers=(Given(question_id, "M", stored.id),))
