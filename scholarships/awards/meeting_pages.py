"""The meeting on the projector and on each member's phone: the list, the motion, the votes, the two signatures."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from events_app.accounts.queries import today as day_of
from events_app.core import files, live
from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.forms import fill
from events_app.core.i18n import _, use_locale
from events_app.core.money import Money
from events_app.core.pages import Page, actor, answered, by, fragment, page, redirect, refuse
from events_app.directory.models import Company
from events_app.directory.office_forms import record_id, today
from scholarships.awards import deciding, floor, meetings, permissions, queries, voting, words
from scholarships.awards.forms import AttendanceForm, MotionForm, VoteForm
from scholarships.awards.minutes import LANGUAGE
from scholarships.awards.models import Meeting, MeetingStatus, MotionStatus
from scholarships.calls.rules import rules_of
from scholarships.engine.meeting import Change

POST = ("POST",)
MOST_PLACE = 100_000


async def meeting(request: Request) -> Response:
    """The projector's page; whoever presides finds the motions' buttons on it, a member the own vote."""
    return page(request, **await _shown(request))


async def meeting_part(request: Request) -> Response:
    """What changes while people vote, for the page that is open."""
    return fragment(request, "_meeting", **await _shown(request))


async def meeting_stream(request: Request) -> StreamingResponse:
    """Tells open pages that something changed; they ask for the part."""
    found = await _attended(request)

    async def render(_notice: live.Notice) -> str:
        return "changed"

    return live.stream(request, (meetings.channel(found.id),), render)


async def attendance(request: Request) -> Response:
    """Who arrives and who leaves."""
    found, form = await _run(request), await fill(request, AttendanceForm)
    known = await permissions.members(found.call, today(request))
    if not form.ok or form.checked.user not in known:
        raise NotFound()
    act = meetings.arrive if form.checked.there else meetings.leave
    return await answered(_back(request, found), act(found, form.checked.user, **by(request)))


async def open_meeting(request: Request) -> Response:
    """Opens with quorum."""
    found = await _run(request)
    return await answered(_back(request, found), meetings.open_meeting(found, **by(request)))


async def propose(request: Request) -> Response:
    """Puts a motion to the vote."""
    found, form = await _run(request), await fill(request, MotionForm)
    if not form.ok:
        return refuse(_back(request, found), next(iter(form.errors.values())))
    asked = form.checked
    text, change = _motion(asked)
    proposed = voting.propose(found, text, change, by=asked.by, text_en=asked.text_en, **by(request))
    return await answered(_back(request, found), proposed)


async def vote(request: Request) -> Response:
    """A member's own vote; whoever presides may record raised hands."""
    found, form = await _attended(request), await fill(request, VoteForm)
    if not form.ok:
        return refuse(_back(request, found), next(iter(form.errors.values())))
    own = actor(request).user_id
    user = form.checked.user or own
    if user is None or (user != own and not await permissions.presides(actor(request), found.call)):
        raise NotFound()
    given = voting.vote(
        found, record_id(request, "motion"), user=user, choice=form.checked.choice, dissent=form.checked.dissent,
        **by(request),
    )  # fmt: skip
    return await answered(_back(request, found), given)


async def close_motion(request: Request) -> Response:
    """Counts the votes."""
    found = await _run(request)
    closed = voting.close_motion(found, record_id(request, "motion"), **by(request))
    return await answered(_back(request, found), closed)


async def withdraw_motion(request: Request) -> Response:
    """Takes a motion back before it is counted."""
    found = await _run(request)
    return await answered(_back(request, found), voting.withdraw(found, record_id(request, "motion"), **by(request)))


async def close_meeting(request: Request) -> Response:
    """Ends the meeting; the second decider signs next."""
    found = await _run(request)
    return await answered(_back(request, found), meetings.close_meeting(found, **by(request)))


async def sign(request: Request) -> Response:
    """The second decider signs with an account of their own."""
    found, own = await _attended(request), actor(request).user_id
    if own is None:
        raise NotFound()
    return await answered(_back(request, found), deciding.sign(found, second=own, **by(request)))


async def minutes(request: Request) -> Response:
    """The signed minutes."""
    found = await _attended(request)
    if found.minutes_id is None:
        raise NotFound()
    return await files.respond(await files.stored(found.minutes_id), inline=True)


async def _shown(request: Request) -> dict[str, Any]:
    found = await _attended(request)
    motions = await queries.motions_of(found)
    there = await queries.present(found)
    current = next((each for each in motions if each.status is MotionStatus.OPEN), None)
    shown = current or (motions[-1] if motions else None)
    own = actor(request).user_id
    call = found.call
    return {
        "meeting": found,
        "call": call,
        "rules": rules_of(call),
        "floor": await floor.floor_of(found, motions) if found.ranking_id else None,
        "motions": motions,
        "ballot": await queries.ballot_of(found, shown) if shown else None,
        "present": there,
        "here_ids": [each.user_id for each in there],
        "members": await permissions.members(call, day_of(found.opened_at or request.state.now)),
        "presides": await permissions.presides(actor(request), call),
        "own": own,
        "own_votes": own in [each.user_id for each in there],
        "companies": await _opened_keys(found),
        "start": _start(request),
        "words": words,
        "money": lambda amount: Money(amount, call.currency),
        "nothing": Money(0, call.currency),
    }


async def _opened_keys(found: Meeting) -> dict[str, str]:
    """Which company is behind each key, once the minutes are signed."""
    if found.status is not MeetingStatus.SIGNED or found.ranking is None:
        return {}
    names = {each.id: each.display_name for each in await Company.filter(id__in=list(found.ranking.companies.values()))}
    return {key: names.get(company, "") for key, company in found.ranking.companies.items()}


def _motion(asked: MotionForm) -> tuple[str, dict[str, Any]]:
    """The words of a motion, as the minutes will have them, and what it changes."""
    place = max(0, min(asked.place, MOST_PLACE))
    with use_locale(LANGUAGE):
        if asked.kind == "":
            return asked.text or _("Sin texto"), {}
        text = _(words.MOTION_TEXTS[Change(asked.kind)], place=place, folio=asked.folio)
    if asked.kind == "adopt":
        return text, {"kind": asked.kind, "place": place}
    return text, {"kind": asked.kind, "folio": asked.folio, "reason": asked.reason}


async def _run(request: Request) -> Meeting:
    return await permissions.meeting_to_run(actor(request), record_id(request))


async def _attended(request: Request) -> Meeting:
    return await permissions.meeting_to_attend(actor(request), record_id(request), today(request))


def _back(request: Request, found: Meeting) -> Response:
    return redirect(request, "awards.meeting", id=found.id)


def _start(request: Request) -> int | None:
    asked = request.query_params.get("desde", "")
    return min(int(asked), MOST_PLACE) if asked.isascii() and asked.isdigit() and int(asked or 0) > 0 else None


ROUTES = (
    Page("/comite/sesiones/{id:int}", meeting, access=Access.REVIEWER),
    Page("/comite/sesiones/{id:int}/parte", meeting_part, access=Access.REVIEWER),
    Page("/comite/sesiones/{id:int}/vivo", meeting_stream, access=Access.REVIEWER),
    Page("/comite/sesiones/{id:int}/acta.pdf", minutes, access=Access.REVIEWER),
    Page("/comite/sesiones/{id:int}/asistencia", attendance, access=Access.REVIEWER, methods=POST),
    Page("/comite/sesiones/{id:int}/apertura", open_meeting, access=Access.REVIEWER, methods=POST),
    Page("/comite/sesiones/{id:int}/cierre", close_meeting, access=Access.REVIEWER, methods=POST),
    Page("/comite/sesiones/{id:int}/firma", sign, access=Access.REVIEWER, methods=POST),
    Page("/comite/sesiones/{id:int}/mociones", propose, access=Access.REVIEWER, methods=POST),
    Page("/comite/sesiones/{id:int}/mociones/{motion:int}/voto", vote, access=Access.REVIEWER, methods=POST),
    Page("/comite/sesiones/{id:int}/mociones/{motion:int}/cuenta", close_motion, access=Access.REVIEWER, methods=POST),
    Page(
        "/comite/sesiones/{id:int}/mociones/{motion:int}/retiro", withdraw_motion, access=Access.REVIEWER, methods=POST
    ),
)
