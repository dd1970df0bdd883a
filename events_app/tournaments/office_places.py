"""The committee's pages about venues, their fields, and the hours in which a tournament may use them."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import _, ngettext
from events_app.core.pages import Page, actor, flash, locale, page, redirect, refuse
from events_app.directory.office_forms import record_id
from events_app.tournaments import organised, places
from events_app.tournaments.errors import PlaceInUse, PlaceTaken
from events_app.tournaments.forms_places import FieldForm, VenueForm, WindowForm
from events_app.tournaments.matches import Field, Venue
from events_app.tournaments.models import Tournament
from events_app.tournaments.office_words import with_mistakes, words


class ClosedForm(Form):
    """Which hours of a tournament are taken away."""

    windows: list[int]


async def office_venues(request: Request) -> Response:
    """Every venue of the association with its fields; and a new one."""
    form = blank(VenueForm)
    if request.method == "POST":
        form = await fill(request, VenueForm)
        if form.ok:
            made = await _saved_venue(request, form, None)
            if made is not None:
                return redirect(request, "tournaments.office_venue", id=made.id)
    venues = await Venue.all().prefetch_related("fields").order_by("name")
    coming = await organised.coming(actor(request), request.state.now)
    return page(request, status=422 if form.errors else 200, form=form, venues=venues, coming=coming, **words())


async def office_venue(request: Request) -> Response:
    """A venue and its fields."""
    venue = await _venue(record_id(request))
    form = blank(VenueForm, name=venue.name, address=venue.address, map_url=venue.map_url)
    if request.method == "POST":
        form = await fill(request, VenueForm)
        if form.ok and await _saved_venue(request, form, venue):
            return flash(redirect(request, "tournaments.office_venue", id=venue.id), _("Guardado."))
    return await _venue_page(request, venue, form, blank(FieldForm))


async def office_new_field(request: Request) -> Response:
    venue = await _venue(record_id(request))
    form = await fill(request, FieldForm)
    if form.ok:
        columns = {"name": form.checked.name, "sports": [str(each) for each in form.checked.sports]}
        try:
            await places.save_field(venue, None, columns, actor=actor(request).label, now=request.state.now)
            return flash(redirect(request, "tournaments.office_venue", id=venue.id), _("Cancha agregada."))
        except PlaceTaken as error:
            form.add("name", error.message)
    venue_form = blank(VenueForm, name=venue.name, address=venue.address, map_url=venue.map_url)
    return await _venue_page(request, venue, venue_form, form)


async def office_remove_field(request: Request) -> Response:
    field = await Field.filter(id=record_id(request)).first()
    if field is None:
        raise NotFound()
    answer = redirect(request, "tournaments.office_venue", id=field.venue_id)
    try:
        await places.remove_field(field, actor=actor(request).label, now=request.state.now)
    except PlaceInUse as error:
        return refuse(answer, error.text)
    return flash(answer, _("Cancha borrada."))


async def office_fields(request: Request) -> Response:
    """The hours of a tournament on each field, by day; and new ones."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    if request.method != "POST":
        return await _fields(request, tournament, blank(WindowForm, starts="08:00", ends="14:00"))
    form = await fill(request, WindowForm)
    if form.ok:
        value = form.checked
        days = places.days_between(value.first_day, value.last_day or value.first_day, value.weekdays)
        hours = places.Hours(days, value.starts, value.ends)
        zone = tournament.event.timezone
        try:
            new = await places.open_hours(
                tournament.id, value.fields, hours, zone, actor=actor(request).label, now=request.state.now
            )
            said = ngettext("%(n)s horario nuevo.", "%(n)s horarios nuevos.", new)
            return flash(redirect(request, "tournaments.office_fields", id=tournament.id), said)
        except Invalid as wrong:
            with_mistakes(form, wrong)
    return await _fields(request, tournament, form, status=422)


async def office_close_hours(request: Request) -> Response:
    tournament = await organised.tournament_of(actor(request), record_id(request))
    form = await fill(request, ClosedForm)
    answer = redirect(request, "tournaments.office_fields", id=tournament.id)
    if not form.ok:
        return refuse(answer, _("Marca los horarios que quieres quitar."))
    gone = await places.close_hours(
        tournament.id, form.checked.windows, actor=actor(request).label, now=request.state.now
    )
    return flash(answer, ngettext("Se quitó %(n)s horario.", "Se quitaron %(n)s horarios.", gone))


async def _fields(request: Request, tournament: Tournament, form: Filled[WindowForm], status: int = 200) -> Response:
    fields = await Field.all().select_related("venue").order_by("venue__name", "name")
    return page(
        request,
        status=status,
        tournament=tournament,
        event=tournament.event,
        title=tournament.event.title(locale(request)),
        form=form,
        fields=[(each.id, f"{each.name} · {each.venue.name}") for each in fields],
        windows=await places.windows(tournament.id),
    )


async def _venue(venue_id: int) -> Venue:
    found = await Venue.filter(id=venue_id).prefetch_related("fields").first()
    if found is None:
        raise NotFound()
    return found


async def _saved_venue(request: Request, form: Filled[VenueForm], venue: Venue | None) -> Venue | None:
    try:
        columns = form.checked.model_dump()
        return await places.save_venue(venue, columns, actor=actor(request).label, now=request.state.now)
    except PlaceTaken as error:
        form.add("name", error.message)
        return None


async def _venue_page(
    request: Request, venue: Venue, form: Filled[VenueForm], field_form: Filled[FieldForm]
) -> Response:
    coming = await organised.coming(actor(request), request.state.now)
    context: dict[str, Any] = {"venue": venue, "form": form, "field_form": field_form, "coming": coming, **words()}
    status = 422 if form.errors or field_form.errors else 200
    return page(request, status=status, template="events_app/tournaments/office_venue.html", **context)


BOTH = ("GET", "POST")
ROUTES = (
    Page("/oficina/torneos/sedes", office_venues, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/torneos/sedes/{id:int}", office_venue, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/torneos/sedes/{id:int}/canchas", office_new_field, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/torneos/cancha/{id:int}/borrado", office_remove_field, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/torneos/{id:int}/canchas", office_fields, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/torneos/{id:int}/canchas/borrado", office_close_hours, access=Access.COMMITTEE, methods=("POST",)),
)
