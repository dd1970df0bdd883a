"""Tells the way of a team: what is done, what is now, and what comes if it wins."""

from events_app.core.clock import local
from events_app.core.formats import capital
from events_app.core.i18n import _
from events_app.tournaments.engine.fold_state import State
from events_app.tournaments.engine.references import WinnerOf
from events_app.tournaments.entries import Team
from events_app.tournaments.view_cards import Cards
from events_app.tournaments.view_slots import side_sources
from events_app.tournaments.view_values import Card, Side, Step, Way
from events_app.tournaments.view_when import day_words


def way_of(cards: Cards, team: Team) -> Way:
    """From the group on; at most the last two results, the match of now or next, and the one after it."""
    entry = str(team.id)
    mine = [cards.card(each.id) for each in cards.state.matches.values() if entry in (each.home, each.away)]
    played = [each for each in mine if each.over]
    waiting = [each for each in mine if each.status in ("live", "ready", "waiting")]
    current = min(waiting, key=_soonest, default=None)
    steps = [*_placed(cards, entry), *(_result(cards, each, team.id) for each in _knockout(cards, played)[-2:])]
    if not steps and played:
        steps = [_result(cards, each, team.id) for each in played[-2:]]
    if current is not None:
        steps.append(_now(cards, current, team.id))
        following = _next(cards.state, current.number)
        if following is not None:
            steps.append(_if_it_wins(cards, cards.card(following)))
    champion = cards.state.champion == entry
    out = current is None and not champion and entry not in _still_waiting(cards.state)
    return Way(team, tuple(steps), champion, out)


def _soonest(card: Card) -> tuple[bool, float, int]:
    """What is live first, then by hour; what has none at the end."""
    when = card.starts_at.timestamp() if card.starts_at else float("inf")
    return card.status != "live", when, card.number


def _knockout(cards: Cards, played: list[Card]) -> list[Card]:
    return [each for each in played if cards.state.planned[each.number].stage == "knockout"]


def _placed(cards: Cards, entry: str) -> list[Step]:
    """The place in the table: certain once it is complete, else so far."""
    for name, standing in cards.state.tables.items():
        for row in standing.rows:
            if str(row.entry) == entry and row.played:
                where = "" if len(cards.state.tables) == 1 else name
                title = (
                    _("%(place)s.º del grupo %(table)s", place=row.position, table=where)
                    if where
                    else _("%(place)s.º de la tabla", place=row.position)
                )
                worked = cards.state.worked.get(name)
                state = "done" if worked is not None and worked.complete else "so-far"
                return [Step(state, title, _("Puntos: %(points)s", points=row.points))]
    return []


def _result(cards: Cards, card: Card, team_id: int) -> Step:
    mine, other = _ours(card, team_id)
    score = f"{mine.score}–{other.score}" if mine.score else ""
    verb = _("Ganó %(score)s", score=score) if mine.won else _("Perdió %(score)s", score=score)
    if not mine.won and not other.won:
        verb = _("Quedó %(score)s", score=score)
    return Step("done", f"{verb} · {card.title}", _("Contra %(team)s", team=other.name), card.number)


def _now(cards: Cards, card: Card, team_id: int) -> Step:
    mine, other = _ours(card, team_id)
    if card.status == "live":
        text = _("Contra %(team)s", team=other.name) + (f", {card.clock.words}" if card.clock else "")
        return Step("now", f"{_standing(mine, other)} · {card.title}", text, card.number)
    rival = _("Contra %(team)s", team=other.name)
    when = _moment(cards, card)
    return Step("now", _("Sigue: %(round)s", round=card.title), " · ".join(p for p in (when, rival) if p), card.number)


def _standing(mine: Side, other: Side) -> str:
    score = f"{mine.score}–{other.score}"
    ahead = _number(mine.score) - _number(other.score)
    if ahead > 0:
        return _("Va ganando %(score)s", score=score)
    return _("Va perdiendo %(score)s", score=score) if ahead < 0 else _("Va empatado %(score)s", score=score)


def _number(score: str) -> int:
    return int(score) if score.isdigit() else 0


def _if_it_wins(cards: Cards, card: Card) -> Step:
    others = [side.name for side in card.sides if not side.mine and not side.maybe_mine]
    rival = _("contra %(team)s", team=others[0]) if len(others) == 1 else ""
    words = " · ".join(part for part in (_moment(cards, card), rival) if part)
    return Step("next", _("Si gana: %(round)s", round=card.title.lower()), words, card.number)


def _moment(cards: Cards, card: Card) -> str:
    if card.day is None:
        return _("Fecha por definir")
    today = local(cards.now, cards.zone).date()
    day = _("Hoy") if card.day == today else capital(day_words(card.day, today))
    return ", ".join(part for part in (day, card.hour, card.field) if part)


def _ours(card: Card, team_id: int) -> tuple[Side, Side]:
    ours = card.home.team is not None and card.home.team.id == team_id
    return (card.home, card.away) if ours else (card.away, card.home)


def _next(state: State, number: int) -> int | None:
    """The match that the winner goes to."""
    for match in state.planned.values():
        if any(isinstance(source, WinnerOf) and source.match == number for _name, source in side_sources(match)):
            return None if state.matches[match.id].status == "not_needed" else match.id
    return None


def _still_waiting(state: State) -> set[str]:
    """Everybody in the tables until all of them are complete: they may still move on."""
    if all(table.complete for table in state.worked.values()):
        return set()
    return {str(row.entry) for table in state.worked.values() for row in table.standing.rows}
