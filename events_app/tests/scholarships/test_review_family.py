"""A family's pages say nothing of the reading: the same answer before and after each act of a reader."""

import re

from events_app.core import clock
from events_app.tests.factories.scholarships import link_code
from events_app.tests.scholarships.review_world import WHOLE, World, make_world, open_reading
from events_app.tests.support.browser import TestClient
from scholarships.applications.models import Application
from scholarships.review import rounds
from scholarships.review.conflicts import declare_conflict
from scholarships.review.readings import Assignment
from scholarships.review.scoring import finish, save

# What differs between two answers of the same page: the nonce, the clock and the key of a form.
CHANGING = re.compile(
    r'nonce="[^"]+"|content="\d{4}-[^"]+"|value="[0-9a-f]{8}-[0-9a-f-]{27}"|nonce-[A-Za-z0-9_-]+|[0-9a-f]{16}'
)
PAGES = ("", "/acuse", "/documentos", "/retiro")


async def seen_by_family(client: TestClient, application: Application) -> list[tuple[int, int, str]]:
    """Status, length and body of each of the family's pages, without what always changes."""
    client.sign_out()
    answers = [await client.get(f"/solicitud/{link_code(application)}{page}") for page in PAGES]
    texts = [CHANGING.sub("", each.text) for each in answers]
    return [(each.status_code, len(text), text) for each, text in zip(answers, texts, strict=True)]


async def read_one(world: World, reading: Assignment) -> None:
    user, now = (await Assignment.get(id=reading.id).select_related("reviewer")).reviewer.user_id, clock.now()
    await save(reading.id, user, WHOLE, comment="Muy bien", today=now.date(), now=now)
    await finish(reading.id, user, today=now.date(), now=now)


async def test_a_family_sees_the_same_before_and_after_every_act_of_a_reader(client: TestClient) -> None:
    world, now = await make_world(), clock.now()
    first = await seen_by_family(client, world.applications[0])

    await open_reading(world, now=now)
    seen = [await seen_by_family(client, world.applications[0])]
    for each in await Assignment.filter(application_id=world.applications[0].id).order_by("id"):
        await client.sign_in((await Assignment.get(id=each.id).select_related("reviewer__user")).reviewer.user)
        await client.get(f"/lectura/expedientes/{each.id}")
        seen.append(await seen_by_family(client, world.applications[0]))
        await read_one(world, each)
        seen.append(await seen_by_family(client, world.applications[0]))
    mine = await Assignment.filter(application_id=world.applications[0].id).first().select_related("reviewer")
    assert mine is not None
    await declare_conflict(mine.id, mine.reviewer.user_id, reason="", today=now.date(), now=now)
    seen.append(await seen_by_family(client, world.applications[0]))
    await rounds.close_round(world.call, reason="Cierre", actor="user:9", now=now)
    seen.append(await seen_by_family(client, world.applications[0]))

    assert first[0][0] == 200
    assert seen[1:] == [seen[0]] * (len(seen) - 1)
    assert seen[0] == first
