"""The games of the demonstration: which divisions are played, by how many teams, and on which days from today."""

from dataclasses import dataclass, field
from typing import Any

WEEKS = (-14, -7, 0, 7)
COLOURS = (
    "#b7410e", "#006b68", "#f2c14e", "#1d3557", "#ffffff", "#7b2d26", "#2a9d8f", "#e76f51", "#264653", "#6a4c93",
    "#8ab17d", "#222222",
)  # fmt: skip


@dataclass(frozen=True)
class PlannedDivision:
    """`teams` companies enter from the one at `first` on, each with `players`; `slots` are matches a field and day.

    `stage` says how far it has come: open (still taking teams) or playing.
    """

    es: str
    en: str
    sport: str
    branch: str
    format: str
    options: dict[str, Any]
    preset: str
    first: int
    teams: int
    players: int
    fields: int
    slots: tuple[int, int, int, int]
    stage: str = "playing"
    net_fee: int = 0
    net_deposit: int = 0
    rules: dict[str, int] = field(default_factory=dict)


DIVISIONS = (
    PlannedDivision(
        "Fútbol rápido varonil", "Men's indoor soccer", "indoor_soccer", "men", "groups",
        {"groups": 4, "legs": 1, "advancing": 2, "best_thirds": 0, "third_place": True, "apart": True},
        "indoor_soccer", 0, 12, 8, 2, (3, 3, 3, 4), net_fee=250_000, net_deposit=100_000,
    ),
    PlannedDivision(
        "Voleibol mixto", "Mixed volleyball", "volleyball", "mixed", "league", {"legs": 1},
        "volleyball_best_of_three", 2, 6, 8, 1, (4, 4, 4, 4), net_fee=150_000,
    ),
    PlannedDivision(
        "Softbol varonil", "Men's softball", "softball", "men", "double", {"reset": True, "apart": True},
        "softball", 4, 8, 10, 2, (3, 2, 2, 3), net_fee=300_000, net_deposit=100_000,
    ),
    PlannedDivision(
        "Basquetbol femenil", "Women's basketball", "basketball", "women", "league", {"legs": 1},
        "basketball", 1, 3, 6, 1, (0, 0, 0, 0), stage="open", net_fee=180_000, net_deposit=50_000,
    ),
)  # fmt: skip
REFEREES = ("Ramón Bustamante Félix", "Alma Delia Córdova", "Jesús Ángel Yáñez", "Rosa Isela Munguía", "Iván Peñúñuri")
