"""What one match came to, as tables count it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Side = Literal["home", "away"]


@dataclass(frozen=True, slots=True)
class Result:
    """`score` home first; `winner` names the winner of a shoot-out or of a match given away."""

    home: str
    away: str
    kind: str = "played"
    score: tuple[Fraction, Fraction] | None = None
    winner: Side | None = None
    periods: tuple[tuple[Fraction, Fraction], ...] = ()
    outs: tuple[int, int] | None = None
