"""Names of a group are exchanged until the cut-off, and a new person is written down once."""

import asyncio
from datetime import datetime, timedelta

import pytest

from events_app import app
from events_app.core.database import rows
from events_app.core.errors import AlreadyRegistered, NotFound
from events_app.registration import group_changes
from events_app.registration.errors import SubstitutionOver
from events_app.registration.group_writes import Comer
from events_app.registration.models import Registration
from events_app.tests.factories.desk import make_desk
from events_app.tests.factories.registration import make_plant
from events_app.tests.registration.paying_groups import WHO, broken, confirmed, pay


@pytest.fixture(autouse=True)
def _wired() -> None:
    app.wire()


async def test_a_name_is_exchanged_until_the_cut_off_and_the_old_code_dies(db: str, now: datetime) -> None:
    world = await make_desk()
    group_id, order = await confirmed(world, 2, now)
    await pay(order, order.total, now)
    mine, other = await Registration.filter(group_id=group_id).order_by("id").select_related("person")
    new = Comer(0, None, {"employee_number": "99", "given_name": "Ana", "paternal_surname": "Ríos"})
    taken = Comer(0, other.person_id, {"employee_number": "20002", "given_name": "x", "paternal_surname": "x"})

    async def exchange(comer: Comer, company_id: int, moment: datetime) -> None:
        await group_changes.substitute(mine.id, company_id, comer, who=WHO, locale="es-MX", now=moment)

    await exchange(new, world.company.id, now)

    after = await Registration.get(id=mine.id).select_related("person")
    assert (after.person.paternal_surname, after.rotation, after.folio) == ("Ríos", 1, mine.folio)
    assert after.code_hash != mine.code_hash
    with pytest.raises(AlreadyRegistered):
        await exchange(taken, world.company.id, now)
    with pytest.raises(SubstitutionOver):
        await exchange(new, world.company.id, now + timedelta(days=13))
    with pytest.raises(NotFound):
        await exchange(new, (await make_plant("Otra")).id, now)
    assert await broken(db, now) == []


async def test_one_new_person_for_two_seats_at_once_is_written_down_once(db: str, now: datetime) -> None:
    world = await make_desk()
    group_id, _order = await confirmed(world, 2, now)
    named = {"employee_number": "99001", "paternal_surname": "Sotelo", "maternal_surname": "", "given_name": "Nora"}

    ended = await asyncio.gather(
        *(
            group_changes.substitute(each.id, world.company.id, Comer(0, None, named), who=WHO, locale="es-MX", now=now)
            for each in await Registration.filter(group_id=group_id)
        ),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in ended) == ["Conflict", "NoneType"]
    assert await rows("SELECT count(*)::int AS n FROM people WHERE paternal_surname = 'Sotelo'") == [{"n": 1}]
