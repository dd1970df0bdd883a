"""The draw before witnesses: sworn to, drawn, computed again by anybody, placed by hand, confirmed and undone."""

import hashlib
from typing import Any

import pytest

from events_app.core.database import rows
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.tournaments import make_team
from events_app.tests.support.browser import TestClient
from events_app.tests.tournaments.organising import closed_division, make_world, teams_of
from events_app.tournaments import folds
from events_app.tournaments.compute import draw as draw_window
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division

GROUPS = {"groups": 2, "legs": 1, "advancing": 2, "best_thirds": 0, "third_place": True, "apart": True}
LOTS = {"witnesses": "Lic. Ana Bórquez, Ing. Saúl Ríos", "word": "mezquite"}


async def test_the_seeds_hash_is_public_before_the_draw_and_the_seed_only_after(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SINGLE, {"apart": False})
    await teams_of(division, "Arneses", "Cerámica", "Imuris", "Peñasco")
    public = f"/torneos/{world.tournament.event.slug}/{division.slug}/sorteo"
    await client.sign_in(world.chair)

    await client.post(path(division, "compromiso"))
    await division.refresh_from_db()
    sworn, seed = division.seed_hash, division.seed
    before = (await client.get(public)).text
    await client.post(path(division, "suerte"), data=LOTS)
    after = (await client.get(public)).text

    assert sworn == hashlib.sha256(seed.encode()).hexdigest()
    assert len(seed) == 32
    assert sworn in before
    assert seed not in before
    assert (await client.get(f"{public}.json")).json()["seed"] == f"{seed}-mezquite"
    assert f"{seed}-mezquite" in after


async def test_anybody_computes_the_same_groups_from_the_published_input(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.GROUPS, GROUPS)
    company = await make_company("Dos Equipos")
    await teams_of(division, "Norte", "Sur", company=company)
    await teams_of(division, "Arneses", "Cerámica", "Imuris", "Peñasco")
    await client.sign_in(world.chair)
    await client.post(path(division, "compromiso"))
    await client.post(path(division, "suerte"), data=LOTS)

    asked = (await client.get(f"/torneos/{world.tournament.event.slug}/{division.slug}/sorteo.json")).json()
    computed = draw_window.compute(asked)

    await division.refresh_from_db()
    shown = await groups_shown(division)
    assert computed["groups"] == shown
    assert all(len({"Norte", "Sur"} & set(group)) == 1 for group in shown)
    page = (await client.get(f"/oficina/torneos/division/{division.id}/sorteo")).text
    assert all(step in page for step in computed["steps"][-6:])


async def test_after_the_oath_nobody_changes_pots_or_teams_unseen(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.GROUPS, GROUPS)
    teams = await teams_of(division, "Uno", "Dos", "Tres", "Cuatro")
    await client.sign_in(world.chair)
    await client.post(path(division, "compromiso"))

    pots = await client.post(path(division, "equipos"), data={f"pot_{teams[0].id}": "1"})
    await make_team(division, name="Colado")
    drawn = await client.post(path(division, "suerte"), data=LOTS)

    await division.refresh_from_db()
    assert (pots.status_code, drawn.status_code) == (422, 409)
    assert "los equipos cambiaron" in drawn.text
    assert "order" not in (division.draw or {})


async def test_a_second_word_does_not_draw_again(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.LEAGUE, {"legs": 1})
    await teams_of(division, "Uno", "Dos", "Tres", "Cuatro", "Cinco")
    await client.sign_in(world.chair)
    await client.post(path(division, "compromiso"))

    await client.post(path(division, "suerte"), data=LOTS)
    await division.refresh_from_db()
    first = dict(division.draw or {})
    await client.post(path(division, "suerte"), data=LOTS | {"word": "otra"})

    await division.refresh_from_db()
    assert division.draw == first


@pytest.mark.parametrize(
    ("format_", "options", "matches", "teams"),
    [
        (Format.LEAGUE, {"legs": 2}, 20, 5),
        (Format.GROUPS, GROUPS, 2 * 3 + 4, 6),
        (Format.SINGLE, {"third_place": True}, 6, 6),
        (Format.DOUBLE, {"reset": True}, 11, 6),
        (Format.SWISS, {"rounds": 3}, 0, 5),
        (Format.LADDER, {}, 0, 4),
    ],
)
async def test_a_confirmed_draw_makes_the_matches_of_its_format(
    client: TestClient, format_: Format, options: dict[str, Any], matches: int, teams: int
) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, format_, options)
    await teams_of(division, *(f"Equipo {letter}" for letter in "ABCDEF"[:teams]))
    await client.sign_in(world.chair)
    await client.post(path(division, "compromiso"))
    await client.post(path(division, "suerte"), data=LOTS)

    answer = await client.post(path(division, "confirmacion"))
    again = await client.post(path(division, "confirmacion"))

    await division.refresh_from_db()
    state = await folds.folded(division)
    assert (answer.status_code, again.status_code) == (303, 303)
    assert (division.status, division.sequence) == (DivisionStatus.DRAWN, 1)
    assert await Match.filter(division_id=division.id).count() == matches == len(state.matches)
    assert list(state.entries) == [str(each) for each in (division.draw or {})["order"]]  # type: ignore[attr-defined]
    assert (await client.get(f"/oficina/torneos/division/{division.id}/sorteo")).status_code == 200


async def test_a_draw_is_undone_while_nothing_was_played_and_drawn_anew(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SINGLE, {"third_place": False})
    await teams_of(division, "Uno", "Dos", "Tres")
    await client.sign_in(world.chair)
    await drawn(client, division)

    nameless = await client.post(path(division, "deshecho"), data={"reason": ""})
    await client.post(path(division, "deshecho"), data={"reason": "Faltó un equipo"})
    await division.refresh_from_db()
    undone = (division.status, division.plan, division.seed_hash, await Match.all().count())
    await make_team(division, name="Cuatro")
    await drawn(client, division)

    await division.refresh_from_db()
    state = await folds.folded(division)
    assert nameless.status_code == 422
    assert undone == (DivisionStatus.CLOSED, None, "", 0)
    assert (division.status, len(state.entries), len(state.matches)) == (DivisionStatus.DRAWN, 4, 3)


async def test_a_draw_that_was_played_with_stands(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SINGLE, {})
    await teams_of(division, "Uno", "Dos")
    await client.sign_in(world.chair)
    await drawn(client, division)
    await Match.filter(division_id=division.id).update(status="live")

    answer = await client.post(path(division, "deshecho"), data={"reason": "Ya no quiero"})

    await division.refresh_from_db()
    assert answer.status_code == 409
    assert (division.status, await Match.all().count()) == (DivisionStatus.DRAWN, 1)


@pytest.mark.parametrize("teams", [0, 1, 3])
async def test_too_few_teams_are_told_so(client: TestClient, teams: int) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.GROUPS, GROUPS)
    await teams_of(division, *("ABC"[:teams]))
    await client.sign_in(world.chair)

    page = await client.get(f"/oficina/torneos/division/{division.id}/sorteo")
    answer = await client.post(path(division, "compromiso"))

    assert page.status_code == 200
    assert "No alcanzan los equipos" in page.text
    assert answer.status_code == 409


async def test_a_company_with_more_teams_than_groups_cannot_be_kept_apart(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.GROUPS, GROUPS)
    await teams_of(division, "Uno", "Dos", "Tres", company=await make_company("Grandota"))
    await teams_of(division, "Otro")
    await client.sign_in(world.chair)
    await client.post(path(division, "compromiso"))

    answer = await client.post(path(division, "suerte"), data=LOTS)

    assert answer.status_code == 409
    assert "«Grandota» tiene 3 equipos" in answer.text


async def test_by_hand_the_impossible_is_refused_and_what_was_chosen_stays(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.GROUPS, GROUPS)
    mates = await teams_of(division, "Norte", "Sur", company=await make_company("Dos Equipos"))
    others = await teams_of(division, "Arneses", "Imuris")
    await client.sign_in(world.chair)

    together = {mates[0].id: 1, mates[1].id: 1, others[0].id: 2, others[1].id: 2}
    uneven = {mates[0].id: 1, mates[1].id: 2, others[0].id: 2, others[1].id: 2}
    missing = {mates[0].id: 1, mates[1].id: 2, others[0].id: 2}
    refused = [await client.post(path(division, "a-mano"), data=placed(each)) for each in (together, uneven, missing)]
    good = await client.post(path(division, "a-mano"), data=placed(uneven | {others[0].id: 1}))

    await division.refresh_from_db()
    assert [answer.status_code for answer in refused] == [409, 409, 409]
    assert "comparten el grupo A; se pueden separar" in refused[0].text
    assert "Equipos en el grupo A: 1; le tocan" in refused[1].text
    assert "Falta colocar a Imuris" in refused[2].text
    assert f'<select name="place_{mates[0].id}"' in refused[0].text
    assert good.status_code == 303
    assert await groups_shown(division) == [["Norte", "Arneses"], ["Sur", "Imuris"]]


async def test_the_same_place_twice_by_hand_is_refused(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SINGLE, {})
    one, other = await teams_of(division, "Uno", "Dos")
    await client.sign_in(world.chair)

    twice = await client.post(path(division, "a-mano"), data=placed({one.id: 1, other.id: 1}))
    beyond = await client.post(path(division, "a-mano"), data=placed({one.id: 1, other.id: 7}))

    assert (twice.status_code, beyond.status_code) == (409, 409)
    assert "En el lugar 1 hay 2 equipos" in twice.text
    assert "No hay lugar 7" in beyond.text


async def test_a_list_of_witnesses_too_long_to_keep_is_said_and_nobody_is_placed(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SINGLE, {})
    one, other = await teams_of(division, "Uno", "Dos")
    await client.sign_in(world.chair)

    answer = await client.post(
        path(division, "a-mano"), data=placed({one.id: 1, other.id: 2}) | {"witnesses": "Ana Ruiz, " * 400}
    )

    await division.refresh_from_db()
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Ana Ruiz" in answer.text
    assert division.plan is None


async def test_seeds_keep_their_places_and_must_run_without_gaps(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SINGLE, {"apart": False})
    teams = await teams_of(division, "Uno", "Dos", "Tres", "Cuatro", "Cinco")
    await client.sign_in(world.chair)

    gap = await client.post(path(division, "equipos"), data={f"seed_{teams[3].id}": "1", f"seed_{teams[0].id}": "3"})
    await client.post(path(division, "equipos"), data={f"seed_{teams[3].id}": "1", f"seed_{teams[0].id}": "2"})
    await drawn(client, division)

    await division.refresh_from_db()
    assert gap.status_code == 422
    assert list((division.draw or {})["order"])[:2] == [teams[3].id, teams[0].id]  # type: ignore[call-overload]


async def test_swiss_rounds_are_paired_one_by_one_when_all_results_are_firm(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SWISS, {"rounds": 2})
    await teams_of(division, "Uno", "Dos", "Tres", "Cuatro", "Cinco")
    await client.sign_in(world.chair)
    await drawn(client, division)

    first = await client.post(path(division, "ronda"))
    early = await client.post(path(division, "ronda"))

    assert (first.status_code, early.status_code) == (303, 409)
    assert "faltan resultados firmes" in early.text
    assert await Match.filter(division_id=division.id, round=1, stage="swiss").count() == 2


async def test_everything_about_a_draw_is_in_the_audit(client: TestClient) -> None:
    world = await make_world()
    division = await closed_division(world.tournament, Format.SINGLE, {})
    await teams_of(division, "Uno", "Dos")
    await client.sign_in(world.chair)

    await client.post(path(division, "compromiso"))
    await client.post(path(division, "descarte"), data={"reason": "Se equivocaron de división"})
    await drawn(client, division)

    noted = [each["action"] for each in await rows("SELECT action FROM audit_entries ORDER BY id")]
    assert [action for action in noted if action.startswith("division.") and ".log." not in action] == [
        "division.seed_sworn",
        "division.draw_discarded",
        "division.seed_sworn",
        "division.drawn_lots",
        "division.drawn",
    ]


async def drawn(client: TestClient, division: Division) -> None:
    """The whole draw, confirmed."""
    await client.post(path(division, "compromiso"))
    await client.post(path(division, "suerte"), data=LOTS)
    assert (await client.post(path(division, "confirmacion"))).status_code == 303


async def groups_shown(division: Division) -> list[list[str]]:
    order, sizes = list((division.draw or {})["order"]), list((division.draw or {})["sizes"])  # type: ignore[call-overload]
    found = await rows("SELECT id, name FROM teams WHERE division_id = $1", division.id)
    names = {each["id"]: each["name"] for each in found}
    return [[names[order.pop(0)] for _place in range(size)] for size in sizes]


def path(division: Division, what: str) -> str:
    return f"/oficina/torneos/division/{division.id}/sorteo/{what}"


def placed(places: dict[int, int]) -> dict[str, str]:
    return {f"place_{team}": str(place) for team, place in places.items()}
