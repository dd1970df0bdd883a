"""What a ruling would change, in sentences: who would play whom, tables, places and the champion."""

from collections.abc import Mapping

from events_app.core.i18n import N_, _
from events_app.scoring.words import RESULT_KINDS
from events_app.tournaments.engine.fold import State
from events_app.tournaments.engine.impact import Change, Impact
from events_app.tournaments.engine.log import Reported
from events_app.tournaments.kinds import MatchStatus
from events_app.tournaments.words import MATCH_STATUS_NAMES

NOBODY = N_("nadie todavía")
WORDS = {
    "home": N_("Partido %(where)s, local: de %(before)s a %(after)s."),
    "away": N_("Partido %(where)s, visitante: de %(before)s a %(after)s."),
    "status": N_("Partido %(where)s: de «%(before)s» a «%(after)s»."),
    "result": N_("Partido %(where)s, resultado: de %(before)s a %(after)s."),
    "winner": N_("Partido %(where)s, gana: de %(before)s a %(after)s."),
    "position": N_("Tabla %(table)s: %(team)s pasa del lugar %(before)s al %(after)s."),
    "points": N_("Tabla %(table)s: %(team)s pasa de %(before)s a %(after)s puntos."),
    "champion": N_("Campeón: de %(before)s a %(after)s."),
    "runner_up": N_("Segundo lugar: de %(before)s a %(after)s."),
    "rank": N_("Lugar final de %(team)s: de %(before)s a %(after)s."),
}
OF_TEAMS = ("home", "away", "winner", "champion", "runner_up")
FIRST = ("champion", "runner_up", "result", "winner", "status", "home", "away", "position", "points", "rank")


def sentences(impact: Impact, names: Mapping[str, str]) -> list[str]:
    """The most important first."""
    ordered = sorted(impact.changes, key=lambda each: FIRST.index(each.what))
    return [_sentence(each, names) for each in ordered]


def set_aside(impact: Impact, state: State) -> list[str]:
    """The results that would no longer be of those who play."""
    reports = {each.sequence: each for each in state.log if isinstance(each, Reported)}
    return [
        _("El resultado del partido %(match)s quedaría apartado: lo jugaron otros equipos.", match=reports[each].match)
        for each in impact.set_aside
        if each in reports
    ]


def _sentence(change: Change, names: Mapping[str, str]) -> str:
    table, _slash, team = change.where.partition("/")
    if change.what == "rank":
        team = change.where
    words = {"where": change.where, "table": table, "team": names.get(team, team)}
    return _(WORDS[change.what], **words, before=_value(change, change.before, names),
             after=_value(change, change.after, names))  # fmt: skip


def _value(change: Change, value: str | None, names: Mapping[str, str]) -> str:
    if value is None:
        return _(NOBODY) if change.what in OF_TEAMS else "–"
    if change.what in OF_TEAMS:
        return names.get(value, value)
    if change.what == "status":
        return _(MATCH_STATUS_NAMES[MatchStatus(value)])
    if change.what == "result" and value in RESULT_KINDS:
        return _(RESULT_KINDS[value])
    return value
