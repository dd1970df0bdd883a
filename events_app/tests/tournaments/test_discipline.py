"""Suspensions follow from the cards alone: when they begin, how many matches, and what wipes them."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.core.compute import Impossible
from events_app.tournaments.compute.discipline import compute
from events_app.tournaments.engine.discipline import (
    CARDS,
    Card,
    Carded,
    DisciplineRules,
    EntryMatch,
    FairPlay,
    Id,
    Suspensions,
    UnknownMatch,
    fair_play,
    suspensions,
)
from events_app.tournaments.engine.reasons import spoken

RULES = DisciplineRules(yellows=3, yellow_ban=1, second_yellow_ban=1, red_ban=2)


def season(entries: str) -> list[EntryMatch]:
    """A match for each letter, numbered from 1: "AAB" are two of A and then one of B."""
    return [EntryMatch(number, entry) for number, entry in enumerate(entries, 1)]


def shown(text: str, person: str = "p") -> list[Carded]:
    """ "1y 3yY 4r": a yellow in match 1, a yellow and a second one in match 3, a red in match 4."""
    kinds: dict[str, Card] = {"y": "yellow", "Y": "second_yellow", "r": "red"}
    return [
        Carded(int(each.rstrip("yYr")), person, kinds[kind]) for each in text.split() for kind in each if kind in kinds
    ]


def missed(found: Suspensions, person: str = "p") -> list[Id]:
    return [ban.match for ban in found.bans.get(person, ())]


@pytest.mark.parametrize(
    ("entries", "cards", "bans", "pending"),
    [
        ("AAAAAA", "1y 2y", [], 0),
        ("AAAAAA", "1y 2y 3y", [4], 0),
        ("AAA", "1y 2y 3y", [], 1),
        ("AAAAAA", "2r", [3, 4], 0),
        ("AAA", "2r", [3], 1),
        ("ABABAB", "1r", [3, 5], 0),
        ("AAAAAA", "1yY", [2], 0),
        ("AAAAAA", "1y 2yY 4y", [3], 0),  # those of the expulsion are rescinded: only two were added up
        ("AAAAAA", "1y 2yr 5y", [3, 4, 6], 0),  # the one before the red is not
        ("AAAAAAAA", "1y 2y 3y 5y 6y 7y", [4, 8], 0),  # counting starts again
        ("AAAAAA", "1r 2r", [2, 3, 4, 5], 0),  # one after another
        ("AAAAAA", "1y 2y 3yr", [4, 5, 6], 0),
    ],
)
def test_a_ban_is_served_from_the_next_match_of_the_entry(
    entries: str, cards: str, bans: list[int], pending: int
) -> None:
    found = suspensions(season(entries), shown(cards), RULES)

    assert missed(found) == bans
    assert dict(found.pending) == ({"p": pending} if pending else {})


def test_yellow_cards_are_wiped_after_the_match_that_ends_a_phase_but_bans_are_not() -> None:
    rules = DisciplineRules(yellows=2, reset_after=2)

    wiped = suspensions(season("AAAA"), shown("2y 3y"), rules)
    earned = suspensions(season("AAAA"), shown("1y 2y"), rules)

    assert (missed(wiped), missed(earned)) == ([], [3])


def test_yellow_cards_that_are_not_added_up_cost_nothing() -> None:
    rules = DisciplineRules(yellows=None)

    found = suspensions(season("AAAA"), shown("1y 2y 3y"), rules)

    assert found == Suspensions()


def test_each_missed_match_says_which_card_it_pays_for() -> None:
    found = suspensions(season("AAAAAA"), shown("1y 2y 3yr"), RULES)

    assert [spoken(ban.because) for ban in found.bans["p"]] == [
        "Acumuló 3 tarjetas amarillas, la última en el partido 3",
        "Tarjeta roja en el partido 3",
        "Tarjeta roja en el partido 3",
    ]


def test_a_card_in_a_match_that_is_not_listed_is_refused() -> None:
    with pytest.raises(UnknownMatch) as refused:
        suspensions(season("A"), shown("2y"), RULES)

    assert refused.value.field == "cards.0.match"


@given(
    entries=st.text("AB", min_size=1, max_size=12),
    cards=st.lists(st.tuples(st.integers(1, 12), st.sampled_from("pq"), st.sampled_from(CARDS)), max_size=12),
)
@settings(max_examples=100, deadline=None)
def test_every_ban_is_served_once_after_its_card_by_the_entry_or_is_pending(
    entries: str, cards: list[tuple[int, str, Card]]
) -> None:
    matches = season(entries)
    given_ = [Carded((number - 1) % len(matches) + 1, person, card) for number, person, card in cards]

    found = suspensions(matches, given_, RULES)

    for person in "pq":
        served = found.bans.get(person, ())
        expelled = Counter(card.card for card in given_ if card.person == person)
        least = RULES.red_ban * expelled["red"] + RULES.second_yellow_ban * expelled["second_yellow"]
        owed = len(served) + found.pending.get(person, 0)
        assert least <= owed <= least + expelled["yellow"] // 3
        # Somebody who plays for two entries can owe both a match; for one entry no match is missed twice.
        assert len({ban.match for ban in served}) == len(served)
        assert all(int(ban.match) > int(ban.because.params["match"]) for ban in served)
        assert all(entries[int(ban.match) - 1] == entries[int(ban.because.params["match"]) - 1] for ban in served)


@pytest.mark.parametrize(
    ("cards", "figure"), [("", 0), ("1y 2y", -2), ("1yY", -3), ("1r", -4), ("1yr", -5), ("1yY 2r", -7)]
)
def test_fair_play_takes_off_once_a_match_for_each_person(cards: str, figure: int) -> None:
    assert fair_play(shown(cards)) == figure


def test_fair_play_weighs_an_expulsion_as_the_competition_says() -> None:
    weights = FairPlay(yellow=-1, second_yellow=-3, red=-3, yellow_and_red=-4)

    figure = fair_play([*shown("1r"), *shown("1yr", "coach")], weights)

    assert figure == -3 - 4


def test_compute_answers_bans_and_what_is_pending() -> None:
    asked = {
        "matches": [{"id": 1, "entry": "A"}, {"id": 2, "entry": "A"}, {"id": "final", "entry": "A"}],
        "cards": [{"match": 2, "person": "p", "card": "red"}],
        "rules": {"yellows": 3, "yellow_ban": 1, "second_yellow_ban": 1, "red_ban": 2, "reset_after": None},
    }

    answer = compute(asked)

    assert answer == {
        "bans": {"p": [{"match": "final", "because": "Tarjeta roja en el partido 2"}]},
        "pending": {"p": 1},
    }


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"matches": [{"id": 1, "entry": "A"}, {"id": 1, "entry": "B"}]}, "matches.id"),
        ({"cards": [{"match": 9, "person": "p", "card": "red"}]}, "cards.0.match"),
        ({"cards": [{"match": 1, "person": "p", "card": "blue"}]}, "cards.0.card"),
        ({"cards": [{"match": 1, "person": "", "card": "red"}]}, "cards.0.person"),
        ({"rules": {"yellows": 0}}, "rules.yellows"),
        ({"rules": {"red_ban": -1}}, "rules.red_ban"),
        ({"rules": {"red_ban": 1.5}}, "rules.red_ban"),
        ({"rules": {"reset_after": 9}}, "rules.reset_after"),
        ({"rules": {"blue_ban": 1}}, "rules.blue_ban"),
        ({"players": []}, "players"),
        ({"matches": [{"id": 1.5, "entry": "A"}]}, "matches.0.id"),
        ({"matches": [{"id": True, "entry": "A"}]}, "matches.0.id"),
        ({"matches": [{"id": "", "entry": "A"}]}, "matches.0.id"),
        ({"cards": [{"match": None, "person": "p", "card": "red"}]}, "cards.0.match"),
    ],
)
def test_compute_refuses_what_makes_no_sense_by_name(more: dict[str, object], field: str) -> None:
    with pytest.raises(Impossible) as refused:
        compute({"matches": [{"id": 1, "entry": "A"}]} | more)

    assert str(refused.value).split(": ")[0] == field
