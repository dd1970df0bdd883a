"""A paid seat that the office cancels gives back what was promised when it was sold: one task until it has gone."""

from datetime import timedelta

import pytest

from events_app import app
from events_app.core import clock
from events_app.core.access import Role
from events_app.core.database import rows
from events_app.core.doctor import examine
from events_app.events.models import Event
from events_app.payments import arrivals
from events_app.payments.invariants import INVARIANTS as MONEY
from events_app.payments.methods import card
from events_app.payments.models import MoneyTask
from events_app.registration import calling_off, lifecycle
from events_app.registration.invariants import INVARIANTS as SEATS
from events_app.registration.models import Registration
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant, make_registration, make_tax_rule
from events_app.tests.payments.peer import Twin
from events_app.tests.registration.walking import open_event
from events_app.tests.support.browser import TestClient

ENDED = "SELECT r.status, o.status AS owed FROM registrations r JOIN orders o ON o.id = r.order_id"
STEPS = [[7, 100], [2, 50]]


async def paid_seat(twin: Twin, days: int, *, steps: list[list[int]] = STEPS) -> Registration:
    """A seat of 116.00 of an event in so many days, paid by card; afterwards the event promises nothing any more."""
    app.wire()
    now = clock.now()
    await make_tax_rule()
    event, kind = await open_event(starts_at=now + timedelta(days=days, hours=1), refund_steps=steps)
    seat = await make_registration(
        event, kind, await make_employee(await make_plant()), unit_net=10_000, total=11_600, now=now
    )
    found = await Registration.get(id=seat.registration_id)
    twin.pay(await card.checkout_url(found.order_id or 0, now=now))
    await arrivals.refresh_order(found.order_id or 0, now=now)
    await Event.filter(id=event.id).update(refund_steps=[[300, 100]])
    return await Registration.get(id=found.id).select_related("order")


async def owed() -> list[tuple[str, int, bool]]:
    """The tasks about money: what kind, how much, and whether it is done."""
    return [(str(each.kind), each.amount, each.done_at is not None) for each in await MoneyTask.all().order_by("id")]


async def test_a_paid_seat_that_the_office_cancels_is_one_task_of_what_was_promised_until_it_has_gone_back(
    db: str, twin: Twin, client: TestClient
) -> None:
    found = await paid_seat(twin, 5)
    assert found.order is not None
    await client.sign_in(await make_user(roles=(Role.OFFICE,)))
    where, money = f"/oficina/registros/{found.id}", f"/oficina/dinero/pedidos/{found.order.folio}/devolucion"

    offered = (await client.get(where)).text
    await client.post(f"{where}/cancelacion", data={"reason": "no viene"})
    told = (await client.get(where)).text
    await client.post(f"{where}/cancelacion", data={"reason": "no viene"})
    before, listed = await owed(), (await client.get("/oficina/dinero")).text
    await client.post(money, data={"amount": "20.00", "reason": "una parte"})
    part = await owed()
    await client.post(money, data={"amount": "38.00", "reason": "el resto"})

    assert "se devuelven $58.00 (50 %)" in offered
    assert ("<dd>paid</dd>" in offered, "<dd>no viene</dd>" in told) == (False, True)
    assert "Falta devolver $58.00" in told
    assert (before, part, await owed()) == (
        [("seat_cancelled", 5_800, False)], [("seat_cancelled", 5_800, False)], [("seat_cancelled", 5_800, True)]
    )  # fmt: skip
    assert "Se canceló un lugar pagado: falta devolver lo prometido" in listed
    noted = await rows("SELECT count(*) AS n FROM audit_entries WHERE action = 'refund.owed'")
    assert (await rows(ENDED), noted[0]["n"]) == ([{"status": "cancelled", "owed": "paid"}], 1)
    assert (await examine(db, (*MONEY, *SEATS), now=clock.now())).violations == ()


@pytest.mark.parametrize(("days", "asked", "expected"), [(5, False, 5_800), (5, True, 11_600), (1, False, 0)])
async def test_what_goes_back_is_that_of_the_day_on_which_its_person_asked(
    db: str, twin: Twin, days: int, asked: bool, expected: int
) -> None:
    found = await paid_seat(twin, days)
    if asked:
        await Registration.filter(id=found.id).update(cancel_requested_at=clock.now() - timedelta(days=3))

    given = await lifecycle.cancel(found.id, actor="user:9", reason="no viene", now=clock.now())

    assert given.amount.amount == expected
    assert await owed() == ([("seat_cancelled", expected, False)] if expected else [])


async def test_of_an_event_that_was_called_off_everything_goes_back(db: str, twin: Twin) -> None:
    found = await paid_seat(twin, 1)
    await Event.filter(id=found.event_id).update(status="cancelled")

    for _ in range(2):
        await calling_off.end_everything(found.event_id, clock.now())
    before = await owed()
    await lifecycle.cancel(found.id, actor="user:9", reason="se canceló", now=clock.now())

    assert before == await owed() == [("seat_cancelled", 11_600, False)]
