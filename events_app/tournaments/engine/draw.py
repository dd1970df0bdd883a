"""The draw of groups: pots shuffled by a published seed, placed in a snake, companions of a company kept apart."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from events_app.tournaments.engine.draw_room import Places
from events_app.tournaments.engine.reasons import N_, Reason

Id = int | str


@dataclass(frozen=True)
class Entrant:
    """`pot` is drawn from low to high, None for all when the given order is the order; `apart` is what keeps apart."""

    id: Id
    pot: int | None = None
    apart: str | None = None


@dataclass(frozen=True)
class Drawn:
    """`groups` in the order in which their members came; `steps` can be read aloud before witnesses."""

    groups: tuple[tuple[Id, ...], ...]
    steps: tuple[Reason, ...]


class NoDraw(ValueError):
    """No draw keeps everybody apart; `reason` says who is too many."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.key % reason.params)
        self.reason = reason


def commitment(seed: str) -> str:
    """The sha256 in hexadecimal, published before the draw: afterwards anybody sees that the seed was not changed."""
    return sha256(seed.encode()).hexdigest()


def shuffled(ids: Sequence[Id], seed: str) -> list[Id]:
    """In the order of the sha256, in hexadecimal, of `seed|id`."""
    return sorted(ids, key=lambda each: sha256(f"{seed}|{each}".encode()).hexdigest())


def draw(entrants: Sequence[Entrant], groups: int, *, seed: str) -> Drawn:
    """Groups whose sizes differ by one at most; each row of the snake puts one in each group.

    Who would join a companion (the same `apart`), or leave somebody later without room, goes to the next group of the
    row where neither happens. Raises NoDraw when a company has more entries than there are groups; else it succeeds.
    """
    _refuse_too_many(entrants, groups)
    order = _order(entrants, seed)
    places = Places([entrant.apart for entrant in order], groups)
    members: list[list[Entrant]] = [[] for _ in range(groups)]
    steps = list(_opening(order, seed))
    for number, entrant in enumerate(order):
        first = places.first_choice(number)
        group = places.place(number)
        mate = next(
            (other for other in members[first] if other.apart is not None and other.apart == entrant.apart), None
        )
        steps.append(_step(entrant, group, first, mate))
        members[group].append(entrant)
    return Drawn(tuple(tuple(each.id for each in group) for group in members), tuple(steps))


def letter(group: int) -> str:
    """A, B, … Z, AA, AB …"""
    return (letter(group // 26 - 1) if group >= 26 else "") + chr(ord("A") + group % 26)


def _refuse_too_many(entrants: Sequence[Entrant], groups: int) -> None:
    for apart, count in Counter(entrant.apart for entrant in entrants if entrant.apart is not None).items():
        if count > groups:
            key = N_("No hay sorteo posible: «%(apart)s» tiene %(count)s equipos, más que los grupos (%(groups)s).")
            raise NoDraw(Reason(key, {"apart": apart, "count": count, "groups": groups}))


def _order(entrants: Sequence[Entrant], seed: str) -> list[Entrant]:
    by_id = {entrant.id: entrant for entrant in entrants}
    pots = sorted({entrant.pot for entrant in entrants if entrant.pot is not None})
    if not pots:
        return list(entrants)
    return [
        by_id[each] for pot in pots for each in shuffled([other.id for other in entrants if other.pot == pot], seed)
    ]


def _opening(order: Sequence[Entrant], seed: str) -> Iterator[Reason]:
    if not order or order[0].pot is None:
        yield Reason(N_("Sin bombos: entran en el orden dado, en serpentina."))
        return
    yield Reason(N_("La semilla es «%(seed)s»; su huella es %(hash)s."), {"seed": seed, "hash": commitment(seed)})
    for pot in dict.fromkeys(entrant.pot for entrant in order):
        names = ", ".join(str(entrant.id) for entrant in order if entrant.pot == pot)
        yield Reason(N_("Bombo %(pot)s, en el orden en que salen: %(names)s."), {"pot": pot or 0, "names": names})


def _step(entrant: Entrant, group: int, first: int, mate: Entrant | None) -> Reason:
    said: dict[str, str | int] = {"entry": str(entrant.id), "group": letter(group), "first": letter(first)}
    if group == first:
        return Reason(N_("%(entry)s: grupo %(group)s."), said)
    if mate is None:
        key = N_("%(entry)s: grupo %(group)s; en el %(first)s quitaría el lugar a quien falta por separar.")
        return Reason(key, said)
    key = N_("%(entry)s: grupo %(group)s; en el %(first)s ya está %(mate)s, también de «%(apart)s».")
    return Reason(key, {**said, "mate": str(mate.id), "apart": str(entrant.apart)})
