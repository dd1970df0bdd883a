"""The table of a Swiss division: its rounds as the Swiss engine reads them, and the figures that break its ties."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from events_app.tournaments.engine.fold_values import Figures, MatchState
from events_app.tournaments.engine.log_events import Paired
from events_app.tournaments.engine.standings_values import TableRules
from events_app.tournaments.engine.swiss import Game, standings

CUT, BUCHHOLZ, SONNEBORN = "Buchholz Cut 1", "Buchholz", "Sonneborn-Berger"
TIE_BREAKS = (CUT, BUCHHOLZ, SONNEBORN)
Pairings = Mapping[int, Paired]


def rounds(paired: Pairings, matches: Iterable[MatchState]) -> list[list[Game[str]]]:
    """The rounds in order, as far as every match of them is over; a walkover counts as unplayed."""
    by_pair = {frozenset((match.home, match.away)): match for match in matches}
    found: list[list[Game[str]]] = []
    for _, event in sorted(paired.items()):
        games = [by_pair.get(frozenset(pair)) for pair in event.pairs]
        if not all(match is not None and match.is_over for match in games):
            break
        round_ = [_game(home, away, match) for (home, away), match in zip(event.pairs, games, strict=True) if match]
        found.append([*round_, *([] if event.bye is None else [Game[str](event.bye, None, "bye")])])
    return found


def figures(entries: Sequence[str], paired: Pairings, matches: Iterable[MatchState], others: Figures) -> Figures:
    """The tie-break figures of each entry after its finished rounds, added to those that came from outside."""
    table = standings(entries, rounds(paired, matches))
    mine = {row.entry: (row.buchholz_cut_1, row.buchholz, row.sonneborn_berger) for row in table}
    return {entry: {**others.get(entry, {}), **dict(zip(TIE_BREAKS, mine[entry], strict=True))} for entry in entries}


def rules_of(table: TableRules) -> TableRules:
    """The sport's points first, then the Swiss tie-breaks, then whatever the division says."""
    rest = tuple(each for each in table.criteria if each != "points")
    return replace(table, criteria=("points", *TIE_BREAKS, *rest))


def _game(home: str, away: str, match: MatchState) -> Game[str]:
    kind = "" if match.result is None else match.result.kind
    if match.winner is None:
        return Game(home, away, "0.5-0.5" if kind == "played" else "---")
    won = match.winner == home
    if kind == "walkover":
        return Game(home, away, "+--" if won else "--+")
    return Game(home, away, "1-0" if won else "0-1")
