"""The list as the rules decide it: who is awarded, who waits and why, after everybody who stepped aside."""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from events_app.core.compute import read, text
from scholarships.compute.award import Asked, applicants_of, rules_of_question
from scholarships.engine.award import award
from scholarships.engine.award_terms import Decision, Obstacle, Outcome

Waves = Sequence[Sequence[str]]


def outcome(question: Mapping[str, Any], waves: Waves) -> Outcome:
    """`question` is that of `compute award`, `waves` those who were set aside or stepped back, in turn.

    A pure function that may take seconds: call it in a thread. The last answers are remembered. Raises Impossible.
    """
    return _remembered(json.dumps(question, sort_keys=True), tuple(tuple(wave) for wave in waves))


@lru_cache(maxsize=64)
def _remembered(question: str, waves: tuple[tuple[str, ...], ...]) -> Outcome:
    asked = read(Asked, json.loads(question))
    return award(applicants_of(asked), asked.budget, rules_of_question(asked), waves)


def possible(inputs: dict[str, Any]) -> dict[str, Any]:
    """The questions with minima that can be met, and in "lowered" each one that had to give way, with both numbers.

    Rules froze when the call opened, before anybody knew who would apply: a minimum with too few candidates goes down
    to them, one above its maximum to the maximum, and of those that clash the last in the call's order gives way.
    """
    rules = [dict(rule) for rule in inputs["award"]["rules"]]
    before = [rule.get("min", 0) for rule in rules]
    question = {**inputs["award"], "rules": rules}
    while obstacles := outcome(question, ()).obstacles:
        for obstacle in obstacles:
            _give_way(rules, obstacle)
    lowered = [
        {**rule, "min": old, "to": rule["min"]} for rule, old in zip(rules, before, strict=True) if rule["min"] < old
    ]
    return {**inputs, "award": question, "lowered": lowered}


def _give_way(rules: list[dict[str, Any]], obstacle: Obstacle) -> None:
    named = [(rule.attribute, rule.value) for rule in obstacle.rules]
    concerned = [rule for rule in rules if (rule["attribute"], rule["value"]) in named and rule["min"] > 0]
    last = (concerned or [rule for rule in rules if rule["min"] > 0])[-1]
    if obstacle.candidates is not None:
        last["min"] = min(last["min"] - 1, obstacle.candidates)
    else:
        last["min"] = min(last["min"] - 1, last.get("max", last["min"]))


def reason_of(decision: Decision) -> dict[str, Any]:
    """The engine's reason as JSON, to be put into words later."""
    return {
        "reason": decision.reason,
        "left": text(decision.left),
        "budget": decision.budget,
        "wave": decision.wave,
        "rules": [
            {"attribute": rule.attribute, "value": str(rule.value), "min": rule.low, "max": rule.high}
            for rule in decision.rules
        ],
    }
