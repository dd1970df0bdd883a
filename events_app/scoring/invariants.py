"""What must always be true of results: signed, right about their winner, advancing nobody else, equal to the log."""

import json
from collections.abc import Mapping
from typing import Any

from events_app.core.doctor import Invariant
from events_app.tournaments.engine.discipline import fair_play
from events_app.tournaments.engine.fold import State, fold
from events_app.tournaments.engine.given import Malformed
from events_app.tournaments.engine.log import event_from_json
from events_app.tournaments.engine.plan import plan_from_json
from events_app.tournaments.engine.references import LoserOf, Plan, WinnerOf
from events_app.tournaments.engine.sports import RuleSet
from events_app.tournaments.figures import cards, sheets
from events_app.tournaments.record import match_columns
from events_app.tournaments.rules import fold_rules, rules_from

Row = dict[str, Any]
OVER = ("final", "not_needed")
COMPARED = ("home_id", "away_id", "status", "report", "winner_id", "home_score", "away_score", "result")
DRAWN = """
SELECT d.id, d.plan, d.sport, d.rules, d.sequence, d.champion_id,
    (SELECT coalesce(json_agg(json_build_object('number', m.number, 'home_id', m.home_id, 'away_id', m.away_id,
        'status', m.status, 'report', m.report, 'winner_id', m.winner_id, 'home_score', m.home_score,
        'away_score', m.away_score, 'result', m.result) ORDER BY m.number), '[]'::json)
     FROM matches m WHERE m.division_id = d.id) AS matches,
    (SELECT coalesce(json_agg(json_build_array(l.sequence, l.data) ORDER BY l.sequence), '[]'::json)
     FROM division_log l WHERE l.division_id = d.id) AS log,
    (SELECT coalesce(json_agg(json_build_object('match_id', i.match_id, 'client_id', i.client_id, 'kind', i.kind,
        'happened_at', extract(epoch FROM i.happened_at), 'position', i.position, 'side', i.side,
        'player_id', i.player_id, 'value', i.value, 'period', i.period, 'minute', i.minute, 'names', i.names,
        'note', i.note, 'home_id', m.home_id, 'away_id', m.away_id) ORDER BY i.match_id, i.id), '[]'::json)
     FROM match_incidents i JOIN matches m ON m.id = i.match_id
     WHERE m.division_id = d.id AND m.status <> 'not_needed' AND m.home_id IS NOT NULL AND m.away_id IS NOT NULL
       AND EXISTS (SELECT 1 FROM match_incidents c WHERE c.match_id = i.match_id
                   AND c.kind IN ('yellow', 'red', 'second_yellow'))) AS noted
FROM divisions d WHERE d.plan IS NOT NULL AND d.drawn_at IS NOT NULL
"""


def not_advanced(found: list[Row]) -> list[Row]:
    """Slots that should hold the winner or loser of a match that is over, and hold somebody else."""
    return [wrong for division in found for wrong in _slots(division) if wrong["holds"] != wrong["earned"] != "open"]


def unearned(found: list[Row]) -> list[Row]:
    """Slots that hold a team although the match before them is not over."""
    return [wrong for division in found for wrong in _slots(division) if wrong["earned"] == "open" and wrong["holds"]]


def not_the_fold(found: list[Row]) -> list[Row]:
    """Divisions whose log has a gap, or whose stored matches or champion are not what the log comes to."""
    return [wrong for division in found for wrong in _differences(division)]


def _slots(division: Row) -> list[Row]:
    """Each slot fed by another match: who holds it and who earned it ("open" while the other is not over)."""
    stored = {each["number"]: each for each in _read(division["matches"])}
    plan = _plan(division)
    slots = []
    for match in plan.matches if plan else ():
        for side, source in (("home_id", match.home), ("away_id", match.away)):
            if isinstance(source, (WinnerOf, LoserOf)) and match.id in stored and source.match in stored:
                earned = _earned(stored[source.match], loser=isinstance(source, LoserOf))
                holds = stored[match.id][side]
                slots.append({"division": division["id"], "match": match.id, "holds": holds, "earned": earned})
    return slots


def _earned(match: Mapping[str, Any], *, loser: bool) -> int | str | None:
    if match["status"] not in OVER:
        return "open"
    winner = match["winner_id"]
    if not loser or winner is None:
        return None if winner is None else int(winner)
    other = match["away_id"] if winner == match["home_id"] else match["home_id"]
    return None if other is None else int(other)


def _differences(division: Row) -> list[Row]:
    log, plan = _read(division["log"]), _plan(division)
    numbers = [sequence for sequence, _data in log]
    if numbers != list(range(1, division["sequence"] + 1)):
        return [{"division": division["id"], "match": None, "what": "log"}]
    try:
        rules = rules_from(division["sport"], _read(division["rules"]))
        events = [event_from_json(data) for _sequence, data in log]
    except Malformed as error:
        return [{"division": division["id"], "match": None, "what": str(error)}]
    if plan is None:
        return [{"division": division["id"], "match": None, "what": "plan"}]
    state = fold(plan, events, fold_rules(rules, _figures(division, rules)))
    return _compared(division, state)


def _compared(division: Row, state: State) -> list[Row]:
    stored = {each["number"]: each for each in _read(division["matches"])}
    wrong = []
    for number, match in state.matches.items():
        folded = match_columns(state.planned[number], match)
        kept = stored.pop(number, None)
        differs = [name for name in COMPARED if kept is None or kept[name] != folded[name]]
        if differs:
            wrong.append({"division": division["id"], "match": number, "what": differs[0]})
    wrong += [{"division": division["id"], "match": number, "what": "unknown"} for number in stored]
    champion = None if state.champion is None else int(state.champion)
    if champion != division["champion_id"]:
        wrong.append({"division": division["id"], "match": None, "what": "champion"})
    return wrong


def _figures(division: Row, rules: RuleSet) -> dict[str, dict[str, int]]:
    """Fair play from the cards, as `figures.of` works it out."""
    if not any(criterion.removeprefix("h2h.") == "fair_play" for criterion in rules.table.criteria):
        return {}
    noted = [each | {"happened_at": _Moment(each["happened_at"])} for each in _read(division["noted"])]
    shown = cards(sheets(noted))
    return {entry: {"fair_play": fair_play(found, rules.fair_play)} for entry, found in shown.items()}


class _Moment(float):
    """Seconds that were already a timestamp."""

    def timestamp(self) -> float:
        return float(self)


def _plan(division: Row) -> Plan | None:
    try:
        return plan_from_json(_read(division["plan"]))
    except Malformed:
        return None


def _read(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


INVARIANTS = (
    Invariant(
        "T02",
        "Cada partido terminado tiene un resultado vigente, firmado por los dos o dado por firme",
        """
        SELECT m.id, m.division_id, m.number, m.report FROM matches m
        WHERE m.status = 'final' AND NOT EXISTS (
            SELECT 1 FROM division_log l WHERE l.division_id = m.division_id AND l.sequence = m.report
            AND (l.kind = 'withdrawn' OR (l.kind = 'reported' AND (l.data ->> 'match')::int = m.number AND (
                EXISTS (SELECT 1 FROM division_log s WHERE s.division_id = m.division_id AND s.kind = 'settled'
                        AND (s.data ->> 'report')::int = m.report)
                OR (SELECT count(DISTINCT c.data ->> 'side') FROM division_log c WHERE c.division_id = m.division_id
                    AND c.kind = 'confirmed' AND (c.data ->> 'report')::int = m.report) = 2))))
        ORDER BY m.id LIMIT 20
        """,
        "Abre la bitácora de la división, busca ese partido y pide al comité que registre otra vez su resultado.",
    ),
    Invariant(
        "T03",
        "El ganador de cada partido es el que dice su marcador",
        """
        SELECT id, division_id, number, home_score, away_score, winner_id FROM matches
        WHERE status = 'final' AND winner_id IS NOT NULL AND home_score <> away_score
          AND winner_id <> CASE WHEN home_score > away_score THEN home_id ELSE away_id END
        ORDER BY id LIMIT 20
        """,
        "Pide al comité que corrija el resultado de ese partido: al guardarlo se acomoda el ganador.",
    ),
    Invariant(
        "T04",
        "Quien gana (o pierde) un partido es quien pasa al siguiente",
        DRAWN,
        "Pide al comité que registre otra vez el resultado del partido anterior: eso vuelve a llenar la llave.",
        not_advanced,
    ),
    Invariant(
        "T05",
        "Nadie juega un partido que todavía no se ganó",
        DRAWN,
        "Revisa en la bitácora qué resultado se deshizo y pide al comité que lo registre otra vez.",
        unearned,
    ),
    Invariant(
        "T06",
        "Cada partido jugado cuenta como ganado, empatado o perdido para los dos equipos",
        """
        SELECT id, division_id, number, home_score, away_score, result ->> 'kind' AS kind FROM matches
        WHERE status = 'final' AND winner_id IS NULL AND home_score <> away_score
          AND result ->> 'kind' IN ('played', 'walkover')
        ORDER BY id LIMIT 20
        """,
        "Pide al comité que registre otra vez el resultado de ese partido: le falta su ganador.",
    ),
    Invariant(
        "T07",
        "Lo que un equipo anotó es lo que su rival recibió",
        """
        SELECT id, division_id, number, home_score, away_score, result -> 'score' AS score FROM matches
        WHERE status = 'final' AND jsonb_typeof(result -> 'score' -> 0) = 'number'
          AND jsonb_typeof(result -> 'score' -> 1) = 'number'
          AND (to_jsonb(home_score) IS DISTINCT FROM result -> 'score' -> 0
               OR to_jsonb(away_score) IS DISTINCT FROM result -> 'score' -> 1)
        ORDER BY id LIMIT 20
        """,
        "Pide al comité que registre otra vez el resultado de ese partido: sus dos marcadores no coinciden.",
    ),
    Invariant(
        "T08",
        "La bitácora de cada división está completa y los partidos guardados son los que resultan de ella",
        DRAWN,
        "Guarda un respaldo y pide ayuda técnica: la bitácora manda, los partidos se rehacen desde ella.",
        not_the_fold,
    ),
)
