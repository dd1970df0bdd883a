"""A draw made by hand: whether what the committee placed can stand, and what has to change if not."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from events_app.tournaments.engine.draw import Entrant, Id, letter
from events_app.tournaments.engine.groups import even_sizes
from events_app.tournaments.engine.reasons import N_, Reason


def group_objections(entrants: Sequence[Entrant], placed: Mapping[Id, int], groups: int) -> tuple[Reason, ...]:
    """What is wrong with a placing of everybody in groups, from 0; nothing when it can stand.

    Sizes differ by one at most. Companions (the same `apart`) share a group only as far as they are too many to be
    apart: with five of one company in four groups, two may share one.
    """
    wrong = _everybody_once(entrants, placed)
    sizes = Counter(placed[entrant.id] for entrant in entrants if entrant.id in placed)
    wanted = Counter(even_sizes(len(entrants), groups))
    for group in sorted(set(sizes) | set(range(groups))):
        if not 0 <= group < groups or sizes[group] not in wanted:
            wrong.append(_size(group, sizes[group], min(wanted), max(wanted)))
    if not wrong and Counter(sizes.values()) != wanted:
        wrong.append(Reason(N_("Los grupos deben quedar parejos: con un equipo de diferencia como máximo.")))
    return (*wrong, *_together(entrants, placed, groups))


def order_objections(entrants: Sequence[Entrant], placed: Mapping[Id, int]) -> tuple[Reason, ...]:
    """What is wrong with a placing of everybody on lines, from 0, one on each."""
    wrong = _everybody_once(entrants, placed)
    lines = Counter(placed[entrant.id] for entrant in entrants if entrant.id in placed)
    for line, count in sorted(lines.items()):
        if not 0 <= line < len(entrants):
            wrong.append(Reason(N_("No hay lugar %(line)s."), {"line": line + 1}))
        elif count > 1:
            wrong.append(Reason(N_("En el lugar %(line)s hay %(count)s equipos."), {"line": line + 1, "count": count}))
    return tuple(wrong)


def _everybody_once(entrants: Sequence[Entrant], placed: Mapping[Id, int]) -> list[Reason]:
    known = {entrant.id for entrant in entrants}
    missing = [Reason(N_("Falta colocar a %(entry)s."), {"entry": each}) for each in _sorted(known - set(placed))]
    strange = [
        Reason(N_("%(entry)s no está en esta división."), {"entry": each}) for each in _sorted(set(placed) - known)
    ]
    return missing + strange


def _size(group: int, size: int, least: int, most: int) -> Reason:
    said: dict[str, str | int] = {"group": letter(max(group, 0)), "count": size, "least": least, "most": most}
    if least == most:
        return Reason(N_("Equipos en el grupo %(group)s: %(count)s; le tocan %(most)s."), said)
    return Reason(N_("Equipos en el grupo %(group)s: %(count)s; le tocan %(least)s o %(most)s."), said)


def _together(entrants: Sequence[Entrant], placed: Mapping[Id, int], groups: int) -> list[Reason]:
    companions = Counter(entrant.apart for entrant in entrants if entrant.apart is not None)
    there: dict[tuple[str, int], list[Id]] = defaultdict(list)
    for entrant in entrants:
        if entrant.apart is not None and entrant.id in placed:
            there[entrant.apart, placed[entrant.id]].append(entrant.id)
    key = N_("%(entries)s son de «%(apart)s» y comparten el grupo %(group)s; se pueden separar.")
    return [
        Reason(key, {"entries": ", ".join(map(str, mates)), "apart": apart, "group": letter(group)})
        for (apart, group), mates in there.items()
        if group >= 0 and len(mates) > -(-companions[apart] // groups)
    ]


def _sorted(ids: set[Id]) -> list[Id]:
    return sorted(ids, key=str)
