"""The family's letter behind its secret link, and the results by folio that everybody may see."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Conflict, Invalid, NotFound, TooLarge
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.pages import Page, flash, page, redirect, refuse
from events_app.directory.office_forms import create_once
from scholarships.applications.models import Application
from scholarships.awards import appeals, letters, lottery, offers, proofs, renewals, renewing, words
from scholarships.awards.forms import AnswerForm, AppealForm, RenewalPapersForm, UploadForm
from scholarships.awards.grants import (
    RENEWABLE,
    Appeal,
    Award,
    AwardStatus,
    Letter,
    LetterKind,
    Renewal,
    RenewalStatus,
)
from scholarships.awards.models import Decision, Meeting, MeetingStatus, Verdict
from scholarships.calls.models import Call
from scholarships.calls.queries import public_call
from scholarships.calls.rules import rules_of

POST = ("POST",)


async def letter(request: Request) -> Response:
    """The result, the answer, the parts and their proofs, and until when a revision can be asked for."""
    return await _letter(request, await _found(request))


async def letter_paper(request: Request) -> Response:
    """The letter as PDF."""
    found = await _found(request)
    award = await Award.get_or_none(application_id=found.application_id)
    decision = await Decision.get(application_id=found.application_id)
    written = await letters.letter_pdf(found, award, decision.because)
    name = f"carta-{found.application.folio}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(written, media_type="application/pdf", headers=headers)


async def answer_award(request: Request) -> Response:
    """The family takes the award or leaves it to the next."""
    found, form = await _found(request), await fill(request, AnswerForm)
    award = await Award.get_or_none(application_id=found.application_id)
    if award is None or not form.ok:
        raise NotFound()
    now = request.state.now
    try:
        if form.checked.answer == "accept":
            await offers.accept(award, actor="family", now=now)
        else:
            await offers.decline(award, reason=form.checked.reason, actor="family", now=now)
    except Conflict as error:
        return refuse(_back(request), error.text)
    return _back(request)


async def ask_revision(request: Request) -> Response:
    """An appeal, once and in time."""
    found = await _found(request)
    form = await fill(request, AppealForm)
    if not form.ok:
        return await _letter(request, found, form=form, status=422)

    async def effect() -> dict[str, Any]:
        made = await appeals.file(found.application, form.checked.text, actor="family", now=request.state.now)
        return {"id": made.id}

    try:
        await create_once(request, form, effect)
    except Conflict as error:
        return refuse(_back(request), error.text)
    return flash(_back(request), _("Recibimos tu petición. El comité responde en esta página."))


async def hand_in_proof(request: Request) -> Response:
    """A proof of enrolment, by camera or PDF."""
    found = await _found(request)
    form = await fill(request, UploadForm)
    upload = form.files.get("file")
    standing = [AwardStatus.ACCEPTED, AwardStatus.PAID]
    award = await Award.get_or_none(application_id=found.application_id, status__in=standing)
    if upload is None or award is None:
        return refuse(_back(request), _("Elige una foto o un PDF."))
    try:
        await proofs.receive(award, upload, now=request.state.now)
    except (Invalid, TooLarge) as error:
        return refuse(_back(request), error.text)
    return flash(_back(request), _("Recibimos tu constancia. La oficina la revisa."))


async def hand_in_renewal(request: Request) -> Response:
    """The new average with its papers, to go on for another period."""
    found = await _found(request)
    form = await fill(request, RenewalPapersForm)
    asked = await _asked(await Award.get_or_none(application_id=found.application_id))
    if asked is None:
        return _back(request)
    if form.value is None:
        return refuse(_back(request), _("Escribe el promedio con número, por ejemplo 9.4."))
    try:
        await renewing.hand_in(asked, form.value.average, form.files, now=request.state.now)
    except (Invalid, TooLarge) as error:
        return refuse(_back(request), error.text)
    return flash(_back(request), _("Recibimos tu renovación. La oficina la revisa."))


async def results(request: Request) -> Response:
    """By folio, never by name: who was awarded, who waits, and what is needed to check the lottery."""
    call = await public_call(request.path_params["slug"])
    if call.status not in letters.TOLD:
        raise NotFound()
    decided = await Decision.filter(call_id=call.id).select_related("application").order_by("application__folio")
    promoted = {each.application_id for each in await Award.filter(call_id=call.id)}
    meeting = await Meeting.filter(call_id=call.id, status=MeetingStatus.SIGNED, decides=True).first()
    return page(
        request,
        call=call,
        levels=_by_level(call, decided, promoted),
        waiting=[
            each.application.folio
            for each in decided
            if each.verdict is Verdict.WAITING and each.application_id not in promoted
        ],
        meeting=meeting,
        secret=lottery.secret_of(call) if call.lottery_draw else "",
        seed=lottery.seed_of(call) if call.lottery_draw else "",
    )


def _by_level(call: Call, decided: list[Decision], promoted: set[int]) -> list[tuple[Any, list[str]]]:
    given = [each.application for each in decided if each.verdict is Verdict.AWARDED or each.application_id in promoted]
    levels = rules_of(call).levels
    return [(level, [each.folio for each in given if each.level == level.key]) for level in levels]


async def _found(request: Request) -> Letter:
    return await letters.letter_of(request.path_params["code"])


async def _letter(
    request: Request, found: Letter, *, form: Filled[AppealForm] | None = None, status: int = 200
) -> Response:
    application: Application = found.application
    call: Call = application.call
    award = await Award.get_or_none(application_id=application.id).prefetch_related("instalments")
    decision = await Decision.get(application_id=application.id)
    if found.opened_at is None:
        await Letter.filter(id=found.id, opened_at=None).update(opened_at=request.state.now)
    part = await proofs.next_part(award) if award else None
    renewal = await _asked(award)
    papers = await renewing.papers_of(renewal) if renewal else {}
    return page(
        request,
        status=status,
        template="scholarships/awards/letter.html",
        code=request.path_params["code"],
        letter=found,
        call=call,
        folio=application.folio,
        award=award,
        amount=Money(award.amount, award.currency) if award else None,
        can_answer=award is not None and award.status is AwardStatus.OFFERED and request.state.now <= award.answer_by,
        can_leave=award is not None and award.status is AwardStatus.ACCEPTED,
        part=part,
        proof_waits=part is not None and proofs.waits_for_the_office(part),
        renewal=renewal,
        ended=await renewals.last_ended(award) if award and renewal is None else None,
        renewal_papers=papers,
        renewal_is_in=renewing.is_handed_in(papers),
        renewal_again=renewing.sent_back(papers),
        paper_names=renewing.PAPERS,
        why=words.kind_reason(decision.because) if found.kind is not LetterKind.AWARDED else "",
        appeal=await Appeal.get_or_none(application_id=application.id),
        appeal_until=appeals.deadline(call),
        form=form or blank(AppealForm),
        words=words,
    )


async def _asked(award: Award | None) -> Renewal | None:
    """The renewal that waits for this family, the next one first."""
    if award is None or award.status not in RENEWABLE:
        return None
    return await Renewal.filter(award_id=award.id, status=RenewalStatus.ASKED).order_by("due_on", "id").first()


def _back(request: Request) -> Response:
    return redirect(request, "awards.letter", code=request.path_params["code"])


ROUTES = (
    Page("/becas/{slug}/resultados", results, access=Access.PUBLIC),
    Page("/carta/{code}", letter, access=Access.LINK),
    Page("/carta/{code}/carta.pdf", letter_paper, access=Access.LINK),
    Page("/carta/{code}/respuesta", answer_award, access=Access.LINK, methods=POST),
    Page("/carta/{code}/revision", ask_revision, access=Access.LINK, methods=POST),
    Page("/carta/{code}/constancia", hand_in_proof, access=Access.LINK, methods=POST),
    Page("/carta/{code}/renovacion", hand_in_renewal, access=Access.LINK, methods=POST),
)
