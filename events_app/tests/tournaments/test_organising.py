"""The committee sets a tournament up: who may, divisions with their rules, moves with a name, bad input kept."""

import re

import pytest

from events_app.core.access import Grant, Role
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee
from events_app.tests.factories.events import make_event
from events_app.tests.factories.tournaments import make_division, make_team, make_tournament
from events_app.tests.support.browser import TestClient
from events_app.tests.tournaments.organising import make_fields, make_world
from events_app.tournaments.kinds import DivisionStatus
from events_app.tournaments.models import Division, Tournament
from events_app.tournaments.rules_form import typed_of
from events_app.tournaments.setup import usual_rules

DIVISION = {
    "name_es": "Softbol mixto",
    "sport": "softball",
    "branch": "mixed",
    "format": "groups",
    "legs": "1",
    "groups": "2",
    "advancing": "2",
    "best_thirds": "0",
    "third_place": "1",
    "rounds": "5",
    "apart": "1",
    "match_minutes": "75",
    "max_teams": "12",
    "tax_code": "IVA16",
    "fee": "1,500.00",
    "deposit": "500",
    "call_opens_at": "2026-12-01T09:00",
    "call_closes_at": "2026-12-20T18:00",
    "min_players": "10",
    "max_players": "18",
    "max_reinforcements": "2",
    "min_women": "3",
    "min_men": "3",
    "min_age": "18",
    "max_age": "0",
    "company_confirms": "1",
}


async def test_a_chair_sees_the_tournaments_of_the_own_committee_and_no_others(client: TestClient) -> None:
    world = await make_world()
    other = await make_tournament(await make_event("Boliche", kind="tournament", committee=await make_committee("RH")))
    await client.sign_in(world.chair)

    listed = (await client.get("/oficina/torneos")).text
    seen = {id_: (await client.get(f"/oficina/torneos/{id_}")).status_code for id_ in (world.tournament.id, other.id)}

    assert "Juegos de invierno" in listed
    assert "Boliche" not in listed
    assert seen == {world.tournament.id: 200, other.id: 404}


async def test_who_chairs_nothing_finds_nothing(client: TestClient) -> None:
    world = await make_world()
    await client.sign_in(await make_user(roles=[Grant(Role.COORDINATOR, "company:1")]))

    answers = [
        (await client.get(path)).status_code for path in ("/oficina/torneos", f"/oficina/torneos/{world.tournament.id}")
    ]

    assert answers == [404, 404]


async def test_the_office_makes_a_tournament_of_an_event_once(client: TestClient) -> None:
    event = await make_event("Torneo de pádel", kind="tournament")
    conference = await make_event("Foro", kind="conference")
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    made = await client.post("/oficina/torneos/nuevo", data={"event_id": event.id})
    again = await client.post("/oficina/torneos/nuevo", data={"event_id": event.id})
    wrong = await client.post("/oficina/torneos/nuevo", data={"event_id": conference.id})

    assert (made.status_code, again.status_code, wrong.status_code) == (303, 422, 422)
    assert [each.event_id for each in await Tournament.all()] == [event.id]


async def test_a_division_begins_as_a_draft_with_the_rules_of_its_sport(client: TestClient) -> None:
    world = await make_world()
    await client.sign_in(world.chair)

    answer = await client.post(f"/oficina/torneos/{world.tournament.id}/divisiones/nueva", data=DIVISION)

    division = await Division.get(tournament_id=world.tournament.id)
    assert answer.status_code == 303
    assert (division.status, division.slug) == (DivisionStatus.DRAFT, "softbol-mixto")
    assert (division.net_fee, division.net_deposit) == (150_000, 50_000)
    assert str(division.call_opens_at) == "2026-12-01 16:00:00+00:00"
    assert division.rules == usual_rules(division.sport)
    assert division.rules["preset"] == "softball"
    expected = {"groups": 2, "legs": 1, "advancing": 2, "best_thirds": 0, "third_place": True, "apart": True}
    assert division.options == expected
    assert (await client.get(f"/oficina/torneos/division/{division.id}")).status_code == 200
    assert (await client.get(f"/oficina/torneos/division/{division.id}/editar")).status_code == 200


async def test_mistakes_of_a_division_stand_beside_their_fields_and_nothing_typed_is_lost(client: TestClient) -> None:
    world = await make_world()
    await client.sign_in(world.chair)
    typed = DIVISION | {"max_players": "5", "groups": "9", "call_closes_at": "2026-11-01T09:00", "min_women": "4"}

    answer = await client.post(f"/oficina/torneos/{world.tournament.id}/divisiones/nueva", data=typed)

    mistakes = {
        name
        for name in ("max_players", "groups", "call_closes_at", "min_women")
        if f'id="{name}-mistake"' in answer.text
    }
    assert answer.status_code == 422
    assert mistakes == {"max_players", "groups", "call_closes_at", "min_women"}
    assert 'value="Softbol mixto"' in answer.text
    assert await Division.all().count() == 0


async def test_a_division_moves_by_named_buttons_and_only_along_its_table(client: TestClient) -> None:
    world = await make_world()
    division = await make_division(world.tournament, status=DivisionStatus.DRAFT)
    await client.sign_in(world.chair)
    path = f"/oficina/torneos/division/{division.id}/estado"

    walk = []
    for to in ("finished", "open", "closed", "open", "cancelled"):
        answer = await client.post(path, data={"to": to})
        await division.refresh_from_db()
        walk.append((to, answer.status_code, str(division.status)))
    cancelled = await client.post(path, data={"to": "cancelled", "reason": "Sin equipos"})

    await division.refresh_from_db()
    assert walk == [
        ("finished", 422, "draft"),
        ("open", 303, "open"),
        ("closed", 303, "closed"),
        ("open", 303, "open"),
        ("cancelled", 422, "open"),
    ]
    assert (cancelled.status_code, division.status) == (303, DivisionStatus.CANCELLED)


async def test_a_copy_takes_rules_and_fee_but_no_teams(client: TestClient) -> None:
    world = await make_world()
    source = await make_division(world.tournament, name="Voleibol varonil", net_fee=90_000, match_minutes=45)
    await make_team(source)
    await client.sign_in(world.chair)

    typed = {"name_es": "Voleibol femenil", "branch": "women"}
    answer = await client.post(f"/oficina/torneos/division/{source.id}/copia", data=typed)

    copy = await Division.exclude(id=source.id).get()
    assert answer.status_code == 303
    assert (copy.name_es, copy.branch, copy.net_fee, copy.match_minutes) == ("Voleibol femenil", "women", 90_000, 45)
    assert (copy.status, copy.taken) == (DivisionStatus.DRAFT, 0)


async def test_a_draft_without_teams_can_be_deleted_and_one_with_teams_stays(client: TestClient) -> None:
    world = await make_world()
    empty = await make_division(world.tournament, name="Error", status=DivisionStatus.DRAFT)
    used = await make_division(world.tournament, name="Usada", status=DivisionStatus.DRAFT)
    await make_team(used)
    await client.sign_in(world.chair)

    for division in (empty, used):
        await client.post(f"/oficina/torneos/division/{division.id}/borrado")

    assert [each.name_es for each in await Division.all()] == ["Usada"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"win": "2"}, {"win": 2}),
        ({"forfeit_for": "5"}, {"forfeit": [5, 0]}),
        ({"restart": "forward"}, {"restart": "forward"}),
    ],
)
async def test_every_number_of_the_rules_can_be_changed(
    client: TestClient, typed: dict[str, str], kept: dict[str, object]
) -> None:
    world = await make_world()
    division = await make_division(world.tournament)
    await client.sign_in(world.chair)
    whole = rules_as_typed(usual_rules(division.sport)) | typed

    answer = await client.post(f"/oficina/torneos/division/{division.id}/reglas", data=whole)

    await division.refresh_from_db()
    table = division.rules["table"]
    now = {"win": table["points"]["win"], "forfeit": division.rules["forfeit_score"], "restart": table["restart"]}  # type: ignore[index]
    assert answer.status_code == 303
    assert {name: now[name] for name in kept} == kept


async def test_criteria_are_moved_added_and_removed_without_scripts_and_without_saving(client: TestClient) -> None:
    world = await make_world()
    division = await make_division(world.tournament)
    await client.sign_in(world.chair)
    path, whole = f"/oficina/torneos/division/{division.id}/reglas", rules_as_typed(usual_rules(division.sport))

    moved = await client.post(path, data=whole | {"arrange": "down:1"})
    added = await client.post(path, data=whole | {"arrange": "add", "new_criterion": "wins"})
    removed = await client.post(path, data=whole | {"arrange": "remove:1"})

    await division.refresh_from_db()
    assert chain_in(moved.text)[:2] == ["h2h.points", "points"]
    assert chain_in(added.text)[-1] == "wins"
    assert "points" not in chain_in(removed.text)
    assert division.rules == {}


async def test_rules_that_no_sport_could_play_by_are_refused_beside_the_field(client: TestClient) -> None:
    world = await make_world()
    division = await make_division(world.tournament)
    await client.sign_in(world.chair)
    path, whole = f"/oficina/torneos/division/{division.id}/reglas", rules_as_typed(usual_rules(division.sport))

    answers = {
        name: await client.post(path, data=whole | {name: value})
        for name, value in (("win", ""), ("forfeit_for", "0"), ("largest", "muchos"), ("yellow", "3"))
    }

    await division.refresh_from_db()
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(answers, 422)
    assert [name for name, answer in answers.items() if f'id="{name}-mistake"' not in answer.text] == []
    assert division.rules == {}


async def test_rules_stand_once_there_are_results(client: TestClient) -> None:
    world = await make_world()
    plan: dict[str, object] = {"entries": 2, "tables": [], "matches": []}
    division = await make_division(world.tournament, status=DivisionStatus.PLAYING, plan=plan)
    await client.sign_in(world.chair)
    whole = rules_as_typed(usual_rules(division.sport)) | {"win": "2"}

    answer = await client.post(f"/oficina/torneos/division/{division.id}/reglas", data=whole)

    assert answer.status_code == 422
    assert "no cambian a medio torneo" in answer.text


def rules_as_typed(rules: dict[str, object]) -> dict[str, str]:
    """The form as a browser would send it: unchecked boxes are not sent."""
    from_form = typed_of(rules)
    return {name: "1" if value is True else str(value) for name, value in from_form.items() if value is not False}


def chain_in(html: str) -> list[str]:
    return re.findall(r'name="criterion_\d+" value="([^"]+)"', html)


async def test_a_division_never_takes_the_address_of_the_screen_or_of_the_stream(client: TestClient) -> None:
    world = await make_world()
    await client.sign_in(world.chair)

    for name in ("TV", "Vivo", "Vivo"):
        await client.post(f"/oficina/torneos/{world.tournament.id}/divisiones/nueva", data=DIVISION | {"name_es": name})

    made = await Division.filter(tournament=world.tournament).order_by("id")
    assert [each.slug for each in made] == ["tv-2", "vivo-2", "vivo-3"]


async def test_a_chair_goes_from_the_hours_of_a_field_to_its_venue_and_back(client: TestClient) -> None:
    world = await make_world()
    [field] = await make_fields(world.tournament, "Cancha 1")
    other = await make_tournament()
    await client.sign_in(world.chair)
    hours, venue = f"/oficina/torneos/{world.tournament.id}/canchas", f"/oficina/torneos/sedes/{field.venue_id}"

    there = await client.get(hours)
    back = await client.get(venue)

    assert f'href="{venue}"' in there.text
    assert f'href="{hours}"' in back.text
    assert f"/oficina/torneos/{other.id}/" not in back.text
