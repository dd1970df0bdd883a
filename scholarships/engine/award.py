"""Who is awarded: down the ranking, everyone for whom the budget and all the rules can still be met afterwards."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from scholarships.engine.award_terms import Applicant, Outcome, Rule, Shortfall
from scholarships.engine.award_walk import Walk

MOST_EFFORT = 250_000_000


def award(
    applicants: Sequence[Applicant],
    budget: Fraction,
    rules: Sequence[Rule],
    waves: Sequence[Collection[str]] = (),
    *,
    effort: int = MOST_EFFORT,
) -> Outcome:
    """Ranked look-ahead; then, for each wave of those who decline, once more for all without an offer.

    Ranked by score, ties in the order given; ids all different. Nobody rejected could take the place of one awarded
    below. After a wave, minima that can no longer be met are lowered, in the order of the rules, to what can.
    Raises Undecided when exactness would take more than the effort, in numbers written while reckoning.
    """
    walk = Walk(sorted(applicants, key=lambda each: -each.score), budget, rules, effort=effort)
    obstacles = walk.obstacles()
    if obstacles:
        return Outcome(obstacles=obstacles)
    walk.go_down()
    shortfalls: tuple[Shortfall, ...] = ()
    for declined in waves:
        walk.decline(declined)
        shortfalls = walk.lower_minima()
        walk.go_down()
    awarded = [each for each in walk.ranked if walk.decisions[each.id].verdict == "awarded"]
    return Outcome(
        awarded=tuple(each.id for each in awarded),
        spent=sum((each.amount for each in awarded), Fraction()),
        trace=tuple(walk.decisions[each.id] for each in walk.ranked),
        shortfalls=shortfalls,
        most_awards=walk.most_awards(len(awarded)),
        best_sum=walk.best_sum(sum((each.score for each in awarded), Fraction())),
    )
