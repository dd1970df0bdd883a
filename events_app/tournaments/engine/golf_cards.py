"""A golf card read hole by hole: gross, net, points and how it stands against par, also halfway through the round."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from events_app.tournaments.engine.golf import strokes_received

# Points of a hole are those of the rules of Stableford (Rule 21.1 of the Rules of Golf): two for the fixed score.
POINTS_FOR_PAR = 2


@dataclass(frozen=True)
class Hole:
    par: int
    stroke_index: int


@dataclass(frozen=True)
class Card:
    """`strokes` has one entry a hole, in the order of the course; None is not yet played."""

    player: str
    strokes: tuple[int | None, ...]
    handicap: Fraction = Fraction(0)


@dataclass(frozen=True)
class Scored:
    """A card with what each hole gives; None where it was not played."""

    card: Card
    par: int
    net_strokes: tuple[int | None, ...]
    points: tuple[int | None, ...]

    @property
    def through(self) -> int:
        return sum(each is not None for each in self.card.strokes)

    @property
    def complete(self) -> bool:
        return self.through == len(self.card.strokes)

    @property
    def gross(self) -> int:
        return sum(each for each in self.card.strokes if each is not None)

    @property
    def net(self) -> Fraction:
        """Gross less the handicap; of a round not finished, less the strokes of the holes played."""
        if self.complete:
            return self.gross - self.card.handicap
        return Fraction(sum(each for each in self.net_strokes if each is not None))

    @property
    def total_points(self) -> int:
        return sum(each for each in self.points if each is not None)

    def to_par(self, net: bool) -> Fraction:
        """Against the par of the holes played: −3 is three under."""
        return (self.net if net else Fraction(self.gross)) - self.par

    def hole(self, number: int, net: bool) -> int | None:
        return (self.net_strokes if net else self.card.strokes)[number]


def score(card: Card, holes: Sequence[Hole], net: bool) -> Scored:
    """The card on this course; `net` says whether the points count the strokes received. Raises ValueError."""
    if len(card.strokes) != len(holes):
        raise ValueError(f"strokes: of {card.player} must be as many as holes")
    received = strokes_received(card.handicap, [hole.stroke_index for hole in holes])
    triples = list(zip(card.strokes, received, holes, strict=True))
    return Scored(
        card,
        par=sum(hole.par for made, _, hole in triples if made is not None),
        net_strokes=tuple(None if made is None else made - given for made, given, _ in triples),
        points=tuple(
            None if made is None else stableford(made - (given if net else 0), hole.par)
            for made, given, hole in triples
        ),
    )


def stableford(strokes: int, par: int) -> int:
    """Two points for par, one more for each stroke under it and one less for each over it; never below zero."""
    return max(0, par - strokes + POINTS_FOR_PAR)


def skins(cards: Sequence[Scored], net: bool) -> dict[str, int]:
    """Skins of each player: the only lowest score of a hole takes it, with those that ties left before it.

    The count stops at the first hole that somebody has not played, so that no skin is ever taken back.
    """
    won = {each.card.player: 0 for each in cards}
    waiting = 0
    for number in range(len(cards[0].card.strokes) if cards else 0):
        made = {each.card.player: each.hole(number, net) for each in cards}
        scores = [value for value in made.values() if value is not None]
        if len(scores) < len(cards):
            break
        waiting += 1
        best = [player for player, value in made.items() if value == min(scores)]
        if len(best) == 1:
            won[best[0]] += waiting
            waiting = 0
    return won
