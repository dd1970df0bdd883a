"""What reading the files refuses, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class ReadingClosed(Conflict):
    message = N_("La lectura ya se cerró: lo que calificaste quedó guardado y ya no cambia.")


class ReadingIncomplete(Conflict):
    message = N_("Falta calificar: %(criteria)s.")


class TooLittleCovered(Conflict):
    message = N_(
        "Marcaste «no aplica» en demasiados criterios: cuenta %(coverage)s %% del peso y se pide %(minimum)s %%."
    )


class AlreadyReader(Conflict):
    message = N_("Esa persona ya está en la lista de lectores de esta convocatoria.")


class RoundOpen(Conflict):
    message = N_("Ya hay una ronda abierta. Ciérrala antes de abrir otra.")


class RoundNotOpen(Conflict):
    message = N_("No hay una ronda de lectura abierta.")


class NothingToRead(Conflict):
    message = N_("Todavía no hay solicitudes que cumplan los requisitos.")


class CannotAssign(Conflict):
    """`applications` and `readers` name the smallest group found that cannot be read."""

    message = N_(
        "No alcanzan los lectores: %(applications)s necesitan %(demand)s lecturas y quienes pueden leerlas "
        "(%(readers)s) solo dan %(capacity)s."
    )


class RoundUnfinished(Conflict):
    message = N_("Lecturas que faltan: %(missing)s. Para cerrar así, escribe por qué.")
