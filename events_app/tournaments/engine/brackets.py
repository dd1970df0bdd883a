"""Single and double elimination for any number of entries, written as a plan of references."""

from dataclasses import dataclass, field

from events_app.tournaments.engine.references import (
    Bracket,
    Bye,
    LoserOf,
    Needed,
    Plan,
    PlannedMatch,
    Seed,
    Source,
    WinnerOf,
)

BYE = Bye()


@dataclass(slots=True)
class Sheet:
    """The matches written so far, from id `first`; a match with a bye is never written, its entry moves on."""

    first: int = 1
    matches: list[PlannedMatch] = field(default_factory=list)

    def pair(self, home: Source, away: Source, bracket: Bracket, round_: int) -> tuple[Source, Source]:
        """Where the winner and the loser of this pairing come from."""
        if isinstance(home, Bye):
            return away, BYE
        if isinstance(away, Bye):
            return home, BYE
        number = self.add(home, away, bracket, round_)
        return WinnerOf(number), LoserOf(number)

    def add(self, home: Source, away: Source, bracket: Bracket, round_: int, needed: Needed | None = None) -> int:
        number = self.first + len(self.matches)
        self.matches.append(PlannedMatch(number, home, away, "knockout", bracket, round_, needed=needed))
        return number


def places(entries: int) -> list[int]:
    """Seeds from top to bottom of a full bracket, 1-8-4-5-2-7-3-6: each doubling pairs s with N + 1 − s.

    The list is a power of two long; seeds above `entries` are byes. Raises ValueError below two entries.
    """
    if entries < 2:
        raise ValueError("entries: must be at least 2")
    seeds = [1]
    while len(seeds) < entries:
        total = 2 * len(seeds) + 1
        seeds = [each for seed in seeds for each in (seed, total - seed)]
    return seeds


def first_places(entries: int) -> list[Source]:
    return [Seed(seed) if seed <= entries else BYE for seed in places(entries)]


def single(entries: int, third_place: bool = False) -> Plan:
    """Who loses is out. The match for the third place needs two semifinals, so four entries. Raises ValueError."""
    sheet = Sheet()
    knock_out(sheet, first_places(entries), third_place)
    return Plan(entries, (), tuple(sheet.matches))


def knock_out(sheet: Sheet, slots: list[Source], third_place: bool) -> None:
    """Plays the slots (a power of two of them, top to bottom) down to one final, and to a third place if asked."""
    round_ = 1
    losers: list[Source] = []
    while len(slots) > 2:
        slots, losers = _round(sheet, slots, "winners", round_)
        round_ += 1
    sheet.pair(slots[0], slots[1], "final", 1)
    if third_place and len(losers) == 2 and BYE not in losers:
        sheet.add(losers[0], losers[1], "third", 1)


def double(entries: int, reset: bool = True) -> Plan:
    """Who loses twice is out.

    The loser of match j of round r ≥ 2 of the winners drops to the place j XOR reverse(low bits of r − 1) of its round
    of the losers, so that old opponents meet again as late as can be. With `reset` the final is played again when the
    side from the losers wins it: until then the other side has lost only once. Raises ValueError.
    """
    sheet = Sheet()
    slots = first_places(entries)
    drops: list[list[Source]] = []
    while len(slots) > 1:
        slots, losers = _round(sheet, slots, "winners", len(drops) + 1)
        drops.append(losers)
    survivor = _losers_bracket(sheet, drops)
    final = sheet.add(slots[0], survivor, "final", 1)
    if reset:
        sheet.add(slots[0], survivor, "final", 2, Needed(final, "away"))
    return Plan(entries, (), tuple(sheet.matches))


def drop_place(match: int, round_: int, size: int) -> int:
    """The place, from 0, where the loser of that match (from 0) of that winners' round drops; `size` places there."""
    bits = size.bit_length() - 1
    low = (round_ - 1) & (size - 1)
    reverse = int(f"{low:0{bits}b}"[::-1], 2) if bits else 0
    return match ^ reverse


def _losers_bracket(sheet: Sheet, drops: list[list[Source]]) -> Source:
    """Alternates rounds among the losers with rounds against those who have just dropped; gives who survives."""
    survivors, round_ = drops[0], 1
    for winners_round, losers in enumerate(drops[1:], start=2):
        survivors, _ = _round(sheet, survivors, "losers", round_)
        size = len(losers)
        dropped = [losers[drop_place(place, winners_round, size)] for place in range(size)]
        paired = [each for pair in zip(survivors, dropped, strict=True) for each in pair]
        survivors, _ = _round(sheet, paired, "losers", round_ + 1)
        round_ += 2
    return survivors[0]


def _round(sheet: Sheet, slots: list[Source], bracket: Bracket, round_: int) -> tuple[list[Source], list[Source]]:
    paired = [sheet.pair(home, away, bracket, round_) for home, away in zip(slots[::2], slots[1::2], strict=True)]
    return [winner for winner, _ in paired], [loser for _, loser in paired]
