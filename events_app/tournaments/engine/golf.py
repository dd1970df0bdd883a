"""Golf handicaps: of a player on a course, of a scramble team, and the strokes that each hole gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

STANDARD_SLOPE = 113
# Low to high, as the World Handicap System recommends them (Rules of Handicapping, Appendix C); all of them editable.
SCRAMBLE_OF_FOUR = (Fraction(25, 100), Fraction(20, 100), Fraction(15, 100), Fraction(10, 100))
SCRAMBLE_OF_THREE = (Fraction(30, 100), Fraction(20, 100), Fraction(10, 100))
SCRAMBLE_OF_TWO = (Fraction(35, 100), Fraction(15, 100))


@dataclass(frozen=True)
class Course:
    """`holes` are (par, stroke index) in the order of the card; slope and rating are those of the tees played."""

    slope: int
    rating: Fraction
    holes: tuple[tuple[int, int], ...]

    @property
    def par(self) -> int:
        return sum(par for par, _ in self.holes)


@dataclass(frozen=True)
class TeamHandicap:
    """`raw` is the exact sum of the parts; `strokes` what the team takes off, after rounding and the cap."""

    raw: Fraction
    strokes: int
    capped: bool = False


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes up, for a plus handicap towards zero (−1.5 → −1). Rule 6.2a of the WHS."""
    return floor(value + Fraction(1, 2))


def course_handicap(index: Fraction, slope: int, rating: Fraction, par: int) -> Fraction:
    """Index × slope / 113 + (rating − par), not rounded. Rule 6.1 of the World Handicap System."""
    return index * slope / STANDARD_SLOPE + (rating - par)


def playing_handicap(course: Fraction, allowance: Fraction) -> int:
    """Allowance × the unrounded course handicap, rounded half up. Rule 6.2 of the World Handicap System."""
    return half_up(course * allowance)


def scramble(allowances: Sequence[Fraction], handicaps: Sequence[Fraction], cap: int | None = None) -> TeamHandicap:
    """Each share of the course handicap that comes in its turn, lowest handicap first; rounded once, at the end.

    `cap` is the most strokes that a team may receive. Raises ValueError when shares and handicaps are not as many.
    """
    if len(allowances) != len(handicaps):
        raise ValueError("allowances: must be as many as course_handicaps")
    raw = sum((share * each for share, each in zip(allowances, sorted(handicaps), strict=True)), Fraction(0))
    strokes = half_up(raw)
    capped = cap is not None and strokes > cap
    return TeamHandicap(raw, cap if cap is not None and capped else strokes, capped)


def strokes_received(handicap: Fraction, stroke_indexes: Sequence[int]) -> tuple[int, ...]:
    """Strokes of a playing handicap on each hole: one a round of holes, the rest from stroke index 1 on.

    A plus handicap gives strokes back, beginning with the highest index. Appendix E of the World Handicap System.
    Holes rank by their index, so that nine holes with indexes 1, 3, 5 … share the handicap among nine.
    """
    if not stroke_indexes:
        return ()
    each, rest = divmod(half_up(handicap), len(stroke_indexes))
    ranks = {index: rank for rank, index in enumerate(sorted(stroke_indexes))}
    return tuple(each + (ranks[index] < rest) for index in stroke_indexes)
