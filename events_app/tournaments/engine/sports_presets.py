"""The rule sets that a division starts from, one or more for each sport, with the rule book each one follows."""

from dataclasses import replace

from events_app.tournaments.engine.discipline import DisciplineRules, FairPlay
from events_app.tournaments.engine.reasons import N_
from events_app.tournaments.engine.sports import Periods, RuleSet
from events_app.tournaments.engine.standings_values import Number, Points, TableRules

FOOTBALL = Points(win=3, draw=1, loss=0)
DUEL = ("h2h.points", "h2h.difference", "h2h.for")
HALVES = Periods("half", 2, minutes=45, overtime_minutes=15)
# World Cup: a second yellow card in another match costs one match; so does any expulsion, at least.
FIFA_BANS = DisciplineRules(yellows=2, yellow_ban=1, second_yellow_ban=1, red_ban=1)

# FIFA World Cup regulations until 2022: the whole group first, then the matches among those level, then cards, lots.
SOCCER_FIFA_2022 = RuleSet(
    sport="soccer",
    preset="soccer_fifa_2022",
    table=TableRules(FOOTBALL, criteria=("points", "difference", "for", *DUEL, "fair_play"), restart="block"),
    forfeit_score=(3, 0),
    periods=HALVES,
    incident="goal",
    own_goals=True,
    shootout=True,
    cards=True,
    discipline=FIFA_BANS,
)
# FIFA World Cup 2026: the matches among those level come first, and again for whoever is still level.
SOCCER_FIFA_2026 = replace(
    SOCCER_FIFA_2022,
    preset="soccer_fifa_2026",
    table=TableRules(
        FOOTBALL, criteria=("points", *DUEL, "difference", "for", "fair_play", "ranking"), restart="block"
    ),
)
# UEFA European Championship: as above, then wins; an expulsion weighs 3, after a yellow card 4.
SOCCER_UEFA = replace(
    SOCCER_FIFA_2022,
    preset="soccer_uefa",
    table=TableRules(
        FOOTBALL, criteria=("points", *DUEL, "difference", "for", "wins", "fair_play", "ranking"), restart="block"
    ),
    fair_play=FairPlay(yellow=-1, second_yellow=-3, red=-3, yellow_and_red=-4),
)
# Indoor soccer on a walled court: a draw goes to penalties and the winner takes a point more.
INDOOR_SOCCER = replace(
    SOCCER_FIFA_2022,
    sport="indoor_soccer",
    preset="indoor_soccer",
    table=TableRules(
        replace(FOOTBALL, shootout_win=2, shootout_loss=1),
        criteria=("points", "difference", "for", *DUEL, "fair_play"),
        restart="block",
    ),
    periods=Periods("quarter", 4, minutes=15),
    discipline=DisciplineRules(yellows=3, yellow_ban=1, second_yellow_ban=1, red_ban=2),
)
# WBSC: wins, the matches among those level, team quality balance among them; never back; seven innings, forfeit 7-0.
SOFTBALL = RuleSet(
    sport="softball",
    preset="softball",
    table=TableRules(Points(1, 0, 0), criteria=("wins", "h2h.wins", "h2h.tqb"), restart="forward"),
    forfeit_score=(7, 0),
    periods=Periods("inning", 7),
    incident="run",
    level_allowed=False,
)
BASEBALL = replace(SOFTBALL, sport="baseball", preset="baseball", forfeit_score=(9, 0), periods=Periods("inning", 9))

SET_POINTS: dict[str, tuple[Number, Number]] = {
    "3-0": (3, 0),
    "3-1": (3, 0),
    "3-2": (2, 1),
    "2-0": (3, 0),
    "2-1": (2, 1),
}
# FIVB: wins, points by set score, set ratio, point ratio; then a table of the matches among those level.
VOLLEYBALL = RuleSet(
    sport="volleyball",
    preset="volleyball",
    table=TableRules(
        Points(win=3, draw=0, loss=0, forfeit_loss=0),
        SET_POINTS,
        ("wins", "points", "set_ratio", "point_ratio", "h2h.wins", "h2h.points", "h2h.set_ratio", "h2h.point_ratio"),
        "block",
    ),
    forfeit_score=(3, 0),
    forfeit_period=(25, 0),
    periods=Periods("set", 5, points_to=25, last_points_to=15, lead=2),
    level_allowed=False,
)
VOLLEYBALL_SHORT = replace(
    VOLLEYBALL,
    preset="volleyball_best_of_three",
    forfeit_score=(2, 0),
    periods=Periods("set", 3, points_to=25, last_points_to=15, lead=2),
)
# FIBA, classification of teams: 2, 1 and 0 for a forfeit; whoever is still level starts again among themselves.
BASKETBALL = RuleSet(
    sport="basketball",
    preset="basketball",
    table=TableRules(
        Points(win=2, draw=0, loss=1, forfeit_loss=0),
        criteria=("points", *DUEL, "difference", "for"),
        restart="immediate",
    ),
    forfeit_score=(20, 0),
    periods=Periods("quarter", 4, minutes=10, overtime_minutes=5),
    incident="basket",
    values=(1, 2, 3),
    level_allowed=False,
    largest=250,
)
PADEL = RuleSet(
    sport="padel",
    preset="padel",
    table=TableRules(Points(1, 0, 0), criteria=("wins", "h2h.wins", "set_ratio", "point_ratio"), restart="immediate"),
    forfeit_score=(2, 0),
    forfeit_period=(6, 0),
    periods=Periods("set", 3, points_to=6, last_points_to=6, lead=2),
    incident="game",
    level_allowed=False,
)
GENERIC = RuleSet(
    sport="generic",
    preset="generic",
    table=TableRules(FOOTBALL, criteria=("points", "difference", "for", *DUEL), restart="block"),
    largest=999,
)

PRESETS: dict[str, RuleSet] = {
    rules.preset: rules
    for rules in (
        SOCCER_FIFA_2026, SOCCER_FIFA_2022, SOCCER_UEFA, INDOOR_SOCCER, SOFTBALL, BASEBALL, VOLLEYBALL,
        VOLLEYBALL_SHORT, BASKETBALL, PADEL, GENERIC,
    )
}  # fmt: skip
PRESET_NAMES = {
    "soccer_fifa_2026": N_("Fútbol, FIFA 2026: primero el duelo directo"),
    "soccer_fifa_2022": N_("Fútbol, FIFA hasta 2022: primero la diferencia de goles"),
    "soccer_uefa": N_("Fútbol, UEFA: primero el duelo directo"),
    "indoor_soccer": N_("Fútbol rápido: el empate va a penales por un punto extra"),
    "softball": N_("Softbol, WBSC"),
    "baseball": N_("Beisbol, WBSC"),
    "volleyball": N_("Voleibol, FIVB: a cinco sets"),
    "volleyball_best_of_three": N_("Voleibol, FIVB: a tres sets"),
    "basketball": N_("Basquetbol, FIBA"),
    "padel": N_("Pádel: a tres sets"),
    "generic": N_("Otro deporte: por puntos y diferencia"),
}


def presets_of(sport: str) -> tuple[RuleSet, ...]:
    """The rule sets that a division of this sport may start from, the usual one first."""
    return tuple(rules for rules in PRESETS.values() if rules.sport == sport)
