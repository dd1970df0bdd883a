"""The office's pages of applications: the list, one in full with every view written down, facts, corrections."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.accounts.models import User
from events_app.core.access import Access
from events_app.core.errors import ConvocaError, NotFound
from events_app.core.formats import format_money
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _, current_locale
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.core.search import search_key
from events_app.directory.office_forms import asked as asked_word
from events_app.directory.office_forms import record_id
from scholarships.applications import checking, delicate, documents, eligibility, office_papers, services
from scholarships.applications.forms import CorrectionForm, FactsForm
from scholarships.applications.models import Application
from scholarships.applications.papers import (
    AccessLog,
    CorrectionRequest,
    EligibilityRun,
    EmploymentAnswer,
    VerifiedFact,
)
from scholarships.applications.progress import papers_of
from scholarships.applications.showing import papers_shown, reason_words
from scholarships.applications.states import ApplicationStatus, Seen
from scholarships.applications.words import SEEN_NAMES, STATUS_NAMES, STATUS_TONES
from scholarships.calls.models import CallStatus
from scholarships.calls.queries import call_to_run
from scholarships.calls.rules import NeedQuestion, rules_of

MOVABLE = (CallStatus.OPEN, CallStatus.CLOSED)


async def office_applications(request: Request) -> Response:
    """The applications of a call, by folio; drafts are only counted."""
    call = await call_to_run(actor(request), record_id(request))
    status = asked_word(request, "estado", [str(each) for each in ApplicationStatus])
    found = Application.filter(call_id=call.id).exclude(status=ApplicationStatus.DRAFT)
    text = search_key(asked_word(request, "q")).upper()
    if text:
        found = found.filter(folio__contains=text.replace(" ", "-"))
    if status:
        found = found.filter(status=status)
    slice = await paginate(found.order_by("folio", "id").select_related("company"), request)
    ids = [each.id for each in slice.items]
    answered = {each.application_id for each in await EmploymentAnswer.filter(application_id__in=ids)}
    return page(
        request, call=call, slice=slice, chosen=status, q=text, answered=answered, status_names=STATUS_NAMES,
        status_tones=STATUS_TONES, drafts=await Application.filter(call_id=call.id, status="draft").count(),
        run=await EligibilityRun.filter(call_id=call.id).order_by("-id").first(),
        may_run=call.status in MOVABLE,
    )  # fmt: skip


async def office_application(request: Request) -> Response:
    """One application in full; that it was seen is written down."""
    found = await _application(request)
    await documents.seen(found.id, Seen.APPLICATION, actor=actor(request).label, now=request.state.now)
    return await _desk(request, found)


async def verify_facts(request: Request) -> Response:
    """Level, grade, average and failed subjects as the documents say them."""
    found = await _application(request)
    form = await fill(request, FactsForm)
    if form.value and rules_of(found.call).level(form.value.level) is None:
        form.add("level", _("Elige una de las opciones."))
    if not form.ok:
        return await _desk(request, found, facts=form, status=422)
    facts = {name: str(value) for name, value in form.checked.model_dump().items()}
    await checking.type_facts(found, facts, actor=actor(request).label, now=request.state.now)
    return _back(request, found, _("Datos verificados."))


async def check_essay(request: Request) -> Response:
    """A masked essay, read by a person."""
    found = await _application(request)
    data = await request.form()
    key, text = str(data.get("key", "")), str(data.get("text", ""))[:9_000]
    await checking.check_essay(found, key, text, actor=actor(request).label, now=request.state.now)
    return _back(request, found, _("Texto revisado."))


async def ask_correction(request: Request) -> Response:
    """What the family has to mend, and until when."""
    found = await _application(request)
    form = await fill(request, CorrectionForm)
    if form.ok:
        asked = form.checked
        try:
            await checking.ask_correction(
                found, found.call, asked=asked.asked, message=asked.message, days=asked.days,
                actor=actor(request).label, now=request.state.now,
            )  # fmt: skip
            return _back(request, found, _("Se lo pedimos a la familia."))
        except ConvocaError as error:
            form.add("", error.text)
    return await _desk(request, found, correction=form, status=422)


async def rotate_link(request: Request) -> Response:
    """A new link for a family that lost its own, shown once; the old one dies."""
    found = await _application(request)
    code = await services.new_link(found, actor=actor(request).label, now=request.state.now)
    return await _desk(request, await Application.get(id=found.id).select_related("call", "company"), new_code=code)


async def run_eligibility(request: Request) -> Response:
    """Every sent application against the frozen rules."""
    call = await call_to_run(actor(request), record_id(request))
    if call.status not in MOVABLE:
        raise NotFound()
    made = await eligibility.run(call, actor=actor(request).label, now=request.state.now)
    good = sum(not reasons for reasons in made.reasons.values())
    words = _("Cumplen: %(good)s; no cumplen: %(bad)s.", good=good, bad=len(made.reasons) - good)
    return flash(redirect(request, "applications.office_applications", id=call.id), words)


async def access_log(request: Request) -> Response:
    """Who looked at the files of a call, for its chair and the office."""
    call = await call_to_run(actor(request), record_id(request))
    views = AccessLog.filter(application__call_id=call.id).order_by("-id").select_related("application")
    slice = await paginate(views, request)
    return page(request, call=call, slice=slice, seen_names=SEEN_NAMES, viewers=await _viewers(slice.items))


async def _viewers(views: Sequence[AccessLog]) -> dict[str, str]:
    """By label: the name that a person has in the house."""
    ids = {int(each.actor.removeprefix("user:")) for each in views if each.actor.startswith("user:")}
    people = {f"user:{each.id}": each.name for each in await User.filter(id__in=ids)}
    return people | {"family": _("La familia"), "system": _("El sistema")}


async def _application(request: Request) -> Application:
    found = await Application.get_or_none(id=record_id(request)).select_related("call", "company")
    if found is None:
        raise NotFound()
    return found


async def _desk(
    request: Request, found: Application, *, facts: Filled[Any] | None = None, correction: Filled[Any] | None = None,
    new_code: str = "", status: int = 200,
) -> Response:  # fmt: skip
    rules = rules_of(found.call)
    verified = {each.key: each for each in await VerifiedFact.filter(application_id=found.id)}
    return page(
        request,
        status=status,
        template="scholarships/applications/office_application.html",
        application=found,
        call=found.call,
        rules=rules,
        papers=papers_shown(found, rules, await papers_of(found)),
        facts=facts or blank(FactsForm, **_facts(found, verified)),
        verified=verified,
        correction=correction or blank(CorrectionForm, days=5),
        open_correction=await CorrectionRequest.filter(application_id=found.id, closed_at__isnull=True).first(),
        essays=await checking.masked(found),
        prompts={each.key: each.prompt for each in rules.essays},
        curp=delicate.curp_of(found),
        need=_need(found),
        answer=await EmploymentAnswer.get_or_none(application_id=found.id),
        reasons=[reason_words(each, rules) for each in found.eligibility_reasons],
        new_code=new_code,
        status_names=STATUS_NAMES,
        status_tones=STATUS_TONES,
    )


def _facts(found: Application, verified: Mapping[str, VerifiedFact]) -> dict[str, Any]:
    names = ("level", "grade", "average", "failed")
    return {name: verified[name].value if name in verified else getattr(found, name) for name in names}


def _need(found: Application) -> list[tuple[str, str]]:
    """Each question with its answer in words."""
    answers = delicate.need_of(found)
    return [
        (each.said("question", current_locale()), _answer(each, answers[each.key]))
        for each in rules_of(found.call).need
        if each.key in answers
    ]


def _answer(question: NeedQuestion, said: str) -> str:
    if question.kind == "money":
        return format_money(Money.of(said))
    return next((each.said("name", current_locale()) for each in question.options if each.key == said), said)


def _back(request: Request, found: Application, words: str) -> Response:
    return flash(redirect(request, "applications.office_application", id=found.id), words)


POST = ("POST",)
ROUTES = (
    Page("/oficina/becas/{id:int}/solicitudes", office_applications, access=Access.OFFICE),
    Page("/oficina/becas/{id:int}/elegibilidad", run_eligibility, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/{id:int}/consultas", access_log, access=Access.COMMITTEE),
    Page("/oficina/becas/solicitudes/{id:int}", office_application, access=Access.OFFICE),
    Page("/oficina/becas/solicitudes/{id:int}/datos", verify_facts, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/solicitudes/{id:int}/textos", check_essay, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/solicitudes/{id:int}/correccion", ask_correction, access=Access.OFFICE, methods=POST),
    Page("/oficina/becas/solicitudes/{id:int}/enlace", rotate_link, access=Access.OFFICE, methods=POST),
    *office_papers.ROUTES,
)
