"""A team under its tournament's rules, and what three sides said of a hole folded into one score."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.tournaments.engine import golf, golf_scores, golf_teams
from events_app.tournaments.engine.golf_scores import Said, fold, order_of_play
from events_app.tournaments.engine.reasons import spoken

NOON = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
USGA_COURSE = golf.Course(135, Fraction("72.3"), tuple((4, n) for n in range(1, 19)))


def players(*indexes: str) -> list[tuple[str, Fraction]]:
    return [(f"Jugador {n}", Fraction(index)) for n, index in enumerate(indexes)]


def said(side: golf_scores.SideName, strokes: int | None, minute: int, hole: int = 9) -> Said:
    return Said(hole, side, strokes, NOON + timedelta(minutes=minute), minute)


def test_the_team_of_the_usga_example_may_play_with_fourteen_strokes() -> None:
    rules = golf_teams.TeamRules(4, golf.SCRAMBLE_OF_FOUR)

    found = golf_teams.compose(players("8.4", "12.6", "23.4", "31.2"), USGA_COURSE, rules)

    assert (found.handicap and found.handicap.strokes, found.refusals) == (14, ())


def test_an_index_above_the_limit_counts_as_the_limit_and_the_cap_holds() -> None:
    rules = golf_teams.TeamRules(4, golf.SCRAMBLE_OF_FOUR, cap=10, max_index=Fraction(20))

    found = golf_teams.compose(players("8.4", "12.6", "20", "54"), USGA_COURSE, rules)

    assert found.handicap == golf.TeamHandicap(
        golf_teams.compose(players("8.4", "12.6", "20", "20"), USGA_COURSE, rules).handicap.raw,  # type: ignore[union-attr]
        10,
        capped=True,
    )


def test_a_team_too_strong_too_small_or_with_somebody_twice_is_refused_with_the_reason() -> None:
    rules = golf_teams.TeamRules(3, golf.SCRAMBLE_OF_THREE, min_index_sum=30)

    strong = golf_teams.compose(players("2", "5.5", "9"), USGA_COURSE, rules)
    twice = golf_teams.compose([("Ana Ríos", Fraction(20)), ("ana  ríos", Fraction(20))], USGA_COURSE, rules)

    assert [spoken(each) for each in strong.refusals] == ["Los índices suman 16.5 y el mínimo del torneo es 30."]
    assert [spoken(each) for each in twice.refusals] == [
        "Faltan jugadores: el equipo lleva 3.",
        "ana  ríos está dos veces en el equipo.",
    ]


def test_a_score_is_firm_when_the_marker_says_the_same_and_disputed_when_not() -> None:
    alone = fold([said("own", 4, 1)], has_marker=True)
    agreed = fold([said("own", 4, 1), said("marker", 4, 2)], has_marker=True)
    differ = fold([said("own", 4, 1), said("marker", 5, 2)], has_marker=True)
    unmarked = fold([said("own", 4, 1)], has_marker=False)

    assert [each[9].state for each in (alone, agreed, differ, unmarked)] == ["waiting", "firm", "disputed", "firm"]
    assert differ[9].strokes == 5


def test_a_group_that_changes_its_mind_after_the_marker_opens_the_score_again() -> None:
    found = fold([said("own", 4, 1), said("marker", 4, 2), said("own", 6, 3)], has_marker=True)

    assert (found[9].strokes, found[9].state) == (6, "disputed")


def test_the_committees_word_stands_above_both_until_it_is_lifted() -> None:
    statements = [said("own", 4, 1), said("committee", 7, 2), said("marker", 5, 3), said("own", 4, 4)]

    ruled = fold(statements, has_marker=True)
    lifted = fold([*statements, said("committee", None, 5)], has_marker=True)

    assert (ruled[9].strokes, ruled[9].state) == (7, "ruled")
    assert (lifted[9].strokes, lifted[9].state) == (4, "disputed")


def test_play_goes_around_from_the_first_tee_of_the_group() -> None:
    assert order_of_play(16, 18) == [16, 17, 18, *range(1, 16)]


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(["own", "marker", "committee"]), st.integers(1, 9)), max_size=12
    ),
    st.integers(0, 99),
)
def test_the_order_of_arrival_never_changes_a_score(words: list[tuple[int, str, int]], seed: int) -> None:
    statements = [said(side, strokes, n, hole) for n, (hole, side, strokes) in enumerate(words)]  # type: ignore[arg-type]
    shuffled = Random(seed).sample(statements, len(statements))

    twice = fold([*shuffled, *shuffled], has_marker=True)

    assert twice == fold(statements, has_marker=True)
