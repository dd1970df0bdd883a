"""Single and double elimination: who meets whom, for any number, and who comes out of it."""

from collections import Counter
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.tests.tournaments.plays import entries, play, settled
from events_app.tournaments.compute import bracket
from events_app.tournaments.engine.brackets import double, drop_place, places, single
from events_app.tournaments.engine.fold import fold
from events_app.tournaments.engine.plan import checked
from events_app.tournaments.engine.references import LoserOf, Needed, Plan, PlannedMatch, Seed, WinnerOf

numbers = st.integers(min_value=2, max_value=40)


def expected_rematches(plan: Plan) -> Fraction:
    """How many pairs of the winners' bracket meet again among the losers, when every match is a fair coin.

    Exact: the loser of a match and, later, its winner (who must first win, then lose) drop into two places whose ways
    join in one match. All matches on those ways are different, so the probability is one half for each of them.
    """
    onwards = {s.match: m for m in plan.matches if m.bracket == "winners" for s in _winners(m)}
    among = {s.match: m for m in plan.matches if m.bracket == "losers" for s in _winners(m)}
    drops = {s.match: m for m in plan.matches if m.bracket == "losers" for s in _losers(m)}
    total = Fraction(0)
    for match in (each for each in plan.matches if each.bracket == "winners"):
        later, wins = onwards.get(match.id), 1
        while later is not None:
            one, other = _way(drops[match.id], among), _way(drops[later.id], among)
            meeting = next((step for step in one if step in other), None)
            if meeting is not None:
                total += Fraction(1, 2 ** (wins + one.index(meeting) + other.index(meeting)))
            later, wins = onwards.get(later.id), wins + 1
    return total


def _winners(match: PlannedMatch) -> list[WinnerOf]:
    return [source for source in (match.home, match.away) if isinstance(source, WinnerOf)]


def _losers(match: PlannedMatch) -> list[LoserOf]:
    return [source for source in (match.home, match.away) if isinstance(source, LoserOf)]


def _way(first: PlannedMatch, among: dict[int, PlannedMatch]) -> list[int]:
    way, match = [], among.get(first.id)
    way.append(first.id)
    while match is not None:
        way.append(match.id)
        match = among.get(match.id)
    return way


def test_six_in_double_elimination_are_the_documented_bracket() -> None:
    plan = double(6)

    sides = [(match.id, match.bracket, match.round, match.home, match.away, match.needed) for match in plan.matches]
    assert sides == [
        (1, "winners", 1, Seed(4), Seed(5), None),
        (2, "winners", 1, Seed(3), Seed(6), None),
        (3, "winners", 2, Seed(1), WinnerOf(1), None),
        (4, "winners", 2, Seed(2), WinnerOf(2), None),
        (5, "winners", 3, WinnerOf(3), WinnerOf(4), None),
        (6, "losers", 2, LoserOf(1), LoserOf(4), None),
        (7, "losers", 2, LoserOf(2), LoserOf(3), None),
        (8, "losers", 3, WinnerOf(6), WinnerOf(7), None),
        (9, "losers", 4, WinnerOf(8), LoserOf(5), None),
        (10, "final", 1, WinnerOf(5), WinnerOf(9), None),
        (11, "final", 2, WinnerOf(5), WinnerOf(9), Needed(10, "away")),
    ]


def test_two_in_double_elimination_meet_until_one_has_lost_twice() -> None:
    plan = double(2)

    assert [(match.home, match.away) for match in plan.matches] == [
        (Seed(1), Seed(2)),
        (WinnerOf(1), LoserOf(1)),
        (WinnerOf(1), LoserOf(1)),
    ]


def test_seeds_stand_as_the_field_draws_them_and_drops_are_bit_reversed() -> None:
    assert places(8) == [1, 8, 4, 5, 2, 7, 3, 6]
    # Of sixteen, round 2 drops by 10 (01 reversed), round 3 by 0 (10 cut to its low bit), round 4 to the one place.
    assert [drop_place(match, 2, 4) for match in range(4)] == [2, 3, 0, 1]
    assert [drop_place(match, 3, 2) for match in range(2)] == [0, 1]
    assert drop_place(0, 4, 1) == 0
    assert [drop_place(match, 3, 8) for match in range(8)] == [2, 3, 0, 1, 6, 7, 4, 5]


@given(numbers, st.booleans())
def test_every_plan_is_sound_dense_and_of_the_right_length(entries_: int, flag: bool) -> None:
    one, two = single(entries_, third_place=flag), double(entries_, reset=flag)

    assert checked(one) == one
    assert checked(two) == two
    assert [match.id for match in two.matches] == list(range(1, len(two.matches) + 1))
    assert len(one.matches) == entries_ - 1 + (flag and entries_ >= 4)
    assert len(two.matches) == 2 * entries_ - 2 + flag
    for plan in (one, two):
        used = Counter(
            source
            for match in plan.matches
            for source in (match.home, match.away)
            if match.needed is None and not isinstance(source, LoserOf)
        )
        assert set(used.values()) == {1}


@settings(max_examples=50)
@given(numbers, st.booleans(), st.randoms(use_true_random=False))
def test_everybody_but_the_champion_loses_once_or_twice_and_every_place_adds_up(
    entries_: int, twice: bool, chance: object
) -> None:
    plan = double(entries_) if twice else single(entries_)

    state = play(plan, chance.choice)  # type: ignore[attr-defined]

    most = 2 if twice else 1
    lost = dict(state.losses)
    assert lost.pop(state.champion or "") <= most - 1
    assert set(lost.values()) == {most}
    assert state.ready == ()
    taken = Counter(state.ranks.values())
    assert sum(taken.values()) == entries_
    assert all(place == 1 + sum(n for better, n in taken.items() if better < place) for place in taken)


@settings(max_examples=32)
@given(st.integers(min_value=2, max_value=33))
def test_when_the_better_seed_always_wins_the_best_meet_last(entries_: int) -> None:
    state = play(single(entries_), lambda sides: min(sides, key=int))

    final = state.matches[entries_ - 1]
    assert (final.home, final.away) == ("1", "2")
    assert all(state.ranks[str(seed)] >= 2 ** ((seed - 1).bit_length() - 1) + 1 for seed in range(2, entries_ + 1))


@pytest.mark.parametrize("entries_", [2, 3, 4, 5])
def test_every_way_a_double_elimination_can_go_has_one_champion_who_lost_at_most_once(entries_: int) -> None:
    plan = double(entries_)
    champions = set()

    for outcome in product(("home", "away"), repeat=len(plan.matches)):
        winners = dict(zip(range(1, len(plan.matches) + 1), outcome, strict=True))
        if winners[len(plan.matches) - 1] == "home":
            del winners[len(plan.matches)]
        asked = [{"match": match, "winner": side} for match, side in winners.items()]
        answer = bracket.compute({"format": "double", "entries": entries_, "results": asked})
        champions.add(answer["champion"])
        assert answer["losses"][str(answer["champion"])] <= 1
        assert sorted(answer["losses"].values())[1:] == [2] * (entries_ - 1)
        assert answer["ready"] == []

    assert champions == set(range(1, entries_ + 1))


@pytest.mark.parametrize("power", range(4, 11))
def test_old_opponents_hardly_meet_again_among_the_losers(power: int) -> None:
    plan = double(2**power)

    rematches = expected_rematches(plan)

    assert rematches <= Fraction(3, 4)


def test_expected_rematches_are_those_of_every_way_eight_can_play() -> None:
    plan = double(8)
    free = [match.id for match in plan.matches if match.bracket in ("winners", "losers")]
    total = 0

    for outcome in product(("home", "away"), repeat=len(free)):
        met: set[frozenset[str]] = set()
        who: dict[int, tuple[str, str]] = {}
        for match, side in zip(plan.matches, outcome, strict=False):
            home, away = (_who(source, who) for source in (match.home, match.away))
            who[match.id] = (home, away) if side == "home" else (away, home)
            total += match.bracket == "losers" and frozenset((home, away)) in met
            met.add(frozenset((home, away)))

    assert Fraction(total, 2 ** len(free)) == expected_rematches(plan)


def _who(source: object, who: dict[int, tuple[str, str]]) -> str:
    if isinstance(source, Seed):
        return str(source.number)
    assert isinstance(source, (WinnerOf, LoserOf))
    return who[source.match][isinstance(source, LoserOf)]


def test_oregon_state_came_back_from_the_losers_in_omaha_2018() -> None:
    """Bracket 1 of the 2018 College World Series, with its "if necessary" game.

    Source: the agency's table of results printed at gatorsports.com, 23 to 28 June 2018.
    """
    plan = double(4)
    seeds = ("Oregon State", "Mississippi State", "Washington", "North Carolina")
    log = settled(plan, seeds, {1: (6, 8), 2: (1, 0), 3: (2, 12), 4: (14, 5), 5: (11, 6), 6: (2, 12), 7: (2, 5)})

    state = fold(plan, log, entries=seeds)

    assert (state.matches[3].home, state.matches[3].away) == ("North Carolina", "Mississippi State")
    assert (state.matches[6].home, state.matches[6].away) == ("Mississippi State", "Oregon State")
    assert (state.champion, state.runner_up) == ("Oregon State", "Mississippi State")
    assert state.ranks == {"Oregon State": 1, "Mississippi State": 2, "North Carolina": 3, "Washington": 4}
    assert state.losses == {"Oregon State": 1, "Mississippi State": 2, "North Carolina": 2, "Washington": 2}


def test_arkansas_needed_no_second_final_in_omaha_2018() -> None:
    """Bracket 2 of the same week: the winners' side won the first final, so the second was not played."""
    plan = double(4)
    seeds = ("Arkansas", "Texas Tech", "Florida", "Texas")
    log = settled(plan, seeds, {1: (11, 5), 2: (6, 3), 3: (7, 4), 4: (1, 6), 5: (9, 6), 6: (5, 2)})

    state = fold(plan, log, entries=seeds)

    assert state.matches[7].status == "not_needed"
    assert (state.champion, state.runner_up) == ("Arkansas", "Florida")
    assert state.ranks == {"Arkansas": 1, "Florida": 2, "Texas Tech": 3, "Texas": 4}


def test_a_plan_of_ones_own_gives_back_what_the_format_gives() -> None:
    written = bracket.compute({"format": "single", "entries": 7, "third_place": True})["matches"]
    results = [{"match": match["id"], "winner": "away"} for match in reversed(written)]

    own = bracket.compute({"plan": written[::-1], "results": results})

    assert own == bracket.compute({"format": "single", "entries": 7, "third_place": True, "results": results})
    assert sorted(own["ranks"].values()) == [1, 2, 3, 4, 5, 5, 5]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({}, "format"),
        ({"format": "single"}, "entries"),
        ({"format": "single", "entries": 1}, "entries"),
        ({"format": "single", "entries": 3.5}, "entries"),
        ({"format": "swiss", "entries": 4}, "format"),
        ({"format": "single", "entries": 4, "colour": 1}, "colour"),
        ({"format": "single", "entries": 4, "results": [{"match": 3, "winner": "home"}]}, "results.0.match"),
        ({"format": "single", "entries": 4, "results": [{"match": 1, "winner": "draw"}]}, "results.0.winner"),
        ({"format": "single", "entries": 4, "results": [{"match": 1, "winner": "home"}] * 2}, "results.match"),
        ({"format": "single", "entries": 4, "results": [{"match": 9, "winner": "home"}]}, "results.0.match"),
        ({"plan": [{"id": 1, "bracket": "final", "round": 1, "home": {"seed": 1}, "away": {"seed": 1}}]}, "plan"),
        ({"plan": [{"id": 1, "bracket": "final", "round": 1, "home": {"seed": 1}, "away": {}}]}, "plan.0.away"),
        ({"plan": [{"id": 1, "bracket": "final", "round": 1, "home": {"seed": 1}, "away": {"winner_of": 1}}]}, "plan"),
    ],
)
def test_an_impossible_bracket_is_refused_by_its_field(asked: dict[str, object], field: str) -> None:
    with pytest.raises(ValueError) as refused:
        bracket.compute(asked)

    assert str(refused.value).startswith(f"{field}:")
    assert "\n" not in str(refused.value)


def test_a_result_for_a_second_final_that_is_not_needed_is_refused() -> None:
    results = [{"match": match, "winner": "home"} for match in (1, 2, 3)]

    with pytest.raises(ValueError, match=r"results\.2\.match: match 3 is not needed"):
        bracket.compute({"format": "double", "entries": 2, "results": results})


def test_entries_of_the_helper_are_text() -> None:
    assert entries(3) == ("1", "2", "3")
