"""The laws of rosters: limits hold whatever the order of arrivals, and what is missing is said with its number."""

from dataclasses import replace
from datetime import date
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events_app.tournaments.engine import roster as says
from events_app.tournaments.engine.reasons import Reason, spoken
from events_app.tournaments.engine.roster import Member, RosterRules, age_on, lacks, may_play, refusals

DAY = date(2026, 12, 4)
OPEN = RosterRules(max_players=60)
genders: st.SearchStrategy[Literal["woman", "man", ""]] = st.sampled_from(["woman", "man", ""])
members = st.builds(
    Member,
    person=st.integers(1, 40),
    number=st.none() | st.integers(0, 12),
    official=st.booleans(),
    reinforcement=st.booleans(),
    gender=genders,
    birth_date=st.none() | st.dates(date(1950, 1, 1), date(2015, 12, 31)),
)


@st.composite
def limits(draw: st.DrawFn) -> RosterRules:
    most = draw(st.integers(1, 12))
    women = draw(st.integers(0, most))
    ages = sorted(draw(st.tuples(st.integers(0, 60), st.integers(0, 60))))
    return RosterRules(
        min_players=draw(st.integers(1, most)),
        max_players=most,
        max_reinforcements=draw(st.integers(0, most)),
        min_women=women,
        min_men=draw(st.integers(0, most - women)),
        min_age=ages[0],
        max_age=draw(st.sampled_from([0, max(ages[1], 1)])),
        branch=draw(st.sampled_from(["men", "women", "mixed", "open"])),
    )


def filled(rules: RosterRules, arrivals: list[Member]) -> list[Member]:
    """The roster that the rule leaves when people arrive one by one."""
    roster: list[Member] = []
    for member in arrivals:
        if not refusals(member, roster, rules, DAY):
            roster.append(member)
    return roster


@settings(max_examples=100, deadline=None)
@given(limits(), st.lists(members, max_size=40))
def test_no_order_of_arrivals_breaks_a_limit(rules: RosterRules, arrivals: list[Member]) -> None:
    roster = filled(rules, arrivals)

    players = [each for each in roster if not each.official]
    numbers = [each.number for each in roster if each.number is not None]
    assert len(players) <= rules.max_players
    assert sum(each.reinforcement for each in players) <= rules.max_reinforcements
    assert len({each.person for each in roster}) == len(roster)
    assert len(set(numbers)) == len(numbers)
    for each in players:
        if rules.asks_birth:
            age = age_on(each.birth_date or DAY, DAY)
            assert rules.min_age <= age <= (rules.max_age or 999)
        if rules.branch in ("men", "women"):
            assert each.gender == {"men": "man", "women": "woman"}[rules.branch]


@settings(max_examples=100, deadline=None)
@given(limits(), st.lists(members, max_size=40))
def test_a_roster_that_filled_up_by_the_rules_can_always_reach_its_minimum_of_women_and_men(
    limited: RosterRules, arrivals: list[Member]
) -> None:
    rules = replace(limited, branch="mixed", min_age=0, max_age=0, max_reinforcements=limited.max_players)

    players = [each for each in filled(rules, arrivals) if not each.official]

    short = [
        max(0, least - sum(each.gender == gender for each in players))
        for gender, least in (("woman", rules.min_women), ("man", rules.min_men))
    ]
    assert sum(short) <= rules.max_players - len(players)


@settings(max_examples=60, deadline=None)
@given(limits(), st.lists(members, max_size=20), members)
def test_whoever_leaves_may_come_back_in_the_same_place(
    rules: RosterRules, arrivals: list[Member], someone: Member
) -> None:
    roster = filled(rules, [someone, *arrivals])
    if someone in roster:
        without = [each for each in roster if each != someone]
        assert refusals(someone, without, rules, DAY) == ()


@pytest.mark.parametrize(
    ("birth", "day", "age"),
    [
        (date(1986, 12, 4), date(2026, 12, 4), 40),
        (date(1986, 12, 5), date(2026, 12, 4), 39),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2008, 2, 29), date(2028, 2, 29), 20),
    ],
)
def test_ages_are_whole_years_and_leap_days_turn_on_the_first_of_march(birth: date, day: date, age: int) -> None:
    assert age_on(birth, day) == age


def test_every_reason_against_is_told_at_once() -> None:
    rules = RosterRules(max_players=1, min_age=40, branch="women")
    roster = [Member(1, number=7, gender="woman", birth_date=date(1980, 1, 1))]

    found = refusals(
        Member(1, number=7, gender="man", birth_date=date(1990, 1, 1)), roster, rules, DAY, elsewhere="Tigres"
    )

    assert [spoken(each) for each in found] == [
        "Ya está en este equipo",
        "Ya juega en otro equipo: Tigres",
        "El número 7 ya lo lleva alguien más del equipo",
        "La rama es femenil",
        "Tiene 36 años y la edad mínima es 40",
    ]


def test_the_last_places_are_kept_for_the_women_who_are_missing() -> None:
    rules = RosterRules(max_players=3, min_women=2, branch="mixed")
    one_man = [Member(1, gender="man")]

    man, woman = (refusals(Member(2, gender=gender), one_man, rules, DAY) for gender in ("man", "woman"))

    assert man == (Reason(says.ROOM_FOR_WOMEN, {"least": 2}),)
    assert woman == ()


def test_an_official_takes_no_place_and_needs_no_age() -> None:
    rules = RosterRules(max_players=1, min_age=18)
    full = [Member(1, birth_date=date(1990, 1, 1))]

    assert refusals(Member(2, official=True), full, rules, DAY) == ()
    assert [each.key for each in refusals(Member(2), full, rules, DAY)] == [says.FULL, says.BIRTH_NEEDED]


def test_what_is_missing_is_said_with_its_number() -> None:
    rules = RosterRules(min_players=4, max_players=10, min_women=1, min_men=2, max_reinforcements=1, branch="mixed")
    roster = [
        Member(1, gender="man", reinforcement=True),
        Member(2, gender="man", reinforcement=True),
        Member(3, official=True),
    ]

    found = [spoken(each) for each in lacks(roster, rules)]

    assert found == [
        "Faltan 2 jugadores para llegar a 4",
        "Falta 1 mujer para llegar a 1",
        "Sobra 1 refuerzo: se permiten 1",
    ]
    assert lacks([Member(1), Member(2), Member(3), Member(4)], OPEN) == ()


@pytest.mark.parametrize(
    ("team", "removed", "word", "banned", "said"),
    [
        ("confirmed", False, "confirmed", None, "eligible"),
        ("confirmed", False, "not_needed", None, "eligible"),
        ("confirmed", False, "pending", None, "unconfirmed"),
        ("confirmed", False, "rejected", None, "off_roster"),
        ("confirmed", True, "confirmed", 4, "off_roster"),
        ("confirmed", False, "pending", 4, "suspended"),
        ("held", False, "confirmed", None, "unpaid"),
        ("withdrawn", False, "confirmed", None, "off_roster"),
    ],
)
def test_the_field_is_told_the_gravest_reason_first(
    team: str, removed: bool, word: says.Confirmation, banned: int | None, said: str
) -> None:
    answer, reason = may_play(team_status=team, removed=removed, confirmation=word, banned_in=banned)

    assert answer == said
    assert (reason is None) == (said == "eligible")
