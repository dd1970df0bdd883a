"""Three times as many people as seats come at once, alone and in companies' lists confirmed by two at once."""

import asyncio
from datetime import datetime

import pytest

from events_app import app
from events_app.core import doctor
from events_app.core.database import row
from events_app.core.errors import ConvocaError
from events_app.registration import services, sheet_confirm, sheets
from events_app.registration.groups import Who
from events_app.tests.factories.desk import people
from events_app.tests.factories.registration import (
    make_employee,
    make_event_with_seats,
    make_plant,
    make_registration,
    make_tax_rule,
)

COUNTED = """
SELECT taken, (SELECT sum(seats)::int FROM registrations WHERE status = 'held') AS live,
    (SELECT count(*)::int FROM registration_groups WHERE status = 'held') AS groups FROM events
"""


@pytest.fixture(autouse=True)
def _wired() -> None:
    app.wire()


async def test_a_hundred_seats_are_never_more_for_lists_and_people_at_once(db: str, now: datetime) -> None:
    await make_tax_rule()
    event, kind = await make_event_with_seats(100, net=10_000)
    plants = [await make_plant(f"Planta {number}") for number in range(5)]
    walkers = [await make_employee(plants[4], str(number)) for number in range(1, 181)]
    lists = [
        await sheets.receive(
            people(30), "lista.csv", event=event, company=plant, ticket_type_id=kind.id, actor="user:1", now=now
        )
        for plant in plants[:4]
    ]

    alone = [make_registration(event, kind, each, unit_net=10_000, total=11_600) for each in walkers]
    twice = [
        sheet_confirm.confirm(each, enter=30, wait=0, who=Who(f"user:{who}"), now=now)
        for each in lists
        for who in (1, 2)
    ]
    ended = await asyncio.gather(*(each for pair in zip(twice, alone, strict=False) for each in pair), *alone[8:],
                                 return_exceptions=True)  # fmt: skip

    assert [each for each in ended if isinstance(each, BaseException) and not isinstance(each, ConvocaError)] == []
    single = sum(isinstance(each, services.Receipt) for each in ended)
    counted = await row(COUNTED) or {}
    assert counted == {"taken": single + 30 * counted["groups"], "live": counted["taken"], "groups": counted["groups"]}
    assert counted["taken"] <= 100
    assert (await doctor.examine(db, app.invariants(), now=now)).violations == ()
