"""Changes the parts of an event: agenda sessions, ticket types, prices and invited companies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tortoise.exceptions import IntegrityError

from events_app.core import audit
from events_app.core.clock import from_local, local
from events_app.core.database import transaction
from events_app.core.errors import Conflict, Invalid, NotFound
from events_app.core.i18n import N_
from events_app.core.money import Money
from events_app.directory.models import Company
from events_app.events import taxes
from events_app.events.engine.prices import Breakdown, net_of
from events_app.events.forms import ASKS, PriceForm, SessionForm, TicketTypeForm
from events_app.events.kinds import EventStatus
from events_app.events.models import AgendaSession, Event, EventInvitation, Price, TicketType
from events_app.events.services import locked, save


@transaction
async def save_session(
    event_id: int, session_id: int | None, value: SessionForm, *, actor: str, now: datetime
) -> AgendaSession:
    """Adds a session, or changes the one with this id."""
    event = await locked(event_id)
    moments = {name: from_local(getattr(value, name), event.timezone) for name in ("starts_at", "ends_at")}
    values = value.model_dump(exclude={"starts_at", "ends_at"}) | moments
    if session_id is None:
        session = await AgendaSession.create(event_id=event.id, **values)
    else:
        session = await find_session(event.id, session_id)
        await session.update_from_dict(values).save(update_fields=list(values))
    await _noted(event, "agenda", actor=actor, now=now)
    return session


@transaction
async def remove_session(event_id: int, session_id: int, *, actor: str, now: datetime) -> None:
    """Raises Conflict when a ticket or a gate is for this session."""
    event = await locked(event_id)
    session = await find_session(event.id, session_id)
    types = await TicketType.filter(event_id=event.id)
    if any(session.id in each.sessions for each in types):
        raise Conflict(N_("Un tipo de boleto es para esta sesión: quítala primero de ese boleto."))
    try:
        await session.delete()
    except IntegrityError as error:
        raise Conflict(N_("Una puerta usa esta sesión: cambia primero la puerta.")) from error
    await _noted(event, "agenda", actor=actor, now=now)


@transaction
async def save_ticket_type(
    event_id: int, type_id: int | None, value: TicketTypeForm, *, actor: str, now: datetime
) -> TicketType:
    """Raises Invalid when the quota is below what is taken, or a session or tax code is not the event's."""
    event = await locked(event_id)
    values = await _type_values(event, value, now)
    if type_id is None:
        made = await TicketType.create(event_id=event.id, **values)
    else:
        made = await find_type(event.id, type_id, lock=True)
        if value.quota is not None and value.quota < made.taken:
            raise Invalid(fields={"quota": N_("Ya hay más lugares tomados que ese cupo.")})
        await made.update_from_dict(values).save(update_fields=list(values))
    await _noted(event, "ticket_type", actor=actor, now=now)
    return made


@transaction
async def remove_ticket_type(event_id: int, type_id: int, *, actor: str, now: datetime) -> None:
    """Raises Conflict when somebody ever registered with it, or when people could no longer register at all."""
    event = await locked(event_id)
    removed = await find_type(event.id, type_id, lock=True)
    others = TicketType.filter(event_id=event.id, on_sale=True).exclude(id=type_id)
    shown = event.status in (EventStatus.PUBLISHED, EventStatus.POSTPONED)
    if shown and removed.on_sale and not await others.exists():
        raise Conflict(N_("El evento ya es público y se quedaría sin boletos a la venta: agrega otro primero."))
    try:
        await removed.delete()
    except IntegrityError as error:
        raise Conflict(N_("Ya hay registros con este boleto: solo puedes dejar de venderlo.")) from error
    await _noted(event, "ticket_type", actor=actor, now=now, detail={"removed": removed.name_es})


@transaction
async def add_price(event_id: int, type_id: int, value: PriceForm, *, actor: str, now: datetime) -> Breakdown:
    """Stores the net amount whose total with tax is what was typed, or the nearest; gives what people will pay."""
    event = await locked(event_id)
    ticket_type = await find_type(event.id, type_id)
    rates = await taxes.rates_on(local(now, event.timezone).date())
    parts = net_of(Money(value.total.amount, event.currency), rates[ticket_type.tax_code])
    window: dict[str, Any] = {
        name: from_local(typed, event.timezone) if typed else None
        for name, typed in (("starts_at", value.starts_at), ("ends_at", value.ends_at))
    }
    same = Price.filter(ticket_type_id=type_id, audience=value.audience, **_exactly(window))
    if await same.exists():
        raise Invalid(fields={"audience": N_("Ya hay un precio para esas personas en esas fechas: quítalo primero.")})
    amounts: dict[str, Any] = {"audience": value.audience, "net_amount": parts.net.amount}
    await Price.create(ticket_type_id=ticket_type.id, **amounts, **window)
    await _noted(event, "price", actor=actor, now=now, detail={"net": parts.net.amount})
    return parts


@transaction
async def remove_price(event_id: int, price_id: int, *, actor: str, now: datetime) -> None:
    """Registrations keep the price they were given."""
    event = await locked(event_id)
    price = await Price.get_or_none(id=price_id, ticket_type__event_id=event.id)
    if price is None:
        raise NotFound()
    detail = {"removed": price.net_amount, "audience": str(price.audience)}
    await price.delete()
    await _noted(event, "price", actor=actor, now=now, detail=detail)


@transaction
async def invite(event_id: int, company_ids: list[int], *, actor: str, now: datetime) -> int:
    """Makes these the invited companies and no others; gives how many."""
    event = await locked(event_id)
    known = [each.id for each in await Company.filter(id__in=company_ids[:2000], merged_into_id=None)]
    await EventInvitation.filter(event_id=event.id).exclude(company_id__in=known or [0]).delete()
    already = set(await EventInvitation.filter(event_id=event.id).values_list("company_id", flat=True))
    for company_id in sorted(set(known) - already):
        await EventInvitation.create(event_id=event.id, company_id=company_id)
    await _noted(event, "invited", actor=actor, now=now, detail={"companies": len(known)})
    return len(known)


async def find_session(event_id: int, session_id: int) -> AgendaSession:
    found = await AgendaSession.get_or_none(id=session_id, event_id=event_id)
    if found is None:
        raise NotFound()
    return found


async def find_type(event_id: int, type_id: int, *, lock: bool = False) -> TicketType:
    asked = TicketType.filter(id=type_id, event_id=event_id)
    found = await (asked.select_for_update() if lock else asked).first()
    if found is None:
        raise NotFound()
    return found


async def _type_values(event: Event, value: TicketTypeForm, now: datetime) -> dict[str, Any]:
    rates = await taxes.rates_on(local(now, event.timezone).date())
    if value.tax_code not in rates:
        raise Invalid(fields={"tax_code": N_("Elige una de las opciones.")})
    own = set(await AgendaSession.filter(event_id=event.id).values_list("id", flat=True))
    values = value.model_dump(exclude={"valid_from", "valid_until"})
    values["sessions"] = sorted(set(value.sessions) & own)
    values["asks"] = [name for name in ASKS if name in value.asks]
    for name in ("valid_from", "valid_until"):
        typed = getattr(value, name)
        values[name] = from_local(typed, event.timezone) if typed else None
    return values


def _exactly(window: dict[str, datetime | None]) -> dict[str, Any]:
    return {f"{name}__isnull" if moment is None else name: moment or True for name, moment in window.items()}


async def _noted(event: Event, part: str, *, actor: str, now: datetime, detail: dict[str, Any] | None = None) -> None:
    await save(event, now)
    await audit.note(f"event.{part}_changed", actor=actor, subject=f"event:{event.id}", now=now, detail=detail)
