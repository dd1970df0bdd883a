"""The committee sees what a decision would change before it is written, and everybody concerned learns of it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from events_app.core import clock, jobs
from events_app.core.access import Grant, Role
from events_app.core.database import rows
from events_app.events.models import Event
from events_app.scoring.settling import settle_unanswered
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee
from events_app.tests.factories.tournaments import team_code
from events_app.tests.scoring.conftest import World, make_world, noted
from events_app.tests.support.browser import TestClient
from events_app.tournaments import folds
from events_app.tournaments.engine import groups, roundrobin
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.matches import LogEntry, Match, Signature


async def as_office(world: World) -> None:
    await world.client.sign_in(await make_user("Directora", roles=[Role.OFFICE]))


async def decide(world: World, path: str, typed: dict[str, Any]) -> tuple[httpx.Response, httpx.Response]:
    """The page that says what would change, and the answer once it is confirmed."""
    shown = await world.client.post(path, data=typed)
    return shown, await world.client.post(path, data=typed | hidden(shown))


def hidden(shown: httpx.Response) -> dict[str, str]:
    found = re.search(r'name="sequence" value="(\d+)"', shown.text)
    assert found, shown.text
    return {"sequence": found[1]}


def path_of(match: Match) -> str:
    return f"/oficina/resultados/{match.id}"


async def dispute(world: World, number: int = 1) -> Match:
    match = await world.match(number)
    made = await world.result(match, (2, 1))
    await world.signed(match, made["report"], "home")
    await world.signed(match, made["report"], "away", verdict="disputed", reason="El segundo gol fue fuera")
    return match


async def test_a_dispute_is_ruled_and_both_captains_are_told(cup: World) -> None:
    for team in cup.teams:
        team.captain_email = f"capitan{team.id}@correo.example"
        await team.save(update_fields=["captain_email"])
    committee = await make_committee()
    await Event.filter(id=cup.event.id).update(committee_id=committee.id)
    grant = Grant(Role.COMMITTEE_CHAIR, f"committee:{committee.id}")
    chair = await make_user("Presidenta", roles=[grant], email="comite@correo.example")
    match = await dispute(cup)
    await cup.client.sign_in(chair)

    listed = await cup.client.get(f"/oficina/torneos/{cup.division.tournament_id}/resultados")
    shown, done = await decide(cup, path_of(match), {"ruling": "keep", "reason": "El árbitro lo dio por bueno"})
    await jobs.work_once(clock.now())

    assert "El segundo gol fue fuera" in listed.text
    assert "Partido 1, gana: de Troquelados El Pitic" not in shown.text
    assert "Partido 3, local: de nadie todavía a Troquelados El Pitic." in shown.text
    assert (done.status_code, str((await cup.match(1)).status)) == (303, "final")
    letters = await rows("SELECT message, address FROM outbox_messages ORDER BY message, address")
    assert [(each["message"], each["address"]) for each in letters] == [
        ("result_disputed", "comite@correo.example"),
        ("result_ruled", f"capitan{cup.teams[0].id}@correo.example"),
        ("result_ruled", f"capitan{cup.teams[3].id}@correo.example"),
    ]


async def test_correcting_the_final_shows_the_champion_that_would_fall(cup: World) -> None:
    for number, score in ((1, (2, 0)), (2, (1, 0)), (3, (1, 0))):
        await cup.final(await cup.match(number), score)
    await as_office(cup)
    first = await cup.match(1)
    typed = {"ruling": "result", "kind": "played", "home_score": "0", "away_score": "2", "reason": "Acta equivocada"}

    shown, done = await decide(cup, path_of(first), typed)

    assert "Campeón: de Troquelados El Pitic a nadie todavía." in shown.text
    assert "El resultado del partido 3 quedaría apartado: lo jugaron otros equipos." in shown.text
    assert done.status_code == 303
    await cup.division.refresh_from_db()
    last = await cup.match(3)
    assert (cup.division.champion_id, cup.division.status) == (None, DivisionStatus.PLAYING)
    assert (last.home_id, last.away_id, str(last.status)) == (cup.teams[3].id, cup.teams[1].id, "ready")


async def test_looking_writes_nothing_and_a_moved_log_is_looked_at_again(cup: World) -> None:
    await cup.final(await cup.match(1), (2, 0))
    keeper, first = cup.keeper, await cup.match(1)
    await as_office(cup)
    typed = {"ruling": "result", "home_score": "0", "away_score": "2", "reason": "Acta equivocada"}

    shown = await cup.client.post(path_of(first), data=typed)
    before = await LogEntry.all().count()
    await cup.client.sign_in(keeper)
    await cup.result(await cup.match(2), (1, 0))
    await as_office(cup)
    again = await cup.client.post(path_of(first), data=typed | hidden(shown))
    done = await cup.client.post(path_of(first), data=typed | hidden(again))

    assert (before, again.status_code, done.status_code) == (4, 409, 303)
    assert "alguien registró algo más" in again.text
    assert (await cup.match(1)).winner_id == cup.teams[3].id


async def test_a_match_played_again_starts_from_nothing_but_its_cards(cup: World) -> None:
    match, player = await cup.match(1), cup.players[cup.teams[0].id][7].id
    await cup.notes(
        match, noted("period", None, period=1), noted(period=1), noted("red", "home", player=player, period=1)
    )
    await cup.result(match, (1, 0))
    await as_office(cup)
    typed = {"ruling": "replay", "reason": "Se jugó con balón ponchado", "new_date": "2026-12-05T18:00"}

    _shown, done = await decide(cup, path_of(match), typed)

    found = await cup.match(1)
    assert (done.status_code, str(found.status), found.report) == (303, "ready", None)
    assert found.live is not None
    assert (found.live["score"], found.live["period"]) == ([0, 0], 0)
    assert found.starts_at == datetime(2026, 12, 6, 1, 0, tzinfo=UTC)
    answer = await cup.notes(match, noted("period", None, period=1), noted("score", "away", period=1))
    assert answer["live"]["score"] == [0, 1]
    assert [each["kind"] for each in answer["incidents"] if each["kind"] == "red"] == ["red"]


async def test_a_match_that_changes_its_teams_starts_from_an_empty_sheet(cup: World) -> None:
    first, final = await cup.match(1), await cup.match(3)
    await cup.final(first, (1, 0))
    await cup.final(await cup.match(2), (1, 0))
    await cup.notes(final, noted("score", "home"), noted("yellow", "home"))
    await cup.final(await cup.match(3), (1, 0))
    await as_office(cup)

    typed = {"ruling": "result", "kind": "played", "home_score": "0", "away_score": "1", "reason": "Se anotó al revés"}
    await decide(cup, path_of(first), typed)

    after = await cup.match(3)
    assert (str(after.status), after.live and after.live["score"]) == ("ready", [0, 0])
    assert (await cup.notes(after, noted("score", "away")))["live"]["score"] == [0, 1]


async def test_any_entry_of_the_log_can_be_taken_back_with_a_reason(cup: World) -> None:
    report = await cup.final(await cup.match(1), (2, 0))
    await as_office(cup)
    path = f"/oficina/resultados/division/{cup.division.id}"

    log = await cup.client.get(path)
    shown, done = await decide(cup, f"{path}/registro/{report}", {"reason": "Era del otro partido"})
    after = await cup.client.get(path)

    assert "Troquelados El Pitic – Moldes Peñasco: 2–0" in log.text
    assert "Partido 3, local: de Troquelados El Pitic a nadie todavía." in shown.text
    assert (done.status_code, str((await cup.match(1)).status)) == (303, "ready")
    assert after.text.count("deshecho") == 1
    assert (await cup.client.get(f"{path}/registro/1")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "mistake"),
    [
        ({"ruling": "result", "reason": "porque sí"}, "Falta el marcador"),
        ({"ruling": "keep", "reason": ""}, "Di por qué"),
        ({"ruling": "keep", "reason": "porque sí"}, "todavía no tiene resultado"),
        ({"ruling": "result", "home_score": "1", "away_score": "1", "reason": "porque sí"}, "no puede"),
        ({"ruling": "result", "home_score": "5000", "away_score": "1", "reason": "porque sí"}, "no es creíble"),
        ({"ruling": "dance", "reason": "porque sí"}, "Elige una de las opciones"),
    ],
)
async def test_an_impossible_ruling_keeps_what_was_typed(cup: World, typed: dict[str, str], mistake: str) -> None:
    await as_office(cup)

    answer = await cup.client.post(path_of(await cup.match(1)), data=typed)

    assert answer.status_code in (409, 422)
    assert mistake in answer.text
    assert typed["reason"] in answer.text
    assert await LogEntry.all().count() == 1


async def test_points_are_adjusted_and_shown_in_the_table(client: TestClient) -> None:
    world = await make_world(client, roundrobin.league(4, 1), format=Format.LEAGUE)
    await as_office(world)
    path = f"/oficina/resultados/division/{world.division.id}/ajuste"
    team = world.teams[2].id

    shown, done = await decide(world, path, {"team": team, "points": "-3", "reason": "No desfiló"})
    none = await client.post(path, data={"team": team, "points": "0", "reason": "No desfiló"})
    foreign = await client.post(path, data={"team": 999, "points": "1", "reason": "No desfiló"})

    assert "Arneses Cíbuta pasa de 0 a -3 puntos." in shown.text
    assert (done.status_code, none.status_code, foreign.status_code) == (303, 409, 422)
    await world.division.refresh_from_db()
    table = next(iter((await folds.folded(world.division)).tables.values()))
    assert {str(row.entry): row.points for row in table.rows}[str(team)] == -3


async def test_a_tie_that_nothing_breaks_is_ordered_by_lot(client: TestClient) -> None:
    world = await make_world(client, groups.groups_then_knockout((2, 2), advancing=1), format=Format.GROUPS)
    for number in (1, 2):
        await world.final(await world.match(number), (1, 1))
    await as_office(world)
    results = await client.get(f"/oficina/torneos/{world.division.tournament_id}/resultados")
    path = f"/oficina/resultados/division/{world.division.id}/desempate"
    tables = re.findall(r"desempate\?tabla=(\w+)", results.text)
    state = await folds.folded(world.division)
    tied = [str(row.entry) for row in state.tables[tables[0]].rows]
    typed = {"table": tables[0], "order": tied[::-1], "reason": "Volado de Lucía ante los dos capitanes"}

    twice = await client.post(path, data=typed | {"order": [tied[0], tied[0]]})
    _shown, done = await decide(world, f"{path}?tabla={tables[0]}", typed)
    gone = await client.post(path, data=typed)

    assert len(tables) == 2
    assert (twice.status_code, done.status_code, gone.status_code) == (422, 303, 409)
    await world.division.refresh_from_db()
    rows_ = (await folds.folded(world.division)).tables[tables[0]].rows
    assert [str(row.entry) for row in rows_] == tied[::-1]


async def test_a_result_that_nobody_answers_stands_after_the_hours_of_the_tournament(cup: World) -> None:
    match, disputed = await cup.match(1), await dispute(cup, 2)
    await cup.result(match, (2, 1))
    soon, later = clock.now() + timedelta(hours=23), clock.now() + timedelta(hours=25)

    counts = [await settle_unanswered(soon), await settle_unanswered(later), await settle_unanswered(later)]

    assert counts == [0, 1, 0]
    assert [str((await cup.match(number)).status) for number in (1, 2)] == ["final", "disputed"]
    settled = await LogEntry.get(kind="settled")
    assert (settled.actor, settled.reason) == ("system", "Nadie objetó el resultado a tiempo.")
    assert disputed.number == 2


async def test_the_captain_confirms_or_objects_from_the_link_of_the_team(cup: World) -> None:
    match = await cup.match(1)
    report = (await cup.result(match, (2, 1)))["report"]
    cup.client.sign_out()
    home, away, other = (team_code(cup.teams[place]) for place in (0, 3, 1))
    path = f"/equipo/{home}/partidos/{match.id}"

    told = [(await cup.client.get(f"/equipo/{code}")).text for code in (home, other)]
    shown = await cup.client.get(path)
    yes = await cup.client.post(path, data={"report": report, "verdict": "confirmed", "name": "Óscar Núñez"})
    wordless = await cup.client.post(
        f"/equipo/{away}/partidos/{match.id}", data={"report": report, "verdict": "disputed", "name": "Iván Murrieta"}
    )
    stale = await cup.client.post(
        f"/equipo/{away}/partidos/{match.id}", data={"report": report + 50, "verdict": "confirmed", "name": "Iván"}
    )
    absurd = await cup.client.post(path, data={"report": 10**11, "verdict": "confirmed", "name": "Óscar Núñez"})
    again = await cup.client.get(path)
    told.append((await cup.client.get(f"/equipo/{home}")).text)

    assert [f'href="{path}"' in each and "Un resultado espera tu respuesta" in each for each in told] == [
        True, False, False,
    ]  # fmt: skip
    assert "2–1" in shown.text
    assert shown.headers["x-robots-tag"] == "noindex, nofollow"
    assert [each.status_code for each in (yes, wordless, stale, absurd)] == [303, 422, 422, 422]
    assert "Confirmaste este resultado" in again.text
    assert (await cup.client.get(f"/equipo/{other}/partidos/{match.id}")).status_code == 404
    assert (await cup.client.get(f"/equipo/{'A' * 26}/partidos/{match.id}")).status_code == 404
    assert [(each.signed_by, each.side) for each in await Signature.all()] == [(f"team:{cup.teams[0].id}", "home")]


async def test_what_others_organise_is_not_found(cup: World) -> None:
    await dispute(cup)
    other = await make_user(roles=[Grant(Role.COMMITTEE_CHAIR, "committee:999")])
    match = await cup.match(1)
    paths = [
        path_of(match),
        f"/oficina/torneos/{cup.division.tournament_id}/resultados",
        *(
            f"/oficina/resultados/division/{cup.division.id}{rest}"
            for rest in ("", "/ajuste", "/desempate", "/registro/2")
        ),
    ]

    await cup.client.sign_in(other)
    foreign = [(await cup.client.get(path)).status_code for path in paths]
    await cup.client.sign_in(cup.keeper)
    keeper = [(await cup.client.get(path)).status_code for path in paths]
    cup.client.sign_out()
    stranger = [(await cup.client.get(path)).status_code for path in paths]

    assert (foreign, keeper, stranger) == ([404] * 6, [404] * 6, [303] * 6)


async def test_todays_matches_are_those_this_person_keeps(cup: World) -> None:
    await Match.filter(id=(await cup.match(1)).id).update(starts_at=clock.now())
    other = await make_user(roles=[Grant(Role.SCOREKEEPER, "event:999")])

    mine = await cup.client.get("/anotar")
    sheet = await cup.client.get(f"/anotar/{(await cup.match(1)).id}")
    unknown = await cup.client.get(f"/anotar/{(await cup.match(3)).id}")
    await cup.client.sign_in(other)
    theirs = await cup.client.get("/anotar")

    assert "Troquelados El Pitic – Moldes Peñasco" in mine.text
    assert (sheet.status_code, unknown.status_code) == (200, 200)
    assert "Todavía no se sabe quién juega este partido." in unknown.text
    assert "Hoy no te toca ningún partido" in theirs.text


async def test_the_sheet_by_hand_refuses_shirts_that_nobody_wears(cup: World) -> None:
    match = await cup.match(1)
    path = f"/anotar/{match.id}/hoja"
    typed = {"kind": "played", "home_score": "2", "away_score": "1", "home_scorers": "7, 99", "away_reds": "x"}

    wrong = await cup.client.post(path, data=typed)
    unworn = await cup.client.post(path, data=typed | {"away_reds": ""})
    many = await cup.client.post(path, data=typed | {"away_reds": "", "home_scorers": "7, 7, 10"})
    done = await cup.client.post(path, data=typed | {"away_reds": "10", "home_scorers": "7, 10"})

    assert [each.status_code for each in (wrong, unworn, many, done)] == [422, 422, 422, 303]
    assert "Nadie lleva el número 99 en este equipo." in unworn.text
    assert "Son más autores que anotaciones." in many.text
    assert (await cup.match(1)).home_score == 2
    assert [each["kind"] for each in await rows("SELECT kind FROM match_incidents ORDER BY id")] == [
        "score",
        "score",
        "red",
    ]


async def test_a_note_that_comes_after_the_result_is_marked_for_the_committee(cup: World) -> None:
    match = await cup.match(1)
    await cup.notes(match, noted("period", None, period=1))
    await cup.final(match, (2, 1))

    await cup.notes(match, noted("note", "home", period=1, minute=80, note="Empujó al árbitro"))
    await cup.client.sign_in(await make_user(roles=[Role.OFFICE]))
    late = await cup.client.get(f"/oficina/resultados/{match.id}")

    assert "1 anotación llegó después del resultado" in late.text
