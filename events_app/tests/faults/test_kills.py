"""The power goes at each named point, somebody asks again, and the doctor finds nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import pytest_asyncio
from aiosmtpd.smtp import SMTP

from events_app.app import invariants
from events_app.checkin.models import Admission, Scan
from events_app.core import clock, jobs, mail
from events_app.core.doctor import examine
from events_app.core.money import Money
from events_app.core.settings import configure, settings
from events_app.core.tables import OutboxMessage
from events_app.payments import refunds
from events_app.payments.methods import card
from events_app.payments.models import Order
from events_app.payments.movements import LedgerTransaction, Payment, Refund
from events_app.registration.models import Registration
from events_app.registration.services import Receipt
from events_app.tests.checkin.conftest import World
from events_app.tests.factories.checkin import reading
from events_app.tests.factories.registration import make_employee, make_event_with_seats, make_plant, make_registration
from events_app.tests.faults.processes import death_of, server, worker, worker_later
from events_app.tests.payments.peer import Twin
from events_app.tests.support.live_server import listening
from events_app.tests.support.waiting import eventually

REGISTER = "registration.services._register"
BOOK = "payments.settlement.book_money"


async def healthy(database_url: str) -> bool:
    return (await examine(database_url, invariants(), now=clock.now())).violations == ()


async def held(now: datetime) -> Receipt:
    """A seat that waits for its money."""
    days: dict[str, Any] = {"starts_at": now + timedelta(days=9), "ends_at": now + timedelta(days=10)}
    event, ticket_type = await make_event_with_seats(net=10_000, **days)
    person = await make_employee(await make_plant())
    return await make_registration(event, ticket_type, person, unit_net=10_000, total=11_600, now=now)


async def paid_at_stripe(twin: Twin) -> Receipt:
    """Somebody held a seat and paid for it at Stripe; no webhook tells us."""
    now = clock.now()
    event, ticket_type = await make_event_with_seats(
        net=10_000, starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=10)
    )
    person = await make_employee(await make_plant())
    receipt = await make_registration(event, ticket_type, person, unit_net=10_000, total=11_600, now=now)
    order = await Order.get(token=receipt.pay_token)
    assert twin.pay(await card.checkout_url(order.id, now=now)).status_code == 303
    return receipt


@pytest.mark.journey
async def test_a_scan_whose_answer_was_never_heard_is_told_again_and_counted_once(db: str, world: World) -> None:
    body = {"scans": [reading(await world.ticket("417"))]}

    async with server(db, FAULT="scan:admitted") as (client, process):
        with pytest.raises(httpx.TransportError):
            await client.post(world.phone.path, json=body, headers=world.phone.headers)
        died = await death_of(process)
    async with server(db) as (client, _):
        answer = await client.post(world.phone.path, json=body, headers=world.phone.headers)

    told = answer.json()["results"][0]
    assert died
    assert (told["verdict"], told["replayed"]) == ("admitted", True)
    assert (await Admission.get()).entries == await Scan.all().count() == 1
    assert await healthy(db)


@pytest.mark.journey
@pytest.mark.parametrize(("point", "left"), [("commit", 0), ("committed", 1)])
async def test_a_registration_cut_at_its_commit_is_whole_or_not_there_and_asked_again_it_is_one(
    db: str, point: str, left: int
) -> None:
    starts = clock.now() + timedelta(days=9)
    event, _ = await make_event_with_seats(5, starts_at=starts, ends_at=starts + timedelta(hours=3))
    plant = await make_plant()
    await make_employee(plant, "417")
    path = f"/api/v1/events/{event.slug}/registrations"
    body = {"person": {"company": plant.slug, "employee_number": "417", "surname": "Yáñez"}}
    key = {"Idempotency-Key": "one-wish"}

    async with server(db, FAULT=f"{point}:{REGISTER}") as (client, process):
        with pytest.raises(httpx.TransportError):
            await client.post(path, json=body, headers=key)
        died = await death_of(process)
    between = await Registration.all().count()
    async with server(db) as (client, _):
        answer = await client.post(path, json=body, headers=key)

    await event.refresh_from_db()
    assert (died, between) == (True, left)
    assert answer.status_code == 201, answer.text
    assert event.taken == await Registration.filter(status="confirmed").count() == 1
    assert await healthy(db)


@pytest.mark.journey
@pytest.mark.parametrize("point", [f"commit:{BOOK}", f"committed:{BOOK}", "job:payments.refresh"])
async def test_money_that_was_being_booked_when_the_worker_died_is_booked_once(
    db: str,
    twin: Twin,
    point: str,
) -> None:
    receipt = await paid_at_stripe(twin)
    order = await Order.get(token=receipt.pay_token)
    await jobs.later("payments.refresh", {"order": order.id}, now=clock.now())

    with worker(db, FAULT=point) as process:
        died = await death_of(process)
    with worker_later(db):
        await eventually(lambda: Order.filter(id=order.id, status="paid").exists(), what="the order is paid")
        await eventually(lambda: Registration.filter(status="confirmed").exists(), what="the seat is theirs")

    assert died
    assert await Payment.all().count() == await LedgerTransaction.all().count() == 1
    assert await healthy(db)


@pytest.mark.journey
async def test_a_refund_that_stripe_made_before_we_could_note_it_is_made_once(db: str, twin: Twin) -> None:
    await paid_at_stripe(twin)
    now = clock.now()
    order = await Order.get()
    await card.refresh_live_attempts(order.id, now=now)
    payment = await Payment.get()
    await refunds.request_refund(payment.id, Money(payment.amount), reason="Cambio", key="one", actor="user:1", now=now)

    with worker(db, FAULT="stripe:refund") as process:
        died = await death_of(process)
    with worker_later(db):
        await eventually(lambda: Refund.filter(status="succeeded").exists(), what="the refund is noted")

    assert died
    assert len(twin.things("refund")) == await Refund.all().count() == 1
    assert await healthy(db)


@pytest.mark.journey
async def test_the_page_that_stripe_opened_before_the_power_went_is_the_one_that_is_paid(db: str, twin: Twin) -> None:
    now = clock.now()
    event, ticket_type = await make_event_with_seats(
        net=10_000, starts_at=now + timedelta(days=9), ends_at=now + timedelta(days=10)
    )
    person = await make_employee(await make_plant())
    receipt = await make_registration(event, ticket_type, person, unit_net=10_000, total=11_600, now=now)

    async with server(db, FAULT="stripe:checkout") as (client, process):
        with pytest.raises(httpx.TransportError):
            await client.post(f"/pagar/{receipt.pay_token}")
        died = await death_of(process)
    async with server(db) as (client, _):
        answer = await client.post(f"/pagar/{receipt.pay_token}")

    assert died
    assert answer.status_code == 303
    assert [each["url"] for each in twin.things("session")] == [answer.headers["location"]]


class Box:
    def __init__(self) -> None:
        self.received = 0

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        self.received += 1
        return "250 OK"


@pytest_asyncio.fixture
async def box(db: str) -> AsyncIterator[Box]:
    kept, before = Box(), settings()
    with listening() as door:
        serving = await asyncio.get_running_loop().create_server(lambda: SMTP(kept), sock=door)
        configure(replace(before, smtp_url=f"smtp://127.0.0.1:{door.getsockname()[1]}"))
        yield kept
        configure(before)
        serving.close()


@pytest.mark.journey
@pytest.mark.parametrize(("point", "received"), [("mail:before", 0), ("mail:after", 1)])
async def test_a_letter_whose_sender_died_is_a_doubt_for_the_office_and_is_not_sent_again(
    db: str, box: Box, point: str, received: int
) -> None:
    link = {"link": "https://convoca.example/entrar/abc", "code": "417 930", "name": "Ana"}
    await mail.send_later(
        "sign_in", to="ana@correo.example", locale="es-MX", context=link, reason="one", now=clock.now()
    )

    with worker(db, FAULT=point) as process:
        died = await death_of(process)
    with worker_later(db):
        await eventually(lambda: OutboxMessage.filter(status="unknown").exists(), what="the message is in doubt")

    assert (died, box.received) == (True, received)
