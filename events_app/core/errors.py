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
    """Its parameters `old` and `new` are the words of the tables, for programs; the person reads none of them."""

    message = N_("Ese cambio ya no es posible: mientras tanto pasó a otro estado. Abre la página otra vez para verlo.")


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

    message = N_(
        "Esta persona ya tiene lugar en %(event)s. Si perdió su boleto, puede pedirlo en «Encuentra tu boleto»."
    )


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
