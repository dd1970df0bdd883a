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
# What the phone says by itself; `{name}` stands for what only the phone knows.
PHONE_WORDS = {
    "waiting_one": N_("Sin red: 1 registro por enviar"),
    "waiting": N_("Sin red: {n} registros por enviar"),
    "session": N_("Tu sesión terminó: entra otra vez para enviar lo guardado."),
    "start": N_("Empezar"),
    "pause": N_("Pausa"),
    "resume": N_("Seguir"),
    "not_started": N_("sin empezar"),
    "change": N_("Cambio"),
    "outs": N_("Outs"),
    "out": N_("Out"),
    "undo": N_("Deshacer"),
    "nothing": N_("nada todavía"),
    "by": N_("{what} de {who}"),
    "card_to": N_("{what} a {who}"),
    "own_goal": N_("Autogol"),
    "yellow": N_("Amarilla"),
    "second_yellow": N_("Segunda amarilla: roja"),
    "red": N_("Roja"),
    "begins": N_("Empieza: {what}"),
    "paused": N_("Pausa del reloj"),
    "resumed": N_("Sigue el reloj"),
    "nobody": N_("sin nombre"),
    "pending": N_("por enviar"),
    "refused": N_("no se aceptó"),
    "who_scored": N_("¿Quién anotó?"),
    "who_card": N_("¿Para quién es?"),
    "whose": N_("¿De quién fue?"),
    "saved": N_("El {score} ya está guardado."),
    "noted": N_("Ya está guardado."),
    "not_card": N_("No fue tarjeta, quitarla"),
    "not_it": N_("Quitar este registro"),
    "suspended": N_("suspendido"),
    "booked": N_("con amarilla"),
    "set_won": N_("{what} para {team}: {score}"),
    "next_period": N_("Empezar: {what}"),
    "clock_stopped": N_("Reloj en pausa"),
    "sets": N_("Sets {score}"),
    "tie_title": N_("Quedó {score}. ¿Quién ganó el desempate?"),
    "level": N_("Quedó empatado"),
    "incomplete": N_("Faltan sets para que alguien gane."),
    "both_confirm": N_("Los dos capitanes confirman el {score}"),
    "signed_at": N_("Firmó {time}"),
    "disagrees": N_("No está de acuerdo"),
    "missing": N_("Falta"),
    "captain": N_("Capitán"),
    "pass_phone": N_("pásale el teléfono"),
    "close": N_("Cerrar partido"),
    "close_one": N_("Cerrar partido · falta 1 firma"),
    "close_two": N_("Cerrar partido · faltan 2 firmas"),
    "close_disputed": N_("Cerrar · lo resuelve el comité"),
    "moves_on": N_("Al cerrar, {team} pasa a: {round}."),
    "final": N_("Resultado definitivo"),
    "scorers": N_("{n} con autor"),
    "yellows": N_("{n} amarillas"),
    "yellows_one": N_("1 amarilla"),
    "reds": N_("{n} rojas"),
    "reds_one": N_("1 roja"),
    "no_show": N_("No se presentó {team}"),
    "no_show_both": N_("No se presentó ninguno"),
    "no_show_later": N_("Si no llega un equipo, podrás darlo por perdido desde las {time}"),
    "sign_first": N_("Firma antes de confirmar."),
    "reason_needed": N_("Di por qué."),
    "later": N_("No sé, después"),
    "how_ended": N_("¿Cómo terminó?"),
    "abandoned": N_("Se suspendió…"),
    "no_score": N_("sin marcador"),
    "match": N_("Partido"),
    "back": N_("Volver a los partidos"),
    "close_without": N_("Cerrar sin las dos firmas"),
    "close_without_text": N_("El resultado queda firme. Di por qué falta una firma: lo leerá el comité."),
    "send_objection": N_("Registrar el desacuerdo"),
    "confirm_and_sign": N_("Confirmar y firmar"),
    "name_needed": N_("Escribe el nombre."),
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
