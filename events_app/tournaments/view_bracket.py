"""Lays a knockout out in columns, round by round, each match in line with those that feed it."""

from dataclasses import replace

from events_app.core.clock import local
from events_app.core.i18n import N_, _
from events_app.tournaments.engine.references import PlannedMatch, WinnerOf
from events_app.tournaments.view_cards import Cards
from events_app.tournaments.view_slots import side_sources
from events_app.tournaments.view_values import Bracket, Card, Column
from events_app.tournaments.view_when import short_day

PLURALS = {N_("Semifinal"): N_("Semifinales")}
SHORT = {
    N_("Cuartos de final"): N_("Cuartos"),
    N_("Octavos de final"): N_("Octavos"),
    N_("Dieciseisavos de final"): N_("Dieciseisavos"),
}
Cells = list[PlannedMatch | None]


def brackets_of(cards: Cards) -> tuple[Bracket, ...]:
    """One bracket, or the winners', the losers' and the final of a double elimination; nothing without a knockout."""
    knockout = {each.id: each for each in cards.state.planned.values() if each.stage == "knockout"}
    if not knockout:
        return ()
    losers = [each for each in knockout.values() if each.bracket == "losers"]
    finals = [each for each in knockout.values() if each.bracket == "final"]
    if not losers:
        return (_tree(_("Llave"), knockout, finals or list(knockout.values())[-1:], cards),)
    winners = [each for each in knockout.values() if each.bracket == "winners"]
    parts = [
        _tree(_("Ganadores"), _of(knockout, "winners"), winners[-1:], cards) if winners else None,
        _tree(_("Perdedores"), _of(knockout, "losers"), losers[-1:], cards),
        _row(_("Final"), finals, cards),
    ]
    return tuple(each for each in parts if each is not None)


def _of(knockout: dict[int, PlannedMatch], bracket: str) -> dict[int, PlannedMatch]:
    return {number: each for number, each in knockout.items() if each.bracket == bracket}


def _row(title: str, matches: list[PlannedMatch], cards: Cards) -> Bracket:
    """Matches played one after the other."""
    columns = [_column(cards, [each], ()) for each in matches if not _is_idle(cards, each)]
    sources = {later.id: (earlier.id,) for earlier, later in zip(matches, matches[1:], strict=False)}
    return Bracket(title, tuple(columns), sources)


def _is_idle(cards: Cards, match: PlannedMatch) -> bool:
    """A second final that was not needed is not shown."""
    return match.needed is not None and cards.state.matches[match.id].status == "not_needed"


def _tree(title: str, own: dict[int, PlannedMatch], roots: list[PlannedMatch], cards: Cards) -> Bracket:
    root = roots[0]
    thirds = tuple(cards.card(each.id) for each in own.values() if each.bracket == "third")
    levels: list[Cells] = [[root]]
    while any(_feeders(each, own) for each in levels[0] if each is not None):
        levels.insert(0, _before(levels[0], own))
    columns = [_column(cards, cells, ()) for cells in levels]
    if root.bracket in ("winners", "losers"):
        columns = [replace(each, short=_("Ronda %(round)s", round=n)) for n, each in enumerate(columns, start=1)]
        columns[-1] = replace(columns[-1], short=_("Final"))
    columns[-1] = replace(columns[-1], thirds=thirds)
    sources = {each.id: tuple(feeder.id for feeder in _feeders(each, own)) for each in own.values()}
    return Bracket(title, tuple(columns), {number: found for number, found in sources.items() if found})


def _feeders(match: PlannedMatch, own: dict[int, PlannedMatch]) -> list[PlannedMatch]:
    """The matches of the same side whose winners play this one."""
    sources = [source for _name, source in side_sources(match)]
    return [own[each.match] for each in sources if isinstance(each, WinnerOf) and each.match in own]


def _before(cells: Cells, own: dict[int, PlannedMatch]) -> Cells:
    """The column to the left: for each cell the matches that feed it, each on the side that it feeds."""
    fed: list[Cells] = [_slots(each, own) if each is not None else [] for each in cells]
    width = max(1, *(len([slot for slot in each if slot]) for each in fed))
    return [slot for each in fed for slot in _wide(each, width)]


def _slots(match: PlannedMatch, own: dict[int, PlannedMatch]) -> Cells:
    return [
        own[source.match] if isinstance(source, WinnerOf) and source.match in own else None
        for _name, source in side_sources(match)
    ]


def _wide(slots: Cells, width: int) -> Cells:
    if width == 1:
        return [next((each for each in slots if each is not None), None)]
    return slots if slots else [None, None]


def _column(cards: Cards, cells: Cells, thirds: tuple[Card, ...]) -> Column:
    shown = tuple(cards.card(each.id) if each is not None else None for each in cells)
    first = next(each for each in shown if each is not None)
    title = first.title
    if sum(each is not None for each in shown) > 1:
        title = _(PLURALS[title]) if title in PLURALS else _plural(title)
    return Column(title, _short(first.title), _days(cards, shown), shown, thirds)


def _plural(title: str) -> str:
    """In the reader's own language the semifinal becomes semifinals; the rounds with a number stay as they are."""
    return next((_(many) for one, many in PLURALS.items() if _(one) == title), title)


def _short(title: str) -> str:
    return next((_(short) for long, short in SHORT.items() if _(long) == title), _plural(title))


def _days(cards: Cards, shown: tuple[Card | None, ...]) -> str:
    """The day, or the first and the last one, on which the round is played."""
    days = sorted({each.day for each in shown if each is not None and each.day is not None})
    today = local(cards.now, cards.zone).date()
    if not days:
        return ""
    if len(days) == 1:
        return short_day(days[0], today)
    return _("%(first)s a %(last)s", first=short_day(days[0], today), last=short_day(days[-1], today))
