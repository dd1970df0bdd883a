"""What can go wrong with a seat, in the words of the person who asks for it."""

from events_app.core.errors import Conflict
from events_app.core.i18n import N_


class OfferOver(Conflict):
    message = N_("Este lugar ya no está apartado para ti. Si todavía quieres ir, entra otra vez a la lista de espera.")


class AlreadyWaiting(Conflict):
    """Says only that there is a place in the line; never shows its page."""

    message = N_("Esta persona ya está en la lista de espera de %(event)s.")


class StillRoom(Conflict):
    message = N_("Hay lugares en %(event)s: regístrate sin esperar.")


class CompanyLimitReached(Conflict):
    message = N_(
        "En %(event)s cada empresa puede ocupar hasta %(most)s lugares y la tuya ya los tiene. "
        "Puedes entrar a la lista de espera."
    )


class FreeSeatGone(Conflict):
    message = N_("Tu empresa acaba de usar su último lugar sin costo. Revisa el precio y confirma otra vez.")


class NoSeatToOffer(Conflict):
    message = N_("No hay lugares libres para ofrecer. Aumenta el cupo o espera a que alguien cancele.")


class QuestionsChanged(Conflict):
    message = N_("La oficina acaba de cambiar las preguntas. Revísalas y confirma otra vez.")


class SheetChanged(Conflict):
    message = N_("Algo cambió mientras revisabas la lista: vuelve a mirarla y confirma otra vez.")


class PriceChanged(Conflict):
    message = N_(
        "El precio cambió mientras revisabas la lista: ahora son %(total)s en total. "
        "No registramos a nadie; revísalo y confirma otra vez."
    )


class NothingToConfirm(Conflict):
    message = N_("No hay filas listas: corrige alguna y confirma otra vez.")


class SubstitutionOver(Conflict):
    message = N_("Ya pasó la fecha para cambiar nombres en %(event)s.")


class GroupHasMoney(Conflict):
    message = N_("Este pedido ya tiene dinero: escribe a la oficina para quitar a alguien.")


class OverCompanyLimit(Conflict):
    message = N_(
        "%(event)s: el límite de tu empresa es %(limit)s y esto suma %(asked)s. "
        "No aprobamos a nadie; aprueba menos o cambia el límite."
    )


class TicketClosed(Conflict):
    message = N_("Este boleto ya no admite cambios. Escribe a la oficina.")
