"""The pages behind the links of the waiting list: my place in the line, and the seat that is held for me."""

from datetime import timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.limits import hit
from events_app.core.pages import Page, absolute, answered, flash, page, redirect
from events_app.events.kinds import Visibility
from events_app.events.when import until
from events_app.registration import applicants, lifecycle, offering, offers, waiting_queries, waitlist
from events_app.registration.context import address_of
from events_app.registration.waiting_records import SeatOffer, WaitEntry

CALLER = "link"
WINDOW = timedelta(minutes=10)


async def wait_place(request: Request) -> Response:
    """How many are before me, and the way out; with a seat held, the way to it."""
    entry = await _entry(request)
    event = entry.event
    held = await waiting_queries.standing_offer(entry.id)
    return page(
        request, entry=entry, event=event, day=local(event.starts_at, event.timezone),
        ahead=await waiting_queries.ahead_of(entry.id), held=held if held and _stands(request, held) else None,
        is_new=bool(request.query_params.get("nuevo")), link=absolute(f"/espera/{entry.token}"),
        over=await offering.ends_for(event.id, request.state.now) is None, ticket=await _ticket(entry),
        costs=await waiting_queries.costs(entry.ticket_type_id),
    )  # fmt: skip


async def leave_line(request: Request) -> Response:
    entry = await _entry(request)
    await waitlist.leave(entry.id, actor=CALLER, now=request.state.now)
    return flash(redirect(request, "registration.wait_place", token=entry.token), _("Saliste de la lista de espera."))


async def seat_offer(request: Request) -> Response:
    """The seat, until when it is held, and what it costs today; accepting goes on to the usual last step."""
    found = await _offer(request)
    entry, event = found.entry, found.entry.event
    who = await applicants.who_waited(entry, now=request.state.now)
    audience, company_id = (who.audience, who.company_id) if who else ("public", None)
    shown = await offers.offers(event, audience, request.state.now, company_id=company_id)
    return page(
        request, entry=entry, event=event, day=local(event.starts_at, event.timezone), held=found,
        stands=_stands(request, found), key=_key(entry), ticket=await _ticket(entry), until=until,
        offer=next((each for each in shown if each.ticket_type_id == found.ticket_type_id), None),
    )  # fmt: skip


async def decline_offer(request: Request) -> Response:
    """No, thank you: the seat goes to the next one at once. Said twice, or too late, it changes nothing."""
    found = await _offer(request)
    act = waitlist.decline(found.token, actor=CALLER, now=request.state.now)
    said = _("Listo: el lugar pasa a la siguiente persona. Gracias por avisar.")
    return await answered(redirect(request, "registration.seat_offer", token=found.token), act, said)


def _stands(request: Request, found: SeatOffer) -> bool:
    return bool(found.status == "open" and found.expires_at > request.state.now)


async def _ticket(entry: WaitEntry) -> str | None:
    """Where the seat that was accepted is: its ticket, or what is still to pay of it."""
    seat = await waiting_queries.seat_of(entry)
    return f"/T/{lifecycle.code_of(seat)}" if seat else None


def _key(entry: WaitEntry) -> str:
    """What opens a closed event to the people of this company."""
    if entry.event.visibility == Visibility.PUBLIC or entry.company is None:
        return ""
    return f"?empresa={quote(entry.company.slug)}"


async def _entry(request: Request) -> WaitEntry:
    found = await waiting_queries.entry(str(request.path_params["token"]))
    if found is None:
        await _missed(request)
        raise NotFound()
    return found


async def _offer(request: Request) -> SeatOffer:
    found = await waiting_queries.offer(str(request.path_params["token"]))
    if found is None:
        await _missed(request)
        raise NotFound()
    return found


async def _missed(request: Request) -> None:
    """A wrong link counts against the address that tries it."""
    await hit("wait-miss", address_of(request), limit=300, per=WINDOW, now=request.state.now)


ROUTES = (
    Page("/espera/{token}", wait_place, access=Access.LINK),
    Page("/espera/{token}/salida", leave_line, access=Access.LINK, methods=("POST",)),
    Page("/oferta/{token}", seat_offer, access=Access.LINK),
    Page("/oferta/{token}/rechazo", decline_offer, access=Access.LINK, methods=("POST",)),
)
