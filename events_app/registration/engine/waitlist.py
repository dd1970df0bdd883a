"""Who on a waiting list is offered the seats that are free, in which order, and why the others still wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class PassVerdict(StrEnum):
    """`full` is no seat at all; `no_room` passes over a party that is larger than what is free."""

    OFFERED = "offered"
    FULL = "full"
    NO_ROOM = "no_room"
    OVER_LIMIT = "over_limit"


@dataclass(frozen=True)
class Waiting:
    """One party in the line: its seats are of one ticket type, and it gets all of them or none."""

    id: int
    joined_at: datetime
    ticket_type: int
    seats: int
    company: int | None = None
    waits: bool = True

    @property
    def place(self) -> tuple[datetime, int]:
        return self.joined_at, self.id


@dataclass(frozen=True)
class Room:
    """Seats that are free of the event and of each of its ticket types: None is no limit, an unknown type has none."""

    event: int | None
    types: Mapping[int, int | None]

    def free(self, ticket_type: int) -> int | None:
        """The seats one may take of this type; None when nothing limits them."""
        known = [each for each in (self.event, self.types.get(ticket_type, 0)) if each is not None]
        return max(0, min(known)) if known else None

    def fits(self, ticket_type: int, seats: int) -> bool:
        free = self.free(ticket_type)
        return free is None or seats <= free

    def less(self, ticket_type: int, seats: int) -> "Room":
        types = dict(self.types)
        of_type = types.get(ticket_type)
        if of_type is not None:
            types[ticket_type] = of_type - seats
        return Room(None if self.event is None else self.event - seats, types)


@dataclass(frozen=True)
class Limit:
    """The most seats of one company, and how many each has already (registrations and offers that stand).

    `lifted` is said once the event is so near that what is left may go to whoever wants it.
    """

    most: int | None = None
    taken: Mapping[int, int] = field(default_factory=dict)
    lifted: bool = False


@dataclass(frozen=True)
class Decision:
    """`because` gives the two numbers that were compared: seats asked for and seats allowed."""

    entry_id: int
    verdict: PassVerdict
    because: str


def next_offers(entries: Sequence[Waiting], room: Room, limit: Limit = Limit()) -> tuple[Decision, ...]:
    """Goes down the line and gives a decision for every party that waits, in the order in which they were decided.

    First come, first served; a party takes all its seats or none, and one that does not fit is passed over and keeps
    its place. A company that would pass its maximum waits behind everybody who would not. What is left for such
    companies is given only once the limit is lifted: then to the company with the fewest seats, and among its people
    by arrival. Whoever gave a seat back or let an offer lapse is no longer waiting (`waits` is false).
    """
    line = _Line(room, dict(limit.taken), limit)
    behind: list[Waiting] = []
    for party in sorted((each for each in entries if each.waits), key=lambda each: each.place):
        if line.is_over(party):
            behind.append(party)
        else:
            line.decide(party)
    while behind:
        party = min(behind, key=lambda each: (line.seats_of(each), each.place))
        behind.remove(party)
        if limit.lifted:
            line.decide(party)
        else:
            line.hold_back(party)
    return tuple(line.decisions)


def place_of(entry_id: int, entries: Sequence[Waiting]) -> int | None:
    """The place in the line by arrival, from 1, among those for the same ticket type who still wait."""
    mine = next((each for each in entries if each.id == entry_id and each.waits), None)
    if mine is None:
        return None
    ahead = [
        each for each in entries if each.waits and each.ticket_type == mine.ticket_type and each.place < mine.place
    ]
    return len(ahead) + 1


class _Line:
    """The seats and the companies' counts as the decisions change them."""

    def __init__(self, room: Room, taken: dict[int, int], limit: Limit) -> None:
        self.room, self.taken, self.limit = room, taken, limit
        self.decisions: list[Decision] = []

    def seats_of(self, party: Waiting) -> int:
        return self.taken.get(party.company, 0) if party.company is not None else 0

    def is_over(self, party: Waiting) -> bool:
        if self.limit.most is None or party.company is None:
            return False
        return self.seats_of(party) + party.seats > self.limit.most

    def decide(self, party: Waiting) -> None:
        free = self.room.free(party.ticket_type)
        if free is not None and party.seats > free:
            self._say(party, PassVerdict.NO_ROOM if free else PassVerdict.FULL, f"{party.seats} > {free}")
            return
        self.room = self.room.less(party.ticket_type, party.seats)
        if party.company is not None:
            self.taken[party.company] = self.seats_of(party) + party.seats
        self._say(party, PassVerdict.OFFERED, f"{party.seats} <= {'∞' if free is None else free}")

    def hold_back(self, party: Waiting) -> None:
        self._say(party, PassVerdict.OVER_LIMIT, f"{self.seats_of(party)} + {party.seats} > {self.limit.most}")

    def _say(self, party: Waiting, verdict: PassVerdict, because: str) -> None:
        self.decisions.append(Decision(party.id, verdict, because))
