"""The leaderboard of golf: stroke play, stableford or skins, gross or net, with the reason of every place."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import Literal

from events_app.tournaments.engine.golf_cards import Card, Hole, Scored, score, skins
from events_app.tournaments.engine.golf_countback import LAST, Figure, Rounding, Rules, figures
from events_app.tournaments.engine.reasons import Reason

Format = Literal["stroke", "stableford", "skins"]
STROKES = "Golpes: %(total)s, %(par)s al par; hoyos jugados: %(through)s"
NET_STROKES = "Golpes netos: %(total)s, %(par)s al par; hoyos jugados: %(through)s"
POINTS = "Puntos: %(points)s; hoyos jugados: %(through)s"
SKINS = "Skins: %(points)s"
LEVEL = "empate con %(others)s"
NOT_BEGUN = "aún no juega"
LAST_HOLES = "empate resuelto por los últimos %(count)s hoyos: %(mine)s contra %(theirs)s de %(other)s"
LAST_HOLE = "empate resuelto por el último hoyo: %(mine)s contra %(theirs)s de %(other)s"
BY_INDEX = "empate resuelto por el hoyo %(hole)s, ventaja %(index)s: %(mine)s contra %(theirs)s de %(other)s"
REASONS = (STROKES, NET_STROKES, POINTS, SKINS, LEVEL, NOT_BEGUN, LAST_HOLES, LAST_HOLE, BY_INDEX)


@dataclass(frozen=True)
class Terms:
    """What decides: the format, gross or net, and how ties of finished cards are broken."""

    format: Format
    net: bool
    holes: tuple[Hole, ...]
    countback: tuple[str, ...] = ()
    rounding: Rounding = "none"


@dataclass(frozen=True)
class Place:
    """`points` is None in stroke play; a place shared is the same number for all who share it.

    `tied` says that another card has the same score, whether or not something parted them afterwards.
    """

    position: int
    player: str
    gross: int
    net: Fraction
    points: int | None
    through: int
    to_par: Fraction
    tied: bool
    because: Reason


@dataclass(frozen=True)
class _Ranked:
    scored: Scored
    points: int | None
    value: Fraction
    figures: tuple[Figure, ...] = ()

    @cached_property
    def key(self) -> tuple[bool, Fraction, tuple[Fraction, ...]]:
        return (*self.main, tuple(figure.value for figure in self.figures))

    @property
    def main(self) -> tuple[bool, Fraction]:
        """Whoever has not begun comes after everybody who has."""
        return (self.scored.through == 0, self.value)


def leaderboard(cards: Sequence[Card], terms: Terms) -> list[Place]:
    """Everybody in order; those still level share their place and keep the order in which they came.

    Rounds under way are compared by par over the holes played; a tie is broken only among finished cards.
    Raises ValueError for a card with more or fewer holes than the course.
    """
    scored = [score(card, terms.holes, terms.net) for card in cards]
    won = skins(scored, terms.net) if terms.format == "skins" else {}
    ranked = sorted((_rank(each, terms, won) for each in scored), key=lambda each: each.main)
    places: list[Place] = []
    for _, level in groupby(ranked, key=lambda each: each.main):
        places += _level_places(_broken(list(level), terms), len(places) + 1, terms)
    return places


def _level_places(level: list[_Ranked], first: int, terms: Terms) -> list[Place]:
    """The places of those with the same score, from `first` on."""
    keys = [each.key for each in level]
    return [_place(each, level, first + keys.index(each.key), terms) for each in level]


def _rank(scored: Scored, terms: Terms, won: dict[str, int]) -> _Ranked:
    if terms.format == "stroke":
        return _Ranked(scored, None, scored.to_par(terms.net))
    points = scored.total_points if terms.format == "stableford" else won[scored.card.player]
    return _Ranked(scored, points, Fraction(-points))


def _broken(level: list[_Ranked], terms: Terms) -> list[_Ranked]:
    """The tied, in the order of their cards; as they came while any of them still plays, and always in skins."""
    if len(level) == 1 or terms.format == "skins" or not all(each.scored.complete for each in level):
        return level
    rules = Rules(terms.countback, terms.net, terms.format == "stableford", terms.rounding)
    compared = [
        _Ranked(each.scored, each.points, each.value, tuple(figures(each.scored, terms.holes, rules))) for each in level
    ]
    return sorted(compared, key=lambda each: each.key)


def _place(mine: _Ranked, level: list[_Ranked], position: int, terms: Terms) -> Place:
    scored = mine.scored
    return Place(
        position=position,
        player=scored.card.player,
        gross=scored.gross,
        net=scored.net,
        points=mine.points,
        through=scored.through,
        to_par=scored.to_par(terms.net),
        tied=len(level) > 1 and scored.through > 0,
        because=_because(mine, level, terms),
    )


def _because(mine: _Ranked, level: list[_Ranked], terms: Terms) -> Reason:
    if mine.scored.through == 0:
        return Reason(NOT_BEGUN)
    if len(level) == 1:
        return _score_reason(mine, terms)
    same = [other.scored.card.player for other in level if other.key == mine.key and other is not mine]
    return Reason(LEVEL, {"others": ", ".join(same)}) if same else _tie_reason(mine, level, terms)


def _score_reason(mine: _Ranked, terms: Terms) -> Reason:
    through = mine.scored.through
    if terms.format != "stroke":
        points = mine.points or 0
        if terms.format == "skins":
            return Reason(SKINS, {"points": points})
        return Reason(POINTS, {"points": points, "through": through})
    total = mine.scored.net if terms.net else Fraction(mine.scored.gross)
    par = against_par(mine.scored.to_par(terms.net))
    return Reason(NET_STROKES if terms.net else STROKES, {"total": number(total), "par": par, "through": through})


def _tie_reason(mine: _Ranked, level: list[_Ranked], terms: Terms) -> Reason:
    """The first number that parts this card from its neighbour: the next one below, or above for the last of them."""
    below = [other for other in level if other.key > mine.key]
    above = [other for other in level if other.key < mine.key]
    other = min(below, key=lambda each: each.key) if below else max(above, key=lambda each: each.key)
    pairs = zip(mine.figures, other.figures, strict=True)
    first, second = next((one, two) for one, two in pairs if one.value != two.value)
    values: dict[str, str | int] = {
        "mine": number(first.shown),
        "theirs": number(second.shown),
        "other": other.scored.card.player,
    }
    if first.hole is not None:
        index = terms.holes[first.hole - 1].stroke_index
        return Reason(BY_INDEX, values | {"hole": first.hole, "index": index})
    count = LAST[first.criterion][0]
    return Reason(LAST_HOLE, values) if count == 1 else Reason(LAST_HOLES, values | {"count": count})


def against_par(value: Fraction) -> str:
    """As golfers write it: E for even, −3 under, +2 over."""
    if value == 0:
        return "E"
    return f"+{number(value)}" if value > 0 else f"−{number(-value)}"


def number(value: Fraction) -> str:
    """A number for a sentence: whole, or with at most two decimals."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}".rstrip("0").rstrip(".")
