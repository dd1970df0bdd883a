"""The committee's calendar board: makes it, moves matches with their conflicts shown first, publishes it."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Conflict
from events_app.core.forms import clean, read_form
from events_app.core.i18n import _, ngettext
from events_app.core.pages import Page, actor, flash, fragment, locale, page, redirect, refuse
from events_app.directory.office_forms import asked, record_id
from events_app.tournaments import announcing, boards, organised, referees, schedule_making, scheduling
from events_app.tournaments.calendars import HARD, Move, calendar_of, violations
from events_app.tournaments.errors import MatchPlayed, MatchTaken, NotNeutral
from events_app.tournaments.matches import Referee
from events_app.tournaments.models import Tournament
from events_app.tournaments.office_words import words

MOST_MOVES = 400
MOVE = re.compile(r"(\d{1,18})\|(\d{0,18})\|([0-9T:+.Z-]{0,40})\|(\d{0,18})\|([0-9T:+.Z-]{0,40})")


async def office_schedule(request: Request) -> Response:
    """The board of one day, sport by sport, and the matches without an hour."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    return await _board(request, tournament)


async def office_make_schedule(request: Request) -> Response:
    """Runs the engine over the chosen divisions; when there is no calendar, says why and changes nothing."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    data = await read_form(request)
    chosen = [int(each) for each in map(str, data.getlist("divisions")) if each.isdecimal() and len(each) < 19]
    seed, key = str(data.get("seed") or uuid4().hex[:8])[:60], str(data.get("idempotency_key") or uuid4())[:100]
    before = await calendar_of(tournament)
    try:
        made = await schedule_making.make_schedule(
            tournament, chosen, seed=seed, key=key, actor=actor(request).label, now=request.state.now
        )
    except Conflict as error:
        return await _board(request, tournament, status=409, mistakes=[error.text])
    told = [boards.told(because, before) for because in made.because.values()]
    if told:
        return await _board(request, tournament, status=409, mistakes=told)
    said = ngettext("%(n)s partido tiene cancha y hora.", "%(n)s partidos tienen cancha y hora.", made.placed)
    return flash(redirect(request, "tournaments.office_schedule", id=tournament.id), said)


async def office_review_moves(request: Request) -> Response:
    """What a set of moves would change and break, before it is saved; a fragment for the board."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    data = await read_form(request)
    moves = read_moves([str(each) for each in data.getlist("move")])
    context = await _review(tournament, moves)
    if request.headers.get("HX-Request") == "true":
        return fragment(request, "_office_moves", tournament=tournament, **context)
    title = tournament.event.title(locale(request))
    return page(request, tournament=tournament, title=title, mistakes=[], **context)


async def office_commit_moves(request: Request) -> Response:
    """Saves the moves, unless they break what cannot be broken; captains of published divisions are told."""
    tournament = await organised.tournament_of(actor(request), record_id(request))
    data = await read_form(request)
    moves, key = read_moves([str(each) for each in data.getlist("move")]), str(data.get("idempotency_key", ""))[:100]
    context = await _review(tournament, moves)
    mistakes: list[str] = []
    if context["hard"] or (context["soft"] and data.get("accept") != "1"):
        mistakes = [_("Hay choques por resolver antes de guardar.")]
    else:
        try:
            moved, told = await announcing.move_and_tell(
                tournament, moves, key=key, actor=actor(request).label, now=request.state.now
            )
            return flash(redirect(request, "tournaments.office_schedule", id=tournament.id), _saved(moved, told))
        except (MatchTaken, MatchPlayed) as error:
            mistakes = [error.text]
    title = tournament.event.title(locale(request))
    return page(
        request,
        status=409,
        template="events_app/tournaments/office_review_moves.html",
        tournament=tournament,
        title=title,
        mistakes=mistakes,
        **context,
    )


async def office_publish_schedule(request: Request) -> Response:
    tournament = await organised.tournament_of(actor(request), record_id(request))
    who = actor(request).label
    shown, told = await announcing.publish_and_tell(tournament, actor=who, now=request.state.now)
    answer = redirect(request, "tournaments.office_schedule", id=tournament.id)
    if not shown:
        return refuse(answer, _("No hay nada nuevo que publicar: da antes cancha y hora a los partidos."))
    said = ngettext("Calendario publicado. %(n)s aviso enviado.", "Calendario publicado. %(n)s avisos enviados.", told)
    return flash(answer, said)


async def office_match(request: Request) -> Response:
    """One match: move it to another cell, lock it, give it a referee. Works without scripts."""
    match = await organised.match_of(actor(request), record_id(request))
    return await _match(request, match)


async def office_lock_match(request: Request) -> Response:
    match = await organised.match_of(actor(request), record_id(request))
    locked = (await read_form(request)).get("locked") == "1"
    await scheduling.lock(match, locked, actor=actor(request).label, now=request.state.now)
    said = _("El partido ya no se moverá solo.") if locked else _("El partido se puede volver a acomodar.")
    return flash(redirect(request, "tournaments.office_match", id=match.id), said)


async def office_match_referee(request: Request) -> Response:
    """Gives the match a referee, if that is fair."""
    match = await organised.match_of(actor(request), record_id(request))
    text = str((await read_form(request)).get("referee", ""))
    chosen = int(text) if text.isdecimal() and len(text) < 19 else 0
    referee = await Referee.filter(id=chosen, tournament_id=match.division.tournament_id).first()
    try:
        await referees.assign(match, referee, actor=actor(request).label, now=request.state.now)
    except (NotNeutral, MatchPlayed) as error:
        return await _match(request, match, status=409, mistakes=[error.text])
    return flash(redirect(request, "tournaments.office_match", id=match.id), _("Guardado."))


def read_moves(written: Sequence[str]) -> list[Move]:
    """ "match|field|hour|field before|hour before", each once; what cannot be read is left out."""
    found: dict[int, Move] = {}
    for text in written[:MOST_MOVES]:
        parts = MOVE.fullmatch(clean(text))
        if parts is None:
            continue
        match, field, at, old_field, old_at = parts.groups()
        move = Move(int(match), _id(field), _moment(at), (_id(old_field), _moment(old_at)))
        if (move.field is None) == (move.starts_at is None):
            found[move.match] = move
    return list(found.values())


async def _review(tournament: Tournament, moves: Sequence[Move]) -> dict[str, Any]:
    calendar = await calendar_of(tournament)
    known = {match.id for match in calendar.matches}
    moves = [move for move in moves if move.match in known]
    before = {(each.kind, each.matches) for each in violations(calendar)}
    new = [each for each in violations(calendar, moves) if (each.kind, each.matches) not in before]
    off = boards.off_grid(calendar, moves)
    return {
        "moves": boards.described(calendar, moves),
        "hard": [boards.told(each.because, calendar) for each in new if each.kind in HARD] + off,
        "soft": [boards.told(each.because, calendar) for each in new if each.kind not in HARD],
        "captains": await announcing.captains_told(moves),
        "key": str(uuid4()),
        "event": tournament.event,
    }


async def _board(
    request: Request, tournament: Tournament, *, status: int = 200, mistakes: Sequence[str] = ()
) -> Response:
    calendar = await calendar_of(tournament)
    days = boards.days_of(calendar)
    today = local(request.state.now, tournament.event.timezone).date().isoformat()
    upcoming = next((day for day in days if day >= today), days[-1] if days else "")
    day = asked(request, "dia", days) or upcoming
    return page(
        request,
        status=status,
        template="events_app/tournaments/office_schedule.html",
        tournament=tournament,
        event=tournament.event,
        title=tournament.event.title(locale(request)),
        mistakes=list(mistakes),
        calendar=calendar,
        days=[(each, boards.day_name(each)) for each in days],
        day=day,
        boards=boards.boards_of(calendar, day),
        unplaced=boards.unplaced(calendar),
        broken=[boards.told(each.because, calendar) for each in violations(calendar)],
        published=[each for each in calendar.divisions if each.schedule_published_at],
        key=str(uuid4()),
        **words(),
    )


async def _match(request: Request, match: Any, *, status: int = 200, mistakes: Sequence[str] = ()) -> Response:
    tournament = match.division.tournament
    calendar = await calendar_of(tournament)
    everybody = await Referee.filter(tournament_id=tournament.id).select_related("company").order_by("name")
    return page(
        request,
        status=status,
        template="events_app/tournaments/office_match.html",
        match=match,
        tournament=tournament,
        event=tournament.event,
        title=tournament.event.title(locale(request)),
        label=boards.label(match),
        mistakes=list(mistakes),
        cells=boards.cells_for(calendar, match, request.state.now),
        referees=referees.choices(match, everybody),
        movable=match.status in referees.MOVABLE,
        **words(),
    )


def _saved(moved: int, told: int) -> str:
    said = ngettext("Se movió %(n)s partido.", "Se movieron %(n)s partidos.", moved)
    return f"{said} {ngettext('%(n)s equipo avisado.', '%(n)s equipos avisados.', told)}" if told else said


def _id(text: str) -> int | None:
    return int(text) if text else None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


POST = ("POST",)
BOARD, MATCH = "/oficina/torneos/{id:int}/calendario", "/oficina/torneos/partido/{id:int}"
ROUTES = (
    Page(BOARD, office_schedule, access=Access.COMMITTEE),
    Page(f"{BOARD}/propuesta", office_make_schedule, access=Access.COMMITTEE, methods=POST),
    Page(f"{BOARD}/revision", office_review_moves, access=Access.COMMITTEE, methods=POST),
    Page(f"{BOARD}/cambios", office_commit_moves, access=Access.COMMITTEE, methods=POST),
    Page(f"{BOARD}/publicacion", office_publish_schedule, access=Access.COMMITTEE, methods=POST),
    Page(MATCH, office_match, access=Access.COMMITTEE),
    Page(f"{MATCH}/candado", office_lock_match, access=Access.COMMITTEE, methods=POST),
    Page(f"{MATCH}/arbitro", office_match_referee, access=Access.COMMITTEE, methods=POST),
)
