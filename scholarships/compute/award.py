"""The JSON window on awarding: applications, rules and a budget in; who is awarded, and why each, out."""

from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Field

from events_app.core.compute import Count, Exact, Impossible, Input, Name, exact, read, text, unique
from scholarships.engine.award import award
from scholarships.engine.award_room import Undecided
from scholarships.engine.award_terms import Applicant, Decision, Obstacle, Outcome, Rule, Shortfall

NUMBERS = ("score", "amount")
Value = str | int | bool | Decimal


class AskedApplication(Input):
    """Every field beyond these is an attribute that rules may speak of."""

    model_config = ConfigDict(extra="allow", frozen=True, strict=True)

    id: Name
    score: Exact
    amount: Exact = Field(ge=0)


class AskedRule(Input):
    attribute: Name
    value: Value
    min: Count | None = None
    max: Count | None = None


def _one_shape(value: object) -> object:
    """A single wave of names, or several: as several."""
    if not isinstance(value, tuple) or all(isinstance(each, tuple) for each in value):
        return value
    if any(isinstance(each, tuple) for each in value):
        raise ValueError("either names or lists of names, not both")
    return (value,)


class Asked(Input):
    applications: tuple[AskedApplication, ...]
    budget: Exact = Field(ge=0)
    rules: tuple[AskedRule, ...] = ()
    declined: Annotated[tuple[tuple[Name, ...], ...], BeforeValidator(_one_shape)] = ()


def compute(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The answer as docs/engines.md describes it. Raises Impossible."""
    question = read(Asked, asked)
    unique((each.id for each in question.applications), "applications")
    applicants, rules = applicants_of(question), rules_of_question(question)
    _check_declined(question)
    try:
        found = award(applicants, question.budget, rules, question.declined)
    except Undecided as error:
        raise Impossible(f"rules: {error}") from error
    if found.obstacles:
        return {"feasible": False, "because": [_obstacle(each, question.budget) for each in found.obstacles]}
    return _answer(found, {each.id: each for each in applicants}, after_waves=bool(question.declined))


def applicants_of(question: Asked) -> list[Applicant]:
    """As the engine wants them. Raises Impossible."""
    return [_applicant(each, number) for number, each in enumerate(question.applications)]


def rules_of_question(question: Asked) -> list[Rule]:
    """As the engine wants them. Raises Impossible."""
    return [_rule(each, number) for number, each in enumerate(question.rules)]


def _applicant(asked: AskedApplication, number: int) -> Applicant:
    attributes: dict[str, Hashable] = {"id": asked.id, "score": asked.score, "amount": asked.amount}
    for name, value in (asked.model_extra or {}).items():
        if value is not None and not isinstance(value, Value):
            raise Impossible(f"applications.{number}.{name}: must be text, a number, true, false or null")
        attributes[name] = _kept(value)
    return Applicant(asked.id, asked.score, asked.amount, attributes)


def _rule(asked: AskedRule, number: int) -> Rule:
    value = _kept(asked.value)
    if asked.attribute in NUMBERS or isinstance(asked.value, Decimal):
        try:
            as_number = exact(asked.value)
        except ValueError as error:
            raise Impossible(f"rules.{number}.value: {error}") from error
        value = as_number if asked.attribute in NUMBERS else value
    return Rule(asked.attribute, value, asked.min or 0, asked.max)


def _kept(value: Value | None) -> Hashable:
    """True is not 1, and a number that is written as text is text."""
    return (bool, value) if isinstance(value, bool) else value


def _check_declined(question: Asked) -> None:
    names = [name for wave in question.declined for name in wave]
    unique(names, "declined")
    known = {each.id for each in question.applications}
    for name in names:
        if name not in known:
            raise Impossible(f"declined: {name} is not among the applications")


def _answer(found: Outcome, applicants: Mapping[str, Applicant], *, after_waves: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "feasible": True,
        "awarded": list(found.awarded),
        "spent": text(found.spent),
        "trace": [
            {"id": each.id, "decision": each.verdict, "because": _because(each, applicants[each.id].amount)}
            for each in found.trace
        ],
        "most_awards": found.most_awards,
        "best_sum": None if found.best_sum is None else text(found.best_sum),
    }
    return {**answer, "shortfalls": [_shortfall(each) for each in found.shortfalls]} if after_waves else answer


def _because(decision: Decision, amount: Fraction) -> str:
    left = text(decision.left)
    said = {
        "fits": f"con esta beca de {text(amount)} el presupuesto y todas las reglas aún pueden cumplirse",
        "rule_full": f"ya se alcanzó {_listed([_name(rule, 'máximo', rule.high) for rule in decision.rules])}",
        "no_money": f"quedan {left} y la beca cuesta {text(amount)}",
        "would_break": f"con esta beca ya no podría cumplirse a la vez {_listed(_both(decision))}",
        "declined": "declinó su lugar",
    }[decision.reason]
    after = decision.wave and decision.reason != "declined"
    return f"{said} (vuelta {decision.wave} de promoción)" if after else said


def _both(decision: Decision) -> list[str]:
    named = []
    for rule in decision.rules:
        named += [_name(rule, "mínimo", rule.low)] if rule.low else []
        named += [_name(rule, "máximo", rule.high)] if rule.high is not None else []
    return named + ["el presupuesto"] * decision.budget


def _name(rule: Rule, bound: str, number: int | None) -> str:
    return f"{rule.attribute}={_shown(rule.value)} {bound} {number}"


def _listed(names: list[str]) -> str:
    return " y ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def _obstacle(obstacle: Obstacle, budget: Fraction) -> str:
    if obstacle.candidates is not None:
        [rule] = obstacle.rules
        return f"{_name(rule, 'min', rule.low)}: {_candidates(obstacle.candidates)}"
    named = []
    for rule in obstacle.rules:
        named += [_name(rule, "min", rule.low)] if rule.low else []
        named += [_name(rule, "max", rule.high)] if rule.high is not None else []
    return f"{', '.join(named + [f'budget {text(budget)}'] * obstacle.budget)}: cannot be met together"


def _shortfall(shortfall: Shortfall) -> str:
    name = _name(shortfall.rule, "min", shortfall.rule.low)
    if shortfall.candidates < shortfall.rule.low:
        return f"{name}: {_candidates(shortfall.candidates)}"
    return f"{name}: {shortfall.reachable} possible"


def _candidates(count: int) -> str:
    return f"{count} candidate{'' if count == 1 else 's'}"


def _shown(value: Hashable) -> str:
    if isinstance(value, tuple):
        return "true" if value[1] else "false"
    return text(value) if isinstance(value, (Fraction, Decimal)) else str(value)
