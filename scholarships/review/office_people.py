"""The office's list of readers with their terms, and the sample files of the practice round."""

from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.accounts.queries import today as day_of
from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect, refuse
from scholarships.calls.models import Call
from scholarships.review import readers, samples
from scholarships.review.errors import AlreadyReader
from scholarships.review.forms import InviteForm, SampleForm, TermForm, check_until
from scholarships.review.models import Reviewer
from scholarships.review.permissions import Seat, desk_of
from scholarships.review.readers import NewReader
from scholarships.review.samples import NewSample
from scholarships.review.words import READER_NAMES, READER_TONES


async def call_readers(request: Request) -> Response:
    """Who reads this year: the office invites, extends a term or lets somebody go."""
    call = await _office(request)
    if request.method == "GET":
        return await _readers(request, call, blank(InviteForm, ends_on=date(call.year, 12, 31).isoformat()))
    form = await fill(request, InviteForm)
    if form.value is not None and form.checked.ends_on < _today(request):
        form.add("ends_on", N_("Escribe una fecha futura."))
    if not form.ok:
        return await _readers(request, call, form, status=422)
    asked = form.checked
    new = NewReader(asked.email, asked.name, asked.ends_on, asked.max_load)
    try:
        await readers.invite(call, new, by=actor(request), today=_today(request), now=request.state.now)
    except AlreadyReader as known:
        form.add("email", known.message)
        return await _readers(request, call, form, status=409)
    return flash(redirect(request, "review.call_readers", id=call.id), _("Le escribimos para que haga su declaración."))


async def reader_term(request: Request) -> Response:
    """A term that ended, or a reader who goes: the open files are kept or handed on, by decision."""
    call = await _office(request)
    reader = await Reviewer.get_or_none(id=request.path_params["reader"], call_id=call.id)
    if reader is None:
        raise NotFound()
    form = await fill(request, TermForm)
    if form.value is None:
        raise NotFound()
    check_until(form, _today(request))
    back = redirect(request, "review.call_readers", id=call.id)
    if not form.ok:
        return refuse(back, next(iter(form.errors.values())))
    today, now = _today(request), request.state.now
    if form.checked.decision == "keep" and form.checked.until:
        await readers.keep_on(reader, form.checked.until, by=actor(request), today=today, now=now)
        return flash(back, _("Su periodo sigue y conserva sus expedientes."))
    handed = await readers.leave(reader, reason="", actor=actor(request).label, today=today, now=now)
    if handed.without:
        return refuse(
            back,
            _(
                "Ya no lee. Expedientes que se quedaron sin lector: %(n)s; míralos en el tablero.",
                n=len(handed.without),
            ),
        )
    return flash(back, _("Ya no lee, y sus expedientes abiertos los tiene otra persona."))


async def call_samples(request: Request) -> Response:
    """The invented files of the practice round."""
    call = await _running(request)
    if request.method == "GET":
        return await _samples(request, call, blank(SampleForm))
    form = await fill(request, SampleForm)
    if not form.ok:
        return await _samples(request, call, form, status=422)
    await samples.add_sample(call, _sample(call, form.checked, dict((await request.form()).items())))
    return flash(redirect(request, "review.call_samples", id=call.id), _("La muestra quedó guardada."))


def _sample(call: Call, asked: SampleForm, typed: dict[str, Any]) -> NewSample:
    facts = {"grade": asked.grade, "average": asked.average or None, "failed": asked.failed, "need": asked.need}
    essays = call.rules.get("essays", [])
    levels = {each["key"]: str(typed.get(f"r_{each['key']}", "")) for each in call.rubric.get("criteria", [])}
    return NewSample(
        level=asked.level,
        facts={key: str(value) for key, value in facts.items() if value is not None},
        essays={essays[0]["key"]: asked.essay} if essays else {},
        reference={key: int(level) for key, level in levels.items() if level in ("1", "2", "3", "4", "5")},
    )


async def _readers(request: Request, call: Call, form: Any, *, status: int = 200) -> Response:
    found = await Reviewer.filter(call_id=call.id).select_related("user", "company").order_by("id")
    return page(
        request, status=status, template="scholarships/review/call_readers.html", call=call, form=form, readers=found,
        today=_today(request), reader_names=READER_NAMES, reader_tones=READER_TONES,
    )  # fmt: skip


async def _samples(request: Request, call: Call, form: Any, *, status: int = 200) -> Response:
    return page(
        request, status=status, template="scholarships/review/call_samples.html", call=call, form=form,
        samples=await samples.samples_of(call.id), levels=call.rules.get("levels", []),
        criteria=call.rubric.get("criteria", []), has_essays=bool(call.rules.get("essays")),
    )  # fmt: skip


async def _office(request: Request) -> Call:
    """Only the office knows readers by their terms; the chair asks it."""
    desk = await desk_of(actor(request), request.path_params["id"], _today(request))
    if not actor(request).is_office:
        raise NotFound()
    return desk.call


async def _running(request: Request) -> Call:
    desk = await desk_of(actor(request), request.path_params["id"], _today(request))
    if desk.seat is Seat.DEPUTY:
        raise NotFound()
    return desk.call


def _today(request: Request) -> date:
    return day_of(request.state.now)


ROUTES = (
    Page("/oficina/becas/{id:int}/lectores", call_readers, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/becas/{id:int}/lectores/{reader:int}", reader_term, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/becas/{id:int}/muestras", call_samples, access=Access.COMMITTEE, methods=("GET", "POST")),
)
