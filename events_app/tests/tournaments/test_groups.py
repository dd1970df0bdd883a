"""Groups and then a knockout: dealt by snake, with group mates kept apart and the best thirds placed."""

from itertools import combinations
from typing import Any

import pytest

from events_app.tests.tournaments.plays import entries, next_sequence, play, with_score
from events_app.tournaments.engine.fold import Rules, advance, fold
from events_app.tournaments.engine.groups import even_sizes, group_name, groups_then_knockout, snake
from events_app.tournaments.engine.log import RuledTable
from events_app.tournaments.engine.plan import as_json, plan_from_json
from events_app.tournaments.engine.references import BestOf, Plan, RankOf, Source, WinnerOf


def leaves(plan: Plan) -> dict[int, list[Source]]:
    """Everybody who can come to each match of the knockout."""
    found: dict[int, list[Source]] = {}
    for match in plan.matches:
        if match.stage == "knockout":
            found[match.id] = [leaf for side in (match.home, match.away) for leaf in _of(side, found)]
    return found


def _of(side: Source, found: dict[int, list[Source]]) -> list[Source]:
    return found[side.match] if isinstance(side, WinnerOf) else [side]


def meets_before_the_final(plan: Plan, one: Source, other: Source) -> bool:
    final = max(match.id for match in plan.matches if match.bracket == "final")
    return any(one in who and other in who for number, who in leaves(plan).items() if number != final)


def test_a_snake_turns_round_at_each_end() -> None:
    assert snake((4, 4, 4)) == ((1, 6, 7, 12), (2, 5, 8, 11), (3, 4, 9, 10))
    assert snake((3, 2)) == ((1, 4, 5), (2, 3))


def test_groups_are_as_even_as_can_be_and_named_like_columns() -> None:
    assert even_sizes(11, 3) == (4, 4, 3)
    assert [group_name(place) for place in (0, 25, 26, 27, 52)] == ["A", "Z", "AA", "AB", "BA"]


@pytest.mark.parametrize("number", range(2, 17))
def test_winner_and_second_of_a_group_meet_again_only_in_the_final(number: int) -> None:
    plan = groups_then_knockout([4] * number, advancing=2)

    for place in range(number):
        name = group_name(place)
        assert not meets_before_the_final(plan, RankOf(name, 1), RankOf(name, 2))
    knockout = [match for match in plan.matches if match.stage == "knockout"]
    assert len(knockout) == 2 * number - 1


def test_four_groups_of_two_who_advance_cross_over() -> None:
    plan = groups_then_knockout([4, 4, 4, 4], advancing=2, third_place=True)

    first = [(match.home, match.away) for match in plan.matches if match.bracket == "winners" and match.round == 1]
    assert all(isinstance(home, RankOf) and home.rank == 1 for home, _ in first)
    assert all(isinstance(away, RankOf) and away.rank == 2 for _, away in first)
    assert first[0][0] == RankOf("A", 1)
    assert [match.bracket for match in plan.matches][-2:] == ["final", "third"]


@pytest.mark.parametrize(("number", "best"), [(6, 4), (12, 8), (3, 2), (7, 2), (4, 3)])
def test_whichever_thirds_qualify_each_finds_a_slot_away_from_its_own_group(number: int, best: int) -> None:
    plan = groups_then_knockout([4] * number, advancing=2, best_thirds=best)
    slots = [side for match in plan.matches for side in (match.home, match.away) if isinstance(side, BestOf)]
    names = [group_name(place) for place in range(number)]

    assert len(slots) == best
    for qualified in combinations(names, best):
        assert _matching(list(qualified), slots)
    for match in plan.matches:
        for slot in (side for side in (match.home, match.away) if isinstance(side, BestOf)):
            other = match.away if match.home == slot else match.home
            assert not (isinstance(other, RankOf) and other.table in slot.tables)


def _matching(qualified: list[str], slots: list[BestOf]) -> bool:
    if not qualified:
        return True
    return any(
        qualified[0] in slot.tables and _matching(qualified[1:], [each for each in slots if each != slot])
        for slot in slots
    )


def test_the_best_seconds_are_compared_across_groups_and_lots_decide_a_level_cut() -> None:
    """A's second lost by three; those of B and C are level in everything until the committee draws lots."""
    plan = groups_then_knockout([3, 3, 3], advancing=1, best_thirds=1)
    state = fold(plan, (), entries=entries(9))
    for match in (each for each in plan.matches if each.stage == "groups"):
        now = state.matches[match.id]
        better = int(str(now.home)) < int(str(now.away))
        goals = 3 if {now.home, now.away} == {"1", "6"} else 1
        state = with_score(state, match.id, (goals, 0) if better else (0, goals))

    ruled = advance(state, RuledTable("best-2", ("4", "5"), "volado", sequence=next_sequence(state)))

    assert [str(row.entry) for name in "ABC" for row in state.tables[name].rows if row.position == 2] == ["6", "5", "4"]
    assert [state.matches[number].status for number in (10, 11, 12)] == ["waiting", "ready", "waiting"]
    assert [each.params for each in state.problems] == [{"rank": 2}]
    assert (ruled.matches[10].home, ruled.matches[10].away) == ("1", "4")
    assert ruled.problems == ()


def test_groups_of_uneven_size_are_compared_by_what_they_earned_a_match() -> None:
    """Seconds: 3 points of two matches in B, 4 of three in A; a match is worth more in the smaller group."""
    plan = groups_then_knockout([4, 3, 3], advancing=1, best_thirds=1)
    state = fold(plan, (), entries=entries(10))
    for match in (each for each in plan.matches if each.stage == "groups"):
        now = state.matches[match.id]
        home, away = int(str(now.home)), int(str(now.away))
        level = {home, away} == {6, 10}
        state = with_score(state, match.id, (1, 1) if level else (1, 0) if home < away else (0, 1))

    seconds = {name: state.tables[name].rows[1] for name in "AB"}

    assert {name: (row.entry, row.points, row.played) for name, row in seconds.items()} == {
        "A": ("6", 4, 3),
        "B": ("5", 3, 2),
    }
    assert "6" not in {side for number in (13, 14) for side in (state.matches[number].home, state.matches[number].away)}


def test_a_league_with_a_final_phase_is_one_group() -> None:
    plan = groups_then_knockout([6], advancing=4)

    knockout = [(match.home, match.away) for match in plan.matches if match.stage == "knockout"]
    assert knockout[:2] == [(RankOf("A", 1), RankOf("A", 4)), (RankOf("A", 2), RankOf("A", 3))]


def test_groups_as_drawn_keep_their_seeds_and_survive_the_store() -> None:
    plan = groups_then_knockout(((5, 2, 3), (1, 4, 6)), legs=2, advancing=2)

    assert plan.tables[0].seeds == (5, 2, 3)
    assert sum(match.stage == "groups" for match in plan.matches) == 12
    assert plan_from_json(as_json(plan)) == plan


def test_a_whole_tournament_ends_with_a_champion_and_every_place() -> None:
    plan = groups_then_knockout([4, 4, 4], advancing=2, best_thirds=2, third_place=True)

    by_seed = Rules(figures={entry: {"ranking": int(entry)} for entry in entries(12)})
    state = play(plan, lambda sides: min(sides, key=int), by_seed)

    assert state.champion == "1"
    assert len(state.ranks) == 12
    assert sorted(state.ranks.values()) == [1, 2, 3, 4, 5, 5, 5, 5, 9, 10, 10, 10]


@pytest.mark.parametrize(
    ("groups", "options"),
    [
        ([], {}),
        ([1, 4], {}),
        ([4, 4], {"advancing": 0}),
        ([4, 3], {"advancing": 4}),
        ([4], {"advancing": 1}),
        ([4, 4], {"advancing": 2, "best_thirds": 2}),
        ([3, 3, 2], {"advancing": 2, "best_thirds": 1}),
        (((1, 2), (2, 3)), {}),
        ([4, 4], {"legs": 0}),
    ],
)
def test_groups_that_cannot_be_are_refused(groups: list[int], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        groups_then_knockout(groups, **options)
