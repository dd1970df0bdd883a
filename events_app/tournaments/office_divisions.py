"""The committee's pages about one division: its data, its copy, and the buttons that move its status."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Invalid
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.pages import Page, absolute, actor, flash, locale, page, redirect, refuse
from events_app.directory.office_forms import create_once, record_id
from events_app.events import taxes
from events_app.tournaments import organised, setup
from events_app.tournaments.entries import Team
from events_app.tournaments.errors import DivisionFixed, DivisionInUse
from events_app.tournaments.forms import MoveForm
from events_app.tournaments.forms_division import MOMENTS, MONEY, CopyForm, DivisionForm, check_division
from events_app.tournaments.models import Division, Tournament
from events_app.tournaments.office_words import counted, typed_moment, with_mistakes, words
from events_app.tournaments.options import Options, options_of
from events_app.tournaments.words import DIVISION_STATUS_NAMES

FIRST_CHOICES = {"branch": "open", "format": "groups", "max_teams": 16, "tax_code": "IVA16", "company_confirms": True}
PLAIN = (
    *("name_es", "name_en", "sport", "branch", "category", "format", "max_teams", "tax_code", "min_players"),
    *("max_players", "max_reinforcements", "min_women", "min_men", "min_age", "max_age", "company_confirms"),
    *("match_minutes", "rules_text_es", "rules_text_en"),
)


async def office_new_division(request: Request) -> Response:
    tournament = await organised.tournament_of(actor(request), record_id(request))
    if request.method != "POST":
        usual = {**FIRST_CHOICES, **vars(Options()), "min_players": 7, "max_players": 18, "match_minutes": 60}
        return await _form(request, blank(DivisionForm, **usual), tournament)
    form = await _filled(request)
    if not form.ok:
        return await _form(request, form, tournament, status=422)
    columns = form.checked.columns(tournament.event.timezone)

    async def effect() -> dict[str, Any]:
        made = await setup.create_division(tournament, columns, actor=actor(request).label, now=request.state.now)
        return {"id": made.id}

    outcome = await create_once(request, form, effect)
    answer = redirect(request, "tournaments.office_division", id=outcome.result["id"])
    return flash(answer, _("División creada. Revisa sus reglas y abre la convocatoria."))


async def office_edit_division(request: Request) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    if request.method != "POST":
        return await _form(request, blank(DivisionForm, **_typed(division)), division.tournament, division)
    form = await _filled(request, division.taken)
    if form.ok:
        columns = form.checked.columns(division.tournament.event.timezone)
        try:
            await setup.change_division(division.id, columns, actor=actor(request).label, now=request.state.now)
            return flash(redirect(request, "tournaments.office_division", id=division.id), _("Guardado."))
        except Invalid as wrong:
            with_mistakes(form, wrong)
        except DivisionFixed as error:
            form.add("", error.message)
    return await _form(request, form, division.tournament, division, status=422)


async def office_division(request: Request) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    return await _division(request, division, blank(CopyForm), blank(MoveForm))


async def _division(
    request: Request, division: Division, copy: Filled[CopyForm], move: Filled[MoveForm], status: int = 200
) -> Response:
    event = division.tournament.event
    teams = await Team.filter(division_id=division.id).select_related("company").order_by("status", "id")
    names = await Team.filter(id=division.champion_id).first() if division.champion_id else None
    return page(
        request,
        status=status,
        template="events_app/tournaments/office_division.html",
        division=division,
        event=event,
        title=event.title(locale(request)),
        called=division.name(locale(request)),
        counts=(await counted([division.id]))[division.id],
        options=options_of(division.options),
        moves=setup.possible_moves(division),
        teams=teams,
        champion=names,
        fee=Money(division.net_fee, event.currency),
        deposit=Money(division.net_deposit, event.currency),
        call_link=absolute(f"/torneos/{event.slug}/{division.slug}/inscribir"),
        copy=copy,
        move=move,
        **words(),
    )


async def office_copy_division(request: Request) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    form = await fill(request, CopyForm)
    if not form.ok:
        return await _division(request, division, form, blank(MoveForm), status=422)
    columns = form.checked.model_dump()

    async def effect() -> dict[str, Any]:
        made = await setup.copy_division(division, columns, actor=actor(request).label, now=request.state.now)
        return {"id": made.id}

    outcome = await create_once(request, form, effect)
    answer = redirect(request, "tournaments.office_edit_division", id=outcome.result["id"])
    return flash(answer, _("Esta es la copia, en borrador: ajusta lo que cambie."))


async def office_move_division(request: Request) -> Response:
    """The named buttons: open, close, reopen, finish, cancel."""
    division = await organised.division_of(actor(request), record_id(request))
    form = await fill(request, MoveForm)
    if form.ok:
        value = form.checked
        try:
            await setup.move_by_hand(
                division.id, value.to, actor=actor(request).label, reason=value.reason, now=request.state.now
            )
            said = _("Ahora la división está así: %(status)s.", status=_(DIVISION_STATUS_NAMES[value.to]))
            return flash(redirect(request, "tournaments.office_division", id=division.id), said)
        except Invalid as wrong:
            with_mistakes(form, wrong)
    return await _division(request, division, blank(CopyForm), form, status=422)


async def office_remove_division(request: Request) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    try:
        await setup.remove_division(division, actor=actor(request).label, now=request.state.now)
    except DivisionInUse as error:
        return refuse(redirect(request, "tournaments.office_division", id=division.id), error.text)
    answer = redirect(request, "tournaments.office_tournament", id=division.tournament_id)
    return flash(answer, _("División borrada."))


async def office_order_division(request: Request) -> Response:
    """One place up or down in the list."""
    division = await organised.division_of(actor(request), record_id(request))
    step = -1 if request.path_params["way"] == "arriba" else 1
    await setup.change_order(division.tournament_id, division.id, step)
    return redirect(request, "tournaments.office_tournament", id=division.tournament_id)


async def _filled(request: Request, taken: int = 0) -> Filled[DivisionForm]:
    form = await fill(request, DivisionForm)
    check_division(form, taken)
    if form.value is not None:
        rates = await taxes.rates_on(local(request.state.now).date())
        if form.value.tax_code not in rates:
            form.add("tax_code", _("Elige una de las opciones."))
    return form


async def _form(
    request: Request,
    form: Filled[DivisionForm],
    tournament: Tournament,
    division: Division | None = None,
    status: int = 200,
) -> Response:
    rates = await taxes.rates_on(local(request.state.now).date())
    called = division.name(locale(request)) if division else ""
    return page(
        request,
        status=status,
        form=form,
        tournament=tournament,
        division=division,
        called=called,
        fixed=division is not None and division.status in setup.SETTLED,
        title=tournament.event.title(locale(request)),
        taxes=[(code, f"{code} · {rate * 100:.0f} %") for code, rate in sorted(rates.items())],
        **words(),
    )


def _typed(division: Division) -> dict[str, Any]:
    zone, currency = division.tournament.event.timezone, division.tournament.event.currency
    plain = {name: getattr(division, name) for name in PLAIN}
    moments = {name: typed_moment(getattr(division, name), zone) for name in MOMENTS}
    money = {name: str(Money(getattr(division, column), currency)) for name, column in MONEY.items()}
    return plain | moments | money | vars(options_of(division.options))


BOTH = ("GET", "POST")
DIVISION = "/oficina/torneos/division/{id:int}"
ROUTES = (
    Page("/oficina/torneos/{id:int}/divisiones/nueva", office_new_division, access=Access.COMMITTEE, methods=BOTH),
    Page(DIVISION, office_division, access=Access.COMMITTEE),
    Page(f"{DIVISION}/editar", office_edit_division, access=Access.COMMITTEE, methods=BOTH),
    Page(f"{DIVISION}/copia", office_copy_division, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{DIVISION}/estado", office_move_division, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{DIVISION}/borrado", office_remove_division, access=Access.COMMITTEE, methods=("POST",)),
    Page(f"{DIVISION}/lugar/{{way}}", office_order_division, access=Access.COMMITTEE, methods=("POST",)),
)
