"""Lays out the tables of a division: each row with the reason for its place, and the calculation to redo it."""

from typing import Any

from events_app.core.i18n import _
from events_app.tournaments.engine.fold_state import MatchState
from events_app.tournaments.engine.references import BestOf, RankOf, TablePlan
from events_app.tournaments.engine.sports_json import as_json
from events_app.tournaments.engine.standings_values import Row
from events_app.tournaments.engine.standings_words import shown
from events_app.tournaments.said import said
from events_app.tournaments.view_cards import Cards
from events_app.tournaments.view_slots import side_sources
from events_app.tournaments.view_values import Line, TableView

LONGEST_ID = 60


def tables_of(cards: Cards) -> tuple[TableView, ...]:
    """In the order of the plan; the groups of a knockout before it."""
    return tuple(_table(cards, planned) for planned in cards.state.plan.tables)


def calculation_of(cards: Cards, name: str) -> dict[str, Any] | None:
    """What `compute standings` takes to give this table again, with the teams by name; None for no such table."""
    planned = next((each for each in cards.state.plan.tables if each.name == name), None)
    if planned is None:
        return None
    entries = [str(row.entry) for row in cards.state.tables[name].rows]
    called = _called(cards, sorted(entries, key=int))
    stored = as_json(cards.rules)["table"]
    asked: dict[str, Any] = {
        "points": {key: value for key, value in stored["points"].items() if value is not None},
        "criteria": stored["criteria"],
        "restart": stored["restart"],
        "entries": list(called.values()),
        "matches": [_match_json(each, called) for each in _counting(cards, planned, called)],
    }
    if stored["match_points"]:
        asked["match_points"] = stored["match_points"]
    return asked | _committee(cards, name, called)


def _called(cards: Cards, entries: list[str]) -> dict[str, str]:
    teams = cards.world.teams
    return {each: teams[int(each)].name[:LONGEST_ID] if int(each) in teams else each for each in entries}


def _counting(cards: Cards, planned: TablePlan, called: dict[str, str]) -> list[MatchState]:
    """The final matches of the table between those that stay in it."""
    return [
        match
        for match in _matches(cards, planned)
        if match.status == "final" and match.result is not None and match.home in called and match.away in called
    ]


def _match_json(match: MatchState, called: dict[str, str]) -> dict[str, Any]:
    result = match.result
    assert result is not None
    said_: dict[str, Any] = {"home": called[str(match.home)], "away": called[str(match.away)], "kind": result.kind}
    if result.score is not None:
        said_["score"] = [_number(each) for each in result.score]
    if result.winner is not None:
        said_["winner"] = result.winner
    if result.periods:
        said_["periods"] = [[_number(each) for each in period] for period in result.periods]
    if result.outs is not None:
        said_["outs"] = [_number(each) for each in result.outs]
    return said_


def _number(value: Any) -> Any:
    return int(value) if value == int(value) else str(value)


def _committee(cards: Cards, name: str, called: dict[str, str]) -> dict[str, Any]:
    """Figures from outside, points added or taken away, and orders decided by the committee."""
    book, figures = cards.state.book, cards.state.rules.figures
    found: dict[str, Any] = {}
    told = {called[entry]: {key: _number(value) for key, value in each.items()} for entry, each in figures.items()
            if entry in called}  # fmt: skip
    if told:
        found["figures"] = told
    adjusted = [each for each in book.adjusted if each.entry in called]
    if adjusted:
        found["adjustments"] = [
            {"entry": called[each.entry], "points": each.points, "reason": each.reason} for each in adjusted
        ]
    ruled = [each for each in book.ruled if each.table == name]
    if ruled:
        found["rulings"] = [
            {"order": [called[entry] for entry in each.order if entry in called], "reason": each.reason}
            for each in ruled
        ]
    return found


def _table(cards: Cards, planned: TablePlan) -> TableView:
    standing = cards.state.tables[planned.name]
    worked = cards.state.worked.get(planned.name)
    matches = _matches(cards, planned)
    lone = len(cards.state.plan.tables) == 1
    begun = any(each.played for each in standing.rows)
    tied = {str(entry) for group in standing.unresolved for entry in group}
    return TableView(
        name=planned.name,
        title=_("Tabla") if lone else _("Grupo %(name)s", name=planned.name),
        lines=tuple(_line(cards, row, planned.advancing, tied, begun=begun) for row in standing.rows),
        advancing=planned.advancing,
        complete=bool(worked and worked.complete),
        walkovers=sum(_was_given(each) for each in matches),
        left=sum(1 for each in matches if not each.is_over),
        draws=cards.rules.level_allowed,
        problem=said(worked.problem, cards.names) if worked else "",
    )  # fmt: skip


def _was_given(match: MatchState) -> bool:
    return match.status == "final" and match.result is not None and "walkover" in match.result.kind


def _matches(cards: Cards, planned: TablePlan) -> list[MatchState]:
    return [cards.state.matches[each.id] for each in cards.state.planned.values() if each.table == planned.name]


def _line(cards: Cards, row: Row, advancing: int, tied: set[str], *, begun: bool) -> Line:
    team = cards.world.teams.get(int(row.entry))
    difference = shown(row.difference)
    return Line(
        position=row.position,
        team=team,
        name=team.name if team else str(row.entry),
        played=row.played,
        won=row.won,
        drawn=row.drawn,
        lost=row.lost,
        goals=f"{shown(row.for_)}:{shown(row.against)}",
        difference=f"+{difference}" if row.difference > 0 else difference,
        points=shown(row.points),
        because=said(row.because, cards.names) if begun else "",
        notes=tuple(said(each, cards.names) for each in row.notes),
        advances=row.position <= advancing,
        mine=team is not None and team.id == cards.follow,
        withdrawn=str(row.entry) in cards.state.withdrawn,
        tied=begun and str(row.entry) in tied,
    )


def moves_on_words(cards: Cards) -> str:
    """ "pasan a cuartos de final": what the marked places mean; "" when nobody has to move on."""
    sources = [
        (match, source) for match in cards.state.planned.values() for _side, source in side_sources(match)
        if isinstance(source, RankOf | BestOf)
    ]  # fmt: skip
    if not sources:
        return ""
    first = min(sources, key=lambda found: found[0].round)[0]
    return _("pasan a %(round)s", round=cards.title_of(first.id).lower())
