"""Why no schedule can exist, proved by counting; and the fewest slots that any schedule needs."""

from collections import Counter
from collections.abc import Callable, Mapping

from events_app.tournaments.engine.reasons import N_, Reason
from events_app.tournaments.engine.schedule_values import Fixture, Id, Referee, Season


def impossible(season: Season) -> Reason | None:
    """The first simple proof that there is no schedule; None when counting alone does not settle it."""
    for proof in PROOFS:
        reason = proof(season)
        if reason is not None:
            return reason
    return None


def fewest_slots(season: Season) -> int:
    """No schedule lasts fewer slots than this; call it when `impossible` finds nothing."""
    earliest = max((slot for slot in earliest_slots(season).values() if slot is not None), default=-1) + 1
    room = _slots_for(len(season.fixtures), _room_by_slot(season))
    loads = Counter(side for fixture in season.fixtures for side in fixture.sides)
    heaviest = max(loads.values(), default=0)
    return max(earliest, room, _slots_for(heaviest, _turns(season)))


def neutral(season: Season, fixture: Fixture, referee: Referee) -> bool:
    companies = [season.companies.get(side) for side in fixture.sides]
    return referee.company is None or referee.company not in companies


def earliest_slots(season: Season) -> dict[Id, int | None]:
    """For each match the first slot that is late enough; None beyond the last slot, or in a circle of `after`."""
    usable = [slot for slot, fields in enumerate(season.open_fields) if fields]
    following: list[int | None] = [None] * (season.slots + 1)
    for slot in reversed(range(season.slots)):
        following[slot] = slot if season.open_fields[slot] else following[slot + 1]
    found: dict[Id, int | None] = {}
    for fixture in in_order(season):
        before = [found[earlier] for earlier in fixture.after]
        known = [slot for slot in before if slot is not None]
        late = len(known) < len(before) or not usable
        found[fixture.id] = None if late else following[max(known, default=-1) + 1]
    return found


def in_order(season: Season) -> list[Fixture]:
    """Every match after those that it waits for; those in a circle, and what waits for them, are left out."""
    waiting = {fixture.id: len(set(fixture.after)) for fixture in season.fixtures}
    followers: dict[Id, list[Fixture]] = {fixture.id: [] for fixture in season.fixtures}
    for fixture in season.fixtures:
        for earlier in set(fixture.after):
            followers[earlier].append(fixture)
    order = [fixture for fixture in season.fixtures if not waiting[fixture.id]]
    for fixture in order:
        for follower in followers[fixture.id]:
            waiting[follower.id] -= 1
            if not waiting[follower.id]:
                order.append(follower)
    return order


def _circle(season: Season) -> Reason | None:
    done = {fixture.id for fixture in in_order(season)}
    stuck = [str(fixture.id) for fixture in season.fixtures if fixture.id not in done]
    key = N_("Estos partidos se esperan unos a otros: %(matches)s.")
    return Reason(key, {"matches": ", ".join(stuck)}) if stuck else None


def _no_referee(season: Season) -> Reason | None:
    for fixture in season.fixtures:
        if season.referees and not any(neutral(season, fixture, referee) for referee in season.referees):
            return Reason(N_("Ningún árbitro es neutral para el partido %(match)s."), {"match": fixture.id})
    return None


def _too_little_room(season: Season) -> Reason | None:
    matches, room = len(season.fixtures), sum(len(fields) for fields in season.open_fields)
    if matches > room:
        key = N_("Partidos por acomodar: %(matches)s; lugares libres (canchas por turnos): %(room)s.")
        return Reason(key, {"matches": matches, "room": room})
    room = sum(_room_by_slot(season).values())
    if matches > room:
        key = N_("Partidos por acomodar: %(matches)s; con los equipos y árbitros que hay se pueden jugar %(room)s.")
        return Reason(key, {"matches": matches, "room": room})
    return None


def _too_many_of_one(season: Season) -> Reason | None:
    most = sum(_turns(season).values())
    for entry, load in Counter(side for fixture in season.fixtures for side in fixture.sides).items():
        if load > most:
            key = N_("Partidos de %(entry)s: %(load)s; con sus descansos solo le caben %(most)s.")
            return Reason(key, {"entry": entry, "load": load, "most": most})
    return None


def _too_long_a_chain(season: Season) -> Reason | None:
    for match, slot in earliest_slots(season).items():
        if slot is None:
            return Reason(
                N_("Los turnos no alcanzan para jugar el partido %(match)s después de los que espera."),
                {"match": match},
            )
    return None


PROOFS: tuple[Callable[[Season], Reason | None], ...] = (
    _circle,
    _no_referee,
    _too_little_room,
    _too_many_of_one,
    _too_long_a_chain,
)


def _room_by_slot(season: Season) -> dict[int, int]:
    """How many matches each slot can hold: fields, referees, and pairs of entries while every side is known."""
    sides = [fixture.sides for fixture in season.fixtures]
    entries = len({side for both in sides for side in both})
    pairs = entries // 2 if all(len(both) == 2 for both in sides) else len(sides)
    return {slot: min(len(fields), pairs, _whistles(season, slot)) for slot, fields in enumerate(season.open_fields)}


def _whistles(season: Season, slot: int) -> int:
    if not season.referees:
        return len(season.fields)
    return sum(referee.available is None or slot in referee.available for referee in season.referees)


def _turns(season: Season) -> dict[int, int]:
    """1 for each slot in which an entry that plays as often as it may, and as early, would play."""
    turns: dict[int, int] = {}
    last, today, day = -season.rest - 1, 0, -1
    for slot, fields in enumerate(season.open_fields):
        if slot // season.slots_per_day != day:
            last, today, day = slot - season.rest - 1, 0, slot // season.slots_per_day
        if fields and slot - last > season.rest and (season.max_per_day is None or today < season.max_per_day):
            turns[slot] = 1
            last, today = slot, today + 1
    return turns


def _slots_for(wanted: int, holds: Mapping[int, int]) -> int:
    """How many slots pass until these hold as many as wanted."""
    held = 0
    for slot, room in sorted(holds.items()):
        if held >= wanted:
            return slot
        held += room
    return max(holds, default=-1) + 1 if wanted else 0
