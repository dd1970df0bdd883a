"""Who reads what, held against every distribution there is: even loads, joined readers, obstacles by their names."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from scholarships.compute import assignment
from scholarships.engine.assignment import Assigned, Blocked, Pair, Task, assign
from scholarships.engine.assignment_board import groups
from scholarships.engine.conflicts import Application, Conflict, Reviewer, conflicts


def task(files: int, readers: int, readings: int, **over: Any) -> Task:
    return Task(
        applications=[Application(f"A{number}") for number in range(files)],
        reviewers=[Reviewer(f"R{number}") for number in range(readers)],
        readings=readings,
        **over,
    )


def may_read(asked: Task, application: Application, reviewer: Reviewer) -> bool:
    same = application.company is not None and application.company == reviewer.company
    return not same and (application.id, reviewer.id) not in asked.declared


def limit(asked: Task, reviewer: Reviewer) -> int:
    return min(each for each in (reviewer.max_load, asked.max_load, 99) if each is not None)


def squares(pairs: tuple[Pair, ...]) -> int:
    return sum(load * load for load in Counter(reviewer for _, reviewer in pairs).values())


def are_joined(pairs: tuple[Pair, ...]) -> bool:
    """By walking from the first reader to whoever shares a file, again and again."""
    reached = {reviewer for _, reviewer in pairs[:1]}
    for _ in pairs:
        files = {application for application, reviewer in pairs if reviewer in reached}
        reached |= {reviewer for application, reviewer in pairs if application in files}
    return reached == {reviewer for _, reviewer in pairs}


def every_distribution(asked: Task) -> Iterator[tuple[Pair, ...]]:
    """All that keep the rules, by trying everything."""
    ways = [
        [
            tuple((application.id, reviewer.id) for reviewer in chosen)
            for chosen in combinations(asked.reviewers, asked.readings)
            if all(may_read(asked, application, reviewer) for reviewer in chosen)
        ]
        for application in asked.applications
    ]
    for choice in product(*ways):
        pairs = tuple(pair for some in choice for pair in some)
        loads = Counter(reviewer for _, reviewer in pairs)
        if set(asked.kept) <= set(pairs) and all(loads[each.id] <= limit(asked, each) for each in asked.reviewers):
            yield pairs


def capacity(asked: Task, names: tuple[str, ...]) -> int:
    files = [each for each in asked.applications if each.id in names]
    return sum(
        min(limit(asked, reviewer), sum(may_read(asked, file, reviewer) for file in files))
        for reviewer in asked.reviewers
    )


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    files, readers = draw(st.sampled_from([(1, 1), (2, 2), (2, 4), (3, 3), (3, 4), (4, 3), (4, 4), (2, 5), (5, 3)]))
    company = st.sampled_from([None, None, "X", "Y"])
    pairs = [(f"A{a}", f"R{r}") for a in range(files) for r in range(readers)]
    return Task(
        applications=[Application(f"A{number}", draw(company)) for number in range(files)],
        reviewers=[
            Reviewer(f"R{number}", draw(company), draw(st.sampled_from([None, None, None, 1, 2, 3])))
            for number in range(readers)
        ],
        readings=draw(st.integers(1, 3)),
        declared=draw(st.lists(st.sampled_from(pairs), max_size=2)),
        max_load=draw(st.sampled_from([None, None, 2, 3])),
        seed=draw(st.sampled_from("abc")),
    )


@settings(max_examples=100, deadline=None)
@given(asked=tasks())
def test_no_distribution_is_more_even_and_none_as_even_joins_readers_that_this_does_not(asked: Task) -> None:
    possible = list(every_distribution(asked))

    answer = assign(asked)

    if isinstance(answer, Assigned):
        least = min(map(squares, possible))
        assert tuple(sorted(answer.pairs)) in {tuple(sorted(pairs)) for pairs in possible}
        assert squares(answer.pairs) == least
        assert answer.loads == {each.id: 0 for each in asked.reviewers} | Counter(r for _, r in answer.pairs)
        assert answer.connected == are_joined(answer.pairs)
        assert answer.connected == any(are_joined(pairs) for pairs in possible if squares(pairs) == least)
    else:
        assert possible == []


@settings(max_examples=100, deadline=None)
@given(asked=tasks())
def test_an_impossible_distribution_names_a_smallest_set_that_shows_it(asked: Task) -> None:
    names = [each.id for each in asked.applications]
    sets = [chosen for size in range(1, len(names) + 1) for chosen in combinations(names, size)]
    blocked = [chosen for chosen in sets if capacity(asked, chosen) < asked.readings * len(chosen)]

    answer = assign(asked)

    if isinstance(answer, Blocked):
        assert answer.applications in blocked
        assert len(answer.applications) == len(blocked[0])
        assert (answer.demand, answer.capacity) == (
            asked.readings * len(answer.applications),
            capacity(asked, answer.applications),
        )
        files = [each for each in asked.applications if each.id in answer.applications]
        assert answer.reviewers == tuple(
            each.id for each in asked.reviewers if any(may_read(asked, file, each) for file in files)
        )
    else:
        assert blocked == []


@settings(max_examples=40, deadline=None)
@given(asked=tasks(), luck=st.randoms(use_true_random=False))
def test_the_order_of_the_lists_changes_nothing_but_the_order_of_the_answer(asked: Task, luck: Any) -> None:
    applications, reviewers = list(asked.applications), list(asked.reviewers)
    luck.shuffle(applications)
    luck.shuffle(reviewers)

    answer = assign(asked)
    other = assign(replace(asked, applications=applications, reviewers=reviewers))

    if isinstance(answer, Assigned) and isinstance(other, Assigned):
        assert sorted(answer.pairs) == sorted(other.pairs)
    else:
        assert isinstance(answer, Blocked)
        assert isinstance(other, Blocked)
        assert set(answer.applications) == set(other.applications)


def large_task() -> Task:
    """Six hundred files of 37 companies, three readings each, fifteen readers with an employer, sixty declarations."""
    companies = [f"C{number % 37}" for number in range(600)]
    return Task(
        applications=[Application(f"A{number}", company) for number, company in enumerate(companies)],
        reviewers=[Reviewer(f"R{number}", f"C{number}") for number in range(15)],
        readings=3,
        declared=[(f"A{number * 7}", f"R{number % 15}") for number in range(60)],
        seed="2026",
    )


def test_six_hundred_files_are_read_by_fifteen_readers_each_a_hundred_and_twenty_times() -> None:
    asked = large_task()

    answer = assign(asked)

    assert isinstance(answer, Assigned)
    assert set(answer.loads.values()) == {120}
    assert (answer.connected, len(set(answer.pairs))) == (True, 1800)
    assert set(Counter(application for application, _ in answer.pairs).values()) == {3}
    assert not set(answer.pairs) & set(conflicts(asked.applications, asked.reviewers, asked.declared))


def test_two_pairs_of_readers_who_would_never_meet_are_brought_together() -> None:
    # Four files, two readings: without the exchange the seed may leave R0-R1 and R2-R3 apart, though a ring is as even.
    answers = [assign(task(4, 4, 2, seed=str(seed))) for seed in range(40)]

    joined = [isinstance(answer, Assigned) and answer.connected for answer in answers]

    assert joined == [True] * 40


def test_readers_whom_conflicts_keep_apart_are_told_to_be_apart() -> None:
    apart = [(f"A{a}", f"R{r}") for a in range(4) for r in range(4) if (a < 2) != (r < 2)]

    answer = assign(task(4, 4, 2, declared=apart))

    assert isinstance(answer, Assigned)
    assert (answer.connected, set(answer.loads.values())) == (False, {2})


def test_another_seed_gives_another_distribution_and_the_same_seed_the_same() -> None:
    asked = task(20, 5, 2, seed="x")

    answers = [assign(each) for each in (asked, asked, replace(asked, seed="y"))]

    assert answers[0] == answers[1] != answers[2]


def test_what_was_read_already_stays_and_the_rest_evens_the_loads() -> None:
    # R0 has read two and declares a conflict with A2: the others take all that is left.
    kept = [("A0", "R0"), ("A1", "R0"), ("A2", "R1")]
    asked = task(3, 3, 2, declared=[("A2", "R0")], kept=kept)

    answer = assign(asked)

    assert isinstance(answer, Assigned)
    assert set(kept) <= set(answer.pairs)
    assert answer.loads == {"R0": 2, "R1": 2, "R2": 2}


@settings(max_examples=60, deadline=None)
@given(asked=tasks(), some=st.integers(0, 255))
def test_with_readings_that_stay_the_rest_is_still_the_most_even(asked: Task, some: int) -> None:
    possible = list(every_distribution(asked))
    pairs = possible[some % len(possible)] if possible else ()
    staying = replace(asked, kept=[pair for number, pair in enumerate(pairs) if some >> number & 1])

    answer = assign(staying)

    still_possible = list(every_distribution(staying))
    assert isinstance(answer, Assigned) == bool(still_possible)
    if isinstance(answer, Assigned):
        least = min(map(squares, still_possible))
        assert set(staying.kept) <= set(answer.pairs)
        assert squares(answer.pairs) == least
        assert answer.connected == any(are_joined(each) for each in still_possible if squares(each) == least)


def test_with_forty_readers_with_limits_the_obstacle_still_shows_itself() -> None:
    asked = task(90, 40, 2, max_load=4)

    answer = assign(asked)

    assert isinstance(answer, Blocked)
    assert (len(answer.applications), answer.demand, answer.capacity) == (81, 162, 160)


def test_the_obstacle_is_one_file_even_if_the_search_got_stuck_on_another() -> None:
    # A0 can be read by nobody; the others also lack room for each other, and whichever is dealt last fails first.
    nobody = [("A0", "R0"), ("A0", "R1"), ("A0", "R2"), ("A1", "R1"), ("A4", "R1"), ("A5", "R0")]

    answers = [assign(task(6, 3, 2, declared=nobody, max_load=2, seed=str(seed))) for seed in range(12)]

    assert answers == [Blocked(("A0",), (), demand=2, capacity=0)] * 12


def test_a_conflict_says_whether_it_was_declared_or_is_the_company() -> None:
    applications = [Application("A1", "Kino"), Application("A2")]
    reviewers = [Reviewer("R1", "Kino"), Reviewer("R2")]

    found = conflicts(applications, reviewers, [("A2", "R1")])

    assert found == {("A1", "R1"): Conflict.SAME_COMPANY, ("A2", "R1"): Conflict.DECLARED}


def test_readers_are_grouped_by_the_files_they_share() -> None:
    files_of_each = [0b0011, 0b0100, 0b0110, 0, 0b1000]

    found = groups(files_of_each)

    assert sorted(found) == [0b0111, 0b1000]


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"readings": 0}, "readings:"),
        ({"readings": "3"}, "readings:"),
        ({"max_load": -1}, "max_load:"),
        ({"reviewers": [{"id": "R1"}, {"id": "R1"}]}, "reviewers:"),
        ({"applications": [{"id": "A1"}, {"id": "A1"}]}, "applications:"),
        ({"conflicts": [["A9", "R1"]]}, "conflicts.0:"),
        ({"conflicts": [["A1", "R1"], ["A1", "R9"]]}, "conflicts.1:"),
        ({"conflicts": [["A1"]]}, "conflicts.0"),
        ({"kept": [["A1", "R1"], ["A1", "R1"]]}, "kept:"),
        ({"kept": [["A1", "R1"]], "conflicts": [["A1", "R1"]]}, "kept: a pair is a conflict"),
        ({"kept": [["A1", "R1"], ["A1", "R2"]]}, "kept: an application"),
        ({"kept": [["A1", "R1"]], "max_load": 0}, "kept: a reviewer"),
        ({"applications": [{"id": "A1", "name": "Ana"}]}, "applications.0.name:"),
    ],
)
def test_a_task_that_cannot_be_is_refused_by_the_name_of_its_field(over: dict[str, Any], field: str) -> None:
    asked: dict[str, Any] = {"applications": [{"id": "A1"}], "reviewers": [{"id": "R1"}, {"id": "R2"}], "readings": 1}

    with pytest.raises(Impossible) as refused:
        assignment.compute(asked | over)

    assert str(refused.value).startswith(field)


def test_nothing_to_read_is_done_and_nobody_to_read_is_impossible() -> None:
    nothing: dict[str, Any] = {"applications": [], "reviewers": [{"id": "R1"}], "readings": 3}
    nobody: dict[str, Any] = {"applications": [{"id": "A1"}, {"id": "A2"}], "reviewers": [], "readings": 3}

    answers = [assignment.compute(nothing), assignment.compute(nobody)]

    first = answers[1]["because"]["applications"]
    assert answers == [
        {"feasible": True, "pairs": [], "loads": {"R1": 0}, "connected": True},
        {"feasible": False, "because": {"applications": first, "reviewers": [], "demand": 3, "capacity": 0}},
    ]
    assert len(first) == 1
