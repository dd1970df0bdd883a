"""The steps of registering that end in the waiting list, or begin with an offer of it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core.errors import AlreadyRegistered
from events_app.core.forms import parse
from events_app.core.i18n import N_
from events_app.core.limits import hit
from events_app.core.pages import actor, locale, redirect, url_for
from events_app.directory.models import Company
from events_app.events.models import Event
from events_app.registration import applicants, resend, waiting_queries, waitlist
from events_app.registration.context import address_of, show
from events_app.registration.engine.wanted import Applicant
from events_app.registration.errors import AlreadyWaiting, StillRoom
from events_app.registration.forms import WaitForm, too_many
from events_app.registration.steps import ALREADY, CLOSED, again, choices_of, show_confirm, show_wait
from events_app.registration.waitlist import Joining

WINDOW = timedelta(minutes=10)
PER_ADDRESS = 300


async def _wait_for(request: Request, event: Event, data: Any) -> Response:
    """From the last step: another ticket than those that are left."""
    found = await applicants.carried(str(data.get("who", ""))[:4_000], event.id, now=request.state.now)
    if found is None:
        return again(request, event)
    choices = await choices_of(request, event, found, await _company(found))
    if not choices:
        return show(request, event, status=409, template=CLOSED, state="not_for_you")
    return await show_wait(request, event, found, choices=choices, reason="sold_out")


async def _wait(request: Request, event: Event, data: Any) -> Response:
    """Joins the line and shows the place in it."""
    form = parse(WaitForm, data)
    found = await applicants.carried(str(form.get("who")), event.id, now=request.state.now)
    if found is None or not await applicants.is_admitted(found, event, now=request.state.now):
        return again(request, event)
    choices = await choices_of(request, event, found, await _company(found))
    chosen = next((each for each in choices if form.value and each.ticket_type_id == form.checked.ticket_type), None)
    if not choices:
        return show(request, event, status=409, template=CLOSED, state="not_for_you")
    if form.value is not None and chosen is None:
        form.add("ticket_type", N_("Elige un tipo de boleto."))
    if chosen is not None and form.checked.companions > chosen.most_companions:
        form.add("companions", too_many(chosen.most_companions), most=chosen.most_companions)
    if not form.ok or chosen is None:
        return await show_wait(request, event, found, choices=choices, reason="full", form=form, status=422)
    return await _join(request, event, found, form.checked)


async def _join(request: Request, event: Event, found: Applicant, typed: WaitForm) -> Response:
    now = request.state.now
    await hit("wait-join", address_of(request), limit=PER_ADDRESS, per=WINDOW, now=now)
    asked = Joining(
        event.id, typed.ticket_type, found.name, found.person_id, found.new, found.company_id, found.verified_by,
        email=typed.email, phone=typed.phone, size=1 + typed.companions, locale=locale(request),
    )  # fmt: skip
    try:
        joined = await waitlist.join(asked, actor=actor(request).label, now=now)
    except AlreadyRegistered:
        await resend.to_channel_on_file(event.id, found, now=now)
        return show(request, event, status=409, template=ALREADY)
    except AlreadyWaiting:
        return show(request, event, status=409, template=CLOSED, state="waiting")
    except StillRoom:
        return await show_confirm(request, event, found, status=409)
    place = url_for(request, "registration.wait_place", token=joined.token)
    return RedirectResponse(f"{place}?nuevo=1", status_code=303)


async def _offer(request: Request, event: Event, data: Any) -> Response:
    """Whoever accepts an offer goes on as anybody who registers, with the price of today."""
    token, now = str(data.get("offer", ""))[:64], request.state.now
    held = await waiting_queries.open_offer(token, event.id, now)
    if held is None:
        return redirect(request, "registration.seat_offer", token=token or "-")
    found = await applicants.who_waited(held.entry, now=now)
    if found is None:
        return again(request, event)
    if not await applicants.is_admitted(found, event, now=now):
        return show(request, event, status=409, template=CLOSED, state="not_for_you")
    return await show_confirm(request, event, found, seat_offer=token)


async def _company(found: Applicant) -> Company | None:
    return await Company.get_or_none(id=found.company_id) if found.company_id else None


Step = Callable[[Request, Event, Any], Awaitable[Response]]
STEPS: dict[str, Step] = {"wait_for": _wait_for, "wait": _wait, "offer": _offer}
