"""An event that is cancelled or postponed: whoever waits or asked is told once, and nothing is left hanging."""

from datetime import datetime, timedelta

import pytest

from events_app.app import wire
from events_app.core import jobs, mail
from events_app.core.database import row
from events_app.core.tables import OutboxMessage
from events_app.events.kinds import EventStatus
from events_app.events.models import Event, Price, TicketType
from events_app.payments.models import Order
from events_app.registration import event_news, lifecycle, offering, sheet_confirm, sheets, waitlist
from events_app.registration import jobs as room
from events_app.registration.engine.wanted import Applicant
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.registration.question_records import Approval
from events_app.registration.waiting_records import SeatOffer, WaitEntry
from events_app.registration.waitlist import Joining
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
    make_tax_rule,
)


@pytest.fixture(autouse=True)
def _worker() -> None:
    wire()


async def waits(event: Event, ticket_type: TicketType, number: str, now: datetime, locale: str = "es-MX") -> int:
    """Somebody in the line, with the address `espera<number>@correo.example`."""
    person = await make_employee(await make_plant(f"Fuente {number}"), number, given=f"Ana {number}")
    asked = Joining(
        event.id, ticket_type.id, person.full_name, person.id, email=f"espera{number}@correo.example", locale=locale
    )
    return (await waitlist.join(asked, actor="anonymous", now=now)).entry_id


async def asked(event: Event, ticket_type: TicketType, now: datetime) -> int:
    """Somebody whose seat waits for the organiser's approval."""
    person = await make_employee(await make_plant("Moldes de Cananea"), "77", email="pide@correo.example")
    who = Applicant(name=person.full_name, person_id=person.id, email=person.email)
    over = {"applicant": who, "needs_approval": True, "answer_by": now + timedelta(days=2)}
    return (await make_registration(event, ticket_type, person, now=now, **over)).registration_id


async def changes(event: Event, status: EventStatus, change: str, now: datetime) -> None:
    """The event changes, is told twice, and the worker goes through all that follows."""
    await Event.filter(id=event.id).update(status=status, dates_pending=status is EventStatus.POSTPONED)
    for _again in range(2):
        await event_news.on_event_changed(event.id, change, "Lluvia", 7, now)
        await jobs.work_once(now)


async def news() -> dict[str, str]:
    """What each address read about how it stood, in one entry for each mail."""
    found = await OutboxMessage.filter(message="event_changed").order_by("id")
    assert len({each.address for each in found}) == len(found)
    return {each.address.partition("@")[0]: f"{each.context['was']} {each.locale}" for each in found}


async def test_whoever_waits_or_asked_hears_once_that_the_event_is_off_and_nothing_is_left_hanging(
    db: str, now: datetime
) -> None:
    event, ticket_type = await make_event_with_seats(2)
    plant = await make_plant()
    seated = await make_registration(event, ticket_type, await make_employee(plant, "1", email="va@correo.example"))
    request = await asked(event, ticket_type, now)
    offered, waiting = [await waits(event, ticket_type, each, now, "en") for each in ("2", "3")]
    await lifecycle.cancel(seated.registration_id, actor="office", reason="no va", now=now)

    await changes(event, EventStatus.CANCELLED, "cancelled", now)

    entries = {each.id: str(each.status) for each in await WaitEntry.all()}
    found, offer = await Registration.get(id=request), await SeatOffer.get()
    await event.refresh_from_db()
    assert await news() == {"pide": "requested es-MX", "espera2": "offered en", "espera3": "waiting en"}
    assert entries == {offered: "called_off", waiting: "called_off"}
    assert (found.status, offer.status, event.taken) == ("cancelled", "withdrawn", 0)
    assert str((await Approval.get(registration_id=request)).status) == "withdrawn"
    later = now + timedelta(days=5)
    await room.work_waiting_lists({}, later)
    await room.JOBS["registration.lapse_requests"]({}, later)
    await jobs.work_once(later)
    assert await OutboxMessage.filter(message__in=["declined", "offer_expired"]).count() == 0


async def test_a_postponed_event_keeps_everybodys_place_and_offers_it_again_with_its_date(
    db: str, now: datetime
) -> None:
    event, ticket_type = await make_event_with_seats(2)
    seated = await make_registration(event, ticket_type, await make_employee(await make_plant(), "1"))
    request = await asked(event, ticket_type, now)
    first, second = [await waits(event, ticket_type, each, now) for each in ("2", "3")]
    await lifecycle.cancel(seated.registration_id, actor="office", reason="no va", now=now)

    await changes(event, EventStatus.POSTPONED, "postponed", now)
    await room.work_waiting_lists({}, now + timedelta(days=3))
    meanwhile = [str(each.status) for each in await WaitEntry.filter(id__in=[first, second]).order_by("id")]
    await Event.filter(id=event.id).update(status="published", dates_pending=False)
    await room.work_waiting_lists({}, now + timedelta(days=4))

    after = [str(each.status) for each in await WaitEntry.filter(id__in=[first, second]).order_by("id")]
    assert await news() == {"pide": "requested es-MX", "espera2": "offered es-MX", "espera3": "waiting es-MX"}
    assert (meanwhile, after) == (["waiting", "waiting"], ["offered", "waiting"])
    assert (await Registration.get(id=request)).status == "requested"


async def test_an_unpaid_order_of_a_cancelled_event_is_let_go_and_late_money_brings_no_seat_back(
    db: str, now: datetime
) -> None:
    event, ticket_type = await make_event_with_seats(5, net=10_000)
    person = await make_employee(await make_plant(), email="debe@correo.example")
    held = await make_registration(event, ticket_type, person, now=now, unit_net=10_000, total=11_600)

    await changes(event, EventStatus.CANCELLED, "cancelled", now)

    found = await Registration.get(id=held.registration_id)
    order = await Order.get(id=found.order_id)
    sent = await OutboxMessage.get(message="event_changed")
    assert (found.status, order.status, sent.context["was"], sent.context["paid"]) == (
        "expired",
        "released",
        "held",
        False,
    )
    assert not await lifecycle.on_paid(found.id, order.id, now)


@pytest.mark.parametrize(
    ("status", "change", "says", "order_says"),
    [
        (EventStatus.CANCELLED, "cancelled", "has been canceled. Order", ("released", "expired")),
        (EventStatus.POSTPONED, "postponed", "seats are still held", ("pending", "held")),
    ],
)
async def test_whoever_bought_for_a_company_hears_once_and_its_people_read_nothing_of_its_money(
    db: str, now: datetime, status: EventStatus, change: str, says: str, order_says: tuple[str, str]
) -> None:
    event, ticket_type = await make_event_with_seats(5)
    await Price.create(ticket_type=ticket_type, audience="regular", net_amount=10_000)
    await make_tax_rule()
    plant = await make_plant()
    await make_employee(plant, "1", "Ana", "Ruiz", email="ana@correo.example")
    two = b"No. empleado,Apellido paterno,Nombre(s)\n1,Ruiz,Ana\n2,Vega,Rosa"
    upload = await sheets.receive(
        two, "a.csv", event=event, company=plant, ticket_type_id=ticket_type.id, actor="user:1", now=now
    )
    who = Who("user:1", "Grace Miller", "grace@tucson.example", "en")
    await sheet_confirm.confirm(upload, enter=2, wait=0, who=who, now=now)

    await changes(event, status, change, now)

    sent = {each.address: each for each in await OutboxMessage.filter(message__contains="event_changed")}
    letter = mail.preview(sent["grace@tucson.example"])
    hers = mail.preview(sent["ana@correo.example"])
    order = await Order.get()
    assert (letter is not None, hers is not None) == (True, True)
    assert says in (letter.text if letter else "")
    assert "2 seats" in (letter.text if letter else "")
    assert "pagar" not in (hers.text if hers else "")
    assert (str(order.status), str((await RegistrationGroup.get()).status)) == order_says
    assert await OutboxMessage.filter(message="company_event_changed").count() == 1


async def test_an_offer_of_an_event_that_is_off_cannot_be_taken(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(1)
    seated = await make_registration(event, ticket_type, await make_employee(await make_plant(), "1"))
    entry = await waits(event, ticket_type, "2", now)
    await lifecycle.cancel(seated.registration_id, actor="office", reason="no va", now=now)

    await changes(event, EventStatus.CANCELLED, "cancelled", now)
    await offering.give_out(event.id, now)

    standing = await row("SELECT count(*)::int AS n FROM seat_offers WHERE status = 'open'")
    assert (standing, str((await WaitEntry.get(id=entry)).status)) == ({"n": 0}, "called_off")
