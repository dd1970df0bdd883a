"""A company's list becomes seats under one order; the same list again brings nobody twice."""

import asyncio
from datetime import datetime, timedelta

import pytest

from events_app.app import wire
from events_app.core import jobs, mail
from events_app.core.access import Grant, Role
from events_app.core.clock import local
from events_app.core.database import row, rows
from events_app.core.errors import NotOnSale
from events_app.core.tables import OutboxMessage
from events_app.directory.models import Company, Person
from events_app.events.models import Event, Price, TicketType
from events_app.payments.models import TaxRule
from events_app.registration import group_changes, group_lifecycle, sheet_confirm, sheet_price, sheets
from events_app.registration import jobs as room
from events_app.registration.errors import PriceChanged, SheetChanged
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_person
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
    make_tax_rule,
)
from events_app.tests.support.overtaking import overtaken

pytestmark = pytest.mark.usefixtures("db")
WHO = Who("user:1", "Ramón Valenzuela", "ramon@arneses.example")
HEADERS = "No. empleado,Apellido paterno,Apellido materno,Nombre(s),Celular\n"


def listed(*lines: str) -> bytes:
    return (HEADERS + "\n".join(lines)).encode()


FIVE = listed(
    "20077,Acuña,Ybarra,Blanca Estela,6315550101",
    "20419,Félix,Quintero,Jesús Ramón,",
    "19902,Montes de Oca,Peñúñuri,María de la Concepción,",
    ",Noriega,Córdova,Brayan,",
    "20077,Acuña,Ybarra,Blanca Estela,",
)


async def make_world(seats: int | None = 100, net: int = 65_000) -> tuple[Company, Event, TicketType]:
    company = await make_plant()
    event, kind = await make_event_with_seats(seats)
    await make_tax_rule()
    await Price.create(ticket_type=kind, audience="regular", net_amount=net)
    await Price.create(ticket_type=kind, audience="public", net_amount=net * 2)
    return company, event, kind


async def test_a_list_becomes_one_order_and_the_rows_that_ask_for_something_stay(now: datetime) -> None:
    company, event, kind = await make_world()
    await make_employee(company, "20419", "Jesús Ramón", "Félix", "Quintero")

    upload = await sheets.receive(
        FIVE, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=WHO.label, now=now
    )
    first = await sheets.tally(upload)
    done = await sheet_confirm.confirm(upload, enter=3, wait=0, who=WHO, now=now)

    assert {key: value for key, value in first.items() if value} == {
        "missing": 1,
        "repeated": 1,
        "new_person": 2,
        "ok": 1,
    }
    order = await row("SELECT * FROM orders WHERE reference = $1", f"group:{done.group_id}")
    assert order is not None
    assert (order["net"], order["tax"], order["total"]) == (195_000, 31_200, 226_200)
    held = await rows(
        "SELECT status, unit_net, folio FROM registrations WHERE group_id = $1 ORDER BY id", done.group_id
    )
    assert [(each["status"], each["unit_net"]) for each in held] == [("held", 65_000)] * 3
    again = {key: value for key, value in (await sheets.tally(upload)).items() if value}
    assert again == {"missing": 1, "repeated": 1, "registered": 3}


async def test_the_same_list_again_adds_nobody(now: datetime) -> None:
    company, event, kind = await make_world()
    world = {"event": event, "company": company, "ticket_type_id": kind.id, "actor": WHO.label, "now": now}
    upload = await sheets.receive(FIVE, "lista.csv", **world)
    await sheet_confirm.confirm(upload, enter=3, wait=0, who=WHO, now=now)

    again = await sheets.receive(FIVE, "otra copia.csv", **world)
    other = await sheets.receive(FIVE + b"\n30001,Ruiz,,Ana,", "lista con una mas.csv", **world)

    assert again.id == upload.id
    assert (await sheets.tally(again))["registered"] == 3
    assert {key: value for key, value in (await sheets.tally(other)).items() if value} == {
        "missing": 1, "repeated": 1, "registered": 3, "new_person": 1,
    }  # fmt: skip
    assert (await Event.get(id=event.id)).taken == 3


async def test_the_same_list_from_several_tabs_at_once_is_one_list_and_one_order(db: str, now: datetime) -> None:
    company, event, kind = await make_world()
    told = {"event": event, "company": company, "ticket_type_id": kind.id, "actor": WHO.label, "now": now}

    lists = await overtaken(
        db,
        *(sheets.receive(FIVE, f"{tab}.csv", **told) for tab in range(3)),
        locks=("LOCK TABLE sheet_uploads IN SHARE MODE",),
    )
    done = await asyncio.gather(*(sheet_confirm.confirm(each, enter=3, wait=0, who=WHO, now=now) for each in lists))

    assert len({each.id for each in lists}) == len({each.group_id for each in done}) == 1
    assert await rows("SELECT count(*)::int AS n FROM orders") == [{"n": 1}]
    assert await rows("SELECT taken FROM events") == [{"taken": 3}]


async def test_somebody_who_came_alone_is_registered_already_when_the_company_lists_them(now: datetime) -> None:
    company, event, kind = await make_world()
    guest = await make_person("Blanca Estela", "Acuña", "Ybarra", phone="+526315550101")
    await make_registration(event, kind, guest)
    alone = listed("20077,Acuña,Ybarra,Blanca Estela,6315550101", "20419,Félix,Quintero,Jesús Ramón,")
    upload = await sheets.receive(
        alone, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=WHO.label, now=now
    )

    await sheet_confirm.confirm(upload, enter=1, wait=0, who=WHO, now=now)

    assert {key: value for key, value in (await sheets.tally(upload)).items() if value} == {"registered": 2}
    assert await row("SELECT count(*)::int AS n FROM registrations") == {"n": 2}


async def test_what_does_not_fit_waits_in_the_order_of_the_file(now: datetime) -> None:
    company, event, kind = await make_world(seats=2)
    upload = await sheets.receive(
        FIVE, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=WHO.label, now=now
    )

    with pytest.raises(SheetChanged):
        await sheet_confirm.confirm(upload, enter=3, wait=0, who=WHO, now=now)
    done = await sheet_confirm.confirm(upload, enter=2, wait=1, who=WHO, now=now)

    line = await rows("SELECT p.paternal_surname FROM wait_entries w JOIN people p ON p.id = w.person_id ORDER BY w.id")
    assert [each["paternal_surname"] for each in line] == ["Montes de Oca"]
    found = await Event.get(id=event.id)
    assert (found.taken, done.later) == (2, False)


async def test_a_paid_group_is_in_and_a_released_one_gives_every_seat_back(now: datetime) -> None:
    company, event, kind = await make_world()
    upload = await sheets.receive(
        FIVE, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=WHO.label, now=now
    )
    done = await sheet_confirm.confirm(upload, enter=3, wait=0, who=WHO, now=now)
    order = await row("SELECT id FROM orders WHERE reference = $1", f"group:{done.group_id}")
    assert order is not None
    assert done.group_id is not None

    await group_lifecycle.on_released(done.group_id, now, "hold expired")
    empty = (await Event.get(id=event.id)).taken
    back = await group_lifecycle.on_paid(done.group_id, order["id"], now)

    assert (empty, back, (await Event.get(id=event.id)).taken) == (0, True, 3)
    states = await rows("SELECT DISTINCT status FROM registrations WHERE group_id = $1", done.group_id)
    assert states == [{"status": "confirmed"}]


async def test_whoever_is_put_in_the_line_by_the_company_is_told_and_the_letter_counts_them(now: datetime) -> None:
    jobs.register(room.JOBS)
    company, event, kind = await make_world(seats=2)
    await make_employee(company, "19902", "María de la Concepción", "Montes de Oca", "Peñúñuri", "maria@correo.example")
    upload = await sheets.receive(
        FIVE, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=WHO.label, now=now
    )

    await sheet_confirm.confirm(upload, enter=2, wait=1, who=WHO, now=now)
    for _again in range(2):
        await jobs.work_once(now)

    sent = {each.message: each for each in await OutboxMessage.all()}
    told, letter = mail.preview(sent["waitlist_joined"]), mail.preview(sent["company_order"])
    assert [sent[each].address for each in ("waitlist_joined", "company_order")] == ["maria@correo.example", WHO.email]
    assert told is not None
    assert letter is not None
    assert "Arneses del Desierto te anotó en la lista de espera" in told.text
    assert "2 lugares" in letter.text
    assert "1 persona quedó en la lista de espera" in letter.text
    assert "1 fila de la lista todavía pide un dato" in letter.text
    assert await OutboxMessage.all().count() == 2


async def test_everybody_reads_their_own_language_and_whoever_answers_for_them_reads_theirs(now: datetime) -> None:
    wire()
    company, event, kind = await make_world(seats=2)
    role = Grant(Role.COORDINATOR, f"company:{company.id}")
    norma = await make_user("Norma Ruiz", locale="en", roles=[role])
    reader = await make_employee(company, "20419", "Jesús Ramón", "Félix", "Quintero")
    await Person.filter(id=reader.id).update(locale="en")
    await make_employee(company, "19902", "María de la Concepción", "Montes de Oca", "Peñúñuri", "maria@correo.example")
    who = Who(f"user:{norma.id}", norma.name, norma.email, "en")
    upload = await sheets.receive(
        FIVE, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=who.label, now=now
    )

    done = await sheet_confirm.confirm(upload, enter=2, wait=1, who=who, now=now)
    seated = [each.locale for each in await Registration.filter(group_id=done.group_id).order_by("id")]
    first = await Registration.filter(group_id=done.group_id).first()
    assert first is not None
    await group_changes.cancel(first.id, company.id, who=who, reason="viaje", now=now)
    for _again in range(3):
        await jobs.work_once(now)

    sent = {(each.message, each.address, each.locale) for each in await OutboxMessage.all()}
    assert seated == ["es-MX", "en"]
    assert sent == {
        ("waitlist_joined", "maria@correo.example", "es-MX"),
        ("seat_offer", norma.email, "en"),
        ("company_order", norma.email, "en"),
    }


async def test_somebody_new_reads_what_is_spoken_where_the_company_is(now: datetime) -> None:
    event, kind = await make_event_with_seats()
    tucson = await make_plant("Tucson Harness", country="US")
    one = listed("501,Miller,,Grace,")
    upload = await sheets.receive(
        one, "list.csv", event=event, company=tucson, ticket_type_id=kind.id, actor=WHO.label, now=now
    )

    await sheet_confirm.confirm(upload, enter=1, wait=0, who=WHO, now=now)
    known = await make_person("Rosa", "Vega")
    await make_registration(event, kind, known, source="coordinator", locale="en")

    seats = await Registration.all().order_by("id").select_related("person")
    spoken = [(each.person.given_name, each.locale) for each in seats]
    assert spoken == [("Grace", "en"), ("Rosa", "es-MX")]


async def test_the_page_shows_the_tax_of_the_day_on_which_the_order_opens(now: datetime) -> None:
    company, event, kind = await make_world()
    today = local(now).date()
    usual = TaxRule.filter(code="IVA16", valid_from__lt=today)
    upload = await sheets.receive(
        FIVE, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=WHO.label, now=now
    )
    await usual.update(valid_to=today - timedelta(days=1))
    await TaxRule.create(code="IVA16", valid_from=today, rate="0.08", name_es="IVA 8 %", name_en="VAT 8%")

    try:
        shown = await sheet_price.quote(upload, 3, now=now)
        total = shown.total.amount if shown else 0
        await sheet_confirm.confirm(upload, enter=3, wait=0, total=total, who=WHO, now=now)
    finally:
        await usual.update(valid_to=None)

    assert await row("SELECT net, tax, total FROM orders") == {"net": 195_000, "tax": 15_600, "total": 210_600}


async def test_another_price_than_the_page_showed_stops_the_confirmation_and_loses_nothing(now: datetime) -> None:
    company, event, kind = await make_world()
    upload = await sheets.receive(
        FIVE, "lista.csv", event=event, company=company, ticket_type_id=kind.id, actor=WHO.label, now=now
    )
    shown = await sheet_price.quote(upload, 3, now=now)
    assert shown is not None

    await Price.filter(ticket_type_id=kind.id, audience="regular").update(net_amount=70_000)
    with pytest.raises(PriceChanged) as refused:
        await sheet_confirm.confirm(upload, enter=3, wait=0, total=shown.total.amount, who=WHO, now=now)
    await TicketType.filter(id=kind.id).update(on_sale=False)
    with pytest.raises(NotOnSale):
        await sheet_confirm.confirm(upload, enter=3, wait=0, total=shown.total.amount, who=WHO, now=now)

    stands = await row("SELECT status, (SELECT count(*)::int FROM registrations) AS seats FROM sheet_uploads")
    assert "$2,436.00 en total" in refused.value.text
    assert stands == {"status": "review", "seats": 0}
    assert (await Event.get(id=event.id)).taken == 0
