"""Takes the seat that somebody confirmed, and says what to do when it could not be taken."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core.errors import AlreadyRegistered, ConvocaError, SoldOut
from events_app.core.forms import Filled
from events_app.core.pages import actor, locale, redirect
from events_app.directory.kinds import VerifiedBy
from events_app.events.models import Event
from events_app.payments.errors import CodeNotForThis, CodeUnknown, CodeUsedUp
from events_app.registration import form_questions, resend, services
from events_app.registration.context import show
from events_app.registration.engine.wanted import Applicant, Extras
from events_app.registration.errors import CompanyLimitReached, FreeSeatGone, OfferOver, QuestionsChanged
from events_app.registration.forms import ConfirmForm
from events_app.registration.offers import Offer, wanted_of
from events_app.registration.steps import ALREADY, choices_of, show_confirm, show_wait


async def take(
    request: Request, event: Event, found: Applicant, chosen: Offer, form: Filled[ConfirmForm], *,
    handed: form_questions.Handed, by_company: bool,
) -> Response:  # fmt: skip
    """Registers, and leads to the payment, to the ticket or to what stands in the way."""
    asked = form.checked
    extras = Extras(asked.companions, asked.diet, asked.accessibility)
    source = "coordinator" if found.verified_by == VerifiedBy.COORDINATOR else "page"
    seat_offer = asked.offer
    wanted = wanted_of(event, chosen, found, extras, source=source, language=locale(request), seat_offer=seat_offer)
    wanted = await form_questions.completed(wanted, event, handed, by_company, request.state.now)
    try:
        receipt = await services.register(
            wanted,
            key=form.idempotency_key,
            actor=actor(request).label,
            path=request.url.path,
            now=request.state.now,
            rates=chosen.rates,
        )
        if receipt.replayed:
            await form_questions.drop_files(wanted)
    except ConvocaError as refused:
        await form_questions.drop_files(wanted)
        return await _refused(request, event, found, form, refused)
    if receipt.pay_token:
        return redirect(request, "payments.pay", token=receipt.pay_token)
    return RedirectResponse(f"/T/{receipt.code}", status_code=303)


async def _refused(
    request: Request, event: Event, found: Applicant, form: Filled[ConfirmForm], refused: ConvocaError
) -> Response:
    """What stood in the way, with the next step for it; anything unknown is raised again."""
    seat_offer = form.checked.offer
    if isinstance(refused, AlreadyRegistered):
        await resend.to_channel_on_file(event.id, found, now=request.state.now)
        return show(request, event, status=409, template=ALREADY)
    if isinstance(refused, (SoldOut, CompanyLimitReached)):
        reason = "limit" if isinstance(refused, CompanyLimitReached) else "full"
        choices = await choices_of(request, event, found, None)
        return await show_wait(request, event, found, choices=choices, reason=reason, status=409)
    if isinstance(refused, (CodeUsedUp, CodeUnknown, CodeNotForThis)):
        return await show_confirm(request, event, found, form=form, status=409, seat_offer=seat_offer)
    if isinstance(refused, OfferOver):
        return redirect(request, "registration.seat_offer", token=seat_offer)
    changed = isinstance(refused, FreeSeatGone)
    if not changed and not isinstance(refused, QuestionsChanged):
        raise refused
    if not changed:
        form.add("", refused.text)
    return await show_confirm(
        request, event, found, form=form, status=409, price_changed=changed, seat_offer=seat_offer
    )
