"""The committee's pages about a whole division: its log, taking an entry back, points, and ties decided by lot."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.directory.office_forms import asked, record_id
from events_app.scoring import cases, log_words, rulings
from events_app.scoring.errors import LogMoved, NoTie
from events_app.scoring.forms import AdjustForm, RevertForm, TieForm
from events_app.scoring.impact_pages import show_impact
from events_app.tournaments import folds, organised
from events_app.tournaments.models import Division


async def office_log(request: Request) -> Response:
    """What happened in the division, newest first."""
    division = await organised.division_of(actor(request), record_id(request, "division"))
    return page(
        request,
        division=division,
        division_name=division.name(locale(request)),
        event=division.tournament.event,
        lines=await log_words.of_division(division),
        ties=await cases.ties_of(division) if division.drawn_at else [],
        has_tables=bool(division.drawn_at and (await folds.folded(division)).tables),
    )


async def office_revert(request: Request) -> Response:
    """Takes one entry of the log back: it never was."""
    division = await organised.division_of(actor(request), record_id(request, "division"))
    sequence = record_id(request, "sequence")
    lines = {each.sequence: each for each in await log_words.of_division(division)}
    if sequence not in lines or not lines[sequence].can_revert:
        raise NotFound()
    act = rulings.revert(sequence)
    title = _("Deshacer el registro %(n)s: %(what)s", n=sequence, what=lines[sequence].title)
    shown: dict[str, Any] = {"line": lines[sequence], "heading": title}
    if request.method != "POST":
        return await _form(request, division, blank(RevertForm), "office_revert", **shown)
    return await _decide(request, division, await fill(request, RevertForm), act, title, "office_revert", **shown)


async def office_adjust(request: Request) -> Response:
    """Gives a team points in its table, or takes some away."""
    division = await organised.division_of(actor(request), record_id(request, "division"))
    teams = [(each.id, each.name) for each in await organised.playing_teams(division.id)]
    if request.method != "POST":
        return await _form(request, division, blank(AdjustForm), "office_adjust", teams=teams)
    form = await fill(request, AdjustForm)
    if form.ok and form.checked.team not in dict(teams):
        form.add("team", _("Elige un equipo de la división."))
    act = rulings.adjust(form.checked.team, form.checked.points, form.checked.reason) if form.ok else None
    title = _("Ajustar puntos de %(team)s", team=dict(teams).get(form.checked.team, "")) if form.ok else ""
    return await _decide(request, division, form, act, title, "office_adjust", teams=teams)


async def office_tie(request: Request) -> Response:
    """Orders the teams of a table that nothing else separates, by lot or as they agreed."""
    division = await organised.division_of(actor(request), record_id(request, "division"))
    ties = await cases.ties_of(division) if division.drawn_at else []
    table = asked(request, "tabla")
    if request.method != "POST":
        tie = _tie(ties, table)
        return await _form(request, division, blank(TieForm, table=table), "office_tie", tie=tie)
    form = await fill(request, TieForm)
    tie = _tie(ties, str(form.typed.get("table", "")))
    if form.ok and sorted(form.checked.order) != sorted(team for team, _name in tie.teams):
        form.add("order", _("Da un lugar distinto a cada equipo."))
    act = rulings.order(tie.table, form.checked.order, form.checked.reason) if form.ok else None
    title = _("Desempatar la tabla %(table)s", table=tie.table)
    return await _decide(request, division, form, act, title, "office_tie", tie=tie)


def _tie(ties: list[cases.Tie], table: str) -> cases.Tie:
    found = next((each for each in ties if each.table == table), None)
    if found is None:
        raise NoTie()
    return found


async def _decide(
    request: Request,
    division: Division,
    form: Filled[Any],
    act: rulings.Act | None,
    title: str,
    template: str,
    **shown: Any,
) -> Response:
    """Mistakes first, then what would change, then the writing."""
    if act is None or not form.ok:
        return await _form(request, division, form, template, status=422, **shown)
    by, now, given = actor(request).label, request.state.now, form.checked
    moved = None
    try:
        if given.sequence is not None:
            try:
                await rulings.write(division.id, act, expected=given.sequence, reason=given.reason, by=by, now=now)
                return flash(redirect(request, "scoring.office_log", division=division.id), _("Hecho."))
            except LogMoved as error:
                moved = error
                await division.refresh_from_db()
        impact = await rulings.preview(division, act, by=by, now=now)
    except Conflict as error:
        form.add("", error.text)
        return await _form(request, division, form, template, status=409, **shown)
    return await show_impact(request, division, impact, form, title=title, moved=moved)


async def _form(
    request: Request, division: Division, form: Filled[Any], template: str, *, status: int = 200, **shown: Any
) -> Response:
    return page(
        request,
        status=status,
        template=f"events_app/scoring/{template}.html",
        division=division,
        division_name=division.name(locale(request)),
        event=division.tournament.event,
        form=form,
        **shown,
    )


BOTH = ("GET", "POST")
DIVISION = "/oficina/resultados/division/{division:int}"
ROUTES = (
    Page(DIVISION, office_log, access=Access.COMMITTEE),
    Page(f"{DIVISION}/registro/{{sequence:int}}", office_revert, access=Access.COMMITTEE, methods=BOTH),
    Page(f"{DIVISION}/ajuste", office_adjust, access=Access.COMMITTEE, methods=BOTH),
    Page(f"{DIVISION}/desempate", office_tie, access=Access.COMMITTEE, methods=BOTH),
)
