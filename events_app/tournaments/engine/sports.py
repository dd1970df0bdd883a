"""The rules of each sport as data that a committee may change: points, criteria, periods, forfeits, cards."""

from dataclasses import dataclass, field
from typing import Literal

from events_app.tournaments.engine.discipline import DisciplineRules, FairPlay
from events_app.tournaments.engine.reasons import N_
from events_app.tournaments.engine.standings_values import TableRules

PeriodKind = Literal["half", "quarter", "inning", "set", "period"]
IncidentName = Literal["goal", "run", "basket", "point", "game"]

PERIOD_NAMES: dict[PeriodKind, str] = {
    "half": N_("Tiempo"),
    "quarter": N_("Cuarto"),
    "inning": N_("Entrada"),
    "set": N_("Set"),
    "period": N_("Periodo"),
}
# What is counted during play: one of them, several of them.
INCIDENT_NAMES: dict[IncidentName, tuple[str, str]] = {
    "goal": (N_("gol"), N_("goles")),
    "run": (N_("carrera"), N_("carreras")),
    "basket": (N_("canasta"), N_("canastas")),
    "point": (N_("punto"), N_("puntos")),
    "game": (N_("juego"), N_("juegos")),
}


@dataclass(frozen=True, slots=True)
class Periods:
    """How a match is divided. `count` is the most there are before overtime; `minutes` None: played by score.

    Sets are won at `points_to` (the last at `last_points_to`) with `lead` points ahead; the score then counts sets.
    """

    kind: PeriodKind = "period"
    count: int = 1
    minutes: int | None = None
    overtime_minutes: int | None = None
    points_to: int | None = None
    last_points_to: int | None = None
    lead: int = 1

    @property
    def by_sets(self) -> bool:
        return self.kind == "set"

    @property
    def sets_to_win(self) -> int:
        return self.count // 2 + 1


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Everything a division plays by. `forfeit_score` is the winner's first, `forfeit_period` one set of it.

    `values` are what one incident may count (basketball: 1, 2, 3); `level_allowed`: a match of a table may end level;
    `shootout`: a level match can be decided by penalties; `largest`: the largest score that is believed.
    """

    sport: str
    preset: str
    table: TableRules = field(default_factory=TableRules)
    forfeit_score: tuple[int, int] = (1, 0)
    forfeit_period: tuple[int, int] | None = None
    periods: Periods = field(default_factory=Periods)
    incident: IncidentName = "point"
    values: tuple[int, ...] = (1,)
    own_goals: bool = False
    level_allowed: bool = True
    shootout: bool = False
    cards: bool = False
    discipline: DisciplineRules = field(default_factory=DisciplineRules)
    fair_play: FairPlay = field(default_factory=FairPlay)
    largest: int = 99
