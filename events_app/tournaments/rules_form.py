"""The rules of a division as a form: every number, the chain of criteria, and the way back to JSON."""

from collections.abc import Mapping
from typing import Any

from events_app.core.i18n import N_
from events_app.tournaments.engine.criteria import AMONG, GIVEN, MEASURES
from events_app.tournaments.engine.given import Malformed
from events_app.tournaments.engine.sports_json import as_json, from_json

POINTS = ("win", "draw", "loss", "shootout_win", "shootout_loss", "forfeit_loss")
PERIODS = ("count", "minutes", "overtime_minutes", "points_to", "last_points_to", "lead")
BANS = ("yellows", "yellow_ban", "second_yellow_ban", "red_ban")
CARDS = ("yellow", "second_yellow", "red", "yellow_and_red")
SWITCHES = ("own_goals", "level_allowed", "shootout", "cards")
SET_SCORES = ("3-0", "3-1", "3-2", "2-0", "2-1")
CRITERIA = (*MEASURES, *(f"{AMONG}{name}" for name in MEASURES), *sorted(GIVEN))
PLACES = {
    "rules.table.points": "win",
    "rules.table.match_points": "paid_3-0",
    "rules.table.criteria": "criterion_1",
    "rules.table.restart": "restart",
    "rules.forfeit_score": "forfeit_for",
    "rules.forfeit_period": "period_for",
    "rules.periods": "count",
    "rules.values": "values",
    "rules.discipline": "yellows",
    "rules.fair_play": "yellow",
    "rules.largest": "largest",
    "rules.level_allowed": "level_allowed",
}
MESSAGES = {
    "rules.table.points": N_("Revisa los puntos: victoria y derrota siempre, y empate si se puede empatar."),
    "rules.table.match_points": N_("Escribe los dos números por marcador en sets, primero quien gana: 3 y 0."),
    "rules.table.criteria": N_("Elige al menos un criterio, y cada uno una sola vez."),
    "rules.forfeit_score": N_("Primero los del equipo que gana, y son más; por sets, justo los que ganan el partido."),
    "rules.periods.count": N_("Por sets el número es impar, para que alguien gane."),
    "rules.periods.points_to": N_("Un set se gana a cierto número de puntos: dilo."),
    "rules.level_allowed": N_("Por sets no se puede empatar."),
    "rules.fair_play": N_("Las tarjetas restan: cero o menos."),
    "rules.largest": N_("El marcador más alto que se acepta cubre al menos el de quien no se presenta."),
    "rules.values": N_("Escribe cuánto vale cada anotación: 1, 2, 3."),
}
OTHERWISE = N_("Escribe un número entero.")


class RulesMistake(ValueError):
    """`field` of the form is wrong; `message` is Spanish and is translated when shown."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def typed_of(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules as the form writes them."""
    table = rules["table"]
    typed: dict[str, Any] = {}
    typed |= {name: _text(table["points"][name]) for name in POINTS}
    for score, paid in table["match_points"].items():
        typed[f"paid_{score}"] = f"{paid[0]}, {paid[1]}"
    typed |= {f"criterion_{place}": each for place, each in enumerate(table["criteria"], start=1)}
    typed |= {"restart": table["restart"], "values": ", ".join(map(str, rules["values"])), "largest": rules["largest"]}
    typed |= {"forfeit_for": rules["forfeit_score"][0], "forfeit_against": rules["forfeit_score"][1]}
    period = rules["forfeit_period"] or ("", "")
    typed |= {"period_for": period[0], "period_against": period[1]}
    typed |= {name: _text(rules["periods"][name]) for name in PERIODS} | {name: rules[name] for name in SWITCHES}
    typed |= {name: _text(rules["discipline"][name]) for name in BANS}
    return typed | {name: rules["fair_play"][name] for name in CARDS}


def rules_of(typed: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """The form's rules as JSON; what it does not ask stays as `present`. Raises RulesMistake."""
    period = None if not _given(typed, "period_for") else [_whole(typed, "period_for"), _whole(typed, "period_against")]
    made = {
        **present,
        "table": {
            "points": {name: _exact(typed, name) for name in POINTS},
            "match_points": _paid(typed),
            "criteria": criteria_of(typed),
            "restart": str(typed.get("restart", "")),
        },
        "forfeit_score": [_whole(typed, "forfeit_for"), _whole(typed, "forfeit_against")],
        "forfeit_period": period,
        "periods": {**present["periods"], **{name: _number(typed, name) for name in PERIODS}},
        "values": _list(typed, "values"),
        **{name: typed.get(name) in (True, "1", "on") for name in SWITCHES},
        "discipline": {**present["discipline"], **{name: _number(typed, name) for name in BANS}},
        "fair_play": {name: _whole(typed, name) for name in CARDS},
        "largest": _whole(typed, "largest"),
    }
    try:
        return as_json(from_json(made))
    except Malformed as wrong:
        place = str(wrong).partition(":")[0]
        raise RulesMistake(_longest(PLACES, place, "win"), _longest(MESSAGES, place, OTHERWISE)) from wrong


def criteria_of(typed: Mapping[str, Any]) -> list[str]:
    """The chosen criteria in the order of their numbers; empty places are left out."""
    places = sorted(
        (int(name.removeprefix("criterion_")), str(value))
        for name, value in typed.items()
        if name.startswith("criterion_") and name.removeprefix("criterion_").isdecimal()
    )
    return [value for _place, value in places if value]


def _paid(typed: Mapping[str, Any]) -> dict[str, list[Any]]:
    pairs = {score: str(typed.get(f"paid_{score}", "")).replace(" ", "") for score in SET_SCORES}
    return {score: [_as_number(each) for each in text.split(",")] for score, text in pairs.items() if text}


def _as_number(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() and len(text) < 7 else text


def _exact(typed: Mapping[str, Any], name: str) -> int | str | None:
    text = str(typed.get(name, "")).strip()
    return _as_number(text) if text else None


def _number(typed: Mapping[str, Any], name: str) -> int | None:
    return _whole(typed, name) if _given(typed, name) else None


def _whole(typed: Mapping[str, Any], name: str) -> int:
    text = str(typed.get(name, "")).strip()
    if not text.lstrip("-").isdecimal() or len(text) > 6:
        raise RulesMistake(name, OTHERWISE)
    return int(text)


def _list(typed: Mapping[str, Any], name: str) -> list[int]:
    words = str(typed.get(name, "")).replace(",", " ").split()
    if not words or not all(word.isdecimal() and len(word) < 4 for word in words) or len(words) > 10:
        raise RulesMistake(name, MESSAGES["rules.values"])
    return [int(word) for word in words]


def _given(typed: Mapping[str, Any], name: str) -> bool:
    return str(typed.get(name, "")).strip() != ""


def _text(value: Any) -> Any:
    return "" if value is None else value


def _longest(table: Mapping[str, str], place: str, otherwise: str) -> str:
    """The entry whose name begins the place and is the longest."""
    found = [name for name in table if place.startswith(name)]
    return table[max(found, key=len)] if found else otherwise
