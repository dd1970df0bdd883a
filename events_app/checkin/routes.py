"""The gate's own pages, for the phones that stand at it: enrolment, the scanner, search by name, live counts."""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from events_app.checkin import queries, services, supervision
from events_app.checkin.errors import NotUndoable, WrongPin
from events_app.checkin.forms import EnrolForm, UndoForm
from events_app.checkin.live_counts import stream_counts
from events_app.checkin.stations import Station, keep_token, require_station, station_of
from events_app.core import limits
from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, flash, fragment, page, redirect
from events_app.directory.office_forms import asked, record_id
from events_app.registration.context import address_of


async def gate(request: Request) -> Response:
    """The scanner, for a phone enrolled at this gate; any other phone learns how to be."""
    station = await station_of(request, now=request.state.now)
    if station is None or station.revoked:
        return page(request, status=401, template="events_app/checkin/not_enrolled.html", revoked=station is not None)
    counts = await queries.counts(station.event_id, station.place)
    return page(request, csp="wasm", station=station, counts=counts)


async def find_person(request: Request) -> Response:
    """Who is registered, found by name, folio or employee number: to let them in by hand."""
    station = await require_station(request, now=request.state.now)
    await limits.hit("door-search", str(station.device_id), limit=240, per=timedelta(minutes=10), now=request.state.now)
    text = asked(request, "q")
    found = await queries.found_at(station.event_id, station.place, text)
    return fragment(request, "_found", station=station, found=found, q=text)


async def gate_live(request: Request) -> Response:
    """The counts of this gate's place, as they change at any gate."""
    station = await require_station(request, now=request.state.now)
    return stream_counts(request, station.event_id, station.place)


async def undo_at_gate(request: Request) -> Response:
    """A supervisor's phone takes an open entry back, with the reason; a volunteer's phone has no such page."""
    station, scan = await _undoable(request)
    if request.method != "POST":
        return page(request, station=station, scan=scan, form=blank(UndoForm))
    form = await fill(request, UndoForm)
    if form.ok:
        try:
            who = f"device:{station.device_id}"
            await supervision.undo(scan, reason=form.checked.reason, actor=who, now=request.state.now)
        except NotUndoable as error:
            form.add("", error.message)
            return page(request, status=409, station=station, scan=scan, form=form)
        return flash(redirect(request, "checkin.gate", gate=station.gate_id), _("Entrada deshecha."))
    return page(request, status=422, station=station, scan=scan, form=form)


async def _undoable(request: Request) -> tuple[Station, dict[str, object]]:
    station = await require_station(request, now=request.state.now)
    scan = await queries.scan(record_id(request, "scan"))
    if not station.supervisor or scan["event_id"] != station.event_id:
        raise NotFound()
    return station, scan


async def enrol(request: Request) -> Response:
    """The link that a supervisor shares: with the PIN, which travels apart, this phone becomes a gate's."""
    token = str(request.path_params["token"])
    if request.method != "POST":
        link = await services.enrolment(token, now=request.state.now)
        return page(request, link=link, form=blank(EnrolForm))
    await limits.hit("door-pin", address_of(request), limit=30, per=timedelta(minutes=10), now=request.state.now)
    form = await fill(request, EnrolForm)
    if form.ok:
        try:
            done = await services.enrol(token, pin=form.checked.pin, label=form.checked.label, now=request.state.now)
        except WrongPin as error:
            form.add("pin", error.message)
        else:
            answer = redirect(request, "checkin.gate", gate=done.gate_id)
            keep_token(answer, done.gate_id, done.token)
            return answer
    form.typed.pop("pin", None)
    link = await services.enrolment(token, now=request.state.now)
    return page(request, status=422, link=link, form=form)


ROUTES = (
    Page("/puerta/alta/{token}", enrol, access=Access.LINK, methods=("GET", "POST")),
    Page("/puerta/{gate:int}", gate, access=Access.DEVICE),
    Page("/puerta/{gate:int}/buscar", find_person, access=Access.DEVICE),
    Page("/puerta/{gate:int}/vivo", gate_live, access=Access.DEVICE),
    Page(
        "/puerta/{gate:int}/lecturas/{scan:int}/anulacion", undo_at_gate, access=Access.DEVICE, methods=("GET", "POST")
    ),
)
