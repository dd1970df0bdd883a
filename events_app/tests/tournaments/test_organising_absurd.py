"""Ids and numbers that no list of the committee's pages holds are mistakes beside their field, no fault of ours."""

import pytest

from events_app.tests.factories.accounts import make_grant, make_user
from events_app.tests.support.browser import TestClient
from events_app.tests.tournaments.organising import make_world
from events_app.tournaments.matches import Referee
from events_app.tournaments.models import Edition

ABSURD = ["9" * 25, "9" * 5_000, "-1", "1e9"]


@pytest.mark.parametrize("typed", ABSURD)
async def test_an_id_beyond_any_record_is_a_mistake_of_the_field(client: TestClient, typed: str) -> None:
    world = await make_world()
    referee = await Referee.create(name="Toño Silba", tournament=world.tournament)
    edition = await Edition.create(slug="juegos", name_es="Juegos", year=2026)
    office = await make_user()
    await make_grant(office)
    await client.sign_in(office)

    answers = [
        await client.post("/oficina/torneos/nuevo", data={"event_id": typed}),
        await client.post(f"/oficina/torneos/{world.tournament.id}/ajustes", data={"edition_id": typed}),
        await client.post(f"/oficina/torneos/arbitro/{referee.id}", data={"name": "Toño Silba", "company_id": typed}),
        await client.post(
            f"/oficina/juegos/{edition.id}/editar", data={"name_es": "Juegos", "year": "2026", "parade_id": typed}
        ),
    ]

    assert [each.status_code for each in answers] == [422] * 4


@pytest.mark.parametrize("typed", ABSURD)
async def test_a_calendar_of_divisions_that_cannot_be_is_refused_or_empty(client: TestClient, typed: str) -> None:
    world = await make_world()
    await client.sign_in(world.chair)

    answer = await client.post(
        f"/oficina/torneos/{world.tournament.id}/calendario/propuesta", data={"divisions": typed}
    )

    assert answer.status_code in (303, 409)
