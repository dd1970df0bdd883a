"""The office's page of an event's waiting list: the line, the offers that stand, why somebody was passed over."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.i18n import N_, _, use_locale
from events_app.core.pages import Page, absolute, actor, flash, page, redirect, refuse
from events_app.directory.office_forms import record_id
from events_app.events.models import Event, TicketType
from events_app.registration import offering, waiting_queries, waitlist
from events_app.registration.engine.waitlist import PassVerdict
from events_app.registration.errors import NoSeatToOffer, OfferOver
from events_app.registration.waiting_records import WaitEntry

WAIT_WORDS = {
    "waiting": (N_("En espera"), "plain"),
    "offered": (N_("Con lugar ofrecido"), "now"),
    "accepted": (N_("Aceptó"), "good"),
    "declined": (N_("No lo quiso"), "plain"),
    "expired": (N_("No respondió"), "warn"),
    "left": (N_("Salió de la lista"), "plain"),
    "called_off": (N_("Se canceló el evento"), "plain"),
}
MESSAGE = N_("Hay un lugar para ti en %(event)s. Acéptalo aquí: %(link)s")


async def waiting_list(request: Request) -> Response:
    """Offers first, then the line in its order, then who is no longer in it."""
    event = await _event(request)
    found = await waiting_queries.of_event(event.id)
    return page(
        request, event=event, entries=found, words=WAIT_WORDS, reason=pass_reason,
        waiting=sum(each["status"] == "waiting" for each in found), links=await whatsapp_links(found),
        offered=sum(each["size"] for each in found if each["status"] == "offered"),
        passes=await waiting_queries.passes(event.id), types=await TicketType.filter(event_id=event.id),
        in_time=await offering.ends_for(event.id, request.state.now) is not None, fitting=await _fitting(event, found),
        lifts_at=event.limit_lifts_at or event.starts_at - offering.LIFTED_BEFORE,
    )  # fmt: skip


async def offer_seat(request: Request) -> Response:
    """Out of turn, by hand; a seat that is not there is refused with the reason."""
    entry = await _entry(request)
    back = redirect(request, "registration.waiting_list", id=entry.event_id)
    try:
        await waitlist.offer_by_hand(entry.id, actor=actor(request).label, now=request.state.now)
    except NoSeatToOffer as refused:
        return refuse(back, refused.text)
    except OfferOver:
        return refuse(back, _("Esa persona ya no espera un lugar."))
    return flash(back, _("Lugar ofrecido: ya le escribimos."))


async def remove_waiting(request: Request) -> Response:
    entry = await _entry(request)
    await waitlist.leave(entry.id, actor=actor(request).label, now=request.state.now)
    return flash(redirect(request, "registration.waiting_list", id=entry.event_id), _("Salió de la lista de espera."))


def pass_reason(verdict: str, because: str) -> str:
    """The two or three numbers of a decision, in words: "4 > 3" of no_room, "3 + 2 > 4" of over_limit."""
    numbers = [int(each) for each in because.replace("+", ">").split(">") if each.strip().isdigit()]
    if verdict == PassVerdict.NO_ROOM and len(numbers) == 2:
        return _("Pidió %(asked)s y había %(free)s: pasó quien seguía y sí cabía.", asked=numbers[0], free=numbers[1])
    if verdict == PassVerdict.OVER_LIMIT and len(numbers) == 3:
        has, asked, most = numbers
        return _("Su empresa tiene %(has)s y pide %(asked)s; el máximo es %(most)s.", has=has, asked=asked, most=most)
    return ""


async def whatsapp_links(found: list[dict[str, Any]]) -> dict[int, str]:
    """For whoever has a seat offered: a message with its link, to their phone when there is one."""
    links = {}
    for each in found:
        if each["status"] != "offered":
            continue
        with use_locale(each["locale"]):
            title = (each["title_en"] if each["locale"] == "en" else "") or each["title_es"]
            words = _(MESSAGE, event=title, link=absolute(f"/oferta/{each['offer_token']}"))
        phone = str(each["phone"] or "").lstrip("+")
        links[each["id"]] = f"https://wa.me/{phone}?text={quote(words)}"
    return links


async def _fitting(event: Event, found: list[dict[str, Any]]) -> set[int]:
    """Who waits and could be offered their seats now, in turn or out of it."""
    room = await offering.room(event.id)
    waiting = [each for each in found if each["status"] == "waiting"]
    return {each["id"] for each in waiting if room.fits(each["ticket_type_id"], each["size"])}


async def _event(request: Request) -> Event:
    found = await Event.get_or_none(id=record_id(request))
    if found is None:
        raise NotFound()
    return found


async def _entry(request: Request) -> WaitEntry:
    found = await WaitEntry.get_or_none(id=record_id(request))
    if found is None:
        raise NotFound()
    return found


ROUTES = (
    Page("/oficina/eventos/{id:int}/espera", waiting_list, access=Access.OFFICE),
    Page("/oficina/espera/{id:int}/oferta", offer_seat, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/espera/{id:int}/salida", remove_waiting, access=Access.OFFICE, methods=("POST",)),
)
