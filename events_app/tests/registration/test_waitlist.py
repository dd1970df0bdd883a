"""The waiting list at work: seats that come back are offered in turn, and never one too many."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_app.core import jobs, mail
from events_app.core.database import execute, row, rows
from events_app.core.errors import AlreadyRegistered, SoldOut
from events_app.core.tables import OutboxMessage
from events_app.directory.models import Person
from events_app.events.models import Event, TicketType
from events_app.registration import jobs as room
from events_app.registration import lifecycle, seats, waitlist
from events_app.registration.engine.wanted import Applicant, Extras
from events_app.registration.errors import AlreadyWaiting, CompanyLimitReached, OfferOver, StillRoom
from events_app.registration.models import Registration
from events_app.registration.waiting_records import SeatOffer, WaitEntry, WaitPass
from events_app.registration.waitlist import Joining
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
    make_type,
)
from events_app.tests.support.corruption import noticed, without_constraint

SOON = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _worker() -> None:
    jobs.register(room.JOBS)


async def full_event(number: int = 1, **over: object) -> tuple[Event, TicketType, list[int]]:
    """An event whose seats are all taken by people of one plant, and their registrations."""
    event, ticket_type = await make_event_with_seats(number, **over)  # type: ignore[arg-type]
    plant = await make_plant(f"Planta {event.id}")
    taken = []
    for place in range(number):
        receipt = await make_registration(event, ticket_type, await make_employee(plant, str(place + 1)))
        taken.append(receipt.registration_id)
    return event, ticket_type, taken


async def waits(
    event: Event, ticket_type: TicketType, name: str, now: datetime, *, size: int = 1, company: int | None = None
) -> int:
    number = str(abs(hash(name)) % 100_000)
    plant = await make_plant(f"Fuente de {name}")
    person = await make_employee(plant, number, given=name, email=f"{name.lower()}@correo.example")
    asked = Joining(
        event.id, ticket_type.id, person.full_name, person.id, company_id=company, email=person.email, size=size
    )
    return (await waitlist.join(asked, actor="anonymous", now=now)).entry_id


async def statuses(*entries: int) -> list[str]:
    found = {each.id: str(each.status) for each in await WaitEntry.filter(id__in=entries)}
    return [found[each] for each in entries]


async def accept(entry_id: int, now: datetime) -> str:
    """Takes the offered seats as the page does, for a free ticket."""
    entry = await WaitEntry.get(id=entry_id).select_related("event", "ticket_type", "person")
    offer = await SeatOffer.get(entry_id=entry_id, status="open")
    assert entry.person is not None
    who = Applicant(name=entry.person.full_name, person_id=entry.person.id)
    extras = Extras(companions=offer.seats - 1)
    asked = {"offer": offer.token, "applicant": who, "extras": extras}
    receipt = await make_registration(entry.event, entry.ticket_type, entry.person, now=now, **asked)
    return receipt.status


async def test_a_seat_that_comes_back_is_offered_to_the_first_who_waits_and_held(db: str, now: datetime) -> None:
    event, ticket_type, taken = await full_event()
    first = await waits(event, ticket_type, "Ana", now)
    second = await waits(event, ticket_type, "Beto", now + SOON)

    await lifecycle.cancel(taken[0], actor="office", reason="no va", now=now + 2 * SOON)

    offers = await SeatOffer.all()
    await event.refresh_from_db()
    assert await statuses(first, second) == ["offered", "waiting"]
    assert [(each.entry_id, each.seats, str(each.status)) for each in offers] == [(first, 1, "open")]
    assert event.taken == 1
    with pytest.raises(SoldOut):
        await make_registration(
            event, ticket_type, await make_employee(await make_plant("Otra"), "9"), now=now + 3 * SOON
        )


async def test_accepting_gives_the_seat_and_the_person_is_not_asked_again(db: str, now: datetime) -> None:
    event, ticket_type, taken = await full_event()
    entry = await waits(event, ticket_type, "Ana", now)
    await lifecycle.cancel(taken[0], actor="office", reason="no va", now=now)

    assert await accept(entry, now + SOON) == "confirmed"

    await event.refresh_from_db()
    assert (await statuses(entry), event.taken) == (["accepted"], 1)
    offer = await SeatOffer.get(entry_id=entry)
    with pytest.raises(OfferOver):
        await waitlist.decline(offer.token, actor="offer", now=now + 2 * SOON)


async def test_declining_and_lapsing_both_pass_the_seat_on_and_nobody_is_offered_it_twice(
    db: str, now: datetime
) -> None:
    event, ticket_type, taken = await full_event()
    line = [
        await waits(event, ticket_type, name, now + place * SOON) for place, name in enumerate(("Ana", "Beto", "Caro"))
    ]
    await lifecycle.cancel(taken[0], actor="office", reason="no va", now=now + 5 * SOON)
    first = await SeatOffer.get(entry_id=line[0])

    await waitlist.decline(first.token, actor="offer", now=now + 6 * SOON)
    second = await SeatOffer.get(entry_id=line[1])
    await room.work_waiting_lists({}, second.expires_at - SOON)
    before = await statuses(*line)
    await room.work_waiting_lists({}, second.expires_at)

    await event.refresh_from_db()
    assert before == ["declined", "offered", "waiting"]
    assert await statuses(*line) == ["declined", "expired", "offered"]
    assert (await SeatOffer.all().count(), event.taken) == (3, 1)


async def test_a_party_that_does_not_fit_is_passed_over_with_a_logged_reason_and_keeps_its_place(
    db: str, now: datetime
) -> None:
    event, ticket_type, taken = await full_event(2)
    family = await waits(event, ticket_type, "Familia", now, size=2)
    single = await waits(event, ticket_type, "Solo", now + SOON)

    await lifecycle.cancel(taken[0], actor="office", reason="no va", now=now + 2 * SOON)
    await waitlist.leave(single, actor="wait", now=now + 3 * SOON)
    await lifecycle.cancel(taken[1], actor="office", reason="no va", now=now + 4 * SOON)

    log = [(each.entry_id, str(each.verdict), each.because) for each in await WaitPass.all().order_by("id")]
    assert log[0] == (family, "no_room", "2 > 1")
    assert await statuses(family, single) == ["offered", "declined"]


async def test_the_same_person_waits_once_and_whoever_has_a_seat_does_not_wait(db: str, now: datetime) -> None:
    event, ticket_type, taken = await full_event()
    entry = await WaitEntry.get(id=await waits(event, ticket_type, "Ana", now)).select_related("person")
    seated = await row("SELECT person_id FROM registrations WHERE id = $1", taken[0])
    again = Joining(event.id, ticket_type.id, "Ana", entry.person_id)

    with pytest.raises(AlreadyWaiting):
        await waitlist.join(again, actor="anonymous", now=now)
    with pytest.raises(AlreadyRegistered):
        await waitlist.join(Joining(event.id, ticket_type.id, "X", (seated or {})["person_id"]), actor="a", now=now)


async def test_whoever_found_a_seat_another_way_is_offered_no_second_one(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(10, quota=1)
    seated = await make_registration(event, ticket_type, await make_employee(await make_plant(), "1"), now=now)
    dinner = await make_type(event, name="Solo cena")
    line = [await waits(event, ticket_type, name, now) for name in ("Ana", "Beto")]
    await lifecycle.cancel(seated.registration_id, actor="office", reason="no va", now=now)

    for each in await WaitEntry.filter(id__in=line).select_related("person").order_by("-id"):
        assert each.person is not None
        await make_registration(event, dinner, each.person, now=now + SOON)
    await room.work_waiting_lists({}, now + 2 * SOON)

    await event.refresh_from_db()
    await ticket_type.refresh_from_db()
    assert await statuses(*line) == ["declined", "left"]
    assert [str(each.status) for each in await SeatOffer.all()] == ["withdrawn"]
    assert (event.taken, ticket_type.taken) == (2, 0)


async def test_nobody_waits_while_there_is_room(db: str, now: datetime) -> None:
    event, ticket_type = await make_event_with_seats(3)

    with pytest.raises(StillRoom):
        await waits(event, ticket_type, "Ana", now)


async def test_nobody_walks_past_the_line_when_the_office_adds_seats(db: str, now: datetime) -> None:
    event, ticket_type, _ = await full_event()
    entry = await waits(event, ticket_type, "Ana", now)
    walker = await make_employee(await make_plant("Otra"), "77")

    await Event.filter(id=event.id).update(capacity=2)
    with pytest.raises(SoldOut):
        await make_registration(event, ticket_type, walker, now=now + SOON)
    await room.work_waiting_lists({}, now + SOON)

    assert await statuses(entry) == ["offered"]


async def test_a_company_at_its_most_is_refused_and_waits_behind_the_others_until_three_days_before(
    db: str, now: datetime
) -> None:
    event, ticket_type = await make_event_with_seats(2, most_per_company=1)
    plant, other = await make_plant("Grande"), await make_plant("Chica")
    people = [await make_employee(plant, str(each)) for each in range(2)]
    await make_registration(event, ticket_type, people[0], applicant=_of(people[0], plant.id))

    with pytest.raises(CompanyLimitReached):
        await make_registration(event, ticket_type, people[1], applicant=_of(people[1], plant.id))
    over = (await waitlist.join(
        Joining(event.id, ticket_type.id, "Dos", people[1].id, company_id=plant.id), actor="a", now=now
    )).entry_id  # fmt: skip
    await room.work_waiting_lists({}, now + SOON)
    waiting = await statuses(over)
    theirs = await make_employee(other, "5")
    walked_in = await make_registration(event, ticket_type, theirs, applicant=_of(theirs, other.id))
    await lifecycle.cancel(walked_in.registration_id, actor="office", reason="x", now=now + SOON)
    still = await statuses(over)
    await room.work_waiting_lists({}, event.starts_at - timedelta(days=3))

    await event.refresh_from_db()
    assert (waiting, still, await statuses(over), event.taken) == (["waiting"], ["waiting"], ["offered"], 2)


async def test_each_mail_of_the_list_leaves_once(db: str, now: datetime) -> None:
    event, ticket_type, taken = await full_event()
    await waits(event, ticket_type, "Ana", now)
    await lifecycle.cancel(taken[0], actor="office", reason="no va", now=now + SOON)
    await jobs.work_once(now + SOON)
    offer = await SeatOffer.get()
    await room.work_waiting_lists({}, offer.expires_at)
    await jobs.work_once(offer.expires_at)

    sent = {each.message: each for each in await OutboxMessage.filter(address="ana@correo.example")}
    assert sorted(sent) == ["offer_expired", "seat_offer", "waitlist_joined"]
    assert str(sent["seat_offer"].context["offer_link"]).endswith(f"/oferta/{offer.token}")


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("es-MX", ("Ya estás en la lista de espera de", "Se liberó un lugar en", "se lo ofrecimos a quien seguía")),
        ("en", ("You are on the waiting list for", "A seat has opened up at", "we offered it to the next person")),
    ],
)
async def test_the_mails_are_whole_in_the_language_of_who_waits(
    db: str, now: datetime, locale: str, words: tuple[str, str, str]
) -> None:
    event, ticket_type, taken = await full_event()
    entry = await waits(event, ticket_type, "Ana", now)
    await WaitEntry.filter(id=entry).update(locale=locale)
    await lifecycle.cancel(taken[0], actor="office", reason="no va", now=now + SOON)
    await jobs.work_once(now + SOON)
    offer = await SeatOffer.get()
    await room.work_waiting_lists({}, offer.expires_at)
    await jobs.work_once(offer.expires_at)

    sent = {each.message: mail.preview(each) for each in await OutboxMessage.filter(address="ana@correo.example")}
    texts = [sent[each] for each in ("waitlist_joined", "seat_offer", "offer_expired")]
    assert [each is not None and word in each.text for each, word in zip(texts, words, strict=True)] == [True] * 3
    assert all(each is not None and each.html and "{{" not in each.html for each in texts)


async def scramble(now: datetime) -> tuple[int, int]:
    """Forty people fight for four seats while seats are given back, accepted, declined and let lapse."""
    event, ticket_type, taken = await full_event(4)
    plant = await make_plant("Filas")
    crowd = [await make_employee(plant, str(100 + each)) for each in range(16)]
    entries = [await waits(event, ticket_type, f"Persona{each}", now, size=1 + each % 2) for each in range(12)]

    async def quietly(work: object) -> None:
        with suppress(SoldOut, OfferOver, AlreadyRegistered):
            await work  # type: ignore[misc]

    async def answer(entry: int, moment: datetime) -> None:
        offer = await SeatOffer.get_or_none(entry_id=entry, status="open")
        if offer is None:
            return
        await quietly(accept(entry, moment) if entry % 3 else waitlist.decline(offer.token, actor="o", now=moment))

    for turn in range(3):
        moment = now + turn * SOON
        tasks = [quietly(make_registration(event, ticket_type, each, now=moment)) for each in crowd]
        tasks += [quietly(lifecycle.cancel(each, actor="office", reason="x", now=moment)) for each in taken]
        tasks += [answer(each, moment) for each in entries]
        tasks += [room.work_waiting_lists({}, moment) for _ in range(3)]
        await asyncio.gather(*tasks)
    counted = await row(
        "SELECT (SELECT coalesce(sum(seats), 0) FROM registrations WHERE status = 'confirmed')"
        " + (SELECT coalesce(sum(seats), 0) FROM seat_offers WHERE status = 'open') AS live"
    )
    await event.refresh_from_db()
    return int((counted or {})["live"]), event.taken


async def test_from_many_tasks_no_seat_is_given_twice(db: str, now: datetime) -> None:
    live, counted = await scramble(now)

    assert live == counted <= 4
    assert await noticed(rows, now + 5 * SOON) == set()


async def test_cancelling_lapsing_and_refunding_each_offer_the_seat_to_the_next_and_never_sell_one_too_many(
    db: str, now: datetime
) -> None:
    event, ticket_type = await make_event_with_seats(3, net=10_000)
    plant = await make_plant()
    price: dict[str, Any] = {"unit_net": 10_000, "total": 11_600}
    held = [
        await make_registration(event, ticket_type, await make_employee(plant, str(each)), **price) for each in range(3)
    ]
    orders = [(await Registration.get(id=each.registration_id)).order_id or 0 for each in held]
    line = [await waits(event, ticket_type, f"Persona{each}", now) for each in range(5)]
    walkers = [await make_employee(plant, str(50 + each)) for each in range(6)]
    await lifecycle.on_paid(held[1].registration_id, orders[1], now)
    await lifecycle.on_paid(held[2].registration_id, orders[2], now)

    async def walk(person: Person) -> int:
        with suppress(SoldOut):
            await make_registration(event, ticket_type, person, now=now + SOON)
            return 1
        return 0

    given_back = [
        lifecycle.on_released(held[0].registration_id, now + SOON, "hold expired"),
        lifecycle.on_refunded(held[1].registration_id, orders[1], now + SOON),
        lifecycle.cancel(held[2].registration_id, actor="office", reason="x", now=now + SOON),
        *[lifecycle.on_refunded(held[1].registration_id, orders[1], now + SOON) for _ in range(3)],
        *[room.work_waiting_lists({}, now + SOON) for _ in range(3)],
    ]
    done = await asyncio.gather(*given_back, *[walk(each) for each in walkers])

    await event.refresh_from_db()
    assert await statuses(*line) == ["offered", "offered", "offered", "waiting", "waiting"]
    assert (sum(each for each in done if isinstance(each, int)), event.taken) == (0, 3)
    assert await noticed(rows, now + 2 * SOON) == set()


@pytest.mark.parametrize(("guarded", "sold"), [(True, 2), (False, 3)])
async def test_only_the_guarded_write_keeps_an_offer_and_late_money_apart(
    db: str, now: datetime, monkeypatch: pytest.MonkeyPatch, guarded: bool, sold: int
) -> None:
    """The negative control: without the guard, the lock and the constraint behind it, a seat is sold twice."""
    event, ticket_type, _ = await full_event()
    await waits(event, ticket_type, "Ana", now)
    await Event.filter(id=event.id).update(capacity=2)
    read, taken, real = asyncio.Event(), asyncio.Event(), seats.hold

    async def late_money() -> None:
        await read.wait()
        await real(event.id, ticket_type.id, 1)
        taken.set()

    async def after_the_other(event_id: int, ticket_type_id: int, number: int) -> bool:
        read.set()
        await taken.wait()
        if guarded:
            return await real(event_id, ticket_type_id, number)
        return bool(await execute("UPDATE events SET taken = taken + $2 WHERE id = $1", event_id, number))

    async def nobody(event_id: int) -> None:
        return None

    monkeypatch.setattr(seats, "hold", after_the_other)
    monkeypatch.setattr(seats, "lock", nobody)
    async with without_constraint("events", "event_taken_in_capacity"):
        other = asyncio.create_task(late_money())
        await waitlist.work_through(event.id, now + SOON)
        await other

        await event.refresh_from_db()
        await execute("UPDATE events SET taken = 0")
    assert event.taken == sold


def _of(person: object, company_id: int) -> Applicant:
    return Applicant(name="P", person_id=person.id, company_id=company_id, verified_by="directory")  # type: ignore[attr-defined]
