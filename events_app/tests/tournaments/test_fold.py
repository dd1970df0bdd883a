"""A tournament is worked out from its plan and its log, whatever happens in it."""

import pytest

from events_app.tests.tournaments.plays import entries, next_sequence, reported, with_score
from events_app.tournaments.engine.brackets import double, single
from events_app.tournaments.engine.fold import MatchState, Rules, State, advance, fold
from events_app.tournaments.engine.groups import groups_then_knockout
from events_app.tournaments.engine.log import (
    Adjusted,
    Confirmed,
    Disputed,
    Drawn,
    LogEvent,
    Paired,
    Policy,
    Reported,
    Reverted,
    RuledTable,
    Settled,
    Started,
    Withdrawn,
)
from events_app.tournaments.engine.references import Plan, TablePlan
from events_app.tournaments.engine.roundrobin import league
from events_app.tournaments.engine.standings import Result


def after(state: State, *events: LogEvent) -> State:
    for event in events:
        state = advance(state, event)
    return state


def cup(number: int = 4, third_place: bool = False) -> State:
    return fold(single(number, third_place), (), entries=entries(number))


def given_away(state: State, match: int, kind: str = "walkover") -> State:
    """Home wins by walkover, or nobody does."""
    now = state.matches[match]
    result = Result(now.home or "", now.away or "", kind, winner="home" if kind == "walkover" else None)  # type: ignore[arg-type]
    first = next_sequence(state)
    report = Reported(match, now.home or "", now.away or "", result, sequence=first)
    return after(state, report, Settled(match, first, "no llegó", sequence=first + 1))


def places(state: State, table: str = "A") -> list[tuple[str, int, object]]:
    return [(str(row.entry), row.played, row.points) for row in state.tables[table].rows]


def test_nobody_plays_before_the_draw_and_the_draw_seats_everybody() -> None:
    before = fold(single(4), ())

    drawn = advance(before, Drawn(("d", "c", "b", "a"), sequence=1))

    assert before.ready == ()
    assert [(m.status, m.home, m.away) for m in drawn.matches.values()] == [
        ("ready", "d", "a"),
        ("ready", "c", "b"),
        ("waiting", None, None),
    ]


def test_a_match_goes_from_ready_to_live_to_reported_to_final() -> None:
    state = cup()
    seen = []

    for event in (
        Started(1, sequence=1),
        reported(state, 1, (2, 1), 2),
        Confirmed(1, "home", 2, sequence=3),
        Confirmed(1, "away", 2, sequence=4),
    ):
        state = advance(state, event)
        seen.append((state.matches[1].status, state.matches[3].home))

    assert seen == [("live", None), ("reported", None), ("reported", None), ("final", "1")]
    assert state.matches[1] == MatchState(
        1,
        "final",
        home="1",
        away="4",
        result=Result("1", "4", "played", (2, 1)),
        report=2,
        winner="1",
        loser="4",
        decided=4,
        confirmed=("home", "away"),
    )


def test_a_disputed_report_moves_nobody_until_the_committee_settles_it() -> None:
    state = cup()
    first, second = reported(state, 1, (2, 1), 1), reported(state, 1, (1, 2), 3)

    disputed = after(state, first, Disputed(1, "away", 1, "faltó un gol", sequence=2))
    ruled = after(disputed, second, Settled(1, 3, "la cédula dice 1–2", sequence=4))

    assert (disputed.matches[1].status, disputed.matches[3].home) == ("disputed", None)
    assert (ruled.matches[1].status, ruled.matches[3].home) == ("final", "4")


def test_a_later_report_on_a_final_match_waits_and_the_final_one_stands() -> None:
    state = with_score(cup(), 1, (2, 1))

    waiting = advance(state, reported(state, 1, (0, 3), 3))
    corrected = advance(waiting, Settled(1, 3, "corrección", sequence=4))

    assert (waiting.matches[1].winner, waiting.matches[1].pending) == ("1", 3)
    assert (corrected.matches[1].winner, corrected.matches[3].home) == ("4", "4")


def test_a_correction_sets_aside_what_others_played_and_undoing_it_brings_it_back() -> None:
    state = with_score(with_score(with_score(cup(), 1, (2, 1)), 2, (1, 0)), 3, (5, 0))

    corrected = after(state, reported(state, 1, (0, 1), 7), Settled(1, 7, "", sequence=8))
    undone = advance(corrected, Reverted(8, sequence=9))

    assert state.champion == "1"
    assert (corrected.matches[3].home, corrected.matches[3].away, corrected.matches[3].status) == ("4", "2", "ready")
    assert (corrected.champion, corrected.set_aside) == (None, (5,))
    assert (undone.champion, undone.set_aside) == ("1", ())


def test_a_match_that_others_began_and_played_is_still_to_be_begun() -> None:
    state = with_score(with_score(cup(), 1, (2, 1)), 2, (1, 0))
    begun = advance(state, Started(3, sequence=5))
    played = after(begun, reported(begun, 3, (5, 0), 6), Settled(3, 6, "", sequence=7))

    corrected = after(played, reported(played, 1, (0, 1), 8), Settled(1, 8, "", sequence=9))
    again = advance(corrected, Started(3, sequence=10))

    assert begun.matches[3].status == "live"
    assert (corrected.matches[3].status, corrected.matches[3].home) == ("ready", "4")
    assert again.matches[3].status == "live"


def test_an_undo_can_itself_be_undone() -> None:
    state = with_score(cup(), 1, (2, 1))

    once = advance(state, Reverted(2, sequence=3))
    twice = advance(once, Reverted(3, sequence=4))

    assert once.matches[1].status == "reported"
    assert twice.matches == state.matches


def test_a_draw_in_a_knockout_moves_nobody_and_a_shoot_out_does() -> None:
    state = with_score(cup(), 1, (1, 1))
    shoot_out = Reported(1, "1", "4", Result("1", "4", "played", (1, 1), "away"), sequence=3)

    decided = after(state, shoot_out, Settled(1, 3, "penales 4–5", sequence=4))

    assert (state.matches[1].status, state.matches[3].home) == ("reported", None)
    assert (decided.matches[1].winner, decided.matches[3].home) == ("4", "4")


def test_a_double_walkover_lets_the_next_opponent_through_without_playing() -> None:
    state = given_away(with_score(cup(), 1, (2, 0)), 2, "double_walkover")

    final = state.matches[3]
    assert (final.status, final.home, final.away, final.winner, final.empty) == (
        "not_needed",
        "1",
        None,
        "1",
        ("away",),
    )
    assert (state.champion, state.runner_up) == ("1", None)
    assert state.losses == {"1": 0, "2": 1, "3": 1, "4": 1}
    assert state.ranks == {"1": 1, "2": 3, "3": 3, "4": 3}


def test_two_double_walkovers_leave_the_final_without_anybody() -> None:
    state = given_away(given_away(cup(), 1, "double_walkover"), 2, "double_walkover")

    assert (state.matches[3].status, state.matches[3].winner, state.champion) == ("not_needed", None, None)


def test_who_loses_by_walkover_drops_to_the_losers_like_anybody() -> None:
    state = given_away(fold(double(4), (), entries=entries(4)), 1)

    assert (state.matches[3].home, state.matches[4].home) == ("1", "4")


def test_an_abandoned_match_waits_for_the_committee_even_when_both_captains_agree() -> None:
    state = cup()
    result = Result("1", "4", "abandoned", (2, 0))
    both = (Confirmed(1, "home", 1, sequence=2), Confirmed(1, "away", 1, sequence=3))

    waiting = after(state, Reported(1, "1", "4", result, sequence=1), *both)
    ruled = advance(waiting, Settled(1, 1, "el marcador queda", sequence=4))

    assert (waiting.matches[1].status, waiting.matches[3].home) == ("reported", None)
    assert (ruled.matches[1].status, ruled.matches[3].home) == ("final", "1")


def test_who_leaves_a_knockout_gives_every_match_left_to_the_opponent() -> None:
    state = with_score(cup(), 1, (2, 1))

    state = advance(state, Withdrawn("1", "auto", sequence=3))
    state = with_score(state, 2, (0, 1))

    assert (state.matches[1].winner, state.matches[3].winner, state.champion) == ("1", "3", "3")
    assert state.matches[3].result == Result("1", "3", "walkover", (0, 1), "away")
    assert (state.matches[3].report, state.matches[3].decided) == (3, 3)


def test_a_match_of_two_who_both_left_is_lost_by_both() -> None:
    state = after(cup(), Withdrawn("2", "auto", sequence=1), Withdrawn("3", "walkover", sequence=2))

    assert state.matches[2].result == Result("2", "3", "double_walkover")
    assert (state.matches[3].home, state.matches[3].empty) == (None, ("away",))


@pytest.mark.parametrize(
    ("policy", "played", "annulled"),
    [("auto", 1, True), ("auto", 2, False), ("annul", 2, True), ("walkover", 1, False)],
)
def test_leaving_a_league_annuls_with_fewer_than_half_played_unless_decided_otherwise(
    policy: Policy, played: int, annulled: bool
) -> None:
    """Of its four matches (five entries, one leg) entry 5 won the first one or two, and leaves."""
    state = fold(league(5), (), Rules(walkover=(3, 0)), entries(5))
    mine = [number for number, match in state.matches.items() if "5" in (match.home, match.away)]
    for number in mine[:played]:
        state = with_score(state, number, (4, 0) if state.matches[number].home == "5" else (0, 4))

    state = advance(state, Withdrawn("5", policy, sequence=next_sequence(state)))

    others = {entry: (matches, points) for entry, matches, points in places(state)}
    assert (("A", "5") in state.annulled) == annulled
    assert ("5" in others) != annulled
    assert sum(points for entry, (_, points) in others.items() if entry != "5") == (0 if annulled else 3 * (4 - played))  # type: ignore[misc]
    assert {state.matches[number].status for number in mine[played:]} == {"not_needed" if annulled else "final"}


def test_a_league_has_a_champion_when_its_last_match_is_final() -> None:
    state = fold(league(3), (), entries=entries(3))

    for match, score in ((1, (2, 0)), (2, (1, 0)), (3, (0, 0))):
        assert state.champion is None
        state = with_score(state, match, score)

    assert places(state) == [("1", 2, 4), ("2", 2, 3), ("3", 2, 1)]
    assert (state.champion, state.runner_up, state.ranks) == ("1", "2", {"1": 1, "2": 2, "3": 3})


def test_no_score_is_not_nil_nil() -> None:
    state = fold(league(2), (), entries=entries(2))
    bare = Reported(1, "1", "2", Result("1", "2"), sequence=1)

    state = after(state, bare, Settled(1, 1, "", sequence=2))

    assert places(state) == [("1", 0, 0), ("2", 0, 0)]


def test_points_taken_away_and_lots_change_the_table_and_who_goes_on() -> None:
    state = fold(groups_then_knockout([2, 2], advancing=1), (), entries=entries(4))
    state = with_score(with_score(state, 1, (0, 0)), 2, (1, 0))

    level = state.matches[3]
    by_lot = advance(state, RuledTable("A", ("4", "1"), "volado", sequence=5))
    by_points = advance(state, Adjusted("4", -1, "alineación indebida", sequence=5))

    assert (level.status, level.home, len(state.problems)) == ("waiting", None, 1)
    assert (by_lot.matches[3].home, by_lot.problems) == ("4", ())
    assert (by_points.matches[3].home, places(by_points)[1]) == ("1", ("4", 1, 0))


def swiss(number: int, rounds: int = 5) -> Plan:
    return Plan(number, (TablePlan("A", tuple(range(1, number + 1)), 0, rounds),), ())


def test_swiss_rounds_enter_by_the_log_and_a_free_round_pays_a_win() -> None:
    state = fold(swiss(5), (), entries=entries(5))

    state = advance(state, Paired(1, (("1", "3"), ("4", "2")), "5", sequence=1))
    state = with_score(with_score(state, 1, (2, 0)), 2, (1, 1))
    state = advance(state, Paired(2, (("5", "1"), ("2", "3")), "4", sequence=next_sequence(state)))

    assert [(m.id, m.home, m.away, m.status) for m in state.matches.values()][2:] == [
        (3, "5", "1", "ready"),
        (4, "2", "3", "ready"),
    ]
    assert {entry: points for entry, _, points in places(state)} == {"1": 3, "5": 3, "4": 4, "2": 1, "3": 0}


def test_a_swiss_ends_with_its_last_round_and_buchholz_parts_the_level() -> None:
    state = fold(swiss(4, rounds=2), (), entries=entries(4))

    state = advance(state, Paired(1, (("1", "2"), ("3", "4")), None, sequence=1))
    state = with_score(with_score(state, 1, (2, 0)), 2, (1, 0))
    after_one = (state.champion, state.tables["A"].rows[0].position)
    state = advance(state, Paired(2, (("1", "3"), ("4", "2")), None, sequence=next_sequence(state)))
    state = with_score(with_score(state, 3, (5, 0)), 4, (9, 0))

    assert after_one == (None, 1)
    assert (state.champion, state.runner_up) == ("1", "3")
    assert [(row.entry, row.points) for row in state.tables["A"].rows] == [("1", 6), ("3", 3), ("4", 3), ("2", 0)]
    assert state.tables["A"].rows[1].because.params["figure"] == "Buchholz Cut 1"


def test_pairing_a_round_again_keeps_the_numbers_and_sets_aside_what_no_longer_fits() -> None:
    state = advance(fold(swiss(4), (), entries=entries(4)), Paired(1, (("1", "2"), ("3", "4")), None, sequence=1))
    state = with_score(state, 1, (2, 0))

    again = advance(state, Paired(1, (("1", "3"), ("2", "4")), None, sequence=next_sequence(state)))

    assert [(m.id, m.home, m.away, m.status) for m in again.matches.values()] == [
        (1, "1", "3", "ready"),
        (2, "2", "4", "ready"),
    ]
    assert again.set_aside == (2,)


def test_a_draw_of_the_wrong_size_is_told_and_breaks_nothing() -> None:
    state = fold(single(4), (), entries=("a", "b", "c"))

    assert [(m.status, m.winner) for m in state.matches.values()] == [
        ("not_needed", "a"),
        ("ready", None),
        ("waiting", None),
    ]
    assert [problem.params for problem in state.problems] == [{"drawn": 3, "planned": 4}]
