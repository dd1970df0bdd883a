"""What one result is worth to each side: a win, a draw or a loss, and its points."""

from dataclasses import dataclass

from events_app.tournaments.engine.standings_values import NotCounted, Number, Points, Result, Side, TableRules


@dataclass(frozen=True, slots=True)
class Pay:
    """What is added to both sides: 1 or 0 of wins, draws and defeats, the home side's goals and the points."""

    home_won: int = 0
    away_won: int = 0
    drawn: int = 0
    home_lost: int = 0
    away_lost: int = 0
    home_points: Number = 0
    away_points: Number = 0
    scored: Number = 0
    conceded: Number = 0


def pay_of(result: Result, rules: TableRules, field: str = "match") -> Pay | None:
    """None for what counts for nothing. Raises NotCounted, naming the field, for what the rules cannot pay."""
    if result.kind == "void":
        return None
    if result.kind == "double_walkover":
        return Pay(home_lost=1, away_lost=1)
    if result.score is None:
        if result.kind != "walkover":
            return None
        if result.winner is None:
            raise NotCounted(f"{field}.score", "a walkover needs its score or its winner")
    winner = winner_of(result, field)
    scored, conceded = result.score or (0, 0)
    if result.kind == "walkover" and winner is None:
        raise NotCounted(f"{field}.score", "a walkover has a winner")
    level_and_drawn = scored == conceded and result.kind != "walkover" and rules.points.shootout_win is None
    if winner is None or level_and_drawn:
        each = _draw(result, rules, field)
        return Pay(drawn=1, home_points=each, away_points=each, scored=scored, conceded=conceded)
    won, lost = _decided(result, rules, field)
    if winner == "home":
        return Pay(1, 0, 0, 0, 1, won, lost, scored, conceded)
    return Pay(0, 1, 0, 1, 0, lost, won, scored, conceded)


def winner_of(result: Result, field: str = "match") -> Side | None:
    """Who won, by score or else by name; None when level. Raises NotCounted when the two disagree."""
    scored, conceded = result.score or (0, 0)
    if scored == conceded:
        return result.winner
    by_score: Side = "home" if scored > conceded else "away"
    if result.winner not in (None, by_score):
        raise NotCounted(f"{field}.winner", "the score says that the other side won")
    return by_score


def _draw(result: Result, rules: TableRules, field: str) -> Number:
    listed = _listed(result, rules)
    each = listed[0] if listed else rules.points.draw
    if each is None:
        raise NotCounted(f"{field}.score", f"the rules give no points for a draw ({_written(result)})")
    return each


def _decided(result: Result, rules: TableRules, field: str) -> tuple[Number, Number]:
    """Points of winner and loser."""
    listed = _listed(result, rules)
    won, lost = listed or _by_outcome(result, rules.points)
    if result.kind == "walkover" and rules.points.forfeit_loss is not None:
        lost = rules.points.forfeit_loss
    if won is None or lost is None:
        raise NotCounted(f"{field}.score", f"the rules give no points for {_written(result)}")
    return won, lost


def _by_outcome(result: Result, points: Points) -> tuple[Number | None, Number | None]:
    level = result.score is not None and result.score[0] == result.score[1]
    if level and result.kind != "walkover":
        return points.shootout_win, points.draw if points.shootout_loss is None else points.shootout_loss
    return points.win, points.loss


def _listed(result: Result, rules: TableRules) -> tuple[Number, Number] | None:
    return rules.match_points.get(_written(result)) if rules.match_points else None


def _written(result: Result) -> str:
    """The score, winner first: "3-1"."""
    low, high = sorted(result.score or (0, 0))
    return f"{high}-{low}"
