"""The committee's pages of golf: the tournaments, one in full, its settings, its start sheet and its cards on paper."""

from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _, ngettext
from events_app.core.money import Money
from events_app.core.pages import Page, absolute, actor, flash, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.directory.office_exports import sheet
from events_app.directory.office_forms import create_once
from events_app.events.models import Event
from events_app.golf import days, income, office_gifts, office_teams, queries, scores, showing
from events_app.golf.board import standing
from events_app.golf.course import composition
from events_app.golf.forms import DayForm, ReasonForm, check_day
from events_app.golf.kinds import GolfFormat
from events_app.golf.links import path_of
from events_app.golf.models import GolfTournament
from events_app.golf.queries import Day
from events_app.golf.words import COUNTBACK_NAMES, FORMAT_NAMES, INCOME_NAMES, STATUS_NAMES, STATUS_TONES
from events_app.tournaments.engine.golf_day import NoRoom

USUAL: dict[str, Any] = {
    "format": GolfFormat.STROKE, "net": True, "slope": 113, "rating": "72.0", "team_size": 4,
    "allowances": "25 20 15 10", "places": 36, "groups_per_hole": 2,
    "countback": ["last9", "last6", "last3", "last1", "stroke_index"],
}  # fmt: skip


async def golf_days(request: Request) -> Response:
    """Every golf tournament that this person runs, newest first."""
    return page(request, slice=await paginate(queries.organised(actor(request)), request))


async def new_golf_day(request: Request) -> Response:
    """An event of tournaments becomes golf."""
    events = await queries.events_without_golf(actor(request)).limit(100)
    if request.method == "GET":
        return _settings(request, blank(DayForm, **USUAL), events=events)
    form = await fill(request, DayForm)
    check_day(form)
    event = next((each for each in events if form.value and each.id == form.checked.event), None)
    if event is None:
        form.add("event", _("Elige el evento."))
    if not form.ok or event is None:
        return _settings(request, form, events=events, status=422)
    kind = await queries.price_types(event).first()

    async def effect() -> dict[str, Any]:
        made = await days.create(
            event, form.checked, kind.id if kind else None, actor=actor(request).label, now=request.state.now
        )
        return {"id": made.id}

    outcome = await create_once(request, form, effect)
    answer = redirect(request, "golf.office_golf", id=outcome.result["id"])
    return flash(answer, _("Listo: ya es un torneo de golf. Revisa sus ajustes y su precio."))


async def edit_golf_day(request: Request) -> Response:
    """The course, the rules, the places and the goal."""
    day = await _day(request)
    types = await queries.price_types(day.event)
    if request.method == "GET":
        return _settings(request, blank(DayForm, **_typed(day)), day=day, types=types)
    form = await fill(request, DayForm)
    check_day(form)
    if form.value and form.checked.ticket_type not in {None, *(each.id for each in types)}:
        form.add("ticket_type", _("Elige una de las opciones."))
    if not form.ok:
        return _settings(request, form, day=day, types=types, status=422)
    try:
        await days.change(
            day.golf, day.event, form.checked, form.checked.ticket_type,
            actor=actor(request).label, now=request.state.now,
        )  # fmt: skip
    except days.GolfTooFewPlaces as error:
        form.add("places", error.message)
        return _settings(request, form, day=day, types=types, status=409)
    return flash(redirect(request, "golf.office_golf", id=day.golf.id), _("Guardado."))


async def office_golf(request: Request) -> Response:
    """One tournament: its teams with strokes and starts, the money, and what waits for somebody."""
    day = await _day(request)
    teams = await queries.live_teams(day.golf.id)
    marked = queries.marking(teams)
    said = await queries.scores_of(day.golf.id, marked)
    return page(
        request,
        day=day.golf,
        event=day.event,
        cause=await showing.cause_of(day),
        teams=teams,
        composed={team.id: composition(day.golf, list(team.players)) for team in teams},
        links={team.id: absolute(path_of(team)) for team in teams},
        waiting={team.id: sum(not score.settled for score in said.get(team.id, {}).values()) for team in teams},
        through={team.id: len(said.get(team.id, {})) for team in teams},
        status_names=STATUS_NAMES,
        status_tones=STATUS_TONES,
        pay_type=day.golf.ticket_type_id,
    )


async def golf_starts(request: Request) -> Response:
    """The shotgun sheet to print; a POST gives every confirmed team its hole."""
    day = await _day(request)
    if request.method == "POST":
        back = redirect(request, "golf.office_golf", id=day.golf.id)
        try:
            given = await days.assign_starts(day.golf, actor=actor(request).label, now=request.state.now)
        except NoRoom:
            return refuse(back, _("No caben tantos equipos: sube los equipos por hoyo en los ajustes."))
        words = ngettext("%(n)s equipo tiene hoyo de salida.", "%(n)s equipos tienen hoyo de salida.", given)
        return flash(back, words)
    teams = [team for team in await queries.live_teams(day.golf.id, confirmed=True) if team.start_hole is not None]
    marked = queries.marking(teams)
    names = {str(team.id): team.name for team in teams}
    return page(
        request,
        day=day.golf,
        event=day.event,
        teams=sorted(teams, key=lambda team: (team.start_hole or 0, team.start_wave)),
        markers={team.id: names.get(marked.get(str(team.id)) or "", "") for team in teams},
    )


async def golf_score_cards(request: Request) -> Response:
    """A card for each team, to print, with the link of its phone."""
    day = await _day(request)
    teams = await queries.live_teams(day.golf.id, confirmed=True)
    return page(
        request,
        day=day.golf,
        event=day.event,
        teams=sorted(teams, key=lambda team: (team.start_hole or 99, team.start_wave, team.name_key)),
        composed={team.id: composition(day.golf, list(team.players)) for team in teams},
        links={team.id: absolute(path_of(team)) for team in teams},
        pars=[hole["par"] for hole in day.golf.holes],
        indexes=[hole["stroke_index"] for hole in day.golf.holes],
    )


async def close_golf_scores(request: Request) -> Response:
    """No more scores from the phones; or again."""
    day = await _day(request)
    form = await fill(request, ReasonForm)
    closed = day.golf.scores_closed_at is None
    if form.get("reason") in ("close", "open"):
        closed = form.get("reason") == "close"
    await scores.close(day.golf, closed=closed, actor=actor(request).label, now=request.state.now)
    words = _("Tarjetas cerradas.") if closed else _("Tarjetas abiertas otra vez.")
    return flash(redirect(request, "golf.office_golf", id=day.golf.id), words)


async def golf_income(request: Request) -> Response:
    """What was paid for the scholarship fund, order by order, as a file."""
    day = await _day(request)
    headers = [_("Folio"), _("Fecha de pago"), _("Concepto"), _("Quién"), _("Descripción"), _("Sin IVA"),
               _("Devuelto"), _("Para becas"), _("Moneda"), _("Destino")]  # fmt: skip
    zone = day.event.timezone
    lines = [
        [line.folio, local(line.paid_at, zone).strftime("%Y-%m-%d %H:%M"), _(INCOME_NAMES[line.kind]), line.buyer,
         line.description, str(line.net), str(line.returned), str(line.income), line.income.currency,
         _("Fondo de becas")]
        for line in await income.income_of(day.golf.id)
    ]  # fmt: skip
    return sheet(f"golf-{day.event.slug}", request.path_params["format"], headers, lines)


async def golf_winners(request: Request) -> Response:
    """Who wins what if it ended now: gross before net, one prize a head, and each flight by handicap."""
    day = await _day(request)
    gross = await standing(day.golf, net=False)
    net = await standing(day.golf, net=True)
    teams = {team.id: team for team in await queries.live_teams(day.golf.id, confirmed=True)}
    return page(
        request, day=day.golf, event=day.event, gross=gross, net=net,
        awards=office_teams.awards(gross, net), flights=office_teams.flights(day.golf, list(teams.values()), net),
        teams=teams,
    )  # fmt: skip


async def _day(request: Request) -> Day:
    return await queries.day_to_organise(actor(request), request.path_params["id"])


def _settings(
    request: Request, form: Filled[DayForm], *, day: Day | None = None, events: list[Event] | None = None,
    types: Any = (), status: int = 200,
) -> Response:  # fmt: skip
    return page(
        request, status=status, template="events_app/golf/golf_settings.html", form=form,
        day=day.golf if day else None, event=day.event if day else None, events=events or [], types=types,
        format_names=FORMAT_NAMES, countback_names=COUNTBACK_NAMES,
    )  # fmt: skip


def _typed(day: Day) -> dict[str, Any]:
    """The tournament as its form writes it."""
    golf, event = day.golf, day.event
    plain = ("format", "net", "slope", "rating", "team_size", "team_cap", "min_index_sum", "max_index", "countback",
             "countback_half_up", "places", "groups_per_hole")  # fmt: skip
    shares = [_percent(share) for share in golf.allowances]
    return {name: getattr(golf, name) for name in plain} | {
        "ticket_type": golf.ticket_type_id,
        "pars": " ".join(str(hole["par"]) for hole in golf.holes),
        "stroke_indexes": " ".join(str(hole["stroke_index"]) for hole in golf.holes),
        "allowances": " ".join(shares),
        "shotgun_at": _wall(golf, event),
        "goal": str(Money(golf.goal_amount, event.currency)) if golf.goal_amount else None,
        "scholarship": str(Money(golf.scholarship_amount, event.currency)) if golf.scholarship_amount else None,
    }


def _percent(share: str) -> str:
    above, _slash, below = share.partition("/")
    return str(int(Decimal(above) * 100 / Decimal(below or 1)))


def _wall(golf: GolfTournament, event: Event) -> str | None:
    return local(golf.shotgun_at, event.timezone).strftime("%Y-%m-%dT%H:%M") if golf.shotgun_at else None


ROUTES = (
    Page("/oficina/golf", golf_days, access=Access.COMMITTEE),
    Page("/oficina/golf/nuevo", new_golf_day, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page("/oficina/golf/{id:int}", office_golf, access=Access.COMMITTEE),
    Page("/oficina/golf/{id:int}/ajustes", edit_golf_day, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page("/oficina/golf/{id:int}/salidas", golf_starts, access=Access.COMMITTEE, methods=("GET", "POST")),
    Page("/oficina/golf/{id:int}/tarjetas", golf_score_cards, access=Access.COMMITTEE),
    Page("/oficina/golf/{id:int}/cierre", close_golf_scores, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/golf/{id:int}/ganadores", golf_winners, access=Access.COMMITTEE),
    Page("/oficina/golf/{id:int}/ingresos.{format}", golf_income, access=Access.COMMITTEE),
    *office_teams.ROUTES,
    *office_gifts.ROUTES,
)
