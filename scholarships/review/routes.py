"""The reader's pages: what there is to read, the declaration, the blind file with its rubric, and stepping aside."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from events_app.accounts.queries import today as day_of
from events_app.core import files
from events_app.core.access import Access
from events_app.core.errors import ConvocaError, NotFound
from events_app.core.forms import blank, fill, read_form
from events_app.core.i18n import _, ngettext
from events_app.core.pages import Page, actor, flash, page, redirect
from scholarships.applications.papers import AccessLog
from scholarships.applications.states import Seen
from scholarships.calls.rules import Rubric
from scholarships.engine.rubric import Mark
from scholarships.review import conflicts, desk, practice_pages, readers, scoring
from scholarships.review.errors import ReadingIncomplete, TooLittleCovered
from scholarships.review.forms import (
    ConflictForm,
    DeclarationForm,
    answers_in,
    comment_in,
    declared_company,
    declared_relatives,
)
from scholarships.review.reading import LOOKS_AT, own_reading, reading_for, redacted_document
from scholarships.review.words import READING_NAMES, READING_TONES, ROUND_NAMES

READING_PAGE = "scholarships/review/reading.html"


async def readings(request: Request) -> Response:
    """Every call in which this person reads, with the files in hand and the next step."""
    user_id, today = _who(request), day_of(request.state.now)
    shown = [await desk.own_desk(reader, today) for reader in await desk.own_calls(user_id)]
    return page(
        request,
        desks=shown,
        meetings=await desk.meetings_of(actor(request), today),
        boards=await desk.boards_of(actor(request), today),
        reading_names=READING_NAMES,
        reading_tones=READING_TONES,
        round_names=ROUND_NAMES,
    )


async def declaration(request: Request) -> Response:
    """Where the reader works and which relatives could ask for a scholarship; it may be said again all year."""
    reader = await desk.own_reader(request.path_params["id"], _who(request))
    if request.method == "GET":
        form = blank(DeclarationForm, **await desk.declared(reader))
        return page(request, call=reader.call, form=form, declared_at=reader.declared_at)
    form = await fill(request, DeclarationForm)
    if form.value is not None:
        company, named = await declared_company(form), await declared_relatives(form)
        if form.ok:
            await readers.declare(
                reader, company_id=company.id if company else None, relatives=named,
                actor=actor(request).label, today=day_of(request.state.now), now=request.state.now,
            )  # fmt: skip
            return flash(redirect(request, "review.readings"), _("Gracias: tu declaración quedó guardada."))
    return page(request, status=422, call=reader.call, form=form, declared_at=reader.declared_at)


async def reading(request: Request) -> Response:
    """One file without names, with the rubric beside it."""
    return await _show(request)


async def save_reading(request: Request) -> Response:
    """Keeps what was answered; a script gets back how complete the reading is, a plain form the page again."""
    data = await read_form(request)
    saved = await _save(request, data)
    if not _wants_json(request):
        back = redirect(request, "review.reading", id=request.path_params["id"])
        return flash(back, _("Guardado."))
    return JSONResponse(standing(saved.mark, saved.rubric))


async def finish_reading(request: Request) -> Response:
    """Keeps what was answered, finishes the reading and opens the next file."""
    user_id, today = _who(request), day_of(request.state.now)
    reading_id = request.path_params["id"]
    await _save(request, await read_form(request))
    try:
        await scoring.finish(reading_id, user_id, today=today, now=request.state.now)
    except (ReadingIncomplete, TooLittleCovered) as refused:
        return await _show(request, status=409, refusal=refused)
    following = await desk.next_file(reading_id, user_id, today)
    if following is not None:
        return redirect(request, "review.reading", id=following)
    return flash(redirect(request, "review.readings"), _("Terminaste todos tus expedientes. Gracias por leerlos."))


async def conflict(request: Request) -> Response:
    """The reader recognises the family: the file goes to somebody else, without questions."""
    user_id, today = _who(request), day_of(request.state.now)
    found = await own_reading(request.path_params["id"], user_id, today)
    if request.method == "GET":
        return page(request, found=found, call=found.round.call, form=blank(ConflictForm))
    form = await fill(request, ConflictForm)
    reason = form.value.reason if form.value else ""
    following = await desk.next_file(found.id, user_id, today)
    await conflicts.declare_conflict(found.id, user_id, reason=reason, today=today, now=request.state.now)
    words = _("Listo: ese expediente ya no es tuyo y lo lee otra persona.")
    if following is not None:
        return flash(redirect(request, "review.reading", id=following), words)
    return flash(redirect(request, "review.readings"), words)


async def reading_paper(request: Request) -> Response:
    """A paper on which the office has blacked out every identity; its name says nothing either."""
    user_id, today = _who(request), day_of(request.state.now)
    found = await redacted_document(request.path_params["id"], request.path_params["document"], user_id, today)
    await AccessLog.create(
        application_id=found.application_id, document_id=found.id, seen=Seen.REDACTED,
        actor=actor(request).label, at=request.state.now,
    )  # fmt: skip
    if found.redacted is None:
        raise NotFound()
    ending = found.redacted.content_type.rpartition("/")[2]
    found.redacted.name = f"documento-{found.id}.{ending}"
    return await files.respond(found.redacted, inline=True)


async def _show(request: Request, *, status: int = 200, refusal: ConvocaError | None = None) -> Response:
    shown = await reading_for(
        request.path_params["id"], _who(request),
        actor=actor(request).label, today=day_of(request.state.now), now=request.state.now,
    )  # fmt: skip
    return page(
        request,
        status=status,
        template=READING_PAGE,
        reading=shown,
        refusal=refusal,
        standing=standing(shown.mark, shown.rubric),
        shares=shares(shown.rubric),
        looks_at=LOOKS_AT,
        round_name=ROUND_NAMES[shown.round.kind],
    )


async def _save(request: Request, data: FormData | Mapping[str, Any]) -> scoring.Saved:
    user_id, today = _who(request), day_of(request.state.now)
    return await scoring.save(
        request.path_params["id"], user_id, answers_in(data),
        comment=comment_in(data), today=today, now=request.state.now,
    )  # fmt: skip


def standing(mark: Mark, rubric: Rubric) -> dict[str, Any]:
    """How complete a reading is, in words and for a script."""
    total, answered = len(rubric.criteria), len(rubric.criteria) - len(mark.open)
    minimum = scoring.percent(Fraction(rubric.minimum_coverage))
    covered = scoring.percent(mark.coverage)
    left = total - answered
    words = (
        ngettext("Falta %(n)s criterio", "Faltan %(n)s criterios", left)
        if left
        else _("Completo: %(answered)s de %(total)s criterios", answered=total - len(mark.not_applicable), total=total)
    )
    return {
        "words": words,
        "weight": _("%(covered)s %% del peso, mínimo %(minimum)s %%", covered=covered, minimum=minimum),
        "complete": mark.share is not None,
        "open": list(mark.open),
    }


def shares(rubric: Rubric) -> dict[str, int]:
    """The weight of each criterion, per cent of the whole."""
    whole = sum((Fraction(each.weight) for each in rubric.criteria), Fraction())
    return {each.key: scoring.percent(Fraction(each.weight) / whole) for each in rubric.criteria}


def _wants_json(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")


def _who(request: Request) -> int:
    user_id = actor(request).user_id
    if user_id is None:
        raise NotFound()
    return user_id


ROUTES = (
    Page("/lectura", readings, access=Access.REVIEWER),
    Page("/lectura/convocatorias/{id:int}/declaracion", declaration, access=Access.REVIEWER, methods=("GET", "POST")),
    Page("/lectura/expedientes/{id:int}", reading, access=Access.REVIEWER),
    Page("/lectura/expedientes/{id:int}/respuestas", save_reading, access=Access.REVIEWER, methods=("POST",)),
    Page("/lectura/expedientes/{id:int}/listo", finish_reading, access=Access.REVIEWER, methods=("POST",)),
    Page("/lectura/expedientes/{id:int}/conflicto", conflict, access=Access.REVIEWER, methods=("GET", "POST")),
    Page("/lectura/expedientes/{id:int}/documentos/{document:int}", reading_paper, access=Access.REVIEWER),
    *practice_pages.ROUTES,
)
