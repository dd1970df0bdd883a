"""What a registration says for itself when its charge is disputed: whose ticket it was, and for what."""

from events_app.core.formats import format_moment
from events_app.core.i18n import _
from events_app.registration.models import Registration


async def papers(registration_id: int) -> dict[str, str]:
    """The ticket as text, by the paper's name; nothing when there is no such registration."""
    found = await Registration.get_or_none(id=registration_id).prefetch_related("event", "ticket_type", "person")
    if found is None:
        return {}
    event = found.event
    told = (
        (_("Boleto"), found.folio),
        (_("Persona"), found.person.full_name),
        (_("Evento"), event.title_es),
        (_("Fecha del evento"), format_moment(event.starts_at, event.timezone)),
        (_("Lugar"), f"{event.venue_name} · {event.venue_address}"),
        (_("Tipo de boleto"), found.ticket_type.name_es),
        (_("Registro"), format_moment(found.created_at)),
        (_("Confirmado"), format_moment(found.confirmed_at) if found.confirmed_at else "—"),
        (_("Estado"), str(found.status)),
    )
    return {"5-" + _("boleto") + ".txt": "".join(f"{label}: {value}\n" for label, value in told)}
