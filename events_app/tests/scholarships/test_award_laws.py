"""Awarding against every subset: small rounds with levels, companies, families and different amounts, and waves."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from scholarships.engine.award import award
from scholarships.engine.award_terms import Applicant, Outcome, Rule

ATTRIBUTES = {"level": ("pri", "sec", "uni"), "company": ("X", "Y"), "family": ("F1", "F2", "F3", "F4")}


@st.composite
def rounds(draw: st.DrawFn, most: int = 8) -> tuple[list[Applicant], Fraction, list[Rule]]:
    applicants = [
        Applicant(
            f"P{number}",
            Fraction(draw(st.integers(60, 66))),
            Fraction(draw(st.sampled_from((1000, 1500, 2500, 4000)))),
            {name: draw(st.sampled_from(values)) for name, values in ATTRIBUTES.items()},
        )
        for number in range(draw(st.integers(1, most)))
    ]
    rules = []
    for _ in range(draw(st.integers(0, 5))):
        name = draw(st.sampled_from(sorted(ATTRIBUTES)))
        low = draw(st.integers(0, 2))
        high = draw(st.one_of(st.none(), st.integers(low, 3)))
        rules.append(Rule(name, draw(st.sampled_from(ATTRIBUTES[name])), low, high))
    return applicants, Fraction(draw(st.integers(0, 24)) * 500), rules


@st.composite
def entangled(draw: st.DrawFn) -> tuple[list[Applicant], Fraction, list[Rule]]:
    """Everybody falls under two or more rules of six, costs are alike and the purse is small: halves tempt."""
    names = "abcdef"
    members = draw(st.lists(st.sets(st.sampled_from(names), min_size=2, max_size=3), min_size=4, max_size=9))
    applicants = [
        Applicant(
            f"P{number}", Fraction(60 + number % 3), Fraction(2 + number % 2), dict.fromkeys(sorted(under), "yes")
        )
        for number, under in enumerate(members)
    ]
    rules = [Rule(name, "yes", draw(st.integers(0, 2)), draw(st.sampled_from((None, 2, 3)))) for name in names]
    return applicants, Fraction(draw(st.integers(4, 12))), rules


def meets(chosen: Iterable[Applicant], budget: Fraction, rules: Iterable[Rule], *, minima: bool = True) -> bool:
    chosen = list(chosen)
    if sum(each.amount for each in chosen) > budget:
        return False
    counts = [(rule, sum(rule.speaks_of(each) for each in chosen)) for rule in rules]
    return all(
        (not minima or count >= rule.low) and (rule.high is None or count <= rule.high) for rule, count in counts
    )


def subsets(applicants: Sequence[Applicant]) -> list[tuple[Applicant, ...]]:
    return [chosen for size in range(len(applicants) + 1) for chosen in combinations(applicants, size)]


def look_ahead(
    applicants: Sequence[Applicant], kept: Sequence[Applicant], budget: Fraction, rules: Sequence[Rule]
) -> list[str]:
    """The rule of the contract, word by word, over the list of all choices that meet everything."""
    pool = [each for each in applicants if each not in kept]
    good = [{each.id for each in (*kept, *more)} for more in subsets(pool) if meets((*kept, *more), budget, rules)]
    awarded = {each.id for each in kept}
    for each in sorted(pool, key=lambda one: -one.score):
        if any(awarded | {each.id} <= choice for choice in good):
            awarded.add(each.id)
    return [each.id for each in sorted(applicants, key=lambda one: -one.score) if each.id in awarded]


def lowered(
    kept: Sequence[Applicant], pool: Sequence[Applicant], budget: Fraction, rules: Sequence[Rule]
) -> list[Rule]:
    """Each minimum as high as it can be, in the order of the rules, the later ones given way."""
    eased = [Rule(rule.attribute, rule.value, 0, rule.high) for rule in rules]
    for number, rule in enumerate(rules):
        for low in range(rule.low, -1, -1):
            eased[number] = Rule(rule.attribute, rule.value, low, rule.high)
            if any(meets((*kept, *more), budget, eased) for more in subsets(pool)):
                break
    return eased


@given(rounds() | entangled())
@settings(max_examples=100, deadline=None)
def test_the_awards_are_those_of_trying_every_choice(asked: tuple[list[Applicant], Fraction, list[Rule]]) -> None:
    applicants, budget, rules = asked

    found = award(applicants, budget, rules)

    choices = [chosen for chosen in subsets(applicants) if meets(chosen, budget, rules)]
    assert bool(found.obstacles) == (not choices)
    if choices:
        assert list(found.awarded) == look_ahead(applicants, [], budget, rules)
        assert found.most_awards == max(map(len, choices))
        assert found.best_sum == max(sum(each.score for each in chosen) for chosen in choices)
        assert [each.id for each in found.trace] == [each.id for each in sorted(applicants, key=lambda one: -one.score)]


@given(rounds(most=6), st.data())
@settings(max_examples=60, deadline=None)
def test_after_each_wave_the_offers_stand_and_the_rest_is_tried_from_the_top(
    asked: tuple[list[Applicant], Fraction, list[Rule]], data: st.DataObject
) -> None:
    applicants, budget, rules = asked
    order = data.draw(st.permutations([each.id for each in applicants]))
    waves = [order[:1], order[1:3]]

    found = award(applicants, budget, rules, waves)

    if not found.obstacles:
        awarded, open_now, eased = set(look_ahead(applicants, [], budget, rules)), list(applicants), list(rules)
        for wave in waves:
            open_now = [each for each in open_now if each.id not in wave]
            kept = [each for each in open_now if each.id in awarded]
            eased = lowered(kept, [each for each in open_now if each not in kept], budget, rules)
            awarded = set(look_ahead(open_now, kept, budget, eased))
        assert set(found.awarded) == awarded
        assert [(each.rule, each.reachable) for each in found.shortfalls] == [
            (rule, ease.low) for rule, ease in zip(rules, eased, strict=True) if ease.low < rule.low
        ]


@given(rounds(most=30))
@settings(max_examples=60, deadline=None)
def test_nobody_rejected_could_replace_anybody_awarded_below(
    asked: tuple[list[Applicant], Fraction, list[Rule]],
) -> None:
    applicants, budget, rules = asked

    found = award(applicants, budget, rules)

    assert envied(applicants, budget, rules, found) == []


def envied(
    applicants: Sequence[Applicant], budget: Fraction, rules: Sequence[Rule], found: Outcome
) -> list[tuple[Any, ...]]:
    awarded = [each for each in applicants if each.id in found.awarded]
    if found.obstacles:
        return []
    assert meets(awarded, budget, rules)
    place = {each.id: number for number, each in enumerate(found.trace)}
    return [
        (out.id, below.id)
        for out in applicants
        if out not in awarded
        for below in awarded
        if place[below.id] > place[out.id]
        if meets([out, *(each for each in awarded if each is not below)], budget, rules)
    ]


def test_a_maximum_still_bars_where_halves_had_to_be_settled_by_cases() -> None:
    """Here the linear answer for P5 is made of halves; with P5 nobody could stay within two of `a` or of `c`."""
    people = ("P0 60 2 cde", "P1 61 3 abd", "P2 62 2 acd", "P3 60 3 abe", "P4 61 2 bf", "P5 62 3 cf")
    applicants = [
        Applicant(name, Fraction(score), Fraction(amount), dict.fromkeys(under, "yes"))
        for name, score, amount, under in (line.split() for line in people)
    ]
    limits = {"a": (2, 2), "c": (1, 2), "d": (2, None), "e": (1, 3), "f": (1, 3)}
    rules = [Rule(name, "yes", low, high) for name, (low, high) in limits.items()]

    found = award(applicants, Fraction(11), rules)

    assert found.awarded == ("P2", "P1", "P4", "P0")
    assert list(found.awarded) == look_ahead(applicants, [], Fraction(11), rules)
