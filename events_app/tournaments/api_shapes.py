"""What the JSON API says of a division: the shapes of its answer, with an example."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

EXAMPLE: dict[str, Any] = {
    "tournament": "juegos-2027",
    "division": "futbol-rapido-varonil",
    "name": "Fútbol rápido varonil",
    "sport": "indoor_soccer",
    "branch": "men",
    "format": "groups",
    "status": "playing",
    "sequence": 57,
    "champion": None,
    "teams": [{"id": 17, "name": "Ensambles Imuris", "short_name": "Imuris", "colour": "#f0c93c"}],
    "tables": [
        {
            "name": "A",
            "complete": True,
            "advancing": 2,
            "rows": [
                {
                    "position": 1,
                    "team": 17,
                    "played": 4,
                    "won": 3,
                    "drawn": 1,
                    "lost": 0,
                    "goals": "16:8",
                    "difference": "+8",
                    "points": "10",
                    "because": "1.º: por puntos, 10 contra 5 de Peñasco",
                }
            ],
        }
    ],
    "matches": [
        {
            "number": 28,
            "round": "Cuartos de final",
            "status": "live",
            "starts_at": "2027-02-20T18:00:00Z",
            "field": "Cancha 1",
            "home": {"team": 9, "words": "Troquelados El Pitic", "score": "2"},
            "away": {"team": 17, "words": "Ensambles Imuris", "score": "3"},
            "winner": None,
            "note": "",
            "url": "https://convoca.example/torneos/juegos-2027/futbol-rapido-varonil/partidos/28",
        }
    ],
}


class TeamOut(BaseModel):
    id: int
    name: str
    short_name: str
    colour: str


class RowOut(BaseModel):
    position: int
    team: int | None
    played: int
    won: int
    drawn: int
    lost: int
    goals: str
    difference: str
    points: str
    because: str


class TableOut(BaseModel):
    name: str
    complete: bool
    advancing: int
    rows: list[RowOut]


class SideOut(BaseModel):
    """`team` is null while nobody is known; `words` then say who may come."""

    team: int | None
    words: str
    score: str


class MatchOut(BaseModel):
    number: int
    round: str
    status: str
    starts_at: datetime | None
    field: str
    home: SideOut
    away: SideOut
    winner: int | None
    note: str
    url: str


class DivisionOut(BaseModel):
    """`sequence` rises with everything that happens in the division."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    tournament: str
    division: str
    name: str
    sport: str
    branch: str
    format: str
    status: str
    sequence: int
    champion: int | None
    teams: list[TeamOut]
    tables: list[TableOut]
    matches: list[MatchOut] = Field(description="Every match that is or may be played, by number.")
