"""How results, periods and notes are called on the scorekeeper's phone and on the committee's pages."""

from events_app.core.i18n import N_, _
from events_app.tournaments.engine.sports import PeriodKind
from events_app.tournaments.engine.standings_values import Result
from events_app.tournaments.words import period_title

RESULT_KINDS = {
    "played": N_("Se jugó"),
    "walkover": N_("Ganado por ausencia"),
    "double_walkover": N_("No se presentó ninguno"),
    "abandoned": N_("Suspendido"),
    "void": N_("Sin efecto"),
}
ADD_WORDS = {
    "goal": N_("Gol"),
    "run": N_("Carrera"),
    "basket": N_("Canasta"),
    "point": N_("Punto"),
    "game": N_("Juego"),
}
NOTHING_OF_IT = {
    "goal": N_("No fue gol, quitarlo"),
    "run": N_("No fue carrera, quitarla"),
    "basket": N_("No fue canasta, quitarla"),
    "point": N_("No fue punto, quitarlo"),
    "game": N_("No fue juego, quitarlo"),
}
LOG_WORDS = {
    "started": N_("Empezó"),
    "reported": N_("Resultado"),
    "confirmed": N_("Firmó un capitán"),
    "disputed": N_("Un capitán no está de acuerdo"),
    "settled": N_("Quedó firme"),
    "reverted": N_("Se deshizo un registro"),
    "withdrawn": N_("Se retiró un equipo"),
    "adjusted": N_("Ajuste de puntos"),
    "ruled_table": N_("Desempate del comité"),
    "drawn": N_("Sorteo"),
    "paired": N_("Ronda suiza"),
    "challenged": N_("Reto"),
}


def period_name(kind: PeriodKind, number: int, count: int) -> str:
    """ "2.º tiempo"; beyond the last one it is extra time."""
    if number > count and kind != "inning":
        return _("Tiempo extra")
    return period_title(kind, number)


def scored(result: Result | None) -> str:
    """ "3–1", "1–1 (desempate: local)", "3–0 por ausencia", or the kind of what has no score."""
    if result is None:
        return ""
    if result.score is None:
        return _(RESULT_KINDS[result.kind])
    text = f"{result.score[0]}–{result.score[1]}"
    if result.kind == "walkover":
        return _("%(score)s por ausencia", score=text)
    if result.kind == "abandoned":
        return _("%(score)s, suspendido", score=text)
    if result.score[0] == result.score[1] and result.winner:
        side = _("local") if result.winner == "home" else _("visitante")
        return _("%(score)s (desempate: %(side)s)", score=text, side=side)
    return text
