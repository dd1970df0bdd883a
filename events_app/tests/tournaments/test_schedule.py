"""The calendar: found whenever a slow reference finds one, without fault for its checker, which sees every fault."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from events_app.tournaments.compute.schedule import compute
from events_app.tournaments.engine.checker import check, move
from events_app.tournaments.engine.schedule import schedule
from events_app.tournaments.engine.schedule_exact import Exact
from events_app.tournaments.engine.schedule_search import Board
from events_app.tournaments.engine.schedule_values import Assignment, Fixture, Referee, Season

Choice = tuple[int, str, str | None]


def make_season(*pairs: str, **over: Any) -> Season:
    """Matches 1, 2, 3 … between two letters, as in "AB"; five slots of one day on one field unless told."""
    fixtures = tuple(Fixture(number, pair[0], pair[1]) for number, pair in enumerate(pairs, 1))
    given_ = {"fixtures": fixtures, "fields": ("F1",), "slots": 5, "slots_per_day": 5}
    return Season(**{**given_, **over})


def league_of_nine_groups() -> tuple[Fixture, ...]:
    """Nine groups of seven, everybody against everybody: 189 matches."""
    sides = [(f"{group}{one}", f"{group}{other}") for group in "ABCDEFGHI" for one, other in combinations(range(7), 2)]
    return tuple(Fixture(number, home, away) for number, (home, away) in enumerate(sides, 1))


def exists(season: Season, chosen: tuple[Choice, ...] = ()) -> bool:
    """Tries every slot, field and referee for one match after another, in the order of the list."""
    if len(chosen) == len(season.fixtures):
        return in_turn(season, chosen)
    names: list[str | None] = [referee.name for referee in season.referees] or [None]
    options = [(slot, field, name) for slot in range(season.slots) for field in season.fields for name in names]
    return any(_fits(season, chosen, option) and exists(season, (*chosen, option)) for option in options)


def in_turn(season: Season, chosen: tuple[Choice, ...]) -> bool:
    at = {fixture.id: slot for fixture, (slot, _, _) in zip(season.fixtures, chosen, strict=True)}
    return all(at[fixture.id] > at[earlier] for fixture in season.fixtures for earlier in fixture.after)


def _fits(season: Season, chosen: tuple[Choice, ...], option: Choice) -> bool:
    slot, field, name = option
    fixture = season.fixtures[len(chosen)]
    if (field, slot) in season.blocked:
        return False
    for referee in season.referees:
        if referee.name == name:
            if referee.available is not None and slot not in referee.available:
                return False
            if referee.company in [season.companies.get(side, "nobody") for side in fixture.sides]:
                return False
    day, per_day = slot // season.slots_per_day, Counter[object]()
    for other, (at, there, whistle) in zip(season.fixtures, chosen, strict=False):
        shared = set(other.sides) & set(fixture.sides)
        if at == slot and (there == field or shared or (name is not None and whistle == name)):
            return False
        if at // season.slots_per_day == day:
            per_day.update(shared)
            if shared and abs(at - slot) <= season.rest:
                return False
    return season.max_per_day is None or all(count < season.max_per_day for count in per_day.values())


@st.composite
def small_seasons(draw: st.DrawFn) -> Season:
    pairs = draw(st.lists(st.sampled_from(["AB", "AC", "AD", "BC", "BD", "CD"]), min_size=1, max_size=5))
    slots = draw(st.integers(1, 6))
    fixtures = [Fixture(number, pair[0], pair[1]) for number, pair in enumerate(pairs)]
    for number in range(1, len(fixtures)):
        earlier = draw(st.none() | st.integers(0, number - 1))
        fixtures[number] = replace(fixtures[number], after=() if earlier is None else (earlier,))
    fields = ("F1", "F2")[: draw(st.integers(1, 2))]
    places = [(name, slot) for name in fields for slot in range(slots)]
    available = st.none() | st.frozensets(st.integers(0, slots - 1))
    referees = st.builds(Referee, st.just("R1"), st.sampled_from([None, "X", "Y"]), available)
    return Season(
        fixtures=tuple(fixtures),
        fields=fields,
        slots=slots,
        slots_per_day=draw(st.integers(1, slots)),
        rest=draw(st.integers(0, 2)),
        max_per_day=draw(st.none() | st.integers(1, 2)),
        companies={"A": "X", "B": "Y"},
        blocked=frozenset(draw(st.lists(st.sampled_from(places), max_size=2))),
        referees=draw(st.just(()) | st.tuples(referees) | st.tuples(referees, st.just(Referee("R2", "X")))),
    )


@settings(max_examples=100, deadline=None)
@given(small_seasons())
def test_a_small_schedule_is_found_exactly_when_there_is_one(season: Season) -> None:
    found = schedule(season, seed="x")

    assert (found.assignments is not None) == exists(season)
    assert found.because is None or found.because.key % found.because.params
    assert found.assignments is None or check(season, found.assignments) == ()


@settings(max_examples=60, deadline=None)
@given(small_seasons())
def test_trying_every_combination_finds_one_exactly_when_there_is_one(season: Season) -> None:
    found = Exact(Board(season)).find()

    assert (found is not None) == exists(season)
    assert found is None or check(season, found) == ()


def test_what_failed_in_one_order_is_tried_again_in_the_other() -> None:
    """With two slots of rest A must play in 0 and 3, so the match of C and D, first in the list, has to give way."""
    season = make_season("CD", "AB", "AE", slots=4, slots_per_day=4, rest=2)

    found = Exact(Board(season)).find()

    assert found is not None
    assert [(each.match, each.slot) for each in found] == [(2, 0), (1, 1), (3, 3)]


def test_matches_that_must_wait_on_purpose_are_scheduled_too() -> None:
    """One field, one slot of rest, three who all meet: of five slots only 0, 2 and 4 will do."""
    season = make_season("AB", "BC", "AC", rest=1)

    found = schedule(season, seed="x")

    assert found.assignments is not None
    assert sorted(each.slot for each in found.assignments) == [0, 2, 4]
    assert found.slots_used == 5


def test_189_matches_fill_six_fields_without_a_hole_in_the_fewest_slots() -> None:
    season = make_season(
        fixtures=league_of_nine_groups(), fields=tuple("abcdef"), slots=40, slots_per_day=8, rest=1, max_per_day=3
    )

    found = schedule(season, seed="x")

    assert found.assignments is not None
    assert (found.slots_used, check(season, found.assignments)) == (32, ())
    assert schedule(season, seed="x") == found


def test_referees_of_the_companies_that_play_stay_away_and_share_the_work() -> None:
    season = make_season(
        "AB", "CD", "AC", "BD", "AD", "BC",
        fields=("F1", "F2"), companies={"A": "X", "B": "Y", "C": "Z"},
        referees=(Referee("Ana", "X"), Referee("Beto", "Y"), Referee("Celia")),
    )  # fmt: skip

    found = schedule(season, seed="x")

    assert found.assignments is not None
    assert check(season, found.assignments) == ()
    assert set(Counter(each.referee for each in found.assignments).values()) == {2}


@pytest.mark.parametrize(
    ("season", "because"),
    [
        (make_season("AB", "CD", slots=1), "Partidos por acomodar: 2; lugares libres (canchas por turnos): 1."),
        (make_season("AB", fields=()), "Partidos por acomodar: 1; lugares libres (canchas por turnos): 0."),
        (
            make_season("AB", "AB", "AC", slots=2, fields=("F1", "F2")),
            "Partidos por acomodar: 3; con los equipos y árbitros que hay se pueden jugar 2.",
        ),
        (
            make_season("AB", "AC", "AD", rest=2),
            "Partidos de A: 3; con sus descansos solo le caben 2.",
        ),
        (
            make_season("AB", "AC", max_per_day=1),
            "Partidos de A: 2; con sus descansos solo le caben 1.",
        ),
        (
            make_season("AB", companies={"A": "X"}, referees=(Referee("Ana", "X"),)),
            "Ningún árbitro es neutral para el partido 1.",
        ),
        (
            make_season(fixtures=(Fixture(1, "A", "B", (2,)), Fixture(2, "C", "D", (1,)), Fixture(3, "E", "F"))),
            "Estos partidos se esperan unos a otros: 1, 2.",
        ),
        (
            make_season(
                fixtures=(Fixture(1, "A", "B"), Fixture(2, None, None, (1,)), Fixture(3, None, None, (2,))),
                slots=2, fields=("F1", "F2"),
            ),
            "Los turnos no alcanzan para jugar el partido 3 después de los que espera.",
        ),
        (
            make_season(
                "AB", "AC", slots=3, blocked=frozenset({("F1", 2)}),
                referees=(Referee("Ana", None, frozenset({0, 2})), Referee("Beto", None, frozenset({0, 2}))),
            ),
            "Partidos por acomodar: 2; con los equipos y árbitros que hay se pueden jugar 1.",
        ),
        (
            make_season("AB", "AC", "AD", slots=3, rest=1, slots_per_day=2),
            "Partidos de A: 3; con sus descansos solo le caben 2.",
        ),
    ],
)  # fmt: skip
def test_a_schedule_that_cannot_be_says_why(season: Season, because: str) -> None:
    found = schedule(season, seed="x")

    assert found.assignments is None
    assert found.because is not None
    assert found.because.key % found.because.params == because


def broken(season: Season, *assignments: Assignment) -> list[tuple[str, tuple[object, ...]]]:
    return [(each.kind, each.matches) for each in check(season, assignments)]


def test_each_fault_alone_is_named_by_its_own_word() -> None:
    season = make_season(
        "AB", "CD", "AC", fields=("F1", "F2"), rest=1, max_per_day=1, slots=6, slots_per_day=3,
        companies={"A": "X"}, blocked=frozenset({("F2", 5)}),
        referees=(Referee("Ana"), Referee("Beto", "X", frozenset({0, 3})), Referee("Celia")),
    )  # fmt: skip
    later = replace(season, fixtures=(*season.fixtures[:2], replace(season.fixtures[2], after=(1,))), max_per_day=None)
    one, two, three = Assignment(1, "F1", 0, "Ana"), Assignment(2, "F2", 0, "Beto"), Assignment(3, "F1", 3, "Ana")

    faults = [
        broken(season, one, two, three),
        broken(season, one, two),
        broken(season, one, replace(two, referee=None), three),
        broken(season, one, replace(two, field="F1"), three),
        broken(later, one, two, replace(three, slot=1)),
        broken(replace(later, rest=0), replace(one, slot=4), two, three),
        broken(replace(later, max_per_day=1), one, two, replace(three, slot=2)),
        broken(season, one, two, replace(three, slot=5, field="F2")),
        broken(season, one, replace(two, referee="Ana"), three),
        broken(season, one, replace(two, slot=1), three),
        broken(season, replace(one, referee="Beto"), replace(two, referee="Ana"), three),
        broken(replace(season, max_per_day=None), replace(one, slot=3, field="F2", referee="Celia"), two, three),
    ]

    assert faults == [
        [],
        [("missing", (3,))],
        [("missing", (2,))],
        [("field_twice", (1, 2))],
        [("rest", (1, 3)), ("rest", (2, 3))],
        [("after", (1, 3))],
        [("max_per_day", (1, 3)), ("max_per_day", (2, 3))],
        [("blocked", (3,))],
        [("referee_twice", (1, 2))],
        [("referee_unavailable", (2,))],
        [("referee_not_neutral", (1,))],
        [("entry_twice", (1, 3))],
    ]


@settings(max_examples=100, deadline=None)
@given(small_seasons(), st.data())
def test_the_checker_sees_a_fault_exactly_when_the_slow_reference_does(season: Season, data: st.DataObject) -> None:
    found = schedule(season, seed="x")
    assume(found.assignments is not None)
    assert found.assignments is not None
    which = data.draw(st.sampled_from(found.assignments))
    slot, name = data.draw(st.integers(0, season.slots - 1)), data.draw(st.sampled_from(season.fields))

    moved, new = move(season, found.assignments, which.match, name, slot)

    at = {each.match: (each.slot, each.field, each.referee) for each in moved}
    chosen = tuple(at[fixture.id] for fixture in season.fixtures)
    fits = all(_fits(season, chosen[:number], chosen[number]) for number in range(len(chosen)))
    assert (new == ()) == (fits and in_turn(season, chosen))
    assert new == check(season, moved)


def test_a_match_dragged_to_another_field_tells_only_what_the_drag_broke() -> None:
    season = make_season("AB", "CD", "AC", fields=("F1", "F2"))
    given_ = (Assignment(1, "F1", 0), Assignment(2, "F1", 0), Assignment(3, "F1", 1))

    moved, new = move(season, given_, 3, "F2", 0)

    assert moved == (*given_[:2], Assignment(3, "F2", 0))
    assert [(each.kind, each.matches) for each in new] == [("entry_twice", (1, 3)), ("entry_twice", (2, 3))]


QUESTION: Mapping[str, Any] = {
    "matches": [{"id": 1, "home": "A", "away": "B"}, {"id": 2, "home": "A", "away": "C", "after": [1]}],
    "fields": ["F1"],
    "slots": 4,
}


def test_the_question_of_the_contract_is_answered_in_its_form() -> None:
    referees = [{"name": "R1", "company": "X", "available": [0, 1]}, {"name": "R2"}]

    answer = compute({**QUESTION, "rest": 1, "companies": {"A": "X"}, "referees": referees})

    assert answer == {
        "feasible": True,
        "assignments": [
            {"match": 1, "field": "F1", "slot": 0, "referee": "R2"},
            {"match": 2, "field": "F1", "slot": 2, "referee": "R2"},
        ],
        "slots_used": 3,
        "violations": [],
    }


def test_a_given_schedule_is_checked_and_not_changed() -> None:
    given_ = [{"match": 2, "field": "F1", "slot": 0}, {"match": 1, "field": "F1", "slot": 1}]

    answer = compute({**QUESTION, "check": given_})

    assert answer == {
        "feasible": False,
        "assignments": [{**each, "referee": None} for each in given_],
        "slots_used": 2,
        "violations": [
            {
                "kind": "after",
                "matches": [1, 2],
                "because": "El partido 2 va después del 1 y está en un turno anterior o igual.",
            }
        ],
    }


MATCH = {"id": 1, "home": "A", "away": "B"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"matches": [MATCH, MATCH]}, "matches.id: 1 is there twice"),
        ({"matches": [{**MATCH, "away": "A"}]}, "matches.0.away: A cannot play against itself"),
        ({"matches": [{**MATCH, "after": [9]}]}, "matches.0.after: there is no match 9"),
        ({"fields": ["F1", "F1"]}, "fields: F1 is there twice"),
        ({"slots": -1}, "slots: Input should be greater than or equal to 0"),
        ({"slots_per_day": 0}, "slots_per_day: Input should be greater than or equal to 1"),
        ({"rest": 1.5}, "rest: Input should be a valid integer"),
        ({"blocked": [{"field": "F9", "slot": 1}]}, "blocked.0.field: there is no field F9"),
        ({"blocked": [{"field": "F1", "slot": 4}]}, "blocked.0.slot: the slots are 0 to 3"),
        ({"referees": [{"name": "R"}, {"name": "R"}]}, "referees.name: R is there twice"),
        ({"check": [{"match": 9, "field": "F1", "slot": 0}]}, "check.0.match: there is no match 9"),
        ({"check": [{"match": 1, "field": "F1", "slot": 4}]}, "check.0.slot: the slots are 0 to 3"),
        ({"check": [{"match": 1, "field": "F1", "slot": 0, "referee": "R"}]}, "check.0.referee: there is no referee R"),
        (
            {"check": [{"match": 1, "field": "F1", "slot": number} for number in (0, 1)]},
            "check.match: 1 is there twice",
        ),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
    ],
)
def test_a_question_that_cannot_be_names_its_field(change: dict[str, Any], message: str) -> None:
    with pytest.raises(Impossible) as refused:
        compute({**QUESTION, **change})

    assert str(refused.value) == message
