"""A tournament's plan: what it is made of, whether it can be played, and how it is kept as JSON."""

from collections.abc import Mapping
from typing import Any, cast

from events_app.tournaments.engine import given
from events_app.tournaments.engine.given import Malformed
from events_app.tournaments.engine.references import (
    BRACKETS,
    SIDES,
    STAGES,
    BestOf,
    Bracket,
    Bye,
    LoserOf,
    Needed,
    Plan,
    PlannedMatch,
    RankOf,
    Seed,
    Side,
    Source,
    Stage,
    TablePlan,
    WinnerOf,
)

__all__ = [
    "BRACKETS",
    "MOST_ENTRIES",
    "SIDES",
    "STAGES",
    "BestOf",
    "Bracket",
    "Bye",
    "LoserOf",
    "Needed",
    "Plan",
    "PlanError",
    "PlannedMatch",
    "RankOf",
    "Seed",
    "Side",
    "Source",
    "Stage",
    "TablePlan",
    "WinnerOf",
    "as_json",
    "checked",
    "match_as_json",
    "plan_from_json",
    "source_as_json",
    "source_from_json",
]

MOST_ENTRIES = 65_536
KINDS = "seed, winner_of, loser_of, rank_of, best_of, bye"


class PlanError(Malformed):
    """A plan that cannot be played; the message is one line that names the place."""


def checked(plan: Plan) -> Plan:
    """The same plan. Raises PlanError when a seed, a table or a reference does not hold."""
    if not 2 <= plan.entries <= MOST_ENTRIES:
        raise PlanError(f"entries: must be between 2 and {MOST_ENTRIES}")
    sizes: dict[str, int] = {}
    for number, table in enumerate(plan.tables):
        _check_table(table, plan.entries, sizes, f"tables.{number}")
        sizes[table.name] = len(table.seeds)
    ids: set[int] = set()
    closed: set[str] = set()
    for number, match in enumerate(plan.matches):
        _check_match(match, plan.entries, sizes, ids, f"matches.{number}")
        if match.id <= max(ids, default=0):
            raise PlanError(f"matches.{number}.id: must be greater than those before")
        if match.table in closed:
            raise PlanError(f"matches.{number}.table: places of table {match.table} were taken before")
        ids.add(match.id)
        closed.update(table for source in (match.home, match.away) for table in _tables_behind(source))
    return plan


def _check_table(table: TablePlan, entries: int, sizes: Mapping[str, int], place: str) -> None:
    if not table.name or table.name in sizes:
        raise PlanError(f"{place}.name: must be there, and once")
    if len(set(table.seeds)) != len(table.seeds):
        raise PlanError(f"{place}.seeds: a seed is there twice")
    if not all(1 <= seed <= entries for seed in table.seeds):
        raise PlanError(f"{place}.seeds: must be between 1 and {entries}")
    if not 0 <= table.advancing <= len(table.seeds):
        raise PlanError(f"{place}.advancing: must be between 0 and {len(table.seeds)}")


def _check_match(match: PlannedMatch, entries: int, sizes: Mapping[str, int], ids: set[int], place: str) -> None:
    if match.id < 1 or match.id in ids:
        raise PlanError(f"{place}.id: must be a number from 1, and there once")
    if match.round < 1:
        raise PlanError(f"{place}.round: must be at least 1")
    if match.table and match.table not in sizes:
        raise PlanError(f"{place}.table: there is no table {match.table}")
    for side, source in (("home", match.home), ("away", match.away)):
        _check_source(source, match.id, entries, sizes, ids, f"{place}.{side}")
    if match.home == match.away and not isinstance(match.home, Bye):
        raise PlanError(f"{place}.away: is the same as home")
    if match.needed is not None:
        _check_earlier(match.needed.match, match.id, ids, f"{place}.needed.match")


def _check_source(
    source: Source, match: int, entries: int, sizes: Mapping[str, int], ids: set[int], place: str
) -> None:
    match source:
        case Seed(number) if not 1 <= number <= entries:
            raise PlanError(f"{place}.seed: must be between 1 and {entries}")
        case WinnerOf(earlier) | LoserOf(earlier):
            _check_earlier(earlier, match, ids, place)
        case RankOf(table, rank):
            _check_place(table, rank, sizes, f"{place}.rank_of")
        case BestOf(rank, nth, tables):
            if nth < 1 or not tables:
                raise PlanError(f"{place}.best_of: needs nth from 1, and tables")
            for table in tables:
                _check_place(table, rank, sizes, f"{place}.best_of")


def _tables_behind(source: Source) -> tuple[str, ...]:
    if isinstance(source, RankOf):
        return (source.table,)
    return source.tables if isinstance(source, BestOf) else ()


def _check_earlier(earlier: int, match: int, ids: set[int], place: str) -> None:
    if earlier not in ids or earlier >= match:
        raise PlanError(f"{place}: must name a match that comes before, with a smaller id")


def _check_place(table: str, rank: int, sizes: Mapping[str, int], place: str) -> None:
    if table not in sizes:
        raise PlanError(f"{place}: there is no table {table}")
    if not 1 <= rank <= sizes[table]:
        raise PlanError(f"{place}: table {table} has no place {rank}")


def as_json(plan: Plan) -> dict[str, Any]:
    """The plan as JSON values; `plan_from_json` gives it back."""
    return {
        "entries": plan.entries,
        "tables": [table_as_json(table) for table in plan.tables],
        "matches": [match_as_json(match) for match in plan.matches],
    }


def table_as_json(table: TablePlan) -> dict[str, Any]:
    return {
        "name": table.name,
        "seeds": list(table.seeds),
        "advancing": table.advancing,
        "rounds": table.rounds,
    }


def match_as_json(match: PlannedMatch) -> dict[str, Any]:
    return {
        "id": match.id,
        "stage": match.stage,
        "bracket": match.bracket,
        "round": match.round,
        "table": match.table,
        "home": source_as_json(match.home),
        "away": source_as_json(match.away),
        "needed": {"match": match.needed.match, "won_by": match.needed.won_by} if match.needed else None,
    }


def source_as_json(source: Source) -> dict[str, Any]:
    match source:
        case Seed(number):
            return {"seed": number}
        case WinnerOf(earlier):
            return {"winner_of": earlier}
        case LoserOf(earlier):
            return {"loser_of": earlier}
        case RankOf(table, rank):
            return {"rank_of": {"table": table, "rank": rank}}
        case BestOf(rank, nth, tables):
            return {"best_of": {"rank": rank, "nth": nth, "tables": list(tables)}}
        case Bye():
            return {"bye": True}


def plan_from_json(data: object) -> Plan:
    """The plan that `as_json` wrote, checked again. Raises PlanError that names the place."""
    try:
        plan = given.fields(data, {"entries", "tables", "matches"}, "plan")
        tables = tuple(_table(each, f"tables.{n}") for n, each in enumerate(given.listed(plan["tables"], "tables")))
        matches = tuple(_match(each, f"matches.{n}") for n, each in enumerate(given.listed(plan["matches"], "matches")))
        return checked(Plan(given.whole(plan["entries"], "entries"), tables, matches))
    except PlanError:
        raise
    except Malformed as error:
        raise PlanError(str(error)) from error


def _table(data: object, place: str) -> TablePlan:
    table = given.fields(data, {"name", "seeds", "advancing", "rounds"}, place)
    seeds = tuple(given.whole(each, f"{place}.seeds") for each in given.listed(table["seeds"], f"{place}.seeds"))
    advancing = given.whole(table["advancing"], f"{place}.advancing", least=0)
    rounds = given.whole(table["rounds"], f"{place}.rounds", least=0)
    return TablePlan(given.text(table["name"], f"{place}.name"), seeds, advancing, rounds)


def _match(data: object, place: str) -> PlannedMatch:
    names = {"id", "stage", "bracket", "round", "table", "home", "away", "needed"}
    match = given.fields(data, names, place)
    return PlannedMatch(
        id=given.whole(match["id"], f"{place}.id"),
        home=source_from_json(match["home"], f"{place}.home"),
        away=source_from_json(match["away"], f"{place}.away"),
        stage=cast(Stage, given.one_of(match["stage"], STAGES, f"{place}.stage")),
        bracket=cast(Bracket, given.one_of(match["bracket"], BRACKETS, f"{place}.bracket")),
        round=given.whole(match["round"], f"{place}.round"),
        table=given.text(match["table"], f"{place}.table"),
        needed=needed_from_json(match["needed"], f"{place}.needed"),
    )


def needed_from_json(data: object, place: str) -> Needed | None:
    """Raises Malformed that names the place."""
    if data is None:
        return None
    needed = given.fields(data, {"match", "won_by"}, place)
    won_by = given.one_of(needed["won_by"], SIDES, f"{place}.won_by")
    return Needed(given.whole(needed["match"], f"{place}.match"), cast(Side, won_by))


def source_from_json(data: object, place: str) -> Source:
    """Raises Malformed that names the place."""
    if not isinstance(data, Mapping) or len(data) != 1:
        raise Malformed(f"{place}: must be one of {KINDS}")
    [(kind, value)] = data.items()
    match kind:
        case "seed":
            return Seed(given.whole(value, f"{place}.seed"))
        case "winner_of":
            return WinnerOf(given.whole(value, f"{place}.winner_of"))
        case "loser_of":
            return LoserOf(given.whole(value, f"{place}.loser_of"))
        case "rank_of":
            rank = given.fields(value, {"table", "rank"}, f"{place}.rank_of")
            return RankOf(given.text(rank["table"], f"{place}.rank_of"), given.whole(rank["rank"], f"{place}.rank_of"))
        case "best_of":
            best = given.fields(value, {"rank", "nth", "tables"}, f"{place}.best_of")
            tables = tuple(given.text(each, f"{place}.best_of") for each in given.listed(best["tables"], place))
            nth = given.whole(best["nth"], f"{place}.best_of.nth")
            return BestOf(given.whole(best["rank"], f"{place}.best_of.rank"), nth, tables)
        case "bye" if value is True:
            return Bye()
    raise Malformed(f"{place}: must be one of {KINDS}")
