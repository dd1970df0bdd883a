"""What deciding and paying scholarships refuse, each in one sentence to the person."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class NotDeciding(Conflict):
    message = N_("El comité todavía no está decidiendo esta convocatoria.")


class NothingToRank(Conflict):
    message = N_("No hay solicitudes elegibles que ordenar.")


class ReadingsMissing(Conflict):
    message = N_("Faltan lecturas en estas solicitudes (%(count)s en total): %(folios)s…")


class DrawMissing(Conflict):
    message = N_("Primero anota el sorteo público: los empates dependen de él.")


class DrawTooSoon(Conflict):
    message = N_("El sorteo público se anota después del cierre y una sola vez.")


class MeetingOpen(Conflict):
    message = N_("Ya hay una sesión abierta en esta convocatoria.")


class NoQuorum(Conflict):
    message = N_("No hay quórum: están %(present)s de %(quorum)s personas.")


class NotInMeeting(Conflict):
    message = N_("Esa persona no está presente en la sesión.")


class VotedAlready(Conflict):
    message = N_("Ese voto ya está anotado y no cambia.")


class MustExcuse(Conflict):
    message = N_("Hay un conflicto de interés con ese folio: esa persona se excusa y no vota.")


class MotionOpen(Conflict):
    message = N_("Primero cierra la votación que está abierta.")


class MotionImpossible(Conflict):
    message = N_("Esa moción ya no procede: el folio o el lugar ya está decidido, o falta el motivo.")


class SecondNeeded(Conflict):
    message = N_("La segunda firma es de otra persona presente, distinta de quien preside.")


class DecidersMissing(Conflict):
    message = N_("El folio %(folio)s no tiene dos personas sin conflicto de interés que lo decidan.")


class NotSigned(Conflict):
    message = N_("Primero se firma el acta de la sesión.")


class TooEarlyToPublish(Conflict):
    message = N_("La fecha de publicación tiene que estar en el futuro.")


class OfferEnded(Conflict):
    message = N_("El plazo para responder terminó o la beca ya tiene respuesta.")


class AwardEnded(Conflict):
    message = N_("Esa beca ya terminó y no se renueva.")


class AppealTooLate(Conflict):
    message = N_("El plazo para pedir la revisión terminó, o ya hay una petición.")


class QuotaFull(Conflict):
    message = N_("Un cupo que le toca a esta solicitud ya está lleno: %(rule)s.")


class NothingToPay(Conflict):
    message = N_("No hay partes listas para pagar.")
