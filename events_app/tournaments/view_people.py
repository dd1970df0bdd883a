"""Counts what people did: top scorers, cards by team, and a match minute by minute."""

from collections import Counter

from events_app.core.i18n import N_, _
from events_app.tournaments.engine.discipline import fair_play
from events_app.tournaments.engine.incidents import Incident
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.figures import cards as cards_by_team
from events_app.tournaments.matches import Match
from events_app.tournaments.public_queries import World
from events_app.tournaments.view_clock import name_of, period_words
from events_app.tournaments.view_values import Conduct, Moment, Scorer

MOST_SCORERS = 40
CARD_WORDS = {
    "yellow": N_("Tarjeta amarilla"),
    "second_yellow": N_("Segunda amarilla"),
    "red": N_("Tarjeta roja"),
}


def scorers_of_all(world: World) -> tuple[Scorer, ...]:
    """Whoever scored, the most first and level ones by name; an own goal is nobody's."""
    count: Counter[int] = Counter()
    for sheet in world.sheets.values():
        for each in sheet.goals:
            if each.kind == "score" and each.player is not None and each.player.isdigit():
                count[int(each.player)] += each.value
    named = [(world.people[player], goals) for player, goals in count.items() if player in world.people and goals > 0]
    named.sort(key=lambda found: (-found[1], found[0].name, found[0].id))
    numbers = [goals for _known, goals in named]
    return tuple(
        Scorer(known.id, known.name, world.teams[known.team_id], goals, known.has_page, numbers.index(goals) + 1)
        for known, goals in named[:MOST_SCORERS]
        if known.team_id in world.teams
    )


def conduct_of(world: World, rules: RuleSet) -> tuple[Conduct, ...]:
    """The teams that were shown cards and those that were not, the cleanest first."""
    noted = [
        (str(row.home_id), str(row.away_id), world.sheets[row.id])
        for row in world.rows.values()
        if row.id in world.sheets and row.home_id is not None and row.away_id is not None
    ]
    shown = cards_by_team(noted)
    found = []
    for team in world.teams.values():
        theirs = shown.get(str(team.id), [])
        count = Counter(each.card for each in theirs)
        points = fair_play(theirs, rules.fair_play) if theirs else 0
        found.append(Conduct(team, count["yellow"], count["second_yellow"], count["red"], points))
    return tuple(sorted(found, key=lambda each: (-each.points, each.team.name)))


def moments_of(world: World, row: Match, rules: RuleSet) -> tuple[Moment, ...]:
    """The match as it was noted, the last thing first, with the score after each point."""
    sheet = world.sheets.get(row.id)
    if sheet is None:
        return ()
    written: list[Moment] = []
    score = {"home": 0, "away": 0}
    for each in sheet.incidents:
        if each.kind in ("score", "own_goal") and each.side is not None:
            score[each.side] += each.value
        moment = _moment(world, row, each, rules, f"{score['home']}–{score['away']}")
        if moment is not None:
            written.append(moment)
    return tuple(reversed(written))


def _moment(world: World, row: Match, each: Incident, rules: RuleSet, score: str) -> Moment | None:
    team = world.teams.get((row.home_id if each.side == "home" else row.away_id) or 0)
    who, squad = name_of(each.player, world.people), team.short_name if team is not None else ""
    minute = f"{each.minute}′" if each.minute is not None else ""
    period = period_words(each.period, rules)
    match each.kind:
        case "score" | "own_goal":
            title = _point_words(each, rules)
            text = " · ".join(part for part in (who, squad) if part)
            return Moment(minute, period, each.kind, title, text, each.side or "", score)
        case "yellow" | "second_yellow" | "red":
            text = " · ".join(part for part in (who, squad) if part)
            return Moment(minute, period, each.kind, _(CARD_WORDS[each.kind]), text, each.side or "", "")
        case "period":
            return Moment(minute, period, "period", period or _("Empieza"), "", "", "")
        case "note":
            return Moment(minute, period, "note", each.note, "", each.side or "", "") if each.note else None
    return None


def _point_words(each: Incident, rules: RuleSet) -> str:
    if each.kind == "own_goal":
        return _("Autogol")
    words = {
        "goal": _("Gol"),
        "run": _("Carrera"),
        "basket": _("Canasta"),
        "point": _("Punto"),
        "game": _("Juego"),
    }
    return f"{words[rules.incident]} +{each.value}" if each.value > 1 else words[rules.incident]
