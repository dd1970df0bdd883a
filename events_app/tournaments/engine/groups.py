"""Groups first, then a knockout in which those of one group meet again as late as the bracket allows."""

from collections.abc import Iterable, Sequence
from itertools import count

from events_app.tournaments.engine.brackets import Sheet, knock_out, places
from events_app.tournaments.engine.plan import checked
from events_app.tournaments.engine.references import BestOf, Bye, Plan, PlannedMatch, RankOf, Source, TablePlan
from events_app.tournaments.engine.roundrobin import table_matches

MOST_GROUPS_COMPARED = 16
Groups = tuple[tuple[int, ...], ...]


def snake(sizes: Sequence[int]) -> Groups:
    """Seeds dealt 1-2-3-4, 4-3-2-1, …, passing over groups that are full."""
    dealt: list[list[int]] = [[] for _ in sizes]
    seed, forward = count(1), True
    while any(len(group) < size for group, size in zip(dealt, sizes, strict=True)):
        for place in range(len(sizes)) if forward else reversed(range(len(sizes))):
            if len(dealt[place]) < sizes[place]:
                dealt[place].append(next(seed))
        forward = not forward
    return tuple(tuple(group) for group in dealt)


def even_sizes(entries: int, groups: int) -> tuple[int, ...]:
    """As even as can be, the larger ones first. Raises ValueError when a group would have fewer than two."""
    if groups < 1 or entries < 2 * groups:
        raise ValueError("groups: each needs at least two entries")
    return tuple(entries // groups + (place < entries % groups) for place in range(groups))


def group_name(place: int) -> str:
    """A, B, …, Z, AA, AB, … from 0."""
    before, letter = divmod(place, 26)
    return (group_name(before - 1) if before else "") + chr(ord("A") + letter)


def groups_then_knockout(
    groups: Sequence[int] | Groups,
    *,
    legs: int = 1,
    advancing: int = 2,
    best_thirds: int = 0,
    third_place: bool = False,
) -> Plan:
    """Groups by their sizes (dealt by snake) or by their seeds (as drawn); the first `advancing` of each move on.

    `best_thirds` more move on among those one place below, compared across the groups. The knockout seeds the winners
    first, then the seconds, and so on; two of one group can meet only in the final when two advance, else as late as
    the bracket allows. One group alone makes a league with a final phase. Raises ValueError.
    """
    dealt = _dealt(groups)
    _check(dealt, advancing, best_thirds)
    tables = tuple(TablePlan(group_name(place), seeds, advancing) for place, seeds in enumerate(dealt))
    matches = _group_matches(tables, legs)
    seeded = _seeded(len(dealt), advancing, best_thirds)
    sheet = Sheet(first=len(matches) + 1)
    order = places(len(seeded))
    slots: list[Source] = [seeded[seed - 1] if seed <= len(seeded) else Bye() for seed in order]
    knock_out(sheet, slots, third_place)
    return checked(Plan(sum(len(seeds) for seeds in dealt), tables, (*matches, *sheet.matches)))


def _dealt(groups: Sequence[int] | Groups) -> Groups:
    sizes = [each for each in groups if isinstance(each, int)]
    if not sizes:
        return tuple(tuple(each) for each in groups if not isinstance(each, int))
    if len(sizes) != len(groups) or min(sizes) < 2:
        raise ValueError("groups: each needs at least two entries")
    return snake(sizes)


def _check(groups: Groups, advancing: int, best: int) -> None:
    smallest = min((len(seeds) for seeds in groups), default=0)
    if smallest < 2:
        raise ValueError("groups: each needs at least two entries")
    seeds = sorted(seed for group in groups for seed in group)
    if seeds != list(range(1, len(seeds) + 1)):
        raise ValueError("groups: every seed from 1 must be in one group")
    if not 1 <= advancing <= smallest:
        raise ValueError(f"advancing: must be between 1 and {smallest}")
    if best and not (0 < best < len(groups) <= MOST_GROUPS_COMPARED and advancing < smallest):
        raise ValueError("best_thirds: needs more groups than places, at most 16, and somebody at that rank in each")
    if len(groups) * advancing + best < 2:
        raise ValueError("advancing: at least two must move on")


def _group_matches(tables: Sequence[TablePlan], legs: int) -> tuple[PlannedMatch, ...]:
    """Round by round, the groups in turn within each, as they are played."""
    written = [each for table in tables for each in table_matches(table.name, table.seeds, legs, "groups", first_id=1)]
    names = [table.name for table in tables]
    written.sort(key=lambda match: (match.round, names.index(match.table), match.id))
    return tuple(
        PlannedMatch(number, each.home, each.away, each.stage, each.bracket, each.round, each.table)
        for number, each in enumerate(written, start=1)
    )


def _seeded(groups: int, advancing: int, best: int) -> list[Source]:
    """Who stands on each seed of the knockout: winners, seconds, …, then the best of the next rank."""
    order = places(groups * advancing + best)
    height = {seed: place for place, seed in enumerate(order)}
    mates: list[list[int]] = [[] for _ in range(groups)]
    seeded: list[Source] = []
    for rank in range(1, advancing + 1):
        first = len(seeded) + 1
        chosen = _apart(mates, range(first, first + groups), height)
        for group, seed in enumerate(chosen):
            mates[group].append(seed)
        seeded += [RankOf(group_name(chosen.index(seed)), rank) for seed in range(first, first + groups)]
    return seeded + _best(mates, range(len(seeded) + 1, len(seeded) + best + 1), height, advancing + 1)


def _apart(mates: list[list[int]], seeds: range, height: dict[int, int]) -> list[int]:
    """A seed for each group, so that the earliest meeting with a mate is as late as possible."""
    for nearness in range(len(height).bit_length()):
        found = assigned([_far(mine, seeds, height, nearness) for mine in mates])
        if found is not None:
            return found
    raise AssertionError("without any condition there is always a way")


def _best(mates: list[list[int]], seeds: range, height: dict[int, int], rank: int) -> list[Source]:
    """Slots for the best ranked; each admits the groups far enough away, whichever groups those come from."""
    names = [group_name(group) for group in range(len(mates))]
    for nearness in range(len(height).bit_length()):
        far = [_far(mine, seeds, height, nearness) for mine in mates]
        if seeds and _always_fits(far, len(seeds)):
            return [
                BestOf(rank, nth, tuple(name for name, mine in zip(names, far, strict=True) if seed in mine))
                for nth, seed in enumerate(seeds, start=1)
            ]
    return []


def _far(mine: Iterable[int], seeds: range, height: dict[int, int], nearness: int) -> list[int]:
    """The seeds that none of mine can meet before `nearness` rounds from the end (0: only in the final)."""
    rounds = len(height).bit_length() - 1
    late = rounds - nearness
    return [seed for seed in seeds if all((height[seed] ^ height[mate]).bit_length() >= late for mate in mine)]


def assigned(wishes: Sequence[Sequence[int]]) -> list[int] | None:
    """One different choice for each, earlier wishes of earlier ones going first; None when it cannot be.

    Who comes last is placed first, and moves on to another wish when somebody earlier asks for the same.
    """
    holder: dict[int, int] = {}

    def place(who: int, tried: set[int]) -> bool:
        for choice in wishes[who]:
            if choice not in tried:
                tried.add(choice)
                if choice not in holder or place(holder[choice], tried):
                    holder[choice] = who
                    return True
        return False

    if not all(place(who, set()) for who in reversed(range(len(wishes)))):
        return None
    chosen = {who: choice for choice, who in holder.items()}
    return [chosen[who] for who in range(len(wishes))]


def _always_fits(far: Sequence[Sequence[int]], qualify: int) -> bool:
    """Whether any `qualify` of the groups can be placed: no few of them share fewer slots than they are (Hall)."""
    masks = [sum(1 << seed for seed in mine) for mine in far]
    reach = [0] * (1 << len(far))
    for few in range(1, len(reach)):
        lowest = few & -few
        reach[few] = reach[few ^ lowest] | masks[lowest.bit_length() - 1]
        if few.bit_count() <= qualify and reach[few].bit_count() < few.bit_count():
            return False
    return True
