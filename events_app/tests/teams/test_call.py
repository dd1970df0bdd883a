"""The call for teams and how a team gets its place: free or paid, once, never beyond the room, never by guessing."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from events_app.core import clock, jobs
from events_app.core.access import Grant, Role
from events_app.core.database import rows
from events_app.core.tables import OutboxMessage
from events_app.payments.models import Order, OrderLine
from events_app.teams import lifecycle, seats, services
from events_app.teams.errors import TeamNameTaken, TeamsFull
from events_app.teams.services import WantedTeam
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.registration import make_employee, make_plant, make_tax_rule
from events_app.tests.factories.tournaments import make_division, make_team, make_tournament
from events_app.tests.support.browser import TestClient
from events_app.tests.teams.walking import call_path, key_in, register
from events_app.tournaments.entries import Team
from events_app.tournaments.kinds import DivisionStatus, TeamStatus
from events_app.tournaments.models import Division


async def open_division(**over: Any) -> Division:
    """A call that is open by the clock on the wall."""
    now = clock.now()
    values = {"call_opens_at": now - timedelta(days=1), "call_closes_at": now + timedelta(days=9)}
    return await make_division(**(values | over))


def wanted(division: Division, name: str = "Halcones", **over: Any) -> WantedTeam:
    values: dict[str, Any] = {
        "division_id": division.id, "division": "Futbol", "event": "Juegos", "company_id": None, "name": name,
        "short_name": name[:16], "colour": "#aa0011", "second_colour": "#ffffff", "captain_name": "Lupita",
        "captain_phone": "", "captain_email": "lupita@arneses.example", "locale": "es-MX",
        "net_fee": division.net_fee, "net_deposit": division.net_deposit, "tax_code": "IVA16", "currency": "MXN",
    }  # fmt: skip
    return WantedTeam(**(values | over))


async def take(division: Division, name: str = "Halcones", *, now: datetime) -> services.TeamReceipt:
    return await services.register(wanted(division, name), key=name, actor="anonymous", path="/x", now=now)


async def test_a_captain_registers_a_free_team_and_reaches_its_page(client: TestClient) -> None:
    await make_employee(await make_plant(), email="no@debe.verse")
    division = await open_division()

    done = await register(client, division)
    page = await client.get(done.headers["location"])

    team = await Team.get(division_id=division.id).select_related("company")
    assert (done.status_code, page.status_code) == (303, 200)
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "Halcones del Bravo" in page.text
    assert "Falta 1 jugador" in page.text
    assert (team.status, team.company.display_name, team.captain_name) == (  # type: ignore[union-attr]
        TeamStatus.CONFIRMED, "Arneses del Desierto", "Guadalupe Yáñez Peñúñuri",
    )  # fmt: skip
    assert (team.captain_phone, team.captain_email) == ("+526315550142", "lupita@arneses.example")


async def test_the_next_team_gets_another_colour_and_a_way_to_register_one_more_while_there_is_room(
    client: TestClient,
) -> None:
    await make_employee(await make_plant(), email="no@debe.verse")
    division = await open_division()
    await make_team(division, colour="#006b68")
    path = f"/torneos/{division.tournament.event.slug}/{division.slug}/inscribir"

    form = await client.get(path)
    done = await register(client, division)
    while_open = await client.get(done.headers["location"])
    await Division.filter(id=division.id).update(status=DivisionStatus.CLOSED)
    closed = await client.get(done.headers["location"])

    assert re.findall(r'name="colour"[^>]*value="(#[0-9a-f]{6})"', form.text) == ["#b3261e"]
    assert [f'href="{path}"' in each.text for each in (while_open, closed)] == [True, False]


async def test_the_captain_is_written_to_with_the_secret_link(client: TestClient, now: datetime) -> None:
    await make_employee(await make_plant())
    division = await open_division()

    done = await register(client, division)
    await jobs.work_once(clock.now() + timedelta(seconds=1))

    letter = await OutboxMessage.get(message="team_registered")
    assert letter.address == "lupita@arneses.example"
    assert done.headers["location"].split("?")[0] in str(letter.context)


async def test_a_paid_team_waits_for_its_payment_with_the_deposit_apart_and_without_iva(client: TestClient) -> None:
    await make_employee(await make_plant())
    await make_tax_rule()
    division = await open_division(net_fee=400_000, net_deposit=150_000)

    start = await client.get(await call_path(division))
    done = await register(client, division)

    team = await Team.get(division_id=division.id)
    order = await Order.get(id=team.order_id)
    lines = [
        (each.net, each.tax, each.tax_code) for each in await OrderLine.filter(order_id=order.id).order_by("position")
    ]
    assert all(amount in start.text for amount in ("$4,000.00", "$640.00", "$1,500.00", "$6,140.00"))
    assert done.headers["location"] == f"/pagar/{order.token}"
    assert (team.status, order.reference, order.total) == (TeamStatus.HELD, f"team:{team.id}", 614_000)
    assert lines == [(400_000, 64_000, "IVA16"), (150_000, 0, "NO_OBJETO")]


async def test_the_payment_confirms_the_team_and_its_release_frees_the_place(db: str, now: datetime) -> None:
    await make_tax_rule()
    division = await make_division(net_fee=100_000, max_teams=2)
    paid, unpaid = await take(division, "Uno", now=now), await take(division, "Dos", now=now)
    orders = {each.id: each.order_id for each in await Team.all()}

    confirmed = await lifecycle.on_paid(paid.team_id, orders[paid.team_id], now)
    await lifecycle.on_released(unpaid.team_id, now, "hold expired")

    statuses = [(await Team.get(id=each.team_id)).status for each in (paid, unpaid)]
    await division.refresh_from_db()
    assert confirmed
    assert statuses == [TeamStatus.CONFIRMED, TeamStatus.EXPIRED]
    assert division.taken == 1


async def test_money_that_comes_late_brings_the_team_back_only_while_there_is_room(db: str, now: datetime) -> None:
    await make_tax_rule()
    division = await make_division(net_fee=100_000, max_teams=2)
    late, other = await take(division, "Tarde", now=now), await take(division, "Otro", now=now)
    orders = {each.id: each.order_id for each in await Team.all()}
    for each in (late, other):
        await lifecycle.on_released(each.team_id, now, "hold expired")
    await make_team(division, name="Nuevo")

    came_back = await lifecycle.on_paid(late.team_id, orders[late.team_id], now)
    no_room = await lifecycle.on_paid(other.team_id, orders[other.team_id], now)

    await division.refresh_from_db()
    assert (came_back, no_room, division.taken) == (True, False, 2)


async def test_twenty_captains_and_three_places_make_three_teams(db: str, now: datetime) -> None:
    division = await make_division(max_teams=3)

    async def ask(number: int) -> str:
        try:
            await take(division, f"Equipo {number}", now=now)
        except TeamsFull:
            return "full"
        return "in"

    answers = await asyncio.gather(*(ask(number) for number in range(20)))

    await division.refresh_from_db()
    assert sorted(answers) == ["full"] * 17 + ["in"] * 3
    assert (division.taken, await Team.filter(division_id=division.id).count()) == (3, 3)


async def test_a_hold_that_ran_out_gives_its_place_to_whoever_asks_next(db: str, now: datetime) -> None:
    await make_tax_rule()
    division = await make_division(net_fee=100_000, max_teams=2)
    await take(division, "Uno", now=now)
    await take(division, "Dos", now=now)

    third = await take(division, "Tres", now=now + timedelta(minutes=36))

    counted = await rows("SELECT status, count(*)::int AS n FROM teams GROUP BY status ORDER BY status")
    assert third.status == "held"
    assert {each["status"]: each["n"] for each in counted} == {"expired": 2, "held": 1}


async def test_the_same_form_twice_makes_one_team(client: TestClient) -> None:
    await make_employee(await make_plant())
    division = await open_division()
    key = key_in((await client.get(await call_path(division))).text)

    first = await register(client, division, idempotency_key=key)
    again = await register(client, division, idempotency_key=key)

    assert first.headers["location"] == again.headers["location"]
    assert await Team.filter(division_id=division.id).count() == 1


async def test_the_same_name_twice_is_told_beside_the_field_whatever_its_accents(client: TestClient) -> None:
    await make_employee(await make_plant())
    division = await open_division()
    await make_team(division, name="HALCÓNES del Bravo")

    answer = await register(client, division)

    await division.refresh_from_db()
    assert answer.status_code == 422
    assert 'id="name-mistake"' in answer.text
    assert 'value="Halcones del Bravo"' in answer.text
    assert division.taken == 1


async def test_who_is_not_found_is_not_told_which_field_was_wrong(client: TestClient) -> None:
    await make_employee(await make_plant())
    division = await open_division()

    wrong_name = await register(client, division, surname="López")
    wrong_number = await register(client, division, employee_number="9999")

    said = [
        re.findall(r'id="employee_number-mistake".*?</p>', each.text, re.DOTALL) for each in (wrong_name, wrong_number)
    ]
    assert (wrong_name.status_code, wrong_number.status_code) == (422, 422)
    assert said[0] == said[1] != []
    assert await Team.all().count() == 0


async def test_a_coordinator_registers_for_the_own_company_without_a_number(client: TestClient) -> None:
    plant = await make_plant()
    await client.sign_in(await make_user(roles=[Grant(Role.COORDINATOR, f"company:{plant.id}")]))
    division = await open_division()

    done = await register(client, division, employee_number="", surname="", captain_name="Ana Cota")

    team = await Team.get(division_id=division.id)
    assert done.status_code == 303
    assert (team.company_id, team.captain_name) == (plant.id, "Ana Cota")
    assert team.registered_by.startswith("user:")


async def test_a_coordinator_of_another_company_must_prove_like_anybody(client: TestClient) -> None:
    await make_plant()
    other = await make_plant("Otra Planta")
    await client.sign_in(await make_user(roles=[Grant(Role.COORDINATOR, f"company:{other.id}")]))
    division = await open_division()

    answer = await register(client, division, employee_number="", surname="", captain_name="Ana Cota")

    assert answer.status_code == 422
    assert await Team.all().count() == 0


async def test_a_team_without_company_enters_only_where_reinforcements_may_fill_it(client: TestClient) -> None:
    closed, free = await open_division(), await open_division(max_players=12, max_reinforcements=12)
    own = {"company": "", "employee_number": "", "surname": "", "captain_name": "Beto Ruiz"}

    refused, taken = await register(client, closed, **own), await register(client, free, **own)

    team = await Team.get(division_id=free.id)
    assert (refused.status_code, taken.status_code) == (422, 303)
    assert (team.company_id, team.captain_name) == (None, "Beto Ruiz")


@pytest.mark.parametrize(
    ("over", "event", "said"),
    [
        ({"call_opens_at": "future"}, {}, "Todavía no abre"),
        ({"call_closes_at": "past"}, {}, "ya cerró"),
        ({"status": DivisionStatus.CLOSED}, {}, "ya cerró"),
        ({"status": DivisionStatus.CANCELLED}, {}, "se canceló"),
        ({}, {"status": "cancelled"}, "se canceló"),
        ({}, {"status": "postponed"}, "se pospuso"),
        ({"max_teams": 2, "taken": 2}, {}, "Ya no hay lugar"),
    ],
)
async def test_each_state_of_the_call_says_so_and_takes_nobody(
    client: TestClient, over: dict[str, Any], event: dict[str, Any], said: str
) -> None:
    await make_employee(await make_plant())
    moments = {"future": clock.now() + timedelta(days=3), "past": clock.now() - timedelta(hours=1)}
    division = await open_division(**{name: moments.get(str(value), value) for name, value in over.items()})
    await division.fetch_related("tournament__event")
    await division.tournament.event.update_from_dict(event).save()

    shown = await client.get(await call_path(division))
    answer = await register(client, division)

    assert (shown.status_code, answer.status_code) == (200, 409)
    assert said in shown.text
    assert await Team.filter(division_id=division.id).count() == 0


async def test_a_draft_and_a_closed_event_are_not_found(client: TestClient) -> None:
    draft = await open_division(status=DivisionStatus.DRAFT)
    hidden = await open_division()
    await hidden.fetch_related("tournament__event")
    await hidden.tournament.event.update_from_dict({"visibility": "members"}).save()

    answers = [(await client.get(await call_path(each))).status_code for each in (draft, hidden)]

    assert answers == [404, 404]


async def test_the_guarded_write_is_what_keeps_the_room(
    db: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the race above: without `taken < max_teams` the database itself has to refuse."""
    monkeypatch.setattr(seats, "TAKE", seats.TAKE.replace("AND taken < max_teams", ""))
    division = await make_division(max_teams=2)
    for name in ("Uno", "Dos"):
        await take(division, name, now=now)

    with pytest.raises(Exception, match="division_taken_in_room"):
        await take(division, "Tres", now=now)


async def test_a_name_is_free_again_when_its_team_expired(db: str, now: datetime) -> None:
    division = await make_division()
    await make_team(division, name="Halcones", status=TeamStatus.EXPIRED)

    first = await take(division, now=now)

    with pytest.raises(TeamNameTaken):
        await services.register(wanted(division, "halcones"), key="other", actor="a", path="/x", now=now)
    assert first.status == "confirmed"


async def test_a_tournament_for_members_opens_with_the_companys_poster(client: TestClient) -> None:
    await make_employee(await make_plant())
    tournament = await make_tournament()
    await tournament.event.update_from_dict({"visibility": "members"}).save()
    division = await open_division(tournament=tournament)

    poster = await client.get(f"{await call_path(division)}?empresa=arneses-del-desierto")

    assert poster.status_code == 200
