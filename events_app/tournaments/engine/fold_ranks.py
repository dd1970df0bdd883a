"""Who is champion and which places are already certain."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from events_app.tournaments.engine.fold_values import MatchState, Table
from events_app.tournaments.engine.references import LoserOf, Plan, PlannedMatch

Matches = Mapping[int, MatchState]
Planned = Mapping[int, PlannedMatch]


def last_match(planned: Planned) -> PlannedMatch | None:
    """The match that makes the champion: the last final, or else the last of the knockout but the third place."""
    knockout = [match for match in planned.values() if match.stage == "knockout" and match.bracket != "third"]
    finals = [match for match in knockout if match.bracket == "final"]
    return max(finals or knockout, key=lambda match: match.id, default=None)


def first_two(plan: Plan, planned: Planned, matches: Matches, tables: Mapping[str, Table]) -> list[str | None]:
    """Champion and runner-up; None while open. Without a knockout the one table decides, once it is complete."""
    last = last_match(planned)
    if last is not None:
        state = matches[last.id]
        return [state.winner, state.loser] if state.is_over else [None, None]
    whole = [tables[table.name] for table in plan.tables]
    league = all(match.stage in ("league", "swiss") for match in planned.values())
    if len(whole) == 1 and league and whole[0].complete:
        return [whole[0].at(1), whole[0].at(2)]
    return [None, None]


def losses(entries: Iterable[str], planned: Planned, matches: Matches) -> dict[str, int]:
    """Lost matches of the knockout; a double walkover is lost by both."""
    lost: Counter[str] = Counter()
    for number, match in matches.items():
        if match.status != "final" or planned[number].stage != "knockout":
            continue
        if match.loser is not None:
            lost[match.loser] += 1
        elif match.result is not None and match.result.kind == "double_walkover":
            lost.update(each for each in (match.home, match.away) if each is not None)
    return {entry: lost[entry] for entry in entries}


def ranks(plan: Plan, planned: Planned, matches: Matches, tables: Mapping[str, Table]) -> dict[str, int]:
    """Places that nothing can change any more; those who go out in the same round share the best of them.

    The order is champion, runner-up, third-place match, rounds of the losers from the last, rounds of the winners from
    the last, and then who did not leave the groups, by place in them.
    """
    last = last_match(planned)
    if last is None:
        return _table_ranks(plan, tables, set(), 0) if len(tables) == 1 else {}
    found: dict[str, int] = {}
    position = 1
    for group in _exits(planned, last):
        for number, winners_too in group:
            _place(matches[number], position, winners_too, found)
        position += sum(2 if winners_too else 1 for _, winners_too in group)
    playing = {side for match in matches.values() if planned[match.id].stage == "knockout" for side in _sides(match)}
    return found | _table_ranks(plan, tables, playing, position - 1)


def _exits(planned: Planned, last: PlannedMatch) -> list[list[tuple[int, bool]]]:
    """The matches whose loser is out, the best first, those of one round together; True when it ends for both."""
    used = _losers_used(planned)
    thirds = [match for match in planned.values() if match.bracket == "third" and match.stage == "knockout"]
    groups = [[(last.id, True)], *([(match.id, True)] for match in thirds)]
    for bracket in ("losers", "winners"):
        rounds: dict[int, list[tuple[int, bool]]] = {}
        for match in planned.values():
            if match.bracket == bracket and match.stage == "knockout" and match.id != last.id and match.id not in used:
                rounds.setdefault(match.round, []).append((match.id, False))
        groups += [rounds[number] for number in sorted(rounds, reverse=True)]
    return groups


def _losers_used(planned: Planned) -> set[int]:
    """Matches after which the loser plays on."""
    sources = [source for match in planned.values() for source in (match.home, match.away)]
    return {source.match for source in sources if isinstance(source, LoserOf)}


def _place(match: MatchState, position: int, winners_too: bool, found: dict[str, int]) -> None:
    if not match.is_over:
        return
    if match.result is not None and match.result.kind == "double_walkover":
        found |= dict.fromkeys(_sides(match), position + winners_too)
    if match.loser is not None:
        found[match.loser] = position + winners_too
    if winners_too and match.winner is not None:
        found[match.winner] = position


def _sides(match: MatchState) -> Sequence[str]:
    return [side for side in (match.home, match.away) if side is not None]


def _table_ranks(plan: Plan, tables: Mapping[str, Table], playing: set[str], above: int) -> dict[str, int]:
    """Once all tables are complete: who stayed in them, by place; the same place in several is shared."""
    if not all(tables[table.name].complete for table in plan.tables):
        return {}
    stayed = sorted(
        (row.position, str(row.entry))
        for table in plan.tables
        for row in tables[table.name].standing.rows
        if str(row.entry) not in playing
    )
    places = [place for place, _ in stayed]
    return {entry: above + 1 + places.index(place) for place, entry in stayed}
