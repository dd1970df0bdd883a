"""The office's own pages: what needs somebody today, the search over everything, the audit, jobs and messages."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_app.core import audit
from events_app.core.access import Role
from events_app.core.tables import AuditEntry, Job, JobStatus, MailStatus, OutboxMessage
from events_app.core.tokens import ticket_code
from events_app.office.needs import NEEDS
from events_app.payments.models import MoneyTask, TaskKind
from events_app.payments.stripe_records import StripeEvent
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_company, make_employee
from events_app.tests.factories.payments import make_order
from events_app.tests.factories.registration import make_event_with_seats, make_registration
from events_app.tests.support.browser import TestClient

PAGES = ("/oficina", "/oficina/auditoria", "/oficina/trabajos", "/oficina/mensajes", "/oficina/mensajes/1")
ROW = re.compile(
    r'<span class="todo-count">(\d+)</span>\s*<div><p class="strong">([^<]+)</p>.*?<a [^>]*href="([^"]+)"', re.S
)
DEEDS = ("/oficina/trabajos/1/reintento", "/oficina/mensajes/1/decision")


async def enter(client: TestClient, role: Role = Role.OFFICE) -> str:
    """Signs in somebody with this role; gives the label that the audit knows them by."""
    user = await make_user(roles=[role])
    await client.sign_in(user)
    return f"user:{user.id}"


async def make_job(now: datetime, *, status: JobStatus = JobStatus.FAILED, **over: Any) -> Job:
    ended: dict[str, Any] = (
        {"finished_at": now, "last_error": "el servidor no contestó"} if status is JobStatus.FAILED else {}
    )
    values: dict[str, Any] = {
        "kind": "core.deliver_mail",
        "payload": {},
        "run_at": now,
        "created_at": now,
        "attempts": 12,
        "status": status,
    }
    return await Job.create(**values | ended | over)


async def make_message(now: datetime, status: MailStatus = MailStatus.UNKNOWN, **over: Any) -> OutboxMessage:
    values: dict[str, Any] = {"message": "sign_in", "address": "ana@planta.example", "locale": "es-MX"}
    values |= {"reason": "sign-in:1", "attachments": [], "moved_at": now, "status": status}
    values["context"] = {"name": "Ana Núñez", "code": "804 117", "link": "/entrar/liga/abc", "minutes": 15}
    return await OutboxMessage.create(**values | over)


async def make_trouble(now: datetime) -> None:
    """One case of each kind that the rooms below put down, and two stopped jobs."""
    long_ago = now - timedelta(days=3)
    order = await make_order(now=long_ago, name="Óscar Ruelas")
    task: dict[str, Any] = {"order": order, "opened_at": now - timedelta(hours=2)}
    await MoneyTask.create(kind=TaskKind.DISPUTE, subject="dp_1", **task)
    await MoneyTask.create(kind=TaskKind.MISMATCH, subject="pi_1", done_at=now, **task)
    await make_message(now - timedelta(hours=5), message="ticket")
    await make_message(now, MailStatus.FAILED, reason="sign-in:2")
    await make_job(now, finished_at=long_ago)
    await make_job(now, finished_at=long_ago + timedelta(hours=1))
    await StripeEvent.create(event_id="evt_1", type="charge.updated", payload={}, received_at=now)


def rows_of(html: str) -> list[tuple[str, str, str]]:
    """(count, what, where its button leads) of each row of the page, in order."""
    return ROW.findall(html)


def links(html: str) -> list[tuple[str, str]]:
    """(where, title) of each hit of the search."""
    return re.findall(r'<a class="strong" href="([^"]+)">([^<]+)</a>', html.split("<main", 1)[1])


async def search(client: TestClient, text: str) -> list[tuple[str, str]]:
    answer = await client.get("/oficina/buscar", params={"q": text})
    assert answer.status_code == 200
    return links(answer.text)


async def test_a_quiet_day_says_that_nothing_waits(client: TestClient) -> None:
    await enter(client)

    answer = await client.get("/oficina")

    assert answer.status_code == 200
    assert "Nada te espera" in answer.text
    assert rows_of(answer.text) == []


async def test_today_lists_each_trouble_once_with_its_count_and_where_it_is_settled(
    client: TestClient, now: datetime
) -> None:
    await make_trouble(now)
    await enter(client)

    answer = await client.get("/oficina")

    assert rows_of(answer.text) == [
        ("1", "Cargo en disputa con el banco", "/oficina/dinero"),
        ("1", "Correos que no sabemos si llegaron", "/oficina/mensajes?estado=unknown"),
        ("1", "Correos rechazados", "/oficina/mensajes?estado=failed"),
        ("2", "Trabajos detenidos", "/oficina/trabajos?estado=failed"),
    ]
    assert "P-0001 · Óscar Ruelas" in answer.text
    assert "5 pendientes" in answer.text
    assert "3 ya debían estar resueltos" in answer.text


async def test_people_who_wait_for_an_answer_are_among_the_needs(client: TestClient, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats()
    names = [(await make_employee(await make_company(name))).person for name in ("Levis", "Kimball", "Walbro")]
    receipts = [await make_registration(event, ticket_type, person) for person in names]
    first, second, _ = [receipt.registration_id for receipt in receipts]
    await Registration.filter(id=first).update(name_correction={"given_name": "Ana"}, created_at=now)
    await Registration.filter(id=second).update(cancel_requested_at=now)
    await enter(client)

    answer = await client.get("/oficina")
    listed = await client.get("/oficina/registros?estado=waiting")

    assert rows_of(answer.text) == [
        ("1", "Nombres por corregir en boletos", "/oficina/registros?estado=waiting"),
        ("1", "Pidieron cancelar un lugar pagado", "/oficina/registros?estado=waiting"),
    ]
    assert [receipt.folio in listed.text for receipt in receipts] == [True, True, False]


@pytest.mark.parametrize("href", sorted({need.href for need in NEEDS}))
async def test_the_verb_of_every_need_opens_a_page(client: TestClient, href: str) -> None:
    await enter(client)

    answer = await client.get(href)

    assert answer.status_code == 200


@pytest.mark.parametrize("typed", ["penunuri saenz", "PEÑÚÑURI", "417", "00417", "iñaki"])
async def test_the_search_finds_a_person_by_name_without_accents_or_by_number(client: TestClient, typed: str) -> None:
    person = (await make_employee(await make_company("Levis"), "00417")).person
    await make_employee(await make_company("Kimball"), "4170", paternal_surname="Ruelas", given_name="Ana")
    await enter(client)

    answer = await client.get("/oficina/buscar", params={"q": typed})

    assert links(answer.text) == [(f"/oficina/personas/{person.id}", "Iñaki Peñúñuri Sáenz")]
    assert "Levis · 00417" in answer.text


async def test_the_search_finds_a_company_by_its_rfc(client: TestClient) -> None:
    levis = await make_company("Levis", rfc="LEV950101AB3")
    await make_company("Kimball", rfc="KIM950101AB3")
    await enter(client)

    answer = await client.get("/oficina/buscar", params={"q": "lev 950101 ab3"})

    assert links(answer.text) == [(f"/oficina/empresas/{levis.id}", "Levis")]


async def test_the_search_finds_a_registration_by_folio_and_by_the_code_of_its_ticket(client: TestClient) -> None:
    event, ticket_type = await make_event_with_seats(code="C5K")
    person = (await make_employee(await make_company("Levis"))).person
    made = await make_registration(event, ticket_type, person)
    code = ticket_code(made.registration_id, 0)
    await enter(client)

    typed = (made.folio, made.folio.lower().replace(" ", ""), code, f"https://convoca.example/T/{code}")
    found = [await search(client, each) for each in typed]

    href = f"/oficina/registros/{made.registration_id}"
    assert found == [[(href, f"{made.folio} · Iñaki Peñúñuri")]] * len(typed)


async def test_what_the_search_finds_opens(client: TestClient, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(title_es="Copa Yáñez", search_key="copa yanez")
    person = (await make_employee(await make_company("Yáñez"), paternal_surname="Yáñez")).person
    made = await make_registration(event, ticket_type, person)
    await make_order(now=now, name="Ana Yáñez")
    await enter(client)

    hits = [*await search(client, "yanez"), *await search(client, made.folio)]
    found = [href for href, _title in hits]
    opened = [(await client.get(href)).status_code for href in found]

    assert sorted(href.split("/")[2] for href in found) == ["dinero", "empresas", "eventos", "personas", "registros"]
    assert opened == [200] * 5


@pytest.mark.parametrize("typed", ["%%", "__", "\\\\", "¿?", "zzz"])
async def test_a_search_without_hits_says_so(client: TestClient, typed: str) -> None:
    await make_employee(await make_company("Levis"))
    await enter(client)

    answer = await client.get("/oficina/buscar", params={"q": typed})

    assert links(answer.text) == []
    assert "No encontramos nada con eso" in answer.text


async def test_finance_finds_companies_and_orders_but_no_people(client: TestClient, now: datetime) -> None:
    await make_employee(await make_company("Yáñez"), "00417", paternal_surname="Yáñez")
    order = await make_order(now=now, name="Ana Yáñez")
    event, ticket_type = await make_event_with_seats()
    person = (await make_employee(await make_company("Levis"))).person
    made = await make_registration(event, ticket_type, person)
    await enter(client, Role.FINANCE)

    found = [await search(client, text) for text in ("yanez", "00417", made.folio)]

    assert [[href.rsplit("/", 1)[0] for href, _ in hits] for hits in found] == [
        ["/oficina/empresas", "/oficina/dinero/pedidos"],
        [],
        [],
    ]
    assert (f"/oficina/dinero/pedidos/{order.folio}", f"{order.folio} · Ana Yáñez") in found[0]


async def test_the_audit_is_filtered_by_who_what_and_about_what(client: TestClient, now: datetime) -> None:
    for actor, action, subject in (
        ("user:901", "event.published", "event:7"),
        ("user:902", "event.cancelled", "event:8"),
        ("user:902", "mail.arrived", "mail:9"),
    ):
        await audit.note(action, actor=actor, subject=subject, now=now)
    await enter(client)

    asked: tuple[dict[str, str], ...] = ({}, {"actor": "user:902"}, {"action": "event."}, {"subject": "mail:9"})
    pages = [(await client.get("/oficina/auditoria", params=each)).text for each in asked]

    cells = [re.findall(r">(event\.\w+|mail\.\w+)</td>", page) for page in pages]
    assert cells == [
        ["mail.arrived", "event.cancelled", "event.published"],
        ["mail.arrived", "event.cancelled"],
        ["event.cancelled", "event.published"],
        ["mail.arrived"],
    ]


async def test_the_audit_s_seals_are_checked_on_demand(client: TestClient, now: datetime) -> None:
    await audit.note("event.published", actor="user:901", subject="event:7", now=now)
    await audit.seal(now)
    await enter(client)

    unasked = await client.get("/oficina/auditoria")
    whole = await client.get("/oficina/auditoria?verificar=1")
    await AuditEntry.all().update(actor="user:1")
    broken = await client.get("/oficina/auditoria?verificar=1")

    words = ("Todos los sellos coinciden", "Hay sellos que no coinciden")
    assert [[each in answer.text for each in words] for answer in (unasked, whole, broken)] == [
        [False, False],
        [True, False],
        [False, True],
    ]


async def test_a_stopped_job_is_tried_again_once(client: TestClient, now: datetime) -> None:
    job = await make_job(now)
    await enter(client)

    shown = await client.get("/oficina/trabajos?estado=failed")
    first = await client.post(f"/oficina/trabajos/{job.id}/reintento")
    told = await client.get(first.headers["location"])
    second = await client.post(f"/oficina/trabajos/{job.id}/reintento")

    await job.refresh_from_db()
    assert f"/oficina/trabajos/{job.id}/reintento" in shown.text
    assert (first.status_code, second.status_code) == (303, 409)
    assert "El trabajo se intentará de nuevo." in told.text
    assert (job.status, job.finished_at, job.max_attempts) == (JobStatus.WAITING, None, 24)


async def test_the_lists_show_only_the_chosen_state(client: TestClient, now: datetime) -> None:
    await make_job(now, kind="kind.failed")
    await make_job(now, kind="kind.waiting", status=JobStatus.WAITING)
    await make_message(now)
    await make_message(now, MailStatus.FAILED, reason="sign-in:2", address="otra@planta.example")
    await enter(client)

    jobs = (await client.get("/oficina/trabajos?estado=waiting")).text
    letters = (await client.get("/oficina/mensajes?estado=failed")).text
    unknown = (await client.get("/oficina/trabajos?estado=nada")).text

    assert ("kind.failed" in jobs, "kind.waiting" in jobs) == (False, True)
    assert ("ana@planta.example" in letters, "otra@planta.example" in letters) == (False, True)
    assert ("kind.failed" in unknown, "kind.waiting" in unknown) == (True, True)


@pytest.mark.parametrize(
    ("decision", "status", "action", "jobs"),
    [("again", MailStatus.QUEUED, "mail.sent_again", 1), ("arrived", MailStatus.SENT, "mail.arrived", 0)],
)
async def test_a_person_decides_about_a_message_in_doubt(
    client: TestClient, now: datetime, decision: str, status: MailStatus, action: str, jobs: int
) -> None:
    letter = await make_message(now)
    who = await enter(client)

    shown = await client.get(f"/oficina/mensajes/{letter.id}")
    answer = await client.post(f"/oficina/mensajes/{letter.id}/decision", data={"decision": decision})

    await letter.refresh_from_db()
    noted = await AuditEntry.filter(subject=f"mail:{letter.id}").values_list("actor", "action")
    assert "La conexión se cortó cuando ya lo habíamos entregado" in shown.text
    assert answer.status_code == 303
    assert (letter.status, letter.moved_by) == (status, who)
    assert noted == [(who, action)]
    assert await Job.filter(key=f"mail:{letter.id}").count() == jobs


async def test_a_message_that_left_can_not_be_decided_again_and_its_words_are_gone(
    client: TestClient, now: datetime
) -> None:
    letter = await make_message(now, MailStatus.SENT, accepted=1, context={})
    await enter(client)

    shown = await client.get(f"/oficina/mensajes/{letter.id}")
    answer = await client.post(f"/oficina/mensajes/{letter.id}/decision", data={"decision": "again"})

    await letter.refresh_from_db()
    assert "El texto ya no se guarda" in shown.text
    assert (answer.status_code, letter.status) == (409, MailStatus.SENT)


@pytest.mark.parametrize("path", [*PAGES, "/oficina/buscar?q=ana"])
async def test_a_stranger_is_asked_to_sign_in(client: TestClient, now: datetime, path: str) -> None:
    await make_message(now)

    answer = await client.get(path)

    assert (answer.status_code, answer.headers["location"].split("?")[0]) == (303, "/entrar")


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.GATE_SUPERVISOR, Role.REVIEWER])
async def test_who_is_not_of_the_office_finds_nothing_there(client: TestClient, now: datetime, role: Role) -> None:
    job, letter = await make_job(now), await make_message(now)
    await enter(client, role)

    seen = [(await client.get(path)).status_code for path in (*PAGES, "/oficina/buscar?q=ana")]
    done = [(await client.post(path, data={"decision": "again"})).status_code for path in DEEDS]

    await job.refresh_from_db()
    await letter.refresh_from_db()
    assert (seen, done) == ([404] * 6, [404] * 2)
    assert (job.status, letter.status) == (JobStatus.FAILED, MailStatus.UNKNOWN)


async def test_finance_searches_and_opens_nothing_else_of_the_office(client: TestClient, now: datetime) -> None:
    await make_message(now)
    await enter(client, Role.FINANCE)

    seen = [(await client.get(path)).status_code for path in (*PAGES, "/oficina/buscar?q=ana")]

    assert seen == [404] * 5 + [200]
