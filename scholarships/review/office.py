"""The pages of those who run the reading: the board, the rounds, third readings, reminders and settings."""

from collections.abc import Awaitable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.accounts.queries import today as day_of
from events_app.core.access import Access
from events_app.core.clock import from_local
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, page, redirect
from scholarships.calls.models import CallStatus
from scholarships.review import conflicts, office_people, rounds, samples
from scholarships.review.board import board_of, settings_of, threshold_of
from scholarships.review.forms import FilesForm, ReasonForm, RoundForm, SettingsForm
from scholarships.review.models import Reviewer, ReviewerStatus, ReviewSettings
from scholarships.review.permissions import Desk, Seat, desk_of
from scholarships.review.readings import Assignment, RoundKind
from scholarships.review.words import CONFLICT_NAMES, READER_NAMES, ROUND_NAMES, WHY_AGAIN

BOARD = "scholarships/review/board.html"


async def board(request: Request) -> Response:
    """How the reading goes; scores only for the chair, and for a deputy where the chair has a conflict."""
    return await _board(request, await _desk(request))


async def deputy_board(request: Request) -> Response:
    """The same for whoever comes by the reader's door: the deputy, who has no desk in the office."""
    desk = await _desk(request)
    if desk.seat is Seat.OFFICE:
        raise NotFound()
    return await _board(request, desk)


async def open_practice(request: Request) -> Response:
    """The practice round on sample files."""
    desk, closes_at = await _running(request), await _closes(request)
    if not await samples.samples_of(desk.call.id):
        return _back(request, desk, _("Primero agrega al menos una muestra."))
    made = rounds.open_practice(desk.call, closes_at=closes_at, actor=actor(request).label, now=request.state.now)
    return await _done(request, desk, made, _("La práctica está abierta."))


async def open_reading(request: Request) -> Response:
    """Shares out every eligible application and publishes it."""
    desk, closes_at = await _running(request), await _closes(request)
    made = rounds.open_reading(
        desk.call, closes_at=closes_at, actor=actor(request).label, today=_today(request), now=request.state.now
    )
    return await _done(request, desk, made, _("Listo: cada lector ya tiene sus expedientes y su correo."))


async def read_again(request: Request) -> Response:
    """One more reading of the chosen files: in the open round, or in a further one."""
    desk = await _judging(request)
    form = await fill(request, FilesForm)
    chosen = [each for each in (form.value.application if form.value else []) if desk.sees(each)]
    if not chosen:
        return _back(request, desk, _("Elige al menos un expediente."))
    who, today, now = actor(request).label, _today(request), request.state.now
    made: Awaitable[Any]
    if await rounds.open_round(desk.call.id) is None:
        closes_at = from_local(form.checked.closes_at) if form.checked.closes_at else None
        made = rounds.open_further(desk.call, chosen, closes_at=closes_at, actor=who, today=today, now=now)
    else:
        made = rounds.add_readings(desk.call, chosen, actor=who, today=today, now=now)
    return await _done(request, desk, made, _("Listo: otra persona ya los tiene."))


async def take_reading_away(request: Request) -> Response:
    """The chair knows of a conflict: the file goes to somebody else."""
    desk = await _judging(request)
    found = await Assignment.get_or_none(id=request.path_params["reading"], round__call_id=desk.call.id)
    if found is None or not desk.sees(found.application_id):
        raise NotFound()
    form = await fill(request, ReasonForm)
    made = conflicts.take_away(
        found.id, reason=form.value.reason if form.value else "",
        actor=actor(request).label, today=_today(request), now=request.state.now,
    )  # fmt: skip
    return await _done(request, desk, made, _("Listo: ese expediente lo lee otra persona."))


async def close_round(request: Request) -> Response:
    """From here on no score changes."""
    desk = await _running(request)
    form = await fill(request, ReasonForm)
    made = rounds.close_round(
        desk.call, reason=form.value.reason if form.value else "", actor=actor(request).label, now=request.state.now
    )
    return await _done(request, desk, made, _("La ronda quedó cerrada: ninguna calificación cambia ya."))


async def to_decision(request: Request) -> Response:
    """The reading is over and the committee decides."""
    desk = await _running(request)
    made = rounds.decide(desk.call, actor=actor(request).label, now=request.state.now)
    return await _done(request, desk, made, _("La convocatoria pasó a decisión del comité."))


async def remind_readers(request: Request) -> Response:
    """Writes to everybody with files still open, once a day."""
    desk = await _desk(request)
    held = await rounds.open_round(desk.call.id)
    count = await rounds.remind(held, today=_today(request), now=request.state.now) if held else 0
    words = (
        _("Recordatorios enviados: %(n)s.", n=count) if count else _("Hoy ya se les recordó, o nadie tiene pendientes.")
    )
    return _back(request, desk, words)


async def review_settings(request: Request) -> Response:
    """The deputy, the distance between marks that asks for another reading, and how many awards are expected."""
    desk = await _running(request)
    form = await fill(request, SettingsForm)
    if form.value is None:
        return _back(request, desk, _("Revisa los ajustes: la distancia va de 0.5 a 4, como 2 o 1.5."))
    asked = form.checked
    active = await Reviewer.filter(call_id=desk.call.id, status=ReviewerStatus.ACTIVE)
    known = {each.user_id for each in active}
    values = {
        "deputy_id": asked.deputy if asked.deputy in known else None,
        "third_reading_range": asked.third_reading_range,
        "awards_expected": asked.awards_expected,
    }
    await ReviewSettings.update_or_create(defaults=values, call_id=desk.call.id)
    return _back(request, desk, _("Guardado."))


async def _board(request: Request, desk: Desk, *, status: int = 200, refusal: Conflict | None = None) -> Response:
    settings = await settings_of(desk.call)
    held = await rounds.open_round(desk.call.id)
    return page(
        request,
        status=status,
        template=BOARD,
        desk=desk,
        call=desk.call,
        board=await board_of(desk, settings, _today(request), final=held is None),
        settings_of_reading=settings,
        threshold=threshold_of(settings),
        round=held,
        is_reading=held is not None and held.kind is not RoundKind.CALIBRATION,
        missing=await rounds.missing_readings(desk.call.id),
        refusal=refusal,
        readers_by_user=await Reviewer.filter(call_id=desk.call.id, status=ReviewerStatus.ACTIVE).select_related(
            "user"
        ),
        round_names=ROUND_NAMES,
        reader_names=READER_NAMES,
        conflict_names=CONFLICT_NAMES,
        why_again=WHY_AGAIN,
        can_open=desk.call.status in (CallStatus.CLOSED, CallStatus.REVIEWING),
        two=two,
    )


def two(number: Fraction | None) -> str:
    """A mark with two decimals, half up; a dash when there is none."""
    if number is None:
        return "–"
    cents = int(number * 100 + Fraction(1, 2))
    return f"{cents // 100}.{cents % 100:02d}"


async def _done(request: Request, desk: Desk, made: Awaitable[Any], words: str) -> Response:
    """The board again with what was done, or with why it could not be."""
    try:
        await made
    except Conflict as refused:
        return await _board(request, desk, status=409, refusal=refused)
    return _back(request, desk, words)


def _back(request: Request, desk: Desk, words: str) -> Response:
    name = "review.deputy_board" if desk.seat is Seat.DEPUTY else "review.board"
    return flash(redirect(request, name, id=desk.call.id), words)


async def _desk(request: Request) -> Desk:
    return await desk_of(actor(request), request.path_params["id"], _today(request))


async def _running(request: Request) -> Desk:
    """The chair and the office run the reading."""
    desk = await _desk(request)
    if desk.seat is Seat.DEPUTY:
        raise NotFound()
    return desk


async def _judging(request: Request) -> Desk:
    """Only who sees scores decides about a file."""
    desk = await _desk(request)
    if not desk.sees_scores:
        raise NotFound()
    return desk


async def _closes(request: Request) -> datetime | None:
    form = await fill(request, RoundForm)
    return from_local(form.value.closes_at) if form.value and form.value.closes_at else None


def _today(request: Request) -> date:
    return day_of(request.state.now)


ROUTES = (
    *office_people.ROUTES,
    Page("/oficina/becas/{id:int}/lectura", board, access=Access.COMMITTEE),
    Page("/oficina/becas/{id:int}/lectura/practica", open_practice, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/becas/{id:int}/lectura/abrir", open_reading, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/becas/{id:int}/lectura/cierre", close_round, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/becas/{id:int}/lectura/decision", to_decision, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/becas/{id:int}/lectura/recordatorios", remind_readers, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/becas/{id:int}/lectura/ajustes", review_settings, access=Access.COMMITTEE, methods=("POST",)),
    Page("/lectura/convocatorias/{id:int}/tablero", deputy_board, access=Access.REVIEWER),
    Page("/lectura/convocatorias/{id:int}/otra-lectura", read_again, access=Access.REVIEWER, methods=("POST",)),
    Page(
        "/lectura/convocatorias/{id:int}/lecturas/{reading:int}",
        take_reading_away,
        access=Access.REVIEWER,
        methods=("POST",),
    ),
)
