"""Suspensions from cards: who misses which match of the competition, and why. They are always derived, never stored."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from events_app.tournaments.engine.reasons import N_, Reason

Card = Literal["yellow", "second_yellow", "red"]
CARDS: tuple[Card, ...] = ("yellow", "second_yellow", "red")
Id = str | int

YELLOWS = N_("Acumuló %(cards)s tarjetas amarillas, la última en el partido %(match)s")
SECOND_YELLOW = N_("Doble amarilla en el partido %(match)s")
RED = N_("Tarjeta roja en el partido %(match)s")


class UnknownMatch(ValueError):
    """A card, or the end of a phase, in a match that is not listed; `field` names the place."""

    def __init__(self, place: str, message: str) -> None:
        super().__init__(message)
        self.field = place


@dataclass(frozen=True, slots=True)
class EntryMatch:
    """A match of an entry; the order of the list is the order of play."""

    id: Id
    entry: Id


@dataclass(frozen=True, slots=True)
class Carded:
    """A card shown in a match to a player or an official of the entry that plays it."""

    match: Id
    person: Id
    card: Card


@dataclass(frozen=True, slots=True)
class DisciplineRules:
    """`yellows` cards in different matches cost `yellow_ban` matches (None: they are not added up); the others are
    matches for being sent off. After match `reset_after` everybody's yellow cards start at none again."""

    yellows: int | None = 3
    yellow_ban: int = 1
    second_yellow_ban: int = 1
    red_ban: int = 2
    reset_after: Id | None = None


@dataclass(frozen=True, slots=True)
class Ban:
    """One match that somebody misses."""

    match: Id
    because: Reason


@dataclass(frozen=True, slots=True)
class Suspensions:
    """`pending`: matches still to be missed once the list of matches has ended."""

    bans: Mapping[Id, tuple[Ban, ...]] = field(default_factory=dict)
    pending: Mapping[Id, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Record:
    yellows: int = 0
    owed: dict[Id, deque[Reason]] = field(default_factory=dict)
    served: list[Ban] = field(default_factory=list)


def suspensions(matches: Sequence[EntryMatch], cards: Sequence[Carded], rules: DisciplineRules) -> Suspensions:
    """Who misses which match. A ban begins with the entry's next match, never with the one that caused it; several
    are served one after the other. The two yellow cards of an expulsion are not added up, a yellow card before a
    direct red is (FIFA Disciplinary Code, caution). Raises UnknownMatch.
    """
    shown = _by_match(matches, cards, rules)
    people: dict[Id, _Record] = {card.person: _Record() for card in cards}
    for match in matches:
        for record in people.values():
            owed = record.owed.get(match.entry)
            if owed:
                record.served.append(Ban(match.id, owed.popleft()))
        for person, kinds in shown[match.id].items():
            _punish(people[person], match, kinds, rules)
        if rules.reset_after is not None and match.id == rules.reset_after:
            for record in people.values():
                record.yellows = 0
    pending = {person: sum(len(owed) for owed in record.owed.values()) for person, record in people.items()}
    return Suspensions(
        {person: tuple(record.served) for person, record in people.items() if record.served},
        {person: count for person, count in pending.items() if count},
    )


def _by_match(
    matches: Sequence[EntryMatch], cards: Sequence[Carded], rules: DisciplineRules
) -> dict[Id, dict[Id, list[Card]]]:
    shown: dict[Id, dict[Id, list[Card]]] = {match.id: {} for match in matches}
    for number, card in enumerate(cards):
        if card.match not in shown:
            raise UnknownMatch(f"cards.{number}.match", f"there is no match {card.match}")
        shown[card.match].setdefault(card.person, []).append(card.card)
    if rules.reset_after is not None and rules.reset_after not in shown:
        raise UnknownMatch("rules.reset_after", f"there is no match {rules.reset_after}")
    return shown


def _punish(record: _Record, match: EntryMatch, kinds: list[Card], rules: DisciplineRules) -> None:
    owed = record.owed.setdefault(match.entry, deque())
    # An expulsion for two yellow cards rescinds both: they are paid for by the expulsion.
    yellows = 0 if "second_yellow" in kinds else kinds.count("yellow")
    for _ in range(yellows):
        record.yellows += 1
        if rules.yellows is not None and record.yellows == rules.yellows:
            record.yellows = 0
            owed.extend([Reason(YELLOWS, {"cards": rules.yellows, "match": match.id})] * rules.yellow_ban)
    for kind in kinds:
        if kind == "second_yellow":
            owed.extend([Reason(SECOND_YELLOW, {"match": match.id})] * rules.second_yellow_ban)
        elif kind == "red":
            owed.extend([Reason(RED, {"match": match.id})] * rules.red_ban)


@dataclass(frozen=True, slots=True)
class FairPlay:
    """What cards take off the fair play of an entry. A yellow card before a direct red counts as `yellow_and_red`;
    each person loses once a match (FIFA World Cup regulations: 1, 3, 4 and 5)."""

    yellow: int = -1
    second_yellow: int = -3
    red: int = -4
    yellow_and_red: int = -5


def fair_play(cards: Sequence[Carded], weights: FairPlay = FairPlay()) -> int:
    """The fair play figure of the entry whose people got these cards, officials included; 0 is clean."""
    shown: dict[tuple[Id, Id], list[Card]] = {}
    for card in cards:
        shown.setdefault((card.match, card.person), []).append(card.card)
    return sum(_taken_off(kinds, weights) for kinds in shown.values())


def _taken_off(kinds: list[Card], weights: FairPlay) -> int:
    if "red" in kinds:
        return weights.yellow_and_red if "yellow" in kinds else weights.red
    return weights.second_yellow if "second_yellow" in kinds else weights.yellow
