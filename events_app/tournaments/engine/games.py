"""The games of a year: points for companies by the place of their teams and for the parade, and who leads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from events_app.tournaments.engine.reasons import N_, Reason

MOST_PLACES = 1_000


@dataclass(frozen=True)
class Finish:
    """A team's place in a division that counts; `company` None earns nothing. Shared places are equal numbers."""

    division: str
    team: str
    company: str | None
    place: int


@dataclass(frozen=True)
class Parade:
    """How many of a team's roster paraded."""

    team: str
    company: str | None
    roster: int
    present: int


@dataclass(frozen=True)
class Prize:
    """`by_place` pays the 1st, 2nd, 3rd … place; `parade` goes once to a company all of whose teams paraded with at
    least `share` percent of their roster."""

    by_place: tuple[int, ...]
    parade: int = 0
    share: int = 50


@dataclass(frozen=True)
class Line:
    """A company's place. `places` counts its 1st, 2nd, 3rd … places; `items` say where each point comes from."""

    position: int
    company: str
    points: int
    places: tuple[int, ...]
    paraded: bool
    because: Reason
    items: tuple[Reason, ...] = field(default=())


def overall(finishes: Sequence[Finish], parades: Sequence[Parade], prize: Prize) -> tuple[Line, ...]:
    """Companies by points; level ones by more first places, then more second places, and so on, else they share.

    In each division only the best placed team of a company counts, so that entering many teams buys nothing. A shared
    place pays what the place pays to each that shares it. Whoever earned nothing but took part stands last with 0.
    """
    best = _best(finishes)
    walked = _paraded(parades, prize)
    companies = sorted({finish.company for finish in finishes if finish.company} | _walkers(parades))
    found = [_line(company, best, company in walked, prize) for company in companies]
    deepest = max((len(line.places) for line in found), default=0)
    found.sort(key=lambda line: (-line.points, [-_count(line.places, n) for n in range(deepest)], line.company))
    return tuple(_placed(found))


def attendance(parade: Parade) -> int:
    """The percentage of the roster that paraded, rounded down; an empty roster is 0."""
    return parade.present * 100 // parade.roster if parade.roster else 0


def _best(finishes: Sequence[Finish]) -> dict[tuple[str, str], Finish]:
    best: dict[tuple[str, str], Finish] = {}
    for finish in finishes:
        key = (finish.company or "", finish.division)
        if finish.company and (key not in best or finish.place < best[key].place):
            best[key] = finish
    return best


def _walkers(parades: Sequence[Parade]) -> set[str]:
    return {parade.company for parade in parades if parade.company}


def _paraded(parades: Sequence[Parade], prize: Prize) -> set[str]:
    lacking = {parade.company for parade in parades if attendance(parade) < prize.share}
    return _walkers(parades) - {company for company in lacking if company}


def _line(company: str, best: Mapping[tuple[str, str], Finish], paraded: bool, prize: Prize) -> Line:
    mine = sorted((each for (owner, _), each in best.items() if owner == company), key=lambda each: each.division)
    paid = [(each, _pays(each.place, prize.by_place)) for each in mine]
    points = sum(amount for _, amount in paid) + (prize.parade if paraded else 0)
    deepest = max((each.place for each in mine), default=0)
    places = tuple(sum(each.place == place for each in mine) for place in range(1, deepest + 1))
    key = N_("%(division)s: lugar %(place)s con %(team)s (puntos: %(points)s)")
    items = [
        Reason(key, {"division": each.division, "place": each.place, "team": each.team, "points": amount})
        for each, amount in paid
    ]
    if paraded and prize.parade:
        items.append(Reason(N_("Desfile (puntos: %(points)s)"), {"points": prize.parade}))
    return Line(0, company, points, places, paraded, Reason(""), tuple(items))


def _pays(place: int, by_place: Sequence[int]) -> int:
    return by_place[place - 1] if 1 <= place <= len(by_place) else 0


def _placed(lines: Sequence[Line]) -> list[Line]:
    found: list[Line] = []
    for number, line in enumerate(lines, start=1):
        above = found[-1] if found else None
        shares = above is not None and (above.points, _trim(above.places)) == (line.points, _trim(line.places))
        position = above.position if above is not None and shares else number
        found.append(replace(line, position=position, because=_because(line, above, shares)))
    return found


def _because(line: Line, above: Line | None, shares: bool) -> Reason:
    if above is None:
        return Reason(N_("Puntos: %(points)s"), {"points": line.points})
    said: dict[str, str | int] = {"points": line.points, "other": above.company}
    if shares:
        return Reason(N_("Puntos: %(points)s y los mismos lugares que %(other)s: comparten"), said)
    if above.points != line.points:
        return Reason(N_("Puntos: %(points)s"), said)
    place = next(n for n in range(MOST_PLACES) if _count(above.places, n) != _count(line.places, n))
    said |= {"place": place + 1, "mine": _count(line.places, place), "theirs": _count(above.places, place)}
    return Reason(
        N_("Puntos: %(points)s, como %(other)s, con menos lugares %(place)s: %(mine)s contra %(theirs)s"), said
    )


def _count(places: Sequence[int], index: int) -> int:
    return places[index] if index < len(places) else 0


def _trim(places: Sequence[int]) -> tuple[int, ...]:
    """Without the empty places at the end."""
    last = max((index for index, count in enumerate(places) if count), default=-1)
    return tuple(places[: last + 1])
