"""What organising and playing a tournament refuse, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class AlreadyTournament(Conflict):
    message = N_("Ese evento ya es un torneo. Ábrelo desde la lista.")


class DivisionFixed(Conflict):
    message = N_("La división ya está sorteada: deporte, formato y cupo ya no cambian. Deshaz antes el sorteo.")


class RulesFixed(Conflict):
    message = N_("Ya hay resultados: las reglas no cambian a medio torneo.")


class DivisionInUse(Conflict):
    message = N_("Esta división ya tiene equipos: se queda en la historia. Si no se jugará, cancélala.")


class CannotDraw(Conflict):
    """`because` says in words what stops the draw."""

    message = N_("Todavía no se puede sortear: %(because)s")


class CannotPair(Conflict):
    """`because` says in words what stops the next round or the challenge."""

    message = N_("Todavía no se puede: %(because)s")


class DrawStands(Conflict):
    message = N_("Ya se jugó con este sorteo: no se deshace.")


class SeedKnown(Conflict):
    message = N_("El compromiso ya está publicado: los equipos y los bombos quedan como están hasta el sorteo.")


class MatchTaken(Conflict):
    message = N_("Mientras movías, alguien más cambió el calendario. Mira cómo quedó y vuelve a intentarlo.")


class MatchPlayed(Conflict):
    message = N_("El partido %(number)s ya empezó o ya se jugó: no se mueve.")


class NotNeutral(Conflict):
    message = N_("%(name)s no puede pitar este partido: %(because)s")


class PlaceTaken(Conflict):
    message = N_("Ya hay otra con ese nombre.")


class PlaceInUse(Conflict):
    message = N_("Ya se usa en un calendario: no se borra.")


class HasMatches(Conflict):
    message = N_("Tiene partidos asignados. Asígnalos antes a alguien más.")


class NotDrawn(Conflict):
    message = N_("Todavía no hay sorteo: primero se acomodan los equipos y después se juega.")


class RefusedByRules(Conflict):
    """Built with the engine's own reason as its message."""

    message = N_("Las reglas de la competencia no lo permiten.")
