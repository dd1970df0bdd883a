"""The games of a year: which place pays what, who shares, what the parade adds, and how the scanner counts it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.checkin.models import Admission
from events_app.core.access import Role
from events_app.tests.factories.accounts import make_user
from events_app.tests.factories.checkin import make_gate
from events_app.tests.factories.directory import make_company
from events_app.tests.factories.events import make_event
from events_app.tests.factories.tournaments import make_division, make_player, make_team, make_tournament
from events_app.tests.support.browser import TestClient
from events_app.tests.support.day import NOW
from events_app.tournaments.engine.games import Finish, Line, Parade, Prize, overall
from events_app.tournaments.engine.reasons import spoken
from events_app.tournaments.games import games_of
from events_app.tournaments.models import Edition

PRIZE = Prize((10, 7, 5))


def standing(lines: tuple[Line, ...]) -> list[tuple[int, str, int]]:
    return [(line.position, line.company, line.points) for line in lines]


def test_only_the_best_team_of_a_company_counts_in_each_division() -> None:
    finishes = [
        Finish("Softbol", "Levas", "Levi", 1),
        Finish("Softbol", "Pernos", "Levi", 2),
        Finish("Softbol", "Tuercas", "Ibarra", 3),
        Finish("Pádel", "Dos", "Ibarra", 1),
    ]

    lines = overall(finishes, (), PRIZE)

    assert standing(lines) == [(1, "Ibarra", 15), (2, "Levi", 10)]
    assert [spoken(item) for item in lines[0].items] == [
        "Pádel: lugar 1 con Dos (puntos: 10)",
        "Softbol: lugar 3 con Tuercas (puntos: 5)",
    ]


def test_level_companies_are_ordered_by_more_first_places_and_then_share() -> None:
    prize = Prize((6, 3, 3))
    finishes = [
        Finish("A", "a", "Oro", 1),
        Finish("B", "b", "Plata", 2),
        Finish("C", "c", "Plata", 3),
        Finish("B", "d", "Cobre", 2),
        Finish("D", "e", "Cobre", 3),
    ]

    lines = overall(finishes, (), prize)

    assert standing(lines) == [(1, "Oro", 6), (2, "Cobre", 6), (2, "Plata", 6)]
    assert spoken(lines[1].because) == "Puntos: 6, como Oro, con menos lugares 1: 0 contra 1"
    assert spoken(lines[2].because) == "Puntos: 6 y los mismos lugares que Cobre: comparten"


def test_a_shared_place_pays_everybody_who_shares_it_and_places_beyond_the_list_pay_nothing() -> None:
    finishes = [Finish("A", "a", "Uno", 3), Finish("A", "b", "Dos", 3), Finish("A", "c", "Tres", 5)]

    lines = overall(finishes, (), PRIZE)

    assert standing(lines) == [(1, "Dos", 5), (1, "Uno", 5), (3, "Tres", 0)]


def test_a_place_that_pays_nothing_still_separates_level_companies() -> None:
    finishes = [Finish("A", "a", "Solo", 1), Finish("B", "b", "Más", 1), Finish("C", "c", "Más", 9)]

    lines = overall(finishes, (), PRIZE)

    assert standing(lines) == [(1, "Más", 10), (2, "Solo", 10)]


def test_the_parade_pays_once_to_who_brought_enough_of_every_team() -> None:
    parades = [
        Parade("Norte", "Levi", roster=10, present=5),
        Parade("Sur", "Levi", roster=8, present=8),
        Parade("Este", "Ibarra", roster=10, present=4),
        Parade("Oeste", "Ibarra", roster=10, present=10),
        Parade("Vacío", "Nadie", roster=0, present=0),
    ]

    lines = overall((), parades, Prize((10,), parade=3, share=50))

    assert standing(lines) == [(1, "Levi", 3), (2, "Ibarra", 0), (2, "Nadie", 0)]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.builds(
            Finish,
            st.sampled_from("ABC"),
            st.sampled_from(["t1", "t2", "t3"]),
            st.sampled_from(["X", "Y", "Z", None]),
            st.integers(1, 6),
        ),
        max_size=12,
    )
)
def test_points_of_all_add_up_and_more_points_never_stand_lower(finishes: list[Finish]) -> None:
    lines = overall(finishes, (), PRIZE)

    best: dict[tuple[str | None, str], int] = {}
    for finish in finishes:
        key = (finish.company, finish.division)
        best[key] = min(finish.place, best.get(key, finish.place))
    owed = sum(PRIZE.by_place[place - 1] for (owner, _), place in best.items() if owner and place <= 3)
    assert sum(line.points for line in lines) == owed
    assert [line.points for line in lines] == sorted((line.points for line in lines), reverse=True)
    assert [line.position for line in lines] == sorted(line.position for line in lines)


async def test_the_scanner_at_the_parade_counts_each_team_against_its_roster(client: TestClient) -> None:
    parade = await make_event("Desfile inaugural")
    edition = await Edition.create(
        slug="juegos-2027", name_es="Juegos 2027", year=2027, points_by_place=[10], parade=parade, parade_points=4
    )
    division = await make_division(await make_tournament(edition=edition))
    team = await make_team(division, name="Imuris", company=await make_company("Ensambles"))
    other = await make_team(division, name="Pitic", company=await make_company("Troqueles"))
    players = [await make_player(team) for _ in range(2)] + [await make_player(other)]
    gate = await make_gate(parade)
    await Admission.create(
        event=parade, place="event", credential=f"player:{players[0].id}", inside=False, since=NOW, gate=gate
    )
    await client.sign_in(await make_user(roles=[Role.OFFICE]))

    found = await games_of(edition, "es-MX")
    page = await client.get(f"/oficina/juegos/{edition.id}")

    assert list(found.parades) == [
        Parade("Imuris", "Ensambles", roster=2, present=1),
        Parade("Pitic", "Troqueles", roster=1, present=0),
    ]
    assert standing(found.lines) == [(1, "Ensambles", 4), (2, "Troqueles", 0)]
    assert page.status_code == 200
    assert "1 de 2" in page.text


async def test_the_office_makes_games_and_says_what_each_place_pays(client: TestClient) -> None:
    await client.sign_in(await make_user(roles=[Role.OFFICE]))
    typed = {"name_es": "Juegos 2027", "year": "2027", "points": "10; 7 5", "parade_points": "0", "parade_share": "50"}

    wrong = await client.post("/oficina/juegos/nuevos", data=typed | {"points": "5, 7"})
    made = await client.post("/oficina/juegos/nuevos", data=typed)

    edition = await Edition.get()
    assert (wrong.status_code, made.status_code) == (422, 303)
    assert 'id="points-mistake"' in wrong.text
    assert (edition.slug, edition.points_by_place) == ("juegos-2027", [10, 7, 5])
    for path in ("/oficina/juegos", f"/oficina/juegos/{edition.id}", f"/oficina/juegos/{edition.id}/editar"):
        assert (await client.get(path)).status_code == 200
