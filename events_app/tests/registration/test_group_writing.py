"""Long lists are written in pieces: a stop repeats nothing, nobody oversells, and nothing is left half done."""

import asyncio
from datetime import datetime, timedelta

import pytest

from events_app import app
from events_app.core import jobs
from events_app.core.database import execute, row
from events_app.core.tables import OutboxMessage
from events_app.events.models import Event, TicketType
from events_app.payments.models import Order
from events_app.registration import group_lifecycle, sheet_confirm, sheets
from events_app.registration.waiting_records import WaitEntry
from events_app.tests.factories.desk import World, make_desk, people
from events_app.tests.registration.paying_groups import WHO, broken, states
from events_app.tests.support.corruption import without_constraint


@pytest.fixture(autouse=True)
def _wired() -> None:
    app.wire()


async def test_a_long_list_is_written_in_pieces_and_a_stop_repeats_nothing(db: str, now: datetime) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(450), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip

    done = await sheet_confirm.confirm(upload, enter=400, wait=50, who=WHO, now=now)
    await sheet_confirm.write_piece(upload.id, done.group_id, who=WHO, now=now)
    half = await row("SELECT progress, status FROM sheet_uploads")
    await sheet_confirm.write_all(upload.id, done.group_id, who=WHO, now=now)
    await sheet_confirm.write_all(upload.id, done.group_id, who=WHO, now=now)

    assert done.later
    assert half == {"progress": 100, "status": "confirming"}
    order = await Order.get(reference=f"group:{done.group_id}")
    assert (order.net, (await Event.get(id=world.event.id)).taken) == (400 * 65_000, 400)
    assert await row("SELECT count(*)::int AS n FROM wait_entries WHERE status = 'waiting'") == {"n": 50}
    assert (await sheets.tally(upload))["registered"] == 400
    assert await broken(db, now) == []


async def race(world: World, other: World, now: datetime) -> int:
    """Two companies confirm at once for the last seats; gives how many seats ended up taken."""
    uploads = [
        await sheets.receive(
            people(30, start=start), "lista.csv", event=world.event, company=each.company,
            ticket_type_id=world.kind.id, actor=WHO.label, now=now,
        )
        for start, each in ((20_000, world), (40_000, other))
    ]  # fmt: skip
    await asyncio.gather(
        *(sheet_confirm.confirm(each, enter=30, wait=0, who=WHO, now=now) for each in uploads), return_exceptions=True
    )
    return int((await row("SELECT count(*)::int AS n FROM registrations"))["n"])  # type: ignore[index]


async def test_two_companies_at_once_never_take_more_than_there_is(db: str, now: datetime) -> None:
    world, other = await make_desk(seats=40), await make_desk(name="Otra")

    seats_taken = await race(world, other, now)

    waiting = await row("SELECT count(*)::int AS n FROM wait_entries")
    assert seats_taken <= 40
    assert (await Event.get(id=world.event.id)).taken == seats_taken
    assert seats_taken + (waiting or {"n": 0})["n"] in (30, 60)
    assert await broken(db, now) == []


async def test_without_the_guards_the_same_race_oversells(
    db: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: with the guarded writes switched off the race above must sell more than forty."""
    world, other = await make_desk(seats=40), await make_desk(name="Otra")
    loose = "UPDATE events SET taken = taken + $2, last_folio = last_folio + $2 WHERE id = $1 "
    monkeypatch.setattr(
        "events_app.registration.group_writes.TAKE_EVENT", loose + "RETURNING code, last_folio, $2::int AS seats"
    )

    async with without_constraint("events", "event_taken_in_capacity"):
        seats_taken = await race(world, other, now)
        await execute("DELETE FROM registrations")
        await execute("UPDATE events SET taken = 0")

    assert seats_taken == 60


async def test_a_draft_that_nobody_finishes_gives_its_seats_back(db: str, now: datetime) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(350), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip
    done = await sheet_confirm.confirm(upload, enter=350, wait=0, who=WHO, now=now)
    await sheet_confirm.write_piece(upload.id, done.group_id, who=WHO, now=now)

    await group_lifecycle.drop_drafts(now + timedelta(hours=1))
    kept = (await Event.get(id=world.event.id)).taken
    await group_lifecycle.drop_drafts(now + timedelta(hours=3))

    assert (kept, (await Event.get(id=world.event.id)).taken) == (100, 0)


async def test_a_long_list_keeps_the_price_it_was_confirmed_at_and_ends_with_one_letter(db: str, now: datetime) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(450), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip

    done = await sheet_confirm.confirm(upload, enter=400, wait=50, total=400 * 75_400, who=WHO, now=now)
    await TicketType.filter(id=world.kind.id).update(on_sale=False)
    await jobs.work_once(now)

    order = await Order.get(reference=f"group:{done.group_id}")
    letter = await OutboxMessage.get(address=WHO.email)
    assert (order.net, order.total) == (400 * 65_000, 400 * 75_400)
    assert {name: letter.context[name] for name in ("people", "waiting", "to_mend")} == {
        "people": 400,
        "waiting": 50,
        "to_mend": 0,
    }
    assert str(letter.context["link"]).endswith(f"/grupos/{done.group_id}")
    assert await broken(db, now) == []


async def test_a_list_whose_event_is_cancelled_while_it_is_written_leaves_nobody_half_registered(
    db: str, now: datetime
) -> None:
    world = await make_desk(seats=400)
    upload = await sheets.receive(
        people(350), "planta.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=now,
    )  # fmt: skip
    done = await sheet_confirm.confirm(upload, enter=350, wait=0, who=WHO, now=now)
    await sheet_confirm.write_piece(upload.id, done.group_id, who=WHO, now=now)

    await Event.filter(id=world.event.id).update(status="cancelled")
    await sheet_confirm.write_all(upload.id, done.group_id, who=WHO, now=now)

    letter = await OutboxMessage.get(address=WHO.email)
    assert (await states(done.group_id or 0), (await Event.get(id=world.event.id)).taken) == ({"cancelled": 100}, 0)
    assert (letter.context["called_off"], letter.context["people"]) == (True, 0)
    assert (await Order.all().count(), await WaitEntry.all().count()) == (0, 0)
    assert await broken(db, now) == []
