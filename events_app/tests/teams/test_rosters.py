"""Filling a roster: by number, by name, from a list; by the rules, once per person, until the lock."""

import asyncio
from contextlib import suppress
from datetime import date, datetime, timedelta
from io import BytesIO

import pytest

from events_app.core import clock
from events_app.core.access import Grant, Role
from events_app.core.database import rows
from events_app.core.sheets import write_xlsx
from events_app.directory.models import Company, Employment, Person
from events_app.teams import roster
from events_app.teams.errors import RosterLocked, RosterRefused
from events_app.teams.roster import Candidate
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.directory import make_person
from events_app.tests.factories.registration import make_employee, make_plant
from events_app.tests.factories.tournaments import make_division, make_player, make_team, make_tournament, team_code
from events_app.tests.support.browser import TestClient
from events_app.tests.teams.walking import SHEET, cells
from events_app.tournaments.entries import Player, Team
from events_app.tournaments.kinds import Confirmation, Gender, OneTeamPer, Sport

NAMES = ("Aguayo", "Bórquez", "Cota", "Duarte", "Encinas", "Félix", "Gámez", "Huerta")


async def plant_with_people(many: int = 3) -> tuple[Company, list[Person]]:
    plant = await make_plant()
    people = [
        await make_employee(plant, number=f"{100 + place:05d}", given="Alma", paternal=NAMES[place], maternal="Ruiz")
        for place in range(many)
    ]
    return plant, people


async def add(team: Team, person: Person, *, now: datetime, reason: str = "", **over: object) -> Player:
    candidate = Candidate(person.id, **({"vouched": "directory"} | over))  # type: ignore[arg-type]
    return await roster.add(team.id, candidate, actor="captain", now=now, organiser_reason=reason)


async def on_rosters(person: Person) -> list[str]:
    found = await Player.filter(person_id=person.id, removed_at=None).select_related("team")
    return [each.team.name for each in found]


async def test_an_employee_of_the_company_is_added_and_confirmed_at_once(client: TestClient) -> None:
    plant, (person, *_) = await plant_with_people()
    team = await make_team(company=plant)
    form = {"employee_number": "100", "surname": "aguayo", "number": "7", "is_captain": "1", "shown": "1"}

    answer = await client.post(f"/equipo/{team_code(team)}/jugadores", data=form)

    player = await Player.get(person_id=person.id)
    assert answer.status_code == 303
    assert (player.number, player.is_captain, player.shown, player.reinforcement) == (7, True, True, False)
    assert (player.confirmation, player.confirmed_by) == (Confirmation.CONFIRMED, "directory")
    assert player.consented_at is not None


async def test_an_employment_that_nobody_verified_waits_for_the_company(client: TestClient) -> None:
    plant, (person, *_) = await plant_with_people()
    await Employment.filter(person_id=person.id).update(verified_by="")
    team = await make_team(company=plant)

    await client.post(f"/equipo/{team_code(team)}/jugadores", data={"employee_number": "100", "surname": "Aguayo"})

    assert (await Player.get(person_id=person.id)).confirmation is Confirmation.PENDING


async def test_a_wrong_number_or_surname_says_the_same_and_keeps_what_was_typed(client: TestClient) -> None:
    plant, _ = await plant_with_people()
    team = await make_team(company=plant)
    path = f"/equipo/{team_code(team)}/jugadores"

    wrong = [
        (await client.post(path, data={"employee_number": number, "surname": surname}))
        for number, surname in (("100", "Zúñiga"), ("999", "Aguayo"))
    ]

    said = [each.text.split('id="employee_number-mistake"')[1].split("</p>")[0] for each in wrong]
    assert [each.status_code for each in wrong] == [422, 422]
    assert said[0] == said[1]
    assert 'value="Zúñiga"' in wrong[0].text
    assert await Player.all().count() == 0


async def test_two_captains_who_add_the_same_person_at_once_get_one_player(db: str, now: datetime) -> None:
    plant, (person, *_) = await plant_with_people()
    tournament = await make_tournament(one_team_per=OneTeamPer.TOURNAMENT)
    divisions = [await make_division(tournament, sport=sport) for sport in (Sport.SOCCER, Sport.SOFTBALL)]
    teams = [await make_team(division, company=plant) for division in divisions for _ in range(3)]

    async def ask(team: Team) -> str:
        try:
            await add(team, person, now=now)
        except RosterRefused as error:
            return error.text.split(":")[0]
        return "in"

    answers = await asyncio.gather(*(ask(team) for team in teams))

    assert sorted(answers) == ["Ya juega en otro equipo"] * 5 + ["in"]
    assert len(await on_rosters(person)) == 1


async def test_without_the_lock_on_the_person_two_divisions_take_the_same_player(
    db: str, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control of the race above: it fails when nobody waits."""
    monkeypatch.setattr(roster, "LOCK_PERSON", "SELECT $1::bigint AS id")
    plant, people = await plant_with_people(8)
    tournament = await make_tournament(one_team_per=OneTeamPer.TOURNAMENT)
    divisions = [await make_division(tournament, sport=sport) for sport in (Sport.SOCCER, Sport.SOFTBALL)]
    teams = [await make_team(division, company=plant) for division in divisions]

    for person in people:
        await asyncio.gather(*(add(team, person, now=now) for team in teams), return_exceptions=True)

    assert max([len(await on_rosters(person)) for person in people]) == 2


@pytest.mark.parametrize(
    ("per", "other_sport", "taken"),
    [
        (OneTeamPer.DIVISION, Sport.SOCCER, True),
        (OneTeamPer.SPORT, Sport.SOCCER, False),
        (OneTeamPer.SPORT, Sport.SOFTBALL, True),
        (OneTeamPer.TOURNAMENT, Sport.SOFTBALL, False),
    ],
)
async def test_how_many_teams_a_person_may_have_is_the_tournaments_choice(
    db: str, now: datetime, per: OneTeamPer, other_sport: Sport, taken: bool
) -> None:
    plant, (person, *_) = await plant_with_people()
    tournament = await make_tournament(one_team_per=per)
    first = await make_team(await make_division(tournament, sport=Sport.SOCCER), company=plant)
    second = await make_team(await make_division(tournament, sport=other_sport), company=plant)
    await add(first, person, now=now)

    with suppress(RosterRefused):
        await add(second, person, now=now)

    assert len(await on_rosters(person)) == (2 if taken else 1)


async def test_whoever_left_may_join_another_team(db: str, now: datetime) -> None:
    plant, (person, *_) = await plant_with_people()
    division = await make_division()
    first, second = [await make_team(division, company=plant) for _ in range(2)]
    player = await add(first, person, now=now, number=9)

    await roster.remove(player.id, actor="captain", now=now)
    await add(second, person, now=now)

    assert await on_rosters(person) == [second.name]
    assert await Player.filter(person_id=person.id).count() == 2


async def test_after_the_lock_only_the_organiser_changes_a_roster_and_says_why(db: str, now: datetime) -> None:
    plant, (person, other, _third) = await plant_with_people()
    team = await make_team(await make_division(roster_locks_at=now), company=plant)

    with pytest.raises(RosterLocked):
        await add(team, person, now=now)
    await add(team, other, now=now, reason="lesión acreditada")

    notes = await rows(
        "SELECT e.action, d.body FROM audit_entries e JOIN audit_details d ON d.entry_id = e.id "
        "WHERE e.action = 'team.player_added'"
    )
    assert [each["action"] for each in notes] == ["team.player_added"]
    assert "lesión acreditada" in str(notes)


async def test_the_page_of_a_locked_roster_asks_the_organiser_for_a_reason(client: TestClient) -> None:
    plant, _ = await plant_with_people()
    division = await make_division(roster_locks_at=clock.now() - timedelta(hours=1))
    team = await make_team(division, company=plant)
    path, form = f"/equipo/{team_code(team)}/jugadores", {"employee_number": "100", "surname": "Aguayo"}

    as_captain = await client.post(path, data=form)
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    no_reason = await client.post(path, data=form)
    with_reason = await client.post(path, data=form | {"reason": "se lesionó otra"})

    assert (as_captain.status_code, no_reason.status_code, with_reason.status_code) == (409, 422, 303)
    assert "escribe el motivo" in no_reason.text


async def test_a_women_team_asks_who_plays_and_refuses_a_man_beside_the_field(client: TestClient) -> None:
    plant, _ = await plant_with_people()
    team = await make_team(await make_division(branch="women"), company=plant)
    path, form = f"/equipo/{team_code(team)}/jugadores", {"employee_number": "100", "surname": "Aguayo"}

    unsaid = await client.post(path, data=form)
    man = await client.post(path, data=form | {"gender": "man"})
    woman = await client.post(path, data=form | {"gender": "woman"})

    assert [each.status_code for each in (unsaid, man, woman)] == [422, 422, 303]
    assert all('id="gender-mistake"' in each.text for each in (unsaid, man))
    assert (await Player.get()).gender is Gender.WOMAN


async def test_age_is_counted_on_the_first_day_of_the_tournament(db: str, now: datetime) -> None:
    plant, people = await plant_with_people()
    team = await make_team(await make_division(min_age=40), company=plant)
    await team.fetch_related("division__tournament__event")
    day = team.division.tournament.event.starts_at.date()
    turned, not_yet = (date(day.year - 40, day.month, day.day + extra) for extra in (0, 1))

    await add(team, people[0], now=now, birth_date=turned)
    with pytest.raises(RosterRefused) as refused:
        await add(team, people[1], now=now, birth_date=not_yet)

    assert refused.value.text == "Tiene 39 años y la edad mínima es 40"


async def test_people_of_another_company_are_reinforcements_and_have_a_quota(client: TestClient) -> None:
    plant, _ = await plant_with_people()
    other = await make_plant("Otra Planta")
    for place, name in enumerate(("Ibarra", "Juárez")):
        await make_employee(other, number=f"{500 + place}", given="Eva", paternal=name)
    team = await make_team(await make_division(max_reinforcements=1), company=plant)
    path = f"/equipo/{team_code(team)}/jugadores"

    first = await client.post(path, data={"employee_number": "500", "surname": "Ibarra", "company": other.slug})
    second = await client.post(path, data={"employee_number": "501", "surname": "Juárez", "company": other.slug})

    player = await Player.get()
    assert (first.status_code, second.status_code) == (303, 422)
    assert (player.reinforcement, player.confirmation) == (True, Confirmation.NOT_NEEDED)
    assert "todos los refuerzos" in second.text


async def test_somebody_without_a_number_is_added_by_name_and_waits_for_the_company(client: TestClient) -> None:
    plant, _ = await plant_with_people()
    team = await make_team(company=plant)
    form = {"kind": "employee", "given_name": "Beto", "paternal_surname": "Ruiz"}

    answer = await client.post(f"/equipo/{team_code(team)}/jugadores/nombre", data=form)
    again = await client.post(f"/equipo/{team_code(team)}/jugadores/nombre", data=form)

    player = await Player.get()
    assert (answer.status_code, again.status_code) == (303, 422)
    assert player.confirmation is Confirmation.PENDING
    assert await Person.filter(given_name="Beto").count() == 1


async def test_a_pasted_list_has_a_verdict_for_each_row_and_the_good_ones_do_not_wait(client: TestClient) -> None:
    plant, people = await plant_with_people(4)
    division = await make_division()
    team, rival = await make_team(division, company=plant), await make_team(division, name="Tigres", company=plant)
    await make_player(rival, person=people[1])
    await make_player(team, person=people[2], number=10)
    pasted = SHEET + "100,Aguayo,7\n101,Bórquez,8\n102,Cota,10\n103,Duarte,10\n999,Nadie,11\n100,Aguayo,12\n104,,\n"
    path = f"/equipo/{team_code(team)}/lista"

    seen = await client.post(path, data={"pasted": pasted})
    mended = cells(seen.text) | {"number-5": "11", "surname-8": "Encinas"}
    done = await client.post(path, data=mended)

    numbers = {each.person_id: each.number for each in await Player.filter(team_id=team.id)}
    assert seen.status_code == 200
    assert all(
        words in seen.text
        for words in (
            "1 jugador listo", "Ya juega en otro equipo: Tigres", "El número 10 ya lo lleva", "Está dos veces",
            "No lo encontramos", "Falta el número de empleado", "1 ya estaba",
        )
    )  # fmt: skip
    assert "Se agregaron 2 jugadores" in done.text
    assert numbers == {people[0].id: 7, people[2].id: 10, people[3].id: 11}


async def test_the_same_workbook_twice_adds_nobody_twice(client: TestClient) -> None:
    plant, people = await plant_with_people(3)
    team = await make_team(company=plant)
    path = f"/equipo/{team_code(team)}/lista"
    book = write_xlsx(
        ["Nómina", "Nombre completo", "Camiseta"],
        [[f"{100 + place:05d}", f"Alma {NAMES[place]} Ruiz", str(place + 1)] for place in range(3)],
    )

    for _ in range(2):
        seen = await client.post(path, files={"file": ("equipo.xlsx", BytesIO(book))})
        await client.post(path, data=cells(seen.text))

    found = {each.person_id: each.number for each in await Player.filter(team_id=team.id)}
    assert found == {person.id: place + 1 for place, person in enumerate(people)}


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "Elige un archivo o pega las celdas"),
        ("Hola\nmundo", "primera fila debe nombrar"),
        (SHEET + "".join(f"{number},X,\n" for number in range(61)), "más de 60 filas"),
        (SHEET, "no tiene filas"),
    ],
)
async def test_a_list_that_is_no_list_is_refused_with_a_word(client: TestClient, pasted: str, said: str) -> None:
    team = await make_team(company=await make_plant())

    answer = await client.post(f"/equipo/{team_code(team)}/lista", data={"pasted": pasted})

    assert answer.status_code == 422
    assert said in answer.text


async def test_the_coordinator_confirms_or_rejects_only_the_own_companys_people(client: TestClient) -> None:
    plant, other = await make_plant(), await make_plant("Otra Planta")
    division = await make_division()
    mine, theirs = await make_team(division, company=plant), await make_team(division, company=other)
    waiting = [await make_player(team, confirmation="pending", confirmed_by="") for team in (mine, mine, theirs)]
    await client.sign_in(await make_user(roles=[Grant(Role.COORDINATOR, f"company:{plant.id}")]))

    page = await client.get("/mis-equipos")
    everybody = {"players": [str(each.id) for each in waiting]}
    await client.post("/mis-equipos/respuesta", data={"players": [str(waiting[0].id)], "answer": "reject"})
    await client.post("/mis-equipos/respuesta", data=everybody | {"answer": "confirm"})

    words = [(await Player.get(id=each.id)).confirmation for each in waiting]
    assert "2 personas esperan que las confirmes" in page.text
    assert words == [Confirmation.REJECTED, Confirmation.CONFIRMED, Confirmation.PENDING]


async def test_only_the_companys_coordinator_searches_its_people(client: TestClient) -> None:
    plant, (person, *_) = await plant_with_people()
    team = await make_team(company=plant)
    path = f"/equipo/{team_code(team)}/personas"

    stranger = await client.get(f"{path}?q=aguayo")
    await client.sign_in(await make_user(roles=[Grant(Role.COORDINATOR, f"company:{plant.id}")]))
    found = await client.get(f"{path}?q=aguayo")
    added = await client.post(path, data={"person_id": str(person.id), "number": "4"})
    outsider = await client.post(path, data={"person_id": str((await make_person()).id)})

    assert (stranger.status_code, found.status_code, added.status_code, outsider.status_code) == (404, 200, 303, 404)
    assert "Aguayo Ruiz" in found.text
    assert (await Player.get()).number == 4


async def test_a_player_of_another_team_is_not_found_through_my_link(client: TestClient) -> None:
    mine, theirs = await make_team(), await make_team()
    player = await make_player(theirs)

    answers = [
        (await client.request(method, f"/equipo/{team_code(mine)}/jugadores/{player.id}{end}")).status_code
        for method, end in (("GET", ""), ("POST", ""), ("POST", "/baja"))
    ]

    assert answers == [404, 404, 404]
    assert (await Player.get(id=player.id)).removed_at is None


async def test_a_new_captain_of_the_field_takes_the_place_of_the_one_before(db: str, now: datetime) -> None:
    plant, people = await plant_with_people()
    team = await make_team(company=plant)
    first = await add(team, people[0], now=now, is_captain=True)
    second = await add(team, people[1], now=now)

    await roster.change(second.id, Candidate(people[1].id, is_captain=True), actor="captain", now=now)

    captains = [(await Player.get(id=each.id)).is_captain for each in (first, second)]
    assert captains == [False, True]
