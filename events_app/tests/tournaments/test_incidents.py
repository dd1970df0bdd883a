"""A sheet is what was noted minus what was taken back, whatever the order in which phones sent it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.tournaments.engine.incidents import Incident, Sheet, effective, sheet

GOAL = Incident("g1", "score", 10.0, side="home", player="7", period=1, minute=10)
LATE = Incident("g2", "score", 40.0, side="away", player="9", period=2, minute=40)


def test_an_undone_goal_does_not_count_and_undoing_the_undo_brings_it_back() -> None:
    undo = Incident("u1", "undo", 11.0, names="g1")
    again = Incident("u2", "undo", 12.0, names="u1")

    assert sheet([GOAL, LATE]).score == (1, 1)
    assert sheet([GOAL, LATE, undo]).score == (0, 1)
    assert sheet([GOAL, LATE, undo, again]).score == (1, 1)


def test_an_amendment_says_whose_the_goal_was_and_the_last_one_wins() -> None:
    first = Incident("a1", "amend", 50.0, names="g1", player="8")
    last = Incident("a2", "amend", 51.0, names="g1", player="10", minute=12)

    found = effective([last, GOAL, first])

    assert [(each.id, each.player, each.minute) for each in found] == [("g1", "10", 12)]


def test_an_own_goal_counts_for_the_side_it_helps() -> None:
    own = Incident("o1", "own_goal", 20.0, side="away", player="4", period=1)

    assert sheet([GOAL, own]) == Sheet((GOAL, own), (1, 1), {1: (1, 1)})


def test_undos_that_name_each_other_take_nothing_back_from_others() -> None:
    ring = [Incident("x", "undo", 1.0, names="y"), Incident("y", "undo", 2.0, names="x")]

    assert sheet([*ring, GOAL]).score == (1, 0)


NOTED = st.lists(
    st.builds(
        Incident,
        id=st.sampled_from("abcdefgh"),
        kind=st.sampled_from(["score", "own_goal", "yellow", "undo", "amend"]),
        moment=st.sampled_from([1.0, 2.0, 3.0]),
        position=st.integers(0, 3),
        side=st.sampled_from(["home", "away"]),
        names=st.sampled_from("abcdefgh"),
        period=st.integers(0, 2),
    ),
    unique_by=lambda each: each.id,
    max_size=8,
)


@settings(max_examples=100, deadline=None)
@given(NOTED, st.randoms(use_true_random=False))
def test_the_order_of_arrival_and_repeats_never_matter(noted: list[Incident], luck: object) -> None:
    shuffled = [*noted, *noted]
    luck.shuffle(shuffled)  # type: ignore[attr-defined]

    assert sheet(shuffled) == sheet(noted)


@settings(max_examples=100, deadline=None)
@given(NOTED)
def test_the_score_is_the_sum_of_its_periods_and_of_its_goals(noted: list[Incident]) -> None:
    found = sheet(noted)

    assert sum(found.score) == sum(each.value for each in found.goals)
