"""The committee's meeting as arithmetic: quorum, majority, and what the motions that carried add up to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum


class Change(StrEnum):
    """What a motion does when it carries: adopt the list as computed up to a place, set one aside, read once more."""

    STATEMENT = ""
    ADOPT = "adopt"
    SET_ASIDE = "set_aside"
    READ_AGAIN = "read_again"


class NotPossible(ValueError):
    """A motion about what has been decided already, or about nothing."""


@dataclass(frozen=True)
class Carried:
    """A motion that carried; `place` is for ADOPT, `folio` and `reason` are for the other two."""

    change: Change
    place: int = 0
    folio: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Stand:
    """Where a meeting is: the places decided so far, who was set aside and why, who is to be read once more."""

    adopted: int = 0
    aside: dict[str, str] = field(default_factory=dict)
    again: tuple[str, ...] = ()

    @property
    def waves(self) -> tuple[tuple[str, ...], ...]:
        """Those who were set aside, one after the other, as the award's waves: places already given stay given."""
        return tuple((folio,) for folio in self.aside)


def stand(order: tuple[str, ...], carried: Iterable[Carried]) -> Stand:
    """Folds the motions over the ranking. Raises NotPossible."""
    adopted = 0
    aside: dict[str, str] = {}
    again: tuple[str, ...] = ()
    for motion in carried:
        check(order, Stand(adopted, dict(aside), again), motion)
        if motion.change is Change.ADOPT:
            adopted = motion.place
        elif motion.change is Change.SET_ASIDE:
            aside[motion.folio] = motion.reason
        elif motion.change is Change.READ_AGAIN:
            again = (*again, motion.folio)
    return Stand(adopted, aside, again)


def check(order: tuple[str, ...], now: Stand, motion: Carried) -> None:
    """Raises NotPossible for a motion that makes no sense any more.

    Only a place that is still open can be set aside or read again: what was decided is not taken back in the meeting.
    The list cannot be adopted past somebody who is to be read again.
    """
    if motion.change is Change.ADOPT:
        waiting = min((order.index(folio) + 1 for folio in now.again), default=len(order) + 1)
        if not now.adopted < motion.place <= len(order) or motion.place >= waiting:
            raise NotPossible("place")
    if motion.change in (Change.SET_ASIDE, Change.READ_AGAIN):
        open_places = order[now.adopted :]
        if motion.folio not in open_places or motion.folio in now.aside or motion.folio in now.again:
            raise NotPossible("folio")
    if motion.change is Change.SET_ASIDE and not motion.reason:
        raise NotPossible("reason")


def in_turn(order: tuple[str, ...], now: Stand) -> int | None:
    """The first place, from 1, that nobody has decided; None when all are."""
    return next((place for place in range(now.adopted + 1, len(order) + 1) if order[place - 1] not in now.aside), None)


def carries(yes: int, entitled: int) -> bool:
    """More than half of those present who may vote on it, so that staying silent is not a way of winning."""
    return 2 * yes > entitled
