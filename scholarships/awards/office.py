"""The chair's desk of a call that is being decided: the draw, the list, the meetings, the moment of publication."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from events_app.core.access import Access
from events_app.core.clock import from_local
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import Filled, fill
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, answered, by, page, redirect, refuse
from events_app.directory.office_forms import record_id
from scholarships.awards import (
    calibrating,
    funding,
    lottery,
    meeting_pages,
    meetings,
    office_awards,
    permissions,
    publishing,
)
from scholarships.awards.forms import DrawForm, MeetingForm, ResultsForm
from scholarships.awards.grants import Appeal, AppealStatus
from scholarships.awards.models import CalibrationRun, Decision, Meeting, Ranking, Verdict
from scholarships.awards.words import MEETING_NAMES
from scholarships.calls.models import Call
from scholarships.calls.permissions import chairs
from scholarships.calls.rules import rules_of

POST = ("POST",)
PARTS = {"calibracion": "scores", "orden": "ranking", "otorgamiento": "award"}


async def decisions(request: Request) -> Response:
    """Step by step, with what each one still needs."""
    return await _desk(request, await _call(request))


async def record_draw(request: Request) -> Response:
    """Writes down the public draw."""
    call, form = await _call(request), await fill(request, DrawForm)
    if not form.ok:
        return await _desk(request, call, form=form, status=422)
    asked = form.checked
    drawn = lottery.record_draw(call, asked.draw, source=asked.source, **by(request))
    return await answered(_back(request, call), drawn, _("El sorteo quedó anotado y a la vista de todos."))


async def make_list(request: Request) -> Response:
    """Calibrates and ranks."""
    call = await _call(request)
    return await answered(_back(request, call), calibrating.rank(call, **by(request)), _("La lista está lista."))


async def plan_meeting(request: Request) -> Response:
    """Convenes a meeting, chaired by who convenes it."""
    call, form = await _call(request), await fill(request, MeetingForm)
    own = actor(request).user_id
    if not form.ok or own is None:
        return await _desk(request, call, form=form, status=422)
    asked = form.checked
    try:
        made = await meetings.plan(
            call, starts_at=from_local(asked.starts_at), place=asked.place, quorum=asked.quorum, chair=own,
            **by(request),
        )  # fmt: skip
    except Conflict as error:
        return refuse(_back(request, call), error.text)
    return redirect(request, "awards.meeting", id=made.id)


async def schedule_results(request: Request) -> Response:
    """Sets the moment at which everybody is told."""
    call, form = await _call(request), await fill(request, ResultsForm)
    if not form.ok:
        return await _desk(request, call, form=form, status=422)
    planned = publishing.schedule(call, from_local(form.checked.at), **by(request))
    return await answered(_back(request, call), planned, _("Los resultados se publican solos en ese momento."))


async def question(request: Request) -> Response:
    """What `compute` was asked for a list, so that anyone in the committee can ask it again."""
    found = await Ranking.get_or_none(id=record_id(request)).select_related("run")
    part = PARTS.get(request.path_params["part"])
    if found is None or part is None:
        raise NotFound()
    await permissions.call_to_decide(actor(request), found.call_id)
    body = found.run.inputs if part == "scores" else found.inputs[part]
    name = f"lista-{found.call_id}-{found.number}-{request.path_params['part']}.json"
    return JSONResponse(body, headers={"Content-Disposition": f'attachment; filename="{name}"'})


async def _desk(request: Request, call: Call, *, form: Filled[Any] | None = None, status: int = 200) -> Response:
    rankings = await Ranking.filter(call_id=call.id).order_by("-number").select_related("run")
    awarded = await Decision.filter(call_id=call.id, verdict=Verdict.AWARDED)
    free = sum(max(0, each) for each in (await funding.free_by_source(call.currency)).values())
    return page(
        request,
        status=status,
        template="scholarships/awards/decisions.html",
        call=call,
        chairs=chairs(actor(request), call.committee_id),
        form=form or Filled(),
        needs_draw="lottery" in rules_of(call).tie_breaks,
        rankings=rankings,
        newest=rankings[0] if rankings else None,
        runs=await CalibrationRun.filter(call_id=call.id).count(),
        meetings=await Meeting.filter(call_id=call.id).order_by("number"),
        meeting_names=MEETING_NAMES,
        is_decided=await publishing.is_decided(call),
        awarded=len(awarded),
        spent=Money(sum(each.amount for each in awarded), call.currency),
        budget=Money(call.budget, call.currency),
        free=Money(free, call.currency),
        appeals=await Appeal.filter(application__call_id=call.id, status=AppealStatus.FILED).count(),
    )


async def _call(request: Request) -> Call:
    return await permissions.call_to_decide(actor(request), record_id(request))


def _back(request: Request, call: Call) -> Response:
    return redirect(request, "awards.decisions", id=call.id)


ROUTES = (
    Page("/oficina/becas/{id:int}/resolucion", decisions, access=Access.REVIEWER),
    Page("/oficina/becas/{id:int}/sorteo", record_draw, access=Access.REVIEWER, methods=POST),
    Page("/oficina/becas/{id:int}/lista", make_list, access=Access.REVIEWER, methods=POST),
    Page("/oficina/becas/{id:int}/sesiones", plan_meeting, access=Access.REVIEWER, methods=POST),
    Page("/oficina/becas/{id:int}/publicacion", schedule_results, access=Access.REVIEWER, methods=POST),
    Page("/oficina/becas/listas/{id:int}/{part}.json", question, access=Access.REVIEWER),
    *meeting_pages.ROUTES,
    *office_awards.ROUTES,
)
