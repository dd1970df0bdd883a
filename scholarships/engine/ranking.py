"""The order of the applications: by score, then by the call's tie-breaks, then by a lottery sworn beforehand."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from hashlib import sha256

LOTTERY = "lottery"


@dataclass(frozen=True)
class TieBreak:
    """A figure of the application, the highest or the lowest first; or the lottery."""

    figure: str
    highest_first: bool = True

    @classmethod
    def read(cls, text: str) -> "TieBreak":
        """From "need:desc", "previous:asc" or "lottery". Raises ValueError."""
        figure, _, direction = text.rpartition(":")
        if text == LOTTERY:
            return cls(LOTTERY, highest_first=False)
        if not figure or figure == LOTTERY or direction not in ("asc", "desc"):
            raise ValueError("must be a figure with :desc or :asc, or lottery")
        return cls(figure, highest_first=direction == "desc")


BY_SCORE = TieBreak("score")


@dataclass(frozen=True)
class Candidate:
    """`figures` are those that the tie-breaks look at."""

    id: str
    score: Fraction
    figures: Mapping[str, Fraction] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """What set a candidate behind the one above: a figure, a lottery number, or nothing but the given order."""

    above: str
    by: TieBreak | None
    mine: Fraction | str = ""
    theirs: Fraction | str = ""


@dataclass(frozen=True)
class Place:
    """`behind` is None for the first."""

    candidate: Candidate
    behind: Step | None


def rank(candidates: Sequence[Candidate], tie_breaks: Sequence[TieBreak], *, seed: str = "") -> tuple[Place, ...]:
    """
    The best first, each with what set it behind the one above.

    Who is level after the whole chain stays in the given order. Raises KeyError when a figure is missing.
    """
    chain = (BY_SCORE, *tie_breaks)
    order = sorted(candidates, key=lambda each: [_key(each, by, seed) for by in chain])
    return tuple(
        Place(candidate, _step(above, candidate, chain, seed) if above else None)
        for above, candidate in zip([None, *order], order, strict=False)
    )


def lottery_number(seed: str, name: str) -> str:
    """The lowest number wins: sha256, in hexadecimal, of the seed, a bar and the id."""
    return sha256(f"{seed}|{name}".encode()).hexdigest()


def commitment(secret: str) -> str:
    """What is published before the call opens, so that the secret cannot be changed afterwards."""
    return sha256(secret.encode()).hexdigest()


def is_the_committed(secret: str, published: str) -> bool:
    """Whether the revealed secret is the one that was sworn to."""
    return hmac.compare_digest(commitment(secret), published.lower())


def lottery_seed(secret: str, public_draw: str) -> str:
    """The seed of the lottery: the sworn secret joined to a public draw held after the submissions closed."""
    return sha256(f"{secret}|{public_draw}".encode()).hexdigest()


def _value(candidate: Candidate, by: TieBreak, seed: str) -> Fraction | str:
    if by.figure == LOTTERY:
        return lottery_number(seed, candidate.id)
    return candidate.score if by.figure == BY_SCORE.figure else candidate.figures[by.figure]


def _key(candidate: Candidate, by: TieBreak, seed: str) -> Fraction | str:
    value = _value(candidate, by, seed)
    return -value if by.highest_first and isinstance(value, Fraction) else value


def _step(above: Candidate, below: Candidate, chain: Sequence[TieBreak], seed: str) -> Step:
    for by in chain:
        mine, theirs = _value(below, by, seed), _value(above, by, seed)
        if mine != theirs:
            return Step(above.id, by, mine, theirs)
    return Step(above.id, None)
