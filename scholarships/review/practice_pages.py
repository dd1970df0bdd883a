"""The reader's pages of the practice round: a sample file to mark, and the comparison once the round is closed."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import read_form
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, page, redirect
from scholarships.calls.rules import rubric_of
from scholarships.review import samples
from scholarships.review.forms import answers_in
from scholarships.review.models import Reviewer, SampleFile
from scholarships.review.reading import LOOKS_AT
from scholarships.review.readings import RoundStatus


async def practice_file(request: Request) -> Response:
    """An invented file to practise on; after the closing, how everybody answered and what the committee agreed."""
    sample, reader = await _own(request)
    held = await samples.practice(sample.call_id)
    rubric = rubric_of(sample.call)
    is_open = held is not None and held.status is RoundStatus.OPEN
    everything = await samples.samples_of(sample.call_id)
    return page(
        request,
        sample=sample,
        call=sample.call,
        file=samples.sample_file(sample),
        rubric=rubric,
        answers=await samples.answers_of(sample.id, reader.id),
        compared=[] if is_open else await samples.comparison(sample, reader, rubric),
        is_open=is_open,
        total=len(everything),
        next_id=next((each.id for each in everything if each.number > sample.number), None),
        looks_at=LOOKS_AT,
    )


async def save_practice(request: Request) -> Response:
    """Keeps the practice answers."""
    sample, reader = await _own(request)
    data = await read_form(request)
    await samples.save(sample, reader, answers_in(data), now=request.state.now)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"words": _("Guardado."), "weight": "", "complete": True, "open": []})
    after = [each for each in await samples.samples_of(sample.call_id) if each.number > sample.number]
    if after and data.get("then") == "next":
        return redirect(request, "review.practice_file", id=after[0].id)
    return flash(redirect(request, "review.readings"), _("Guardado."))


async def _own(request: Request) -> tuple[SampleFile, Reviewer]:
    user_id = actor(request).user_id
    if user_id is None:
        raise NotFound()
    return await samples.sample_for(request.path_params["id"], user_id)


ROUTES = (
    Page("/lectura/muestras/{id:int}", practice_file, access=Access.REVIEWER),
    Page("/lectura/muestras/{id:int}/respuestas", save_practice, access=Access.REVIEWER, methods=("POST",)),
)
