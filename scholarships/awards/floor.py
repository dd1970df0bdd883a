"""What the projector shows: the list around the case in turn, what changes if it is awarded or not, and the gauges."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from events_app.core.i18n import current_locale
from events_app.core.money import Money
from scholarships.awards import queries
from scholarships.awards.models import Meeting, MeetingStatus, Motion, Ranking
from scholarships.awards.outcome import outcome, reason_of
from scholarships.calls.rules import Rules, rules_of
from scholarships.engine.award_terms import Outcome
from scholarships.engine.meeting import Stand, in_turn

BEFORE, AFTER = 7, 6
COMPANIES_SHOWN = 4
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """`state` is awarded, waiting, rejected, turn, again or pending; `because` as words.reason wants it."""

    place: int
    line: Line
    state: str
    proposed: bool
    because: Mapping[str, Any]

    def at(self, value: str) -> float:
        """Where a score from 1 to 5 lies on a line of 100."""
        return round(max(0.0, min(100.0, (float(self.line[value]) - 1) * 25)), 2)

    @property
    def corrected(self) -> float:
        """How far the calibration moved the plain mean."""
        return float(self.line["score"]) - float(self.line["plain"])


@dataclass(frozen=True)
class Gauge:
    """So many of a kind were awarded; `more` is 1 when the case in turn is of that kind and proposed."""

    key: str
    name: str
    amount: Money | None
    awarded: int
    more: int
    low: int
    high: int | None

    @property
    def lacking(self) -> int:
        return max(0, self.low - self.awarded - self.more)

    @property
    def scale(self) -> int:
        return max(self.high or 0, self.low, self.awarded + self.more, 1)


@dataclass(frozen=True)
class Budget:
    """Whole centavos; `kept` is what the minima that are not reached yet will need."""

    total: Money
    spent: Money
    turn: Money
    kept: Money
    count: int

    @property
    def left(self) -> Money:
        return self.total - self.spent

    @property
    def free(self) -> Money:
        return Money(max(0, self.left.amount - self.turn.amount - self.kept.amount), self.total.currency)

    def share(self, part: Money) -> float:
        return round(100 * part.amount / self.total.amount, 3) if self.total.amount else 0.0


@dataclass(frozen=True)
class WhatIf:
    """`gains` get an award if the case in turn does not, `loses` if it does."""

    left_if: Money
    left_if_not: Money
    gains: tuple[str, ...]


@dataclass(frozen=True)
class Floor:
    rows: tuple[Row, ...]
    turn: Row | None
    decided: int
    budget: Budget
    levels: tuple[Gauge, ...]
    companies: tuple[Gauge, ...]
    company_most: int | None
    what_if: WhatIf | None
    lowered: tuple[Mapping[str, Any], ...]

    def window(self, start: int | None = None) -> tuple[Row, ...]:
        """The rows around the case in turn, or from a place on."""
        here = start or max(1, (self.turn.place if self.turn else len(self.rows)) - BEFORE)
        return self.rows[here - 1 : here + BEFORE + AFTER]


async def floor_of(meeting: Meeting, motions: Sequence[Motion]) -> Floor:
    """The list of the meeting's ranking as the motions that carried leave it; the meeting has been opened."""
    ranking = meeting.ranking
    if ranking is None:
        raise ValueError("the meeting has no ranking yet")
    stand = queries.stand_of(ranking, motions)
    is_over = meeting.status in (MeetingStatus.CLOSED, MeetingStatus.SIGNED)
    rules, total = rules_of(meeting.call), Money(meeting.call.budget, meeting.call.currency)
    return await asyncio.to_thread(_reckon, ranking, stand, rules, total, is_over)


def _reckon(ranking: Ranking, stand: Stand, rules: Rules, total: Money, is_over: bool) -> Floor:
    question = ranking.inputs["award"]
    found = outcome(question, stand.waves)
    order = queries.order_of(ranking)
    turn = None if is_over else in_turn(order, stand)
    rows = tuple(rows_of(ranking, stand, found, turn))
    given = [row for row in rows if row.state == "awarded"]
    case = rows[turn - 1] if turn else None
    levels, companies = _gauges(question, rules, given, case, total.currency)
    return Floor(
        rows=rows,
        turn=case,
        decided=sum(row.state in ("awarded", "waiting", "rejected") for row in rows),
        budget=_budget(total, given, case, levels),
        levels=levels,
        companies=companies[:COMPANIES_SHOWN],
        company_most=max((gauge.high for gauge in companies if gauge.high is not None), default=None),
        what_if=_what_if(question, stand, found, case, given, total) if case else None,
        lowered=tuple(ranking.inputs.get("lowered", ())),
    )


def rows_of(ranking: Ranking, stand: Stand, found: Outcome, turn: int | None = None) -> list[Row]:
    """Every place of the list with its state and its reason."""
    decisions = {each.id: each for each in found.trace}
    rows = []
    for place, line in enumerate(ranking.ranked, start=1):
        folio = line["folio"]
        decision = decisions[folio]
        because: Mapping[str, Any] = reason_of(decision)
        if folio in stand.aside:
            because = {"reason": "set_aside", "text": stand.aside[folio]}
        rows.append(Row(place, line, _state(place, folio, stand, turn, decision.verdict), decision.verdict == "awarded",
                        because))  # fmt: skip
    return rows


def _state(place: int, folio: str, stand: Stand, turn: int | None, verdict: str) -> str:
    if folio in stand.aside:
        return "rejected"
    if folio in stand.again:
        return "again"
    if place <= stand.adopted:
        return "awarded" if verdict == "awarded" else "waiting"
    return "turn" if place == turn else "pending"


def _gauges(
    question: Mapping[str, Any], rules: Rules, given: Sequence[Row], case: Row | None, currency: str
) -> tuple[tuple[Gauge, ...], tuple[Gauge, ...]]:
    """Of every level, and of the companies with a maximum, the fullest first."""
    attributes = {each["id"]: each for each in question["applications"]}
    bounds = {(rule["attribute"], rule["value"]): rule for rule in question["rules"]}

    def gauge(attribute: str, key: str, name: str, amount: Money | None) -> Gauge:
        rule = bounds.get((attribute, key), {})
        mine = [row for row in given if attributes[row.line["folio"]][attribute] == key]
        more = case is not None and case.proposed and attributes[case.line["folio"]][attribute] == key
        return Gauge(key, name, amount, len(mine), int(more), rule.get("min", 0), rule.get("max"))

    levels = tuple(
        gauge("level", each.key, each.said("name", current_locale()), Money(each.amount, currency))
        for each in rules.levels
    )
    companies = [
        gauge("company", value, value, None)
        for (attribute, value), rule in bounds.items()
        if attribute == "company" and "max" in rule
    ]
    fullest = sorted(companies, key=lambda each: (each.scale - each.awarded - each.more, each.key))
    return levels, tuple(fullest)


def _budget(total: Money, given: Sequence[Row], case: Row | None, levels: Sequence[Gauge]) -> Budget:
    spent = sum(row.line["amount"] for row in given)
    turn = case.line["amount"] if case and case.proposed else 0
    kept = sum(each.lacking * each.amount.amount for each in levels if each.amount)
    currency = total.currency
    return Budget(total, Money(spent, currency), Money(turn, currency), Money(kept, currency), len(given))


def _what_if(
    question: Mapping[str, Any], stand: Stand, found: Outcome, case: Row, given: Sequence[Row], total: Money
) -> WhatIf:
    """From the real look-ahead: the same list once more without the case in turn."""
    folio = case.line["folio"]
    other = outcome(question, (*stand.waves, (folio,)))
    left = total - Money(sum(row.line["amount"] for row in given), total.currency)
    return WhatIf(
        left_if=left - Money(case.line["amount"], total.currency),
        left_if_not=left,
        gains=tuple(each for each in other.awarded if each not in found.awarded),
    )
