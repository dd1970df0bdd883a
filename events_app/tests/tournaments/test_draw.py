"""The draw: the snake and the seed by hand, companions apart whenever they can be, and the bracket's best places."""

from collections import Counter
from hashlib import sha256
from itertools import combinations, permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from events_app.tournaments.compute.draw import compute
from events_app.tournaments.engine.draw import Entrant, NoDraw, commitment, draw, letter
from events_app.tournaments.engine.draw_bracket import draw_bracket
from events_app.tournaments.engine.reasons import spoken

LINES_OF_EIGHT = (1, 8, 4, 5, 2, 7, 3, 6)


def entries(*companies: str | None, pots: int | None = None) -> list[Entrant]:
    """Entries 0, 1, 2 … of these companies; `pots` of them to a pot."""
    return [Entrant(number, number // pots if pots else None, each) for number, each in enumerate(companies)]


@st.composite
def worlds(draw_: st.DrawFn) -> tuple[list[Entrant], int]:
    groups = draw_(st.integers(1, 8))
    size = draw_(st.integers(max(2, groups), 30))
    companies = draw_(st.lists(st.sampled_from([None, "a", "b", "c", "d", "e"]), min_size=size, max_size=size))
    return entries(*companies, pots=draw_(st.sampled_from([None, groups, 5]))), groups


def test_without_pots_the_order_goes_round_the_groups_like_a_snake() -> None:
    drawn = draw(entries(*[None] * 10), 4, seed="x")

    assert drawn.groups == ((0, 7, 8), (1, 6, 9), (2, 5), (3, 4))


def test_inside_a_pot_the_order_is_that_of_the_hashes_of_the_seed_and_the_name() -> None:
    pots = {"A": 1, "B": 1, "C": 1, "D": 2, "E": 2, "F": 2}

    answer = compute(
        {"entries": [{"id": each, "pot": pot} for each, pot in pots.items()], "groups": 3, "seed": "abierto"}
    )

    first, second = (
        sorted("ABC", key=lambda each: sha256(f"abierto|{each}".encode()).digest()),
        sorted("DEF", key=lambda each: sha256(f"abierto|{each}".encode()).digest()),
    )
    assert answer["groups"] == [[first[0], second[2]], [first[1], second[1]], [first[2], second[0]]]
    assert answer["steps"][0] == f"La semilla es «abierto»; su huella es {commitment('abierto')}."


def test_a_companion_sends_an_entry_to_the_next_group_of_its_row_and_the_step_says_why() -> None:
    drawn = draw(entries("Levis", "Aptiv", "Aptiv", "Sensata"), 2, seed="x")

    assert drawn.groups == ((0, 2), (1, 3))
    assert [spoken(step) for step in drawn.steps] == [
        "Sin bombos: entran en el orden dado, en serpentina.",
        "0: grupo A.",
        "1: grupo B.",
        "2: grupo A; en el B ya está 1, también de «Aptiv».",
        "3: grupo B.",
    ]


def test_an_entry_gives_way_when_it_would_leave_a_later_one_without_room() -> None:
    """The snake gives C to 3; then 4 and 5 of Aptiv, kept out of A by 0, would have only B."""
    drawn = draw(entries("Aptiv", "Levis", "Sensata", "Levis", "Aptiv", "Aptiv"), 3, seed="x")

    assert drawn.groups == ((0, 3), (1, 5), (2, 4))
    assert spoken(drawn.steps[4]) == "3: grupo A; en el C quitaría el lugar a quien falta por separar."


def test_a_company_with_more_teams_than_groups_is_refused_by_name() -> None:
    with pytest.raises(NoDraw) as refused:
        draw(entries("Levis", "Aptiv", "Levis", "Levis"), 2, seed="x")

    assert str(refused.value) == "No hay sorteo posible: «Levis» tiene 3 equipos, más que los grupos (2)."


@settings(max_examples=100, deadline=None)
@given(worlds(), st.text(max_size=5))
def test_a_draw_exists_unless_a_company_is_too_large_and_keeps_every_promise(
    world: tuple[list[Entrant], int], seed: str
) -> None:
    entrants, groups = world
    companies = {entrant.id: entrant.apart for entrant in entrants}
    largest = max(Counter(each for each in companies.values() if each).values(), default=0)

    try:
        drawn = draw(entrants, groups, seed=seed)
    except NoDraw:
        assert largest > groups
        return

    assert largest <= groups
    assert sorted(each for group in drawn.groups for each in group) == sorted(companies)
    assert len({len(group) for group in drawn.groups}) == 1 + (len(entrants) % groups > 0)
    assert not any(
        companies[one] == companies[other] is not None
        for group in drawn.groups
        for one, other in combinations(group, 2)
    )
    assert draw(entrants, groups, seed=seed) == drawn


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(1, 5), st.integers(1, 9), st.randoms(use_true_random=False))
def test_full_pots_give_one_to_each_group_even_when_companions_are_many(
    groups: int, pots: int, companies: int, luck: st.DataObject
) -> None:
    chosen = [str(number % max(companies, pots)) for number in range(groups * pots)]
    entrants = entries(*chosen, pots=groups)
    if max(Counter(chosen).values()) > groups or len(entrants) < 2:
        return

    drawn = draw(entrants, groups, seed="x")

    for group in drawn.groups:
        assert sorted(int(each) // groups for each in group) == list(range(pots))


def shared_parts(seats: tuple[object, ...], companies: dict[object, str | None]) -> list[int]:
    """For eight places: pairs of companions that meet in the first round, and in the first two."""
    at = [LINES_OF_EIGHT.index(seed) for seed in range(1, len(seats) + 1)]
    mates = [
        (at[one], at[other])
        for one, other in combinations(range(len(seats)), 2)
        if companies[seats[one]] == companies[seats[other]] is not None
    ]
    return [sum(one // size == other // size for one, other in mates) for size in (2, 4)]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([None, "a", "b", "c"]), min_size=5, max_size=6), st.integers(0, 2), st.text(max_size=4))
def test_no_draw_of_a_small_knockout_has_fewer_companions_meet_early(
    chosen: list[str | None], kept: int, seed: str
) -> None:
    entrants = entries(*chosen)
    companies: dict[object, str | None] = {entrant.id: entrant.apart for entrant in entrants}
    head = tuple(range(kept))
    best = min(shared_parts(head + tail, companies) for tail in permutations(range(kept, len(chosen))))

    drawn = draw_bracket(entrants, kept, seed=seed)

    assert drawn[:kept] == head
    assert sorted(drawn, key=str) == sorted(companies, key=str)
    assert shared_parts(drawn, companies) == best


def test_four_teams_of_a_company_among_sixteen_stand_one_in_each_quarter() -> None:
    drawn = draw_bracket(entries(*["Levis"] * 4, *[None] * 12), 1, seed="noviembre")

    lines = {seed: place for place, seed in enumerate((1, 16, 8, 9, 4, 13, 5, 12, 2, 15, 7, 10, 3, 14, 6, 11))}
    assert sorted(lines[seed] // 4 for seed, each in enumerate(drawn, 1) if int(each) < 4) == [0, 1, 2, 3]
    assert drawn[0] == 0


def test_a_thousand_entries_of_ten_companies_in_a_hundred_groups_are_all_kept_apart() -> None:
    luck = Random(7)
    companies = [f"C{number % 10}" for number in range(1000)]
    luck.shuffle(companies)

    drawn = draw(entries(*companies, pots=150), 100, seed="x")

    assert all(sorted(companies[int(each)] for each in group) == sorted(set(companies)) for group in drawn.groups)


def test_groups_after_the_twenty_sixth_have_two_letters() -> None:
    assert [letter(group) for group in (0, 25, 26, 51, 52)] == ["A", "Z", "AA", "AZ", "BA"]


A = {"id": "A"}


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"entries": [A, A], "groups": 1}, "entries.id: A is there twice"),
        ({"entries": [{"id": 1}, {"id": "1"}], "groups": 1}, "entries.id: 1 is there twice"),
        ({"entries": [A, {"id": "B"}], "groups": 3}, "groups: there are more groups than entries"),
        ({"entries": [A, {"id": "B"}], "groups": 0}, "groups: Input should be greater than or equal to 1"),
        ({"entries": [A, {"id": "B", "pot": 1}], "groups": 1}, "entries.pot: either every entry has a pot or none has"),
        ({"entries": [A, {"id": "B", "park": "X"}], "groups": 1}, "entries.1.park: unknown field"),
        (
            {"entries": [A, {"id": "B", "park": 4}], "groups": 1, "keep_apart": "park"},
            "entries.1.park: text of 1 to 200 characters, or null",
        ),
        (
            {"entries": [A, {"id": "B", "park": "\ud800"}], "groups": 1, "keep_apart": "park"},
            "entries.1.park: text of 1 to 200 characters, or null",
        ),
    ],
)
def test_a_question_that_cannot_be_names_its_field(asked: dict[str, object], message: str) -> None:
    with pytest.raises(Impossible) as refused:
        compute(asked)

    assert str(refused.value) == message


def test_companies_count_only_when_they_are_to_be_kept_apart() -> None:
    question = {"entries": [{"id": each, "company": "X"} for each in "AB"], "groups": 1}

    free, apart = compute(question), compute({**question, "keep_apart": "company"})

    assert free["groups"] == [["A", "B"]]
    assert apart == {
        "feasible": False,
        "because": "No hay sorteo posible: «X» tiene 2 equipos, más que los grupos (1).",
    }
