"""What registrations say for themselves when their charge is disputed: whose tickets they were, and for what."""

from typing import cast

from events_app.core.database import rows
from events_app.core.formats import format_moment
from events_app.core.i18n import _
from events_app.events.models import Event
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.models import Registration
from events_app.registration.office import STATUS_WORDS


async def papers(registration_id: int) -> dict[str, str]:
    """The ticket as text, by the paper's name; nothing when there is no such registration."""
    found = await Registration.get_or_none(id=registration_id).prefetch_related("event", "ticket_type", "person")
    if found is None:
        return {}
    told = (
        (_("Boleto"), found.folio),
        (_("Persona"), found.person.full_name),
        *_event(found.event),
        (_("Tipo de boleto"), found.ticket_type.name_es),
        (_("Registro"), format_moment(found.created_at)),
        (_("Confirmado"), _moment_of(found)),
        (_("Estado"), _(STATUS_WORDS[found.status][0])),
    )
    return {"5-" + _("boleto") + ".txt": _lines(told)}


async def group_papers(group_id: int) -> dict[str, str]:
    """A company's group as text, and a line for each of its people; nothing when there is no such group."""
    found = await RegistrationGroup.get_or_none(id=group_id).prefetch_related("event", "company")
    if found is None:
        return {}
    people = await Registration.filter(group_id=group_id).order_by("id").prefetch_related("ticket_type", "person")
    told = (
        (_("Empresa"), found.company.legal_name),
        *_event(found.event),
        (_("Registro"), format_moment(found.opened_at)),
        (_("Personas"), str(len(people))),
        (_("Al cancelar se devuelve"), _policy(found)),
    )
    return {"5-" + _("boletos") + ".txt": _lines(told) + "\n" + "".join(_one_line(each) for each in people)}


async def group_subjects(group_id: int) -> list[str]:
    """The registrations of a group, as the reasons of their mails name them."""
    found = await rows("SELECT id FROM registrations WHERE group_id = $1 ORDER BY id", group_id)
    return [f"registration:{each['id']}" for each in found]


def _policy(group: RegistrationGroup) -> str:
    """What its buyers were promised when the group was opened."""
    steps = cast("list[list[int]]", group.policy.get("refund_steps") or [])
    told = [_("%(percent)s %% hasta %(days)s días antes", percent=percent, days=days) for days, percent in steps]
    return ", ".join(told) or "—"


def _event(event: Event) -> tuple[tuple[str, str], ...]:
    return (
        (_("Evento"), event.title_es),
        (_("Fecha del evento"), format_moment(event.starts_at, event.timezone)),
        (_("Lugar"), " · ".join(part for part in (event.venue_name, event.venue_address) if part) or "—"),
    )


def _one_line(each: Registration) -> str:
    state = f"{_(STATUS_WORDS[each.status][0])} ({_moment_of(each)})"
    return " · ".join((each.folio, each.person.full_name, each.ticket_type.name_es, state)) + "\n"


def _moment_of(found: Registration) -> str:
    return format_moment(found.confirmed_at) if found.confirmed_at else "—"


def _lines(told: tuple[tuple[str, str], ...]) -> str:
    return "".join(f"{label}: {value}\n" for label, value in told)
