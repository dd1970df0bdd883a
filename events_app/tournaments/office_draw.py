"""The committee's pages of the draw: seeds and pots, the sworn seed, lots before witnesses, by hand, confirm, undo."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import ConvocaError
from events_app.core.forms import Filled, blank, fill, read_form
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.directory.office_forms import record_id
from events_app.tournaments import draw_values, drawing, folds, organised, rounds
from events_app.tournaments.draw_page import proposal_shown
from events_app.tournaments.entries import Team
from events_app.tournaments.errors import CannotDraw, CannotPair, DrawStands, SeedKnown
from events_app.tournaments.forms import ReasonForm
from events_app.tournaments.forms_draw import LotsForm, WitnessForm, numbers_of, seeding_mistakes
from events_app.tournaments.kinds import DivisionStatus, Format
from events_app.tournaments.models import Division
from events_app.tournaments.office_words import words
from events_app.tournaments.options import options_of

TEMPLATE = "events_app/tournaments/office_draw.html"


async def office_draw(request: Request) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    return await _draw(request, division)


async def office_seeds(request: Request) -> Response:
    """Seeds or pots, typed beside each team."""
    division = await organised.division_of(actor(request), record_id(request))
    typed = dict(await read_form(request))
    ids = [team.id for team in await organised.entering_teams(division.id)]
    seeds, pots = numbers_of(typed, "seed", ids), numbers_of(typed, "pot", ids)
    wrong = [_(each) for each in seeding_mistakes(seeds, pots, division.format)]
    if not wrong:
        try:
            await drawing.place_seeds(division.id, seeds, pots, actor=actor(request).label, now=request.state.now)
            return flash(redirect(request, "tournaments.office_draw", id=division.id), _("Guardado."))
        except (SeedKnown, CannotDraw) as error:
            wrong = [error.text]
    return await _draw(request, division, status=422, mistakes=wrong, typed=typed)


async def office_commit_draw(request: Request) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    try:
        await drawing.commit_seed(division.id, actor=actor(request).label, now=request.state.now)
    except CannotDraw as error:
        return await _draw(request, division, status=409, mistakes=[error.text])
    said = _("El compromiso ya es público. Ahora, ante testigos, se puede sortear.")
    return flash(redirect(request, "tournaments.office_draw", id=division.id), said)


async def office_draw_lots(request: Request) -> Response:
    """The draw itself, before witnesses."""
    division = await organised.division_of(actor(request), record_id(request))
    form = await fill(request, LotsForm)
    if not form.ok:
        return await _draw(request, division, status=422, lots=form)
    value, who = form.checked, actor(request).label
    try:
        await drawing.draw_lots(
            division.id, word=value.word, witnesses=value.witnesses, actor=who, now=request.state.now
        )
    except CannotDraw as error:
        return await _draw(request, division, status=409, mistakes=[error.text], lots=form)
    return redirect(request, "tournaments.office_draw", id=division.id)


async def office_draw_by_hand(request: Request) -> Response:
    """Each team to its group or line: by dragging, by keyboard, or with a list per team."""
    division = await organised.division_of(actor(request), record_id(request))
    teams = await organised.entering_teams(division.id)
    form, typed, wrong = blank(WitnessForm), {}, []
    if request.method == "POST":
        data = dict(await read_form(request))
        form, typed = await fill(request, WitnessForm), data
        if not form.ok:
            return _by_hand(request, division, form, _hand_context(division, teams, typed), status=422)
        placed = {id_: place - 1 for id_, place in numbers_of(data, "place", [t.id for t in teams]).items() if place}
        try:
            who, now = actor(request).label, request.state.now
            witnesses = form.checked.witnesses
            await drawing.place_by_hand(division.id, placed, witnesses=witnesses, actor=who, now=now)
            return redirect(request, "tournaments.office_draw", id=division.id)
        except CannotDraw as error:
            wrong = [error.text]
    context = _hand_context(division, teams, typed)
    return _by_hand(request, division, form, context, status=409 if wrong else 200, mistakes=wrong)


def _by_hand(
    request: Request,
    division: Division,
    form: Filled[WitnessForm],
    context: dict[str, Any],
    *,
    status: int,
    mistakes: Sequence[str] = (),
) -> Response:
    return page(request, status=status, form=form, mistakes=mistakes, **_around(request, division), **context)


async def office_confirm_draw(request: Request) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    try:
        await drawing.confirm(division.id, actor=actor(request).label, now=request.state.now)
    except CannotDraw as error:
        return await _draw(request, division, status=409, mistakes=[error.text])
    said = _("Sorteo confirmado: ya están sus partidos. Lo que sigue es el calendario.")
    return flash(redirect(request, "tournaments.office_draw", id=division.id), said)


async def office_discard_draw(request: Request) -> Response:
    return await _taken_back(request, drawing.discard, _("Se desechó. Publica otro compromiso para sortear."))


async def office_undo_draw(request: Request) -> Response:
    return await _taken_back(request, drawing.undo, _("El sorteo se deshizo: la división vuelve a estar sin sortear."))


async def office_pair_round(request: Request) -> Response:
    """The next round of a Swiss division."""
    division = await organised.division_of(actor(request), record_id(request))
    try:
        number = await rounds.pair(division.id, actor=actor(request).label, now=request.state.now)
    except CannotPair as error:
        return await _draw(request, division, status=409, mistakes=[error.text])
    said = _("Ronda %(number)s emparejada.", number=number)
    return flash(redirect(request, "tournaments.office_draw", id=division.id), said)


async def office_challenge(request: Request) -> Response:
    """A challenge of a ladder."""
    division = await organised.division_of(actor(request), record_id(request))
    asked = numbers_of(dict(await read_form(request)), "team", [1, 2])
    try:
        await rounds.challenge(
            division.id, asked[1] or 0, asked[2] or 0, actor=actor(request).label, now=request.state.now
        )
    except ConvocaError as error:
        return await _draw(request, division, status=409, mistakes=[error.text])
    return flash(redirect(request, "tournaments.office_draw", id=division.id), _("Reto registrado."))


async def _taken_back(request: Request, service: Any, said: str) -> Response:
    division = await organised.division_of(actor(request), record_id(request))
    form = await fill(request, ReasonForm)
    if not form.ok:
        return await _draw(request, division, status=422, reason=form)
    try:
        who = actor(request).label
        await service(division.id, reason=form.checked.reason, actor=who, now=request.state.now)
    except (CannotDraw, DrawStands) as error:
        return await _draw(request, division, status=409, mistakes=[error.text])
    return flash(redirect(request, "tournaments.office_draw", id=division.id), said)


async def _draw(
    request: Request,
    division: Division,
    *,
    status: int = 200,
    mistakes: list[str] | None = None,
    typed: Mapping[str, Any] | None = None,
    lots: Filled[LotsForm] | None = None,
    reason: Filled[ReasonForm] | None = None,
) -> Response:
    drawn = division.status not in (DivisionStatus.DRAFT, DivisionStatus.OPEN, DivisionStatus.CLOSED)
    teams = await (organised.playing_teams if drawn else organised.entering_teams)(division.id)
    return page(
        request,
        status=status,
        template=TEMPLATE,
        teams=teams,
        drawn=drawn,
        least=draw_values.fewest(division),
        mistakes=mistakes or [],
        typed=typed or {},
        lots=lots or blank(LotsForm),
        reason=reason or blank(ReasonForm),
        shown=proposal_shown(division, teams),
        **await _rounds(division, teams, drawn),
        **_around(request, division),
    )


async def _rounds(division: Division, teams: list[Team], drawn: bool) -> dict[str, Any]:
    """What a Swiss division or a ladder needs besides its draw."""
    if not drawn or division.format not in (Format.SWISS, Format.LADDER) or division.plan is None:
        return {"round_number": 0, "ladder": []}
    state = await folds.folded(division)
    names = {str(team.id): team.name for team in teams}
    return {"round_number": len(state.book.paired), "ladder": rounds.ladder_names(state, names)}


def _hand_context(division: Division, teams: list[Team], typed: Mapping[str, Any]) -> dict[str, Any]:
    options = options_of(division.options)
    groups = options.groups if division.format is Format.GROUPS else 0
    places = [draw_values.letter(n) for n in range(groups)] or [str(n + 1) for n in range(len(teams))]
    chosen = {team.id: str(typed.get(f"place_{team.id}", "")) for team in teams}
    return {
        "teams": teams,
        "places": places,
        "groups": groups,
        "most": -(-len(teams) // groups) if groups else 1,
        "apart": options.apart and bool(groups),
        "chosen": chosen,
    }


def _around(request: Request, division: Division) -> dict[str, Any]:
    event, language = division.tournament.event, locale(request)
    names = {"title": event.title(language), "called": division.name(language)}
    return {"division": division, "event": event, "options": options_of(division.options), **names, **words()}


BOTH, POST = ("GET", "POST"), ("POST",)
DRAW = "/oficina/torneos/division/{id:int}/sorteo"
ROUTES = (
    Page(DRAW, office_draw, access=Access.COMMITTEE),
    Page(f"{DRAW}/equipos", office_seeds, access=Access.COMMITTEE, methods=POST),
    Page(f"{DRAW}/compromiso", office_commit_draw, access=Access.COMMITTEE, methods=POST),
    Page(f"{DRAW}/suerte", office_draw_lots, access=Access.COMMITTEE, methods=POST),
    Page(f"{DRAW}/a-mano", office_draw_by_hand, access=Access.COMMITTEE, methods=BOTH),
    Page(f"{DRAW}/confirmacion", office_confirm_draw, access=Access.COMMITTEE, methods=POST),
    Page(f"{DRAW}/descarte", office_discard_draw, access=Access.COMMITTEE, methods=POST),
    Page(f"{DRAW}/deshecho", office_undo_draw, access=Access.COMMITTEE, methods=POST),
    Page(f"{DRAW}/ronda", office_pair_round, access=Access.COMMITTEE, methods=POST),
    Page(f"{DRAW}/reto", office_challenge, access=Access.COMMITTEE, methods=POST),
)
