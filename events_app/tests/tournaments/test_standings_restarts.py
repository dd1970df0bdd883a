"""The three ways in which a chain of criteria starts again, against a slow reference written from the rules' text."""

from collections.abc import Callable, Sequence
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.tournaments.engine.standings import Result, Standing, TableRules, standings
from events_app.tournaments.engine.standings_words import SHARED

Match = tuple[str, str, int, int]
Levels = list[set[str]]
CHAINS = (
    ("points", "h2h.points", "h2h.difference", "h2h.for", "difference", "for"),
    ("points", "difference", "for", "h2h.points", "h2h.difference", "h2h.for"),
    ("h2h.wins", "points", "h2h.difference", "h2h.against", "for"),
    ("wins", "h2h.for", "difference", "h2h.points"),
    ("points", "against"),
    ("h2h.points", "for"),
    ("points", "h2h.wins", "h2h.against", "difference"),
)


def value(criterion: str, entry: str, level: set[str], matches: Sequence[Match]) -> int:
    """Counted anew each time, straight from the list of matches."""
    if criterion.startswith("h2h."):
        matches = [match for match in matches if match[0] in level and match[1] in level]
    ours = [(scored, other) for home, _, scored, other in matches if home == entry]
    ours += [(scored, other) for _, away, other, scored in matches if away == entry]
    return {
        "points": sum(3 if scored > other else 1 if scored == other else 0 for scored, other in ours),
        "wins": sum(scored > other for scored, other in ours),
        "difference": sum(scored - other for scored, other in ours),
        "for": sum(scored for scored, _ in ours),
        "against": -sum(other for _, other in ours),
    }[criterion.removeprefix("h2h.")]


def parted(level: set[str], key: Callable[[str], object]) -> Levels:
    ranked = sorted(level, key=key, reverse=True)  # type: ignore[arg-type]
    return [set(part) for _, part in groupby(ranked, key=key)]


def forward(level: set[str], chain: Sequence[str], matches: Sequence[Match]) -> Levels:
    if not chain:
        return [level]
    parts = parted(level, lambda entry: value(chain[0], entry, level, matches))
    return [last for part in parts for last in forward(part, chain[1:], matches)]


def block(level: set[str], chain: Sequence[str], matches: Sequence[Match]) -> Levels:
    if not chain:
        return [level]
    if not chain[0].startswith("h2h."):
        parts = parted(level, lambda entry: value(chain[0], entry, level, matches))
        return [last for part in parts for last in block(part, chain[1:], matches)]
    run = [name for number, name in enumerate(chain) if all(each.startswith("h2h.") for each in chain[: number + 1])]
    parts = parted(level, lambda entry: tuple(value(name, entry, level, matches) for name in run))
    if len(parts) == 1:
        return block(level, chain[len(run) :], matches)
    return [last for part in parts for last in block(part, chain, matches)]


def immediate(level: set[str], chain: Sequence[str], matches: Sequence[Match]) -> Levels:
    """Tries the criteria one by one until one separates; then every part is at the first duel criterion again."""
    duels = [number for number, name in enumerate(chain) if name.startswith("h2h.")]
    first = duels[0] if duels else len(chain)

    def go(level: set[str], at: int) -> Levels:
        if len(level) == 1 or at == len(chain):
            return [level]
        parts = parted(level, lambda entry: value(chain[at], entry, level, matches))
        back = first if len(parts) > 1 and at >= first else at + 1
        return [last for part in parts for last in go(part, back)]

    return go(level, 0)


REFERENCES = {"forward": forward, "block": block, "immediate": immediate}


def levels_of(found: Standing) -> Levels:
    return [{row.entry for row in rows} for _, rows in groupby(found.rows, key=lambda row: row.position)]  # type: ignore[misc]


@st.composite
def groups(draw: st.DrawFn) -> tuple[list[str], list[Match]]:
    """Groups with few goals, so that many are level; some matches missing, some played twice."""
    entries = list("ABCDEF")[: draw(st.integers(2, 6))]
    pairs = [(home, away) for home in entries for away in entries if home < away]
    matches = []
    for home, away in pairs * draw(st.integers(1, 2)):
        if draw(st.integers(0, 9)):
            matches.append((home, away, draw(st.integers(0, 2)), draw(st.integers(0, 2))))
    return entries, matches


@pytest.mark.parametrize("restart", REFERENCES)
@given(group=groups(), chain=st.sampled_from(CHAINS))
@settings(max_examples=100, deadline=None)
def test_every_way_of_starting_again_agrees_with_the_slow_reference(
    restart: str, group: tuple[list[str], list[Match]], chain: tuple[str, ...]
) -> None:
    entries, matches = group
    results = [Result(home, away, score=(ours, theirs)) for home, away, ours, theirs in matches]

    found = standings(entries, results, TableRules(criteria=chain, restart=restart))  # type: ignore[arg-type]

    expected = REFERENCES[restart](set(entries), chain, matches)
    assert levels_of(found) == expected
    assert [set(each) for each in found.unresolved] == [level for level in expected if len(level) > 1]


@given(group=groups(), chain=st.sampled_from(CHAINS), restart=st.sampled_from(list(REFERENCES)), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_matches_and_who_is_called_home_never_matter(
    group: tuple[list[str], list[Match]], chain: tuple[str, ...], restart: str, data: st.DataObject
) -> None:
    entries, matches = group
    rules = TableRules(criteria=chain, restart=restart)  # type: ignore[arg-type]
    turned = [(away, home, theirs, ours) for home, away, ours, theirs in data.draw(st.permutations(matches))]

    found, other = (
        standings(entries, [Result(home, away, score=(a, b)) for home, away, a, b in each], rules)
        for each in (matches, turned)
    )

    assert found == other


@given(group=groups(), chain=st.sampled_from(CHAINS), restart=st.sampled_from(list(REFERENCES)))
@settings(max_examples=60, deadline=None)
def test_every_place_is_told_apart_from_its_neighbour(
    group: tuple[list[str], list[Match]], chain: tuple[str, ...], restart: str
) -> None:
    entries, matches = group
    results = [Result(home, away, score=(ours, theirs)) for home, away, ours, theirs in matches]

    found = standings(entries, results, TableRules(criteria=chain, restart=restart))  # type: ignore[arg-type]

    shared = {entry for level in found.unresolved for entry in level}
    for number, row in enumerate(found.rows):
        near = found.rows[number + 1] if number + 1 < len(found.rows) else found.rows[number - 1]
        if row.entry in shared:
            assert row.because.key == SHARED
        else:
            assert row.because.params["mine"] != row.because.params["theirs"]
            assert row.because.params["entry"] == near.entry


@given(group=groups())
@settings(max_examples=60, deadline=None)
def test_a_table_adds_up(group: tuple[list[str], list[Match]]) -> None:
    entries, matches = group
    results = [Result(home, away, score=(ours, theirs)) for home, away, ours, theirs in matches]

    rows = standings(entries, results, TableRules()).rows

    assert sorted(str(row.entry) for row in rows) == entries
    assert all(row.played == row.won + row.drawn + row.lost for row in rows)
    assert sum(row.for_ for row in rows) == sum(row.against for row in rows)
    assert sum(row.won for row in rows) == sum(row.lost for row in rows)
    assert all(row.points == 3 * row.won + row.drawn for row in rows)
    assert [row.position for row in rows] == sorted(row.position for row in rows)


@pytest.mark.parametrize(
    ("restart", "order"),
    [
        # All have five points; by difference B is first and D last in every way. A, C and E are still level:
        ("block", "BAECD"),  # the goals against all four others count: 6, 5 and 4
        ("immediate", "BECAD"),  # among themselves E has 4 points, C 3 and A 1
        ("forward", "BEACD"),  # among themselves E scored 4; A and C 2 each, and A more in all
    ],
)
def test_one_group_has_another_order_in_each_way_of_starting_again(restart: str, order: str) -> None:
    matches = [
        ("A", "B", 2, 1), ("A", "C", 0, 1), ("A", "D", 2, 2), ("A", "E", 2, 2), ("B", "C", 1, 1),
        ("B", "D", 2, 0), ("B", "E", 0, 0), ("C", "D", 1, 1), ("C", "E", 1, 2), ("D", "E", 2, 1),
    ]  # fmt: skip
    results = [Result(home, away, score=(ours, theirs)) for home, away, ours, theirs in matches]

    found = standings("ABCDE", results, TableRules(criteria=CHAINS[0], restart=restart))  # type: ignore[arg-type]

    assert "".join(str(row.entry) for row in found.rows) == order
