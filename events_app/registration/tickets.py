"""The ticket's own pages: its code in the address is the key, and it opens only what is the person's own."""

from datetime import datetime, timedelta
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core import qr
from events_app.core.access import Access
from events_app.core.errors import CannotCancel, NotFound, SoldOut
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.limits import hit
from events_app.core.money import Money
from events_app.core.pages import Page, absolute, flash, locale, page
from events_app.core.settings import settings
from events_app.core.static import asset
from events_app.registration import answers_shown, changes, gates, giving_up, lifecycle, queries, ticket_questions
from events_app.registration.applicants import WINDOW
from events_app.registration.calendar_file import ticket_calendar
from events_app.registration.forms import CancelForm, ExtrasForm, NameForm, too_many
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.ticket_of import ticket_of
from events_app.registration.ticket_questions import can_answer, left_open, questions_of

CALLER = "ticket"
ENDED = ("cancelled", "over")
# A countdown says something for hours; a hold of days is said with its date.
SHORT = timedelta(hours=3)


async def ticket(request: Request) -> Response:
    """The full-screen QR and what the gate needs; every status has its own face."""
    registration = await ticket_of(request)
    code = lifecycle.code_of(registration)
    return page(
        request,
        registration=registration,
        event=registration.event,
        code=code,
        live=is_live(registration, request.state.now),
        face=face(registration, request.state.now),
        qr_svg=qr.svg(qr_text(code)),
        qr_side=len(qr.matrix(qr_text(code))) + 2 * qr.QUIET,
        share_url=share_url(registration, absolute(f"/T/{code}"), locale(request)),
        refused=await queries.refusal_of(registration.id) if face(registration, request.state.now) in ENDED else None,
        holds_long=(registration.hold_expires_at or request.state.now) - request.state.now > SHORT,
        editable=can_change(registration, request.state.now),
        gates=await gates.names(registration.event_id, registration.ticket_type_id),
        total=Money(registration.total, registration.currency),
        waits=await queries.waits_for(registration.id),
        answered=await answers_shown.told(registration.id),
        left_open=await left_open(registration) if can_answer(registration, request) else 0,
        asks_more=can_answer(registration, request) and bool(await questions_of(registration)),
    )


async def ticket_png(request: Request) -> Response:
    """The QR alone, to save as a picture."""
    registration = await ticket_of(request)
    if not is_live(registration, request.state.now):
        raise NotFound()
    name = registration.folio.replace(" ", "-").lower()
    headers = {"Content-Disposition": f'inline; filename="boleto-{name}.png"'}
    return Response(qr.png(qr_text(lifecycle.code_of(registration))), media_type="image/png", headers=headers)


async def ticket_ics(request: Request) -> Response:
    """The event for the person's calendar, with the way back to the ticket."""
    registration = await ticket_of(request)
    link = absolute(f"/T/{lifecycle.code_of(registration)}")
    body = ticket_calendar(registration, link, locale(request), now=request.state.now)
    headers = {"Content-Disposition": f'attachment; filename="{registration.event.slug}.ics"'}
    return Response(body, media_type="text/calendar; charset=utf-8", headers=headers)


async def cancel_seat(request: Request) -> Response:
    """Two steps: what will happen, then it happens. A paid seat becomes a request to the office."""
    registration = await ticket_of(request)
    unpaid = face(registration, request.state.now) == "held"
    asked = registration.status is RegistrationStatus.REQUESTED
    if not asked and not unpaid and not can_change(registration, request.state.now):
        raise CannotCancel()
    if request.method == "GET":
        return page(request, registration=registration, event=registration.event, form=blank(CancelForm))
    form = await fill(request, CancelForm)
    if not form.ok:
        return page(request, status=422, registration=registration, event=registration.event, form=form)
    give_back = giving_up.give_up if unpaid else lifecycle.ask_to_cancel
    await give_back(registration.id, actor=CALLER, reason=form.checked.reason, now=request.state.now)
    return _back(registration)


async def correct_name(request: Request) -> Response:
    """The office reads each correction before it reaches the list at the door."""
    registration = await ticket_of(request)
    if not can_change(registration, request.state.now):
        raise CannotCancel(N_("Este boleto ya no admite cambios. Escribe a la oficina."))
    person = registration.person
    if request.method == "GET":
        names = {each: getattr(person, each) for each in changes.NAMES}
        return page(request, registration=registration, event=registration.event, form=blank(NameForm, **names))
    await _limited(registration, request)
    form = await fill(request, NameForm)
    if not form.ok:
        return page(request, status=422, registration=registration, event=registration.event, form=form)
    await changes.ask_name(registration.id, form.checked.model_dump(), now=request.state.now)
    return flash(_back(registration), _("La oficina revisará el nombre. Tu boleto sirve igual mientras tanto."))


async def ticket_extras(request: Request) -> Response:
    """Companions, diet and accessibility, as long as the event has not begun."""
    registration = await ticket_of(request)
    if not can_change(registration, request.state.now) or not registration.ticket_type.asks:
        raise CannotCancel(N_("Este boleto ya no admite cambios. Escribe a la oficina."))
    if request.method == "GET":
        typed = {each: getattr(registration, each) for each in ("companions", "diet", "accessibility")}
        return _extras_page(request, registration, blank(ExtrasForm, **typed))
    await _limited(registration, request)
    form = await fill(request, ExtrasForm)
    most = registration.ticket_type.max_companions if "companions" in registration.ticket_type.asks else 0
    if form.ok and form.checked.companions > most:
        form.add("companions", too_many(most), most=most)
    if not form.ok:
        return _extras_page(request, registration, form, status=422)
    try:
        await changes.set_extras(registration.id, form.checked.model_dump(), now=request.state.now)
    except SoldOut:
        form.add("companions", N_("Ya no hay lugares para más acompañantes."))
        return _extras_page(request, registration, form, status=409)
    return flash(_back(registration), _("Guardado."))


async def ticket_worker(request: Request) -> Response:
    """The service worker that keeps opened tickets on the phone; it may act only under /T/."""
    headers = {"Service-Worker-Allowed": "/T/", "Cache-Control": "no-cache"}
    body = asset("js/kept-pages.js").body + asset("js/ticket-worker.js").body
    return Response(body, media_type="text/javascript", headers=headers)


def is_live(registration: Registration, now: datetime) -> bool:
    """Whether its QR should be shown: the seat is theirs and confirmed."""
    return registration.status is RegistrationStatus.CONFIRMED


def can_change(registration: Registration, now: datetime) -> bool:
    return registration.status is RegistrationStatus.CONFIRMED and now < registration.event.starts_at


def face(registration: Registration, now: datetime) -> str:
    """The one word of the page: confirmed, requested (to cancel), asked (for a seat), held, over and so on."""
    status, event = registration.status, registration.event
    if event.status == "cancelled":
        return "event_cancelled"
    if status is RegistrationStatus.CANCELLED:
        return "cancelled"
    if status is RegistrationStatus.EXPIRED:
        return "over"
    if status is RegistrationStatus.REQUESTED:
        return "asked"
    if status is RegistrationStatus.HELD:
        expires = registration.hold_expires_at
        return "held" if expires and now < expires else "over"
    if event.status == "postponed":
        return "postponed"
    if now >= event.ends_at:
        return "past"
    return "requested" if registration.cancel_requested_at else "confirmed"


def qr_text(code: str) -> str:
    """Upper case throughout, so that the QR uses its smaller alphabet (D12)."""
    return f"{settings().base_url}/T/{code}".upper()


def share_url(registration: Registration, link: str, language: str) -> str:
    words = _("Mi boleto para %(event)s, folio %(folio)s:", event=registration.event.title(language),
              folio=registration.folio)  # fmt: skip
    return f"https://wa.me/?text={quote(f'{words} {link}')}"


def _extras_page(
    request: Request, registration: Registration, form: Filled[ExtrasForm], *, status: int = 200
) -> Response:
    asks = registration.ticket_type.asks
    return page(request, status=status, registration=registration, event=registration.event, form=form, asks=asks)


def _back(registration: Registration) -> Response:
    return RedirectResponse(f"/T/{lifecycle.code_of(registration)}", status_code=303)


async def _limited(registration: Registration, request: Request) -> None:
    await hit("ticket-change", str(registration.id), limit=20, per=WINDOW, now=request.state.now)


ROUTES = (
    Page("/boleto-sw.js", ticket_worker, access=Access.PUBLIC),
    Page("/T/{code}.png", ticket_png, access=Access.LINK),
    Page("/T/{code}.ics", ticket_ics, access=Access.LINK),
    Page("/T/{code}/cancelar", cancel_seat, access=Access.LINK, methods=("GET", "POST")),
    Page("/T/{code}/nombre", correct_name, access=Access.LINK, methods=("GET", "POST")),
    *ticket_questions.ROUTES,
    Page("/T/{code}/detalles", ticket_extras, access=Access.LINK, methods=("GET", "POST")),
    Page("/T/{code}", ticket, access=Access.LINK),
)
