"""What can go wrong, in the domain's words: each error knows its HTTP status and speaks to the person.

ConvocaError
├── NotFound 404 · SignInNeeded 401 · Gone 410
├── Conflict 409 ── IllegalMove, IdempotencyBusy, StaleForm … and the rooms' own
├── Invalid 422 ── IdempotencyMismatch … mistakes beside their fields
└── TooLarge 413 · TooMany 429 · Unavailable 503
"""

from typing import Any, ClassVar

from events_app.core.i18n import N_, _


class ConvocaError(Exception):
    """Something the person can be told kindly; `message` is Spanish and is translated when it is shown."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "error"
    message: str = N_("Algo salió mal de nuestro lado. Intenta de nuevo en un momento.")

    def __init__(self, message: str | None = None, **params: Any) -> None:
        if message is not None:
            self.message = message
        self.params = params
        super().__init__(self.message)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.code = "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")

    @property
    def text(self) -> str:
        """The message in the person's language with its values in place."""
        return _(self.message, **self.params) if self.params else _(self.message)

    @property
    def headers(self) -> dict[str, str]:
        return {}


class NotFound(ConvocaError):
    status = 404
    message = N_("No encontramos lo que buscas. Puede que el enlace esté incompleto o que ya no exista.")


class SignInNeeded(ConvocaError):
    status = 401
    message = N_("Entra con tu cuenta para seguir.")


class Gone(ConvocaError):
    status = 410
    message = N_("Este enlace ya no sirve. Pide uno nuevo.")


class BadRequest(ConvocaError):
    status = 400
    message = N_("No entendimos lo que envió tu navegador. Vuelve a la página anterior e inténtalo otra vez.")


class CrossSite(ConvocaError):
    status = 403
    message = N_("Por seguridad no aceptamos este envío porque llegó desde otra página. Ábrelo desde Convoca.")


class MethodNotAllowed(ConvocaError):
    status = 405
    message = N_("Esta página no acepta esa acción.")


class Conflict(ConvocaError):
    status = 409
    message = N_("Mientras tanto algo cambió. Revisa cómo quedó y vuelve a intentarlo.")


class IllegalMove(Conflict):
    message = N_("Ese cambio ya no es posible: el estado actual es «%(old)s».")


class StaleForm(Conflict):
    message = N_("Alguien más guardó cambios mientras escribías. Lo tuyo sigue aquí: compáralo y guarda de nuevo.")


class IdempotencyBusy(Conflict):
    message = N_("Todavía estamos atendiendo tu primer envío. Espera unos segundos.")


class TooLarge(ConvocaError):
    status = 413
    message = N_("Lo que enviaste pesa demasiado.")


class Invalid(ConvocaError):
    """`fields` maps a field's name to its mistake (a Spanish msgid)."""

    status = 422
    message = N_("Hay datos por corregir.")

    def __init__(self, message: str | None = None, *, fields: dict[str, str] | None = None, **params: Any) -> None:
        super().__init__(message, **params)
        self.fields = fields or {}


class IdempotencyMismatch(Invalid):
    message = N_("Esta clave ya se usó con otros datos. Usa una nueva para un envío distinto.")


class _Wait(ConvocaError):
    """`retry_after` is in whole seconds."""

    def __init__(self, message: str | None = None, *, retry_after: int = 5, **params: Any) -> None:
        super().__init__(message, **params)
        self.retry_after = retry_after

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.retry_after)}


class TooMany(_Wait):
    status = 429
    message = N_("Van muchos intentos seguidos. Espera un poco y vuelve a probar.")


class Unavailable(_Wait):
    status = 503
    message = N_("Estamos atendiendo a mucha gente. Tu lugar no se pierde: intenta de nuevo en unos segundos.")


# registration


class SoldOut(Conflict):
    message = N_("Ya no hay lugares en %(event)s.")


class AlreadyRegistered(Conflict):
    """Says only that there is a registration; never shows its ticket."""

    message = N_("Esta persona ya tiene su lugar en %(event)s. Si perdió su boleto, pídelo en «Encuentra tu boleto».")


class NotOnSale(Conflict):
    """`because` is the sale state that stopped it: too_early, closed, cancelled, postponed or past."""

    message = N_("Por ahora no se puede apartar lugar en %(event)s.")


class CannotCancel(Conflict):
    message = N_("Este lugar ya no se puede cancelar desde aquí. Escribe a la oficina.")


# accounts


class AlreadyInvited(Conflict):
    message = N_("Ese correo ya tiene cuenta: es de %(who)s.")


class RoleOverlaps(Conflict):
    message = N_("Ya tiene ese papel en parte de esas fechas. Termina primero el que tiene, o cambia las fechas.")


class RoleEnded(Conflict):
    message = N_("Esas fechas ya pasaron. Elige una fecha de término de hoy en adelante.")


class NotYoursToGive(Conflict):
    message = N_("Solo quien administra puede dar o quitar ese papel.")


class LastAdmin(Conflict):
    message = N_("Es la última persona que administra. Da antes ese papel a alguien más.")


class AccountClosed(Conflict):
    message = N_("Esta cuenta está desactivada. Actívala antes de darle un papel.")


# directory


class NumberTaken(Conflict):
    message = N_("En esa empresa el número %(number)s ya es de otra persona. Revísalo o da de baja al anterior.")


class AlreadySeated(Conflict):
    message = N_("Eso ya existe. Revísalo antes de guardar.")


class PlanChanged(Conflict):
    message = N_("Mientras revisabas, el directorio cambió. Mira otra vez qué hará cada fila y confirma de nuevo.")


class CannotMerge(Conflict):
    message = N_("Estas dos fichas no se pueden unir todavía.")


# checkin


class DeviceNotEnrolled(SignInNeeded):
    message = N_("Este teléfono no está dado de alta en esta puerta. Pide a quien supervisa un enlace y su PIN.")


class WrongPin(Invalid):
    message = N_("Ese PIN no es. Revísalo con quien te lo dio.")


class NotUndoable(Conflict):
    message = N_("Esa entrada ya no se puede deshacer: la persona ya salió, entró otra vez o alguien la deshizo antes.")


class AlreadyReviewed(Conflict):
    message = N_("Alguien más ya revisó esa lectura.")


class AlreadyInsideNow(Conflict):
    message = N_("No se puede contar: esa persona ya tiene una entrada en esta puerta.")


class NotCountable(Conflict):
    message = N_("Esa lectura no se puede contar como entrada: su boleto no está vigente.")


class GateNameTaken(Conflict):
    message = N_("Ya hay otra puerta con ese nombre en este evento.")


class GateInUse(Conflict):
    message = N_("Esta puerta ya tiene teléfonos o lecturas: se queda en la bitácora. Cámbiale el nombre o sus horas.")


# tournaments: organising


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
    message = N_("Tiene partidos asignados. Dáselos antes a alguien más.")


# golf


class NoGolfPlaces(Conflict):
    message = N_("Ya no hay lugar para más equipos en %(event)s.")


class GolfNameTaken(Conflict):
    message = N_("Ya hay un equipo con ese nombre en este torneo.")


class GolfScoresClosed(Conflict):
    message = N_("El comité ya cerró las tarjetas de este torneo.")


class GolfHoleSponsored(Conflict):
    message = N_("Ese hoyo ya tiene patrocinador.")


class GolfExtraGone(Conflict):
    message = N_("Ya no quedan tantos de «%(extra)s».")


class GolfPrizeTwice(Conflict):
    message = N_("Ese hoyo ya tiene ese premio.")


class GolfMarkNotBetter(Conflict):
    message = N_("Esa marca no supera a la actual, de %(best)s.")


class NotDrawn(Conflict):
    message = N_("Todavía no hay sorteo: primero se acomodan los equipos y después se juega.")


class RefusedByRules(Conflict):
    """Built with the engine's own reason as its message."""

    message = N_("Las reglas de la competencia no lo permiten.")


# teams


class TeamsFull(Conflict):
    message = N_("Ya no hay lugar para más equipos en %(division)s.")


class CallClosed(Conflict):
    message = N_("La convocatoria de %(division)s ya no recibe equipos.")


class TeamNameTaken(Conflict):
    message = N_("Ya hay un equipo con ese nombre en esta división.")


class RosterLocked(Conflict):
    message = N_("La lista del equipo ya está cerrada. Pide el cambio a quien organiza.")


class RosterRefused(Conflict):
    """Built with the engine's own reason as its message."""

    message = N_("Las reglas de la división no lo permiten.")


class TeamGone(Conflict):
    message = N_("Este equipo ya no está en el torneo.")


# scoring


class ResultOvertaken(Conflict):
    """Somebody registered another result first; `present` says it."""

    message = N_("Alguien registró antes otro resultado: %(present)s. Revísalo con los capitanes antes de cambiarlo.")


class ResultIsFinal(Conflict):
    message = N_("Este resultado ya es definitivo: %(present)s. Si hay un error, pide al comité que lo corrija.")


class ResultDisputed(Conflict):
    message = N_("Un capitán no está de acuerdo: este partido lo cierra el comité.")


class ResultNotThere(Conflict):
    message = N_("Este partido todavía no tiene resultado.")


class AlreadySigned(Conflict):
    message = N_("Este equipo ya firmó este resultado.")


class TooEarlyForWalkover(Conflict):
    message = N_("Todavía no se cumple la espera: antes de %(time)s no se puede dar por perdido el partido.")


class LogMoved(Conflict):
    message = N_("Mientras lo revisabas alguien registró algo más. Esto es lo que cambiaría ahora.")


class NoTie(Conflict):
    message = N_("Ese empate ya no existe. Mira la tabla como quedó.")


class FieldBusy(Conflict):
    message = N_("Esa cancha ya tiene un partido a esa hora.")


# scholarships: review


class NotDeclared(Conflict):
    message = N_("Antes de leer, declara en qué empresa trabajas y qué familiares podrían pedir una beca.")


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
    message = N_("Faltan %(missing)s lecturas. Para cerrar así, escribe por qué.")


# scholarships: calls


class CallFrozen(Conflict):
    message = N_("La convocatoria ya abrió: sus reglas quedaron selladas y no cambian.")


class CallNotReady(Conflict):
    message = N_("Todavía no se puede abrir: %(missing)s")


class CallNotLonger(Conflict):
    message = N_("La nueva fecha tiene que ser posterior al cierre actual y a este momento.")


# scholarships: applications


class DeadlinePassed(Conflict):
    message = N_("La convocatoria cerró el %(deadline)s. Lo que escribiste sigue guardado.")


class NotComplete(Conflict):
    message = N_("Todavía falta: %(missing)s.")


class ChildTwice(Conflict):
    message = N_(
        "Ya recibimos una solicitud de este estudiante en esta convocatoria. Si no la hiciste tú, avisa a la oficina."
    )


class NotEditable(Conflict):
    message = N_("Tu solicitud ya está enviada y en revisión. Si hay que corregir algo, te avisamos.")


class PaperRefused(Invalid):
    """Built with the reason as its message."""

    message = N_("No pudimos usar ese archivo. Toma una foto o sube un PDF.")


class EssaysUnchecked(Conflict):
    message = N_("Falta revisar los textos de %(folios)s.")


# scholarships: awards and fund


class NotDeciding(Conflict):
    message = N_("El comité todavía no está decidiendo esta convocatoria.")


class NothingToRank(Conflict):
    message = N_("No hay solicitudes elegibles que ordenar.")


class ReadingsMissing(Conflict):
    message = N_("Faltan lecturas en %(count)s solicitudes: %(folios)s…")


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


class FundTooSmall(Conflict):
    message = N_("Al fondo le faltan %(missing)s para pagar lo otorgado. Registra los donativos antes de seguir.")


class NotSigned(Conflict):
    message = N_("Primero se firma el acta de la sesión.")


class TooEarlyToPublish(Conflict):
    message = N_("La fecha de publicación tiene que estar en el futuro.")


class OfferEnded(Conflict):
    message = N_("El plazo para responder terminó o la beca ya tiene respuesta.")


class AppealTooLate(Conflict):
    message = N_("El plazo para pedir la revisión terminó, o ya hay una petición.")


class QuotaFull(Conflict):
    message = N_("Un cupo que le toca a esta solicitud ya está lleno: %(rule)s.")


class NothingToPay(Conflict):
    message = N_("No hay parcialidades listas para pagar.")


class ErasureTooSoon(Conflict):
    message = N_("Todavía no se puede borrar: la solicitud se está decidiendo o la beca se está pagando.")


class AmountTooLarge(Conflict):
    message = N_("No alcanza: quedan %(left)s.")
