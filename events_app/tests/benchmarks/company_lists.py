"""A company's list from the drop to its order: 40 rows, and 5,000 while others register.

`python -m events_app.tests.benchmarks.company_lists` prints what it took on this machine.
"""

import asyncio
import sys
from contextlib import suppress
from time import perf_counter

from events_app.core.database import row
from events_app.core.errors import SoldOut
from events_app.directory.models import Person
from events_app.events.models import Event
from events_app.registration import sheet_confirm, sheets
from events_app.registration.groups import Who
from events_app.tests.benchmarks.alone import alone
from events_app.tests.factories.desk import World, make_desk, people
from events_app.tests.factories.registration import make_employee, make_plant, make_registration
from events_app.tests.support.day import NOW

WHO = Who("user:1", "Ramón Valenzuela", "ramon@arneses.example")
NEIGHBOURS = 400


async def forty() -> str:
    """The whole of a small list, in one request for the drop and one for the button."""
    world = await make_desk(seats=120)
    start = perf_counter()
    upload = await sheets.receive(
        people(40), "lista.csv", event=world.event, company=world.company, ticket_type_id=world.kind.id,
        actor=WHO.label, now=NOW,
    )  # fmt: skip
    read = perf_counter() - start
    await sheet_confirm.confirm(upload, enter=40, wait=0, who=WHO, now=NOW)
    whole = perf_counter() - start
    taken = (await Event.get(id=world.event.id)).taken
    return f"40 rows: read {read:.2f} s, order {whole - read:.2f} s, whole {whole:.2f} s (≤ 2); taken {taken}"


async def five_thousand(seats: int) -> str:
    """A long list as the worker writes it, while people of another company register one by one."""
    world = await make_desk(seats=seats, name=f"Planta de {seats}")
    neighbours = await _neighbours(seats)
    start = perf_counter()
    upload = await sheets.receive(
        people(5_000, start=seats * 10), "planta.csv", event=world.event, company=world.company,
        ticket_type_id=world.kind.id, actor=WHO.label, now=NOW,
    )  # fmt: skip
    read, tally = perf_counter() - start, await sheets.tally(upload)
    enter, wait = tally["new_person"], tally["waiting_list"]
    done = await sheet_confirm.confirm(upload, enter=enter, wait=wait, who=WHO, now=NOW)
    beside = asyncio.create_task(_register(world, neighbours))
    await sheet_confirm.write_all(upload.id, done.group_id, who=WHO, now=NOW)
    whole = perf_counter() - start
    took = sorted(await beside)
    found = await row("SELECT taken, capacity FROM events WHERE id = $1", world.event.id)
    return (
        f"5,000 rows for {seats} seats: read {read:.1f} s, whole {whole:.1f} s (≤ 20); beside it {len(took)} others, "
        f"median {took[len(took) // 2] * 1000:.0f} ms, p95 {took[int(len(took) * 0.95)] * 1000:.0f} ms, "
        f"slowest {took[-1] * 1000:.0f} ms; counter {found}"
    )


async def _neighbours(seats: int) -> list[Person]:
    other = await make_plant(f"Vecina de {seats}")
    return [await make_employee(other, str(n), "Vecina", f"Apellido{n}") for n in range(NEIGHBOURS)]


async def _register(world: World, neighbours: list[Person]) -> list[float]:
    took = []
    for person in neighbours:
        begun = perf_counter()
        with suppress(SoldOut):
            await make_registration(world.event, world.kind, person, now=NOW)
        took.append(perf_counter() - begun)
    return took


async def measure() -> None:
    for line in (await forty(), await five_thousand(5_500), await five_thousand(4_000)):
        sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    alone(measure, pool=12)
