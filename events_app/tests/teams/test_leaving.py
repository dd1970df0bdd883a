"""Leaving a tournament, a new captain, a new link; what the office sees and takes home as files."""

import csv
from datetime import datetime, timedelta
from io import StringIO

import pytest

from events_app.core import clock, jobs
from events_app.core.access import Grant, Role
from events_app.core.tables import OutboxMessage
from events_app.payments.models import Order
from events_app.teams import lifecycle, services
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_committee, make_person
from events_app.tests.factories.registration import make_plant, make_tax_rule
from events_app.tests.factories.tournaments import make_division, make_player, make_team, make_tournament, team_code
from events_app.tests.support.browser import TestClient
from events_app.tests.teams.test_call import wanted
from events_app.tournaments.engine.log import Drawn
from events_app.tournaments.engine.plan import as_json
from events_app.tournaments.engine.roundrobin import league
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import TeamStatus
from events_app.tournaments.matches import Match
from events_app.tournaments.models import Division
from events_app.tournaments.record import record


async def test_before_the_draw_a_team_that_leaves_gives_its_place_back(db: str, now: datetime) -> None:
    division = await make_division()
    team, _stays = await make_team(division), await make_team(division)

    await lifecycle.withdraw(team.id, policy="auto", actor="user:1", reason="sin gente", now=now)

    await division.refresh_from_db()
    await team.refresh_from_db()
    assert (team.status, team.end_reason, division.taken) == (TeamStatus.CANCELLED, "sin gente", 1)


async def test_leaving_without_having_paid_closes_the_order(db: str, now: datetime) -> None:
    await make_tax_rule()
    division = await make_division(net_fee=100_000)
    receipt = await services.register(wanted(division), key="a", actor="anonymous", path="/x", now=now)

    await lifecycle.withdraw(receipt.team_id, policy="auto", actor="user:1", reason="no pagó", now=now)

    team, order = await Team.get(id=receipt.team_id), await Order.get()
    await division.refresh_from_db()
    assert (team.status, str(order.status), division.taken) == (TeamStatus.EXPIRED, "released", 0)


async def test_a_full_refund_before_the_draw_takes_the_team_out(db: str, now: datetime) -> None:
    await make_tax_rule()
    division = await make_division(net_fee=100_000)
    receipt = await services.register(wanted(division), key="a", actor="anonymous", path="/x", now=now)
    order = await Order.get()
    await lifecycle.on_paid(receipt.team_id, order.id, now)

    await lifecycle.on_refunded(receipt.team_id, order.id, now)

    await division.refresh_from_db()
    assert ((await Team.get(id=receipt.team_id)).status, division.taken) == (TeamStatus.CANCELLED, 0)


async def test_a_new_link_closes_the_old_one(client: TestClient) -> None:
    team = await make_team()
    old = f"/equipo/{team_code(team)}"

    answer = await client.post(f"{old}/enlace")

    statuses = [(await client.get(path)).status_code for path in (old, answer.headers["location"])]
    assert statuses == [404, 200]


async def test_another_captain_gets_a_letter_with_a_link_that_the_first_does_not_have(client: TestClient) -> None:
    team = await make_team(captain_email="antes@planta.example")
    old = f"/equipo/{team_code(team)}"
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    form = {"captain_name": "Ana Cota", "captain_email": "ana@planta.example"}

    await client.post(f"/oficina/torneos/equipos/{team.id}/capitan", data=form)
    await jobs.work_once(clock.now() + timedelta(seconds=1))

    letter = await OutboxMessage.get(message="team_registered")
    await team.refresh_from_db()
    assert (letter.address, team.captain_name) == ("ana@planta.example", "Ana Cota")
    assert (await client.get(old)).status_code == 404
    assert team_code(team) in str(letter.context)


async def test_the_chair_of_the_committee_sees_its_teams_and_nobody_elses(client: TestClient) -> None:
    committee = await make_committee()
    mine = await make_tournament()
    await mine.event.update_from_dict({"committee_id": committee.id}).save()
    own, other = await make_team(await make_division(mine), name="Halcones"), await make_team()
    await client.sign_in(await make_user(roles=[Grant(Role.COMMITTEE_CHAIR, f"committee:{committee.id}")]))

    listed = await client.get(f"/oficina/torneos/division/{own.division_id}/equipos")
    paths = [
        path.format(team=team.id, division=team.division_id)
        for team in (own, other)
        for path in (
            "/oficina/torneos/equipos/{team}", "/oficina/torneos/division/{division}/equipos",
            "/oficina/torneos/division/{division}/equipos.csv",
        )
    ]  # fmt: skip
    answers = [(await client.get(path)).status_code for path in paths]

    assert "Halcones" in listed.text
    assert answers == [200, 200, 200, 404, 404, 404]


async def test_rosters_go_home_as_a_file_that_no_spreadsheet_runs(client: TestClient) -> None:
    team = await make_team(name="=Halcones", company=await make_plant())
    person = await make_person("Alma", "Aguayo", "Ruiz")
    await make_player(team, person=person, number=7, is_captain=True)
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    answer = await client.get(f"/oficina/torneos/division/{team.division_id}/equipos.csv")
    workbook = await client.get(f"/oficina/torneos/division/{team.division_id}/equipos.xlsx")

    lines = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1][:7] == ["'=Halcones", "Arneses del Desierto", "7", "Aguayo", "Ruiz", "Alma", "sí"]
    assert workbook.content[:2] == b"PK"


async def test_the_cedula_of_a_match_has_both_rosters_and_a_qr_for_each(client: TestClient) -> None:
    division = await make_division()
    home, away = await make_team(division, name="Halcones"), await make_team(division, name="Tigres")
    for team in (home, away):
        await make_player(team, number=7)
    match = await Match.create(
        division=division, number=1, stage="main", bracket="main", round=1, home=home, away=away, status="ready"
    )
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    page = await client.get(f"/oficina/torneos/partidos/{match.id}/cedula")

    assert page.status_code == 200
    assert all(name in page.text for name in ("Halcones", "Tigres", "Cédula del partido 1"))
    assert page.text.count("<svg xmlns") == 2


@pytest.mark.parametrize("end", ["", "/jugadores", "/jugadores/nombre", "/lista", "/datos", "/credenciales", "/cedula"])
async def test_every_page_of_a_team_opens_with_its_link_and_no_other(client: TestClient, end: str) -> None:
    team = await make_team(company=await make_plant())
    await make_player(team, number=7)

    right = await client.get(f"/equipo/{team_code(team)}{end}")
    wrong = await client.get(f"/equipo/{'A' * 26}{end}")

    assert (right.status_code, wrong.status_code) == (200, 404)
    assert (right.headers["cache-control"], right.headers["x-robots-tag"]) == ("no-store", "noindex, nofollow")


async def test_colours_change_until_the_lock_and_nonsense_is_told_beside_the_field(client: TestClient) -> None:
    division = await make_division(roster_locks_at=clock.now() + timedelta(hours=1))
    team = await make_team(division)
    form = {"short_name": "Halc", "colour": "#00AA11", "second_colour": "#000000"}
    path = f"/equipo/{team_code(team)}/datos"

    wrong = await client.post(path, data=form | {"colour": "rojo"})
    right = await client.post(path, data=form)
    await division.update_from_dict({"roster_locks_at": clock.now() - timedelta(hours=1)}).save()
    late = await client.post(path, data=form | {"short_name": "Tarde"})

    await team.refresh_from_db()
    assert (wrong.status_code, right.status_code, late.status_code) == (422, 303, 409)
    assert (team.short_name, team.colour) == ("Halc", "#00aa11")


async def drawn_league(now: datetime) -> list[Team]:
    """Four teams whose league is drawn, as the log keeps it."""
    division = await make_division(status="closed")
    teams = [await make_team(division, name=name) for name in ("Halcones", "Tigres", "Osos", "Linces")]
    plan = as_json(league(4))
    await Division.filter(id=division.id).update(plan=plan, drawn_at=now, status="drawn")
    seeds = tuple(str(team.id) for team in teams)
    await record(division.id, lambda state, sequence: Drawn(seeds, sequence=sequence), actor="user:1", now=now)
    return teams


async def winners(team: Team) -> list[int | None]:
    """Who won the matches of the team, by number."""
    found = await Match.filter(division_id=team.division_id).order_by("number")
    return [each.winner_id for each in found if team.id in (each.home_id, each.away_id)]


async def test_leaving_after_the_draw_gives_every_opponent_a_walkover_and_coming_back_takes_them_away(
    db: str, now: datetime
) -> None:
    halcones, *others = await drawn_league(now)

    await lifecycle.withdraw(halcones.id, policy="walkover", actor="user:1", reason="sin gente", now=now)
    without = await winners(halcones)
    status = (await Team.get(id=halcones.id)).status
    await lifecycle.readmit(halcones.id, actor="user:1", reason="sí vienen", now=now)

    division = await Division.get(id=halcones.division_id)
    assert status is TeamStatus.WITHDRAWN
    assert sorted(each or 0 for each in without) == sorted(team.id for team in others)
    assert await winners(halcones) == [None, None, None]
    assert ((await Team.get(id=halcones.id)).status, division.taken) == (TeamStatus.CONFIRMED, 4)
