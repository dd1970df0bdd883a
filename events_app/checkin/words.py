"""What the gate says: each verdict as a colour, a word, a reason and what to do, from the facts that were stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events_app.core.formats import format_day, format_time
from events_app.core.i18n import N_, _, ngettext

Facts = Mapping[str, Any]

NAMES = {
    "admitted": N_("Adelante"),
    "already_inside": N_("Ya entró"),
    "exited": N_("Salió"),
    "not_inside": N_("No estaba dentro"),
    "cancelled": N_("Cancelado"),
    "unpaid": N_("Falta el pago"),
    "unapproved": N_("Sin aprobar"),
    "wrong_type": N_("No es por aquí"),
    "too_early": N_("Todavía no"),
    "too_late": N_("Ya venció"),
    "revoked": N_("Sin validez"),
    "suspended": N_("Suspendido"),
    "off_roster": N_("No está en la lista"),
    "unknown": N_("No lo conocemos"),
}
TONES = {"admitted": "good", "exited": "good"} | dict.fromkeys(
    ("already_inside", "not_inside", "unpaid", "unapproved", "wrong_type"), "warn"
)
REASONS = {
    "the event was cancelled": N_("El evento se canceló."),
    "the registration was cancelled": N_("Este registro se canceló."),
    "the seat was released because it was not paid in time": N_("El lugar se liberó porque no se pagó a tiempo."),
    "the payment has not arrived": N_("El pago de este lugar no ha llegado."),
    "the registration waits for approval": N_("El registro espera la aprobación de la oficina."),
    "the ticket is not for this session": N_("Su boleto no incluye esta sesión."),
    "the ticket was replaced by a new one": N_("Este boleto se cambió por uno nuevo."),
    "this device was revoked": N_(
        "Este teléfono ya no está autorizado. La lectura quedó guardada para quien supervisa."
    ),
    "no ticket has this code": N_("Ningún boleto tiene este código."),
    "a ticket of another event": N_("Es un boleto, pero de otro evento."),
    "folio": N_("Eso es un folio, no el código. Búscalo por folio o por nombre y dale entrada a mano."),
    "not a ticket": N_("Eso no es un boleto de Convoca."),
    "no such ticket": N_("Ese registro no existe."),
    "the player misses this match": N_("No puede jugar este partido: está suspendido."),
    "not on the team's roster": N_("Ya no está en la lista de su equipo."),
    "the company has not confirmed the player": N_("Su empresa todavía no confirma que trabaja ahí."),
    "no entry is open": N_("No tiene una entrada abierta en esta puerta."),
}
_HELP = N_("Que pase a la mesa de ayuda con su boleto. Ahí lo resuelven.")
STEPS = {
    "already_inside": (N_("Pídele su gafete y compara el nombre."), _HELP),
    "not_inside": (N_("Puede pasar. Avisa a quien supervisa que salió sin que se leyera su entrada."),),
    "unpaid": (N_("Pídele que abra su boleto y toque «Pagar»."), _HELP),
    "unapproved": (_HELP,),
    "wrong_type": (N_("Revisa en su boleto a qué puerta o sesión le toca."), _HELP),
    "cancelled": (_HELP,),
    "too_early": (N_("Dile a qué hora puede volver."),),
    "too_late": (_HELP,),
    "revoked": (N_("Avisa a quien supervisa la puerta."),),
    "suspended": (N_("Avisa al árbitro antes de que empiece el partido."),),
    "off_roster": (N_("Avisa al árbitro. La lista la cambia quien organiza."),),
    "unknown": (N_("Prueba otra vez con más luz y la pantalla limpia."), N_("O búscalo por su nombre aquí mismo.")),
}


@dataclass(frozen=True)
class Said:
    """`tone` is good, warn or bad; `reason` and `detail` may be empty."""

    tone: str
    word: str
    reason: str
    detail: str
    steps: tuple[str, ...]


def say(facts: Facts, zone: str) -> Said:
    """The same facts always give the same words: times count from the moment of the reading."""
    verdict = str(facts["verdict"])
    reason, detail = _reason(facts, zone)
    steps = tuple(_(step) for step in STEPS.get(verdict, ()))
    return Said(TONES.get(verdict, "bad"), _(NAMES[verdict]), reason, detail, steps)


def _reason(facts: Facts, zone: str) -> tuple[str, str]:
    verdict, because = facts["verdict"], str(facts["because"])
    if verdict == "admitted":
        return "", _company_of(int(facts.get("companions") or 0))
    if verdict == "already_inside" and facts.get("since"):
        return _since(facts, zone)
    if verdict == "too_early" and facts.get("opens"):
        return _("Puede entrar desde el %(moment)s", moment=_short(facts["opens"], zone)), ""
    if verdict == "too_late" and facts.get("closes"):
        return _("Podía entrar hasta el %(moment)s", moment=_short(facts["closes"], zone)), ""
    if because in REASONS:
        return _(REASONS[because]), ""
    if verdict == "wrong_type":
        return _("%(gate)s no recibe boletos %(ticket)s.", gate=facts["gate"], ticket=facts.get("ticket_type", "")), ""
    return "", ""


def _since(facts: Facts, zone: str) -> tuple[str, str]:
    since, at = datetime.fromisoformat(facts["since"]), datetime.fromisoformat(facts["at"])
    minutes = max(0, int((at - since).total_seconds()) // 60)
    left = "" if facts.get("still_inside", True) else ". " + _("Ya salió y esta puerta admite una sola entrada.")
    clock = _("A las %(time)s", time=format_time(since, zone)).rstrip("." if left else "") + left
    return _("%(ago)s, por %(gate)s", ago=_ago(minutes, since, zone), gate=facts["through"]), clock


def _ago(minutes: int, since: datetime, zone: str) -> str:
    if minutes < 1:
        return _("Hace un momento")
    if minutes < 60:
        return ngettext("Hace %(n)s minuto", "Hace %(n)s minutos", minutes)
    if minutes < 24 * 60:
        return ngettext("Hace %(n)s hora", "Hace %(n)s horas", minutes // 60)
    return _("El %(day)s", day=format_day(since, zone))


def _company_of(companions: int) -> str:
    return ngettext("Con %(n)s acompañante", "Con %(n)s acompañantes", companions) if companions else ""


def _short(moment: str, zone: str) -> str:
    when = datetime.fromisoformat(moment)
    return f"{format_day(when, zone)}, {format_time(when, zone)}"
