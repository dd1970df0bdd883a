"""The committee's pages about tournaments: the list, a new one, one in full, and its settings."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.core.paging import paginate
from events_app.directory.office_forms import asked, create_once, record_id
from events_app.events.models import Event
from events_app.events.queries import matching
from events_app.tournaments import (
    office_divisions,
    office_draw,
    office_editions,
    office_places,
    office_printing,
    office_referees,
    office_rules,
    office_schedule,
    organised,
    setup,
)
from events_app.tournaments.errors import AlreadyTournament
from events_app.tournaments.forms import NewTournamentForm, TournamentForm
from events_app.tournaments.models import Division, Edition, Tournament
from events_app.tournaments.office_words import counted, with_mistakes, words

SETTINGS = ("edition_id", "players_shown", "one_team_per", "wait_minutes", "settle_hours", "rest_minutes")
SETTINGS_TOO = ("max_per_day", "notice_es", "notice_en")


async def office_tournaments(request: Request) -> Response:
    """The tournaments that this person organises, the next to end first; or the past ones."""
    past, text = asked(request, "ver") == "pasados", asked(request, "q")
    found = organised.tournaments(actor(request))
    if past:
        found = found.filter(event__ends_at__lte=request.state.now).order_by("-event__starts_at", "-id")
    else:
        found = found.filter(event__ends_at__gt=request.state.now).order_by("event__starts_at", "id")
    if text:
        found = found.filter(event_id__in=[each.id for each in await matching(Event.all(), text=text)] or [0])
    slice_ = await paginate(found, request, size=20)
    ids = [each.id for each in slice_.items]
    divisions = await Division.filter(tournament_id__in=ids or [0]).order_by("position", "id")
    by_tournament = {id_: [each for each in divisions if each.tournament_id == id_] for id_ in ids}
    return page(request, slice=slice_, q=text, past=past, divisions=by_tournament, **words())


async def office_new_tournament(request: Request) -> Response:
    """Makes a tournament of an event; the event itself is made in the events room."""
    if request.method != "POST":
        return await _new(request, blank(NewTournamentForm))
    form = await fill(request, NewTournamentForm)
    if not form.ok:
        return await _new(request, form, status=422)

    async def effect() -> dict[str, Any]:
        made = await setup.create_tournament(form.checked.event_id, actor=actor(request), now=request.state.now)
        return {"id": made.id}

    try:
        outcome = await create_once(request, form, effect)
    except Invalid as wrong:
        return await _new(request, with_mistakes(form, wrong), status=422)
    except AlreadyTournament as error:
        form.add("event_id", error.message)
        return await _new(request, form, status=422)
    answer = redirect(request, "tournaments.office_tournament", id=outcome.result["id"])
    return flash(answer, _("Ya es un torneo. Agrega su primera división."))


async def _new(request: Request, form: Filled[NewTournamentForm], status: int = 200) -> Response:
    events = await organised.free_events(actor(request)).order_by("starts_at", "id")
    return page(request, status=status, form=form, events=events)


async def office_tournament(request: Request) -> Response:
    """One tournament: its divisions, what comes next for each, and the way to everything else."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    divisions = await Division.filter(tournament_id=tournament.id).order_by("position", "id")
    return page(
        request,
        tournament=tournament,
        event=tournament.event,
        title=tournament.event.title(locale(request)),
        divisions=divisions,
        counts=await counted([each.id for each in divisions]),
        **words(),
    )


async def office_tournament_settings(request: Request) -> Response:
    tournament = await organised.tournament_of(actor(request), record_id(request))
    names = (*SETTINGS, *SETTINGS_TOO)
    if request.method != "POST":
        typed = {name: getattr(tournament, name) for name in names}
        return await _settings(request, tournament, blank(TournamentForm, **typed))
    form = await fill(request, TournamentForm)
    if form.ok:
        try:
            columns = form.checked.model_dump()
            await setup.change_tournament(tournament, columns, actor=actor(request).label, now=request.state.now)
            return flash(redirect(request, "tournaments.office_tournament", id=tournament.id), _("Guardado."))
        except Invalid as wrong:
            with_mistakes(form, wrong)
    return await _settings(request, tournament, form, status=422)


async def _settings(
    request: Request, tournament: Tournament, form: Filled[TournamentForm], status: int = 200
) -> Response:
    editions = [(each.id, each.name(locale(request))) for each in await Edition.all().order_by("-year", "name_es")]
    title = tournament.event.title(locale(request))
    return page(request, status=status, tournament=tournament, title=title, form=form, editions=editions, **words())


BOTH = ("GET", "POST")
ROUTES = (
    Page("/oficina/torneos", office_tournaments, access=Access.COMMITTEE),
    Page("/oficina/torneos/nuevo", office_new_tournament, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/torneos/{id:int}", office_tournament, access=Access.COMMITTEE),
    Page("/oficina/torneos/{id:int}/ajustes", office_tournament_settings, access=Access.COMMITTEE, methods=BOTH),
    *office_divisions.ROUTES,
    *office_rules.ROUTES,
    *office_draw.ROUTES,
    *office_places.ROUTES,
    *office_referees.ROUTES,
    *office_schedule.ROUTES,
    *office_printing.ROUTES,
    *office_editions.ROUTES,
)
