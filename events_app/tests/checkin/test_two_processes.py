"""One ticket shown to many phones at once, over real HTTP at two processes; and who hears of it."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator

import httpx
import pytest

from events_app.checkin.models import Admission, Gate, Scan
from events_app.core.database import rows
from events_app.tests.checkin.conftest import World
from events_app.tests.factories.checkin import Phone, make_phone, reading
from events_app.tests.registration.test_two_processes import two_servers

AT_ONCE = 100
# The same entry without its guard: what a door would do that looks first and writes later.
UNGUARDED = (
    """CREATE FUNCTION forget_the_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM admissions WHERE event_id = NEW.event_id AND place = NEW.place AND credential = NEW.credential;
    RETURN NEW;
END $$""",
    "CREATE TRIGGER forget_the_guard BEFORE INSERT ON admissions FOR EACH ROW EXECUTE FUNCTION forget_the_guard()",
)
GUARDED = ("DROP TRIGGER forget_the_guard ON admissions", "DROP FUNCTION forget_the_guard()")


async def scan_at_once(addresses: list[str], phones: list[Phone], code: str, times: int) -> Counter[str]:
    async def one(client: httpx.AsyncClient, number: int) -> str:
        phone = phones[number % len(phones)]
        body = {"scans": [reading(code)]}
        answer = await client.post(f"{addresses[number % 2]}{phone.path}", json=body, headers=phone.headers)
        return str(answer.json()["results"][0]["verdict"]) if answer.status_code == 200 else str(answer.status_code)

    limits = httpx.Limits(max_connections=times)
    async with httpx.AsyncClient(timeout=60, limits=limits) as client:
        return Counter(await asyncio.gather(*(one(client, number) for number in range(times))))


@pytest.mark.journey
async def test_the_same_ticket_a_hundred_times_at_once_is_admitted_once(db: str, world: World) -> None:
    code = await world.ticket("417")
    gates = [world.gate, await Gate.create(event=world.event, name="Puerta Sur")]
    phones = [await make_phone(gate, f"Teléfono {number}") for gate in gates for number in range(3)]

    async with two_servers(db) as addresses:
        answers = await scan_at_once(addresses, phones, code, AT_ONCE)

    assert answers == {"admitted": 1, "already_inside": AT_ONCE - 1}
    assert (await Admission.get()).entries == 1
    assert await Scan.filter(verdict="admitted").count() == 1


@pytest.mark.journey
async def test_without_the_guard_more_than_one_is_admitted(db: str, world: World) -> None:
    code = await world.ticket("417")
    phones = [await make_phone(world.gate, f"Teléfono {number}") for number in range(3)]
    for statement in UNGUARDED:
        await rows(statement)

    try:
        async with two_servers(db) as addresses:
            answers = await scan_at_once(addresses, phones, code, 20)
    finally:
        for statement in GUARDED:
            await rows(statement)

    assert answers["admitted"] > 1


@pytest.mark.journey
async def test_one_scan_handed_in_many_times_at_once_is_one_scan(db: str, world: World) -> None:
    body = {"scans": [reading(await world.ticket("417"))]}

    async with two_servers(db) as addresses, httpx.AsyncClient(timeout=60) as client:
        posts = [
            client.post(f"{addresses[number % 2]}{world.phone.path}", json=body, headers=world.phone.headers)
            for number in range(20)
        ]
        answers = [(await post).json()["results"][0] for post in asyncio.as_completed(posts)]

    assert {each["verdict"] for each in answers} == {"admitted"}
    assert Counter(each["replayed"] for each in answers) == {True: 19, False: 1}
    assert await Scan.all().count() == 1


@pytest.mark.journey
async def test_a_gate_hears_of_a_scan_in_another_process(db: str, world: World) -> None:
    code = await world.ticket("417")

    async with two_servers(db) as addresses, httpx.AsyncClient(timeout=30) as client:
        path = f"{addresses[0]}/puerta/{world.gate.id}/vivo"
        async with client.stream("GET", path, headers=world.phone.headers) as stream:
            told = counts_of(stream)
            before = await anext(told)
            await client.post(
                f"{addresses[1]}{world.phone.path}", json={"scans": [reading(code)]}, headers=world.phone.headers
            )
            after = [await anext(told)]
            while after[-1] == before:
                after.append(await anext(told))

    assert (before, after[-1]) == ({"inside": 0, "expected": 1}, {"inside": 1, "expected": 1})


async def counts_of(stream: httpx.Response) -> AsyncIterator[dict[str, int]]:
    async for line in stream.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))
