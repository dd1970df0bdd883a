"""Round robin: everybody meets everybody, by the Berger tables that chess and many leagues use."""

from collections.abc import Sequence

from events_app.tournaments.engine.references import Plan, PlannedMatch, Seed, Stage, TablePlan

TABLE = "A"
MOST_LEGS = 20
Pair = tuple[int, int]


def berger(entries: int) -> list[list[Pair]]:
    """The rounds of (home, away), from 1, in the order of FIDE's Handbook C.05, Annex 1.

    An odd number plays the table of the next even one: who would meet the last number is free in that round.
    Raises ValueError below two entries.
    """
    if entries < 2:
        raise ValueError("entries: must be at least 2")
    size = entries + entries % 2
    return [[pair for pair in _round(round_, size) if max(pair) <= entries] for round_ in range(size - 1)]


def rounds(entries: int, legs: int = 1) -> list[list[Pair]]:
    """All legs; every second leg is the first with home and away changed. Raises ValueError."""
    if not 1 <= legs <= MOST_LEGS:
        raise ValueError(f"legs: must be between 1 and {MOST_LEGS}")
    first = berger(entries)
    second = [[(away, home) for home, away in round_] for round_ in first]
    return [round_ for leg in range(legs) for round_ in (second if leg % 2 else first)]


def byes(entries: int, legs: int = 1) -> list[int | None]:
    """Who is free in each round; None when nobody is."""
    everyone = set(range(1, entries + 1))
    return [next(iter(everyone - {each for pair in round_ for each in pair}), None) for round_ in rounds(entries, legs)]


def league(entries: int, legs: int = 1) -> Plan:
    """One table of everybody. Raises ValueError."""
    seeds = tuple(range(1, entries + 1))
    matches = tuple(table_matches(TABLE, seeds, legs, "league", first_id=1))
    return Plan(entries, (TablePlan(TABLE, seeds, 0),), matches)


def table_matches(table: str, seeds: Sequence[int], legs: int, stage: Stage, first_id: int) -> list[PlannedMatch]:
    """The round robin of these seeds, with ids in the order of the rounds."""
    pairs = [(number, pair) for number, round_ in enumerate(rounds(len(seeds), legs), start=1) for pair in round_]
    return [
        PlannedMatch(id_, Seed(seeds[home - 1]), Seed(seeds[away - 1]), stage, "group", number, table)
        for id_, (number, (home, away)) in enumerate(pairs, start=first_id)
    ]


def _round(number: int, size: int) -> list[Pair]:
    """Round `number`, from 0: the last entry meets whoever it meets, the others pair off around that one.

    The first of the round moves by half the table each time, and the last number is at home in every second round.
    """
    last, ring = size, size - 1
    first = number * (size // 2) % ring
    opponent = first + 1
    top = (last, opponent) if number % 2 else (opponent, last)
    others = [((first + step) % ring + 1, (first - step) % ring + 1) for step in range(1, size // 2)]
    return [top, *others]
