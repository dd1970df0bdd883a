"""The family's pages: begin, go on another day by a secret link, send, and see in plain words where it stands."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import Filled, blank, fill, read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, flash, locale, page, redirect
from events_app.directory import queries as directory
from events_app.directory.models import Company, Employment
from scholarships.applications import company, emails, family_papers, links, services, starting, steps
from scholarships.applications.errors import ChildTwice, DeadlinePassed, NotComplete, NotEditable
from scholarships.applications.forms import StartForm, WithdrawForm
from scholarships.applications.models import Application, Submission
from scholarships.applications.papers import CorrectionRequest
from scholarships.applications.progress import STEP_NAMES, papers_of, progress_of
from scholarships.applications.showing import overview
from scholarships.applications.states import ApplicationStatus
from scholarships.calls import queries as calls
from scholarships.calls.models import Call
from scholarships.calls.rules import rules_of

NOT_FOUND = N_(
    "No encontramos esa combinación. Revisa los dos datos: como vienen en tu gafete y con tu primer apellido."
)
NOT_NOMINATED = N_("Esta convocatoria es para quienes postula su empresa. Pregunta en Recursos Humanos.")
ENOUGH = N_("Ya empezaste varias solicitudes. Sigue con la que tienes o pide tu enlace a la oficina.")


async def start(request: Request) -> Response:
    """Who you are: company, number and surname. A draft is made and its link shown once."""
    call = await calls.public_call(request.path_params["slug"])
    if not calls.takes_applications(call, request.state.now):
        return page(request, template="scholarships/applications/not_open.html", call=call, status=409
                    if request.method == "POST" else 200)  # fmt: skip
    companies = await directory.live_companies().order_by("sort_key")
    if request.method == "GET":
        form = blank(StartForm, company=request.query_params.get("empresa", "")[:80])
        return page(request, call=call, form=form, companies=companies)
    form = await fill(request, StartForm)
    employment = await _employee(request, call, form)
    if not form.ok or employment is None:
        return page(request, status=422, call=call, form=form, companies=companies)
    nomination = await starting.nomination(call, employment)
    code = await services.start(call, employment, nomination, locale=locale(request), now=request.state.now)
    return RedirectResponse(f"/solicitud/{code}?nueva=1", status_code=303)


async def application(request: Request) -> Response:
    """The list of steps with their state, or where a sent application stands."""
    found = await _application(request)
    return await _overview(request, found)


async def step(request: Request) -> Response:
    """One step. Fields are kept as they are typed; a POST without scripts keeps them and goes on."""
    found = await _application(request)
    key = request.path_params["step"]
    if key not in steps.FORMS and key != "consentimientos":
        raise NotFound()
    if request.method == "GET":
        return await _step_page(request, found, key, steps.typed(found, key))
    data = await read_form(request)
    try:
        saved, form = await steps.save(found, key, data, now=request.state.now)
    except NotEditable as error:
        if request.headers.get("x-autosave"):
            return JSONResponse({"saved": False, "message": error.text}, status_code=409)
        return await _overview(request, found, trouble=error.text, status=409)
    if request.headers.get("x-autosave"):
        return JSONResponse({"saved": True, "errors": form.errors, "revision": saved.revision})
    if form.errors:
        return await _step_page(request, saved, key, form, status=422)
    if saved.guardian_email and saved.guardian_email != found.guardian_email:
        await emails.link(saved, found.call, now=request.state.now)
    return await _onwards(request, saved, key)


async def lost_link(request: Request) -> Response:
    """Sends the links of an employee's applications to the address that each has; the answer is always the same."""
    call = await calls.public_call(request.path_params["slug"])
    companies = await directory.live_companies().order_by("sort_key")
    if request.method == "GET":
        return page(request, call=call, form=blank(StartForm), companies=companies, sent=False)
    form = await fill(request, StartForm)
    company = await directory.company_by_slug(str(form.get("company"))) if form.get("company") else None
    if company is None:
        form.errors.pop("company", None)
        form.add("company", N_("Elige tu empresa de la lista."))
    if not form.ok or company is None:
        return page(request, status=422, call=call, form=form, companies=companies, sent=False)
    asked = form.checked
    address = request.client.host if request.client else ""
    employment = await starting.employee(
        company, asked.employee_number, asked.surname, address=address, now=request.state.now
    )
    if employment is not None:
        await services.send_links(call, employment, now=request.state.now)
    return page(request, call=call, form=form, companies=companies, sent=True)


async def submit(request: Request) -> Response:
    """Sends it; what is missing is said, and nothing is lost when it is too late."""
    found = await _application(request)
    try:
        sent = await services.submit(found, found.call, now=request.state.now)
    except (DeadlinePassed, NotComplete, ChildTwice, Conflict) as error:
        return await _overview(request, found, trouble=error.text, status=409)
    onwards = "applications.receipt" if sent.folio else "applications.application"
    return redirect(request, onwards, code=links.code_of(sent))


async def receipt(request: Request) -> Response:
    """The folio and what was received, to keep or to print."""
    found = await _application(request)
    sent = await Submission.filter(application_id=found.id).order_by("-number").first()
    if sent is None:
        raise NotFound()
    papers = await papers_of(found)
    return page(request, application=found, call=found.call, rules=rules_of(found.call), sent=sent, papers=papers)


async def withdraw(request: Request) -> Response:
    """The family takes its application back, after saying that it is sure."""
    found = await _application(request)
    if request.method == "GET":
        return page(request, application=found, call=found.call, form=blank(WithdrawForm))
    form = await fill(request, WithdrawForm)
    if not form.ok:
        return page(request, status=422, application=found, call=found.call, form=form)
    try:
        await services.withdraw(found, reason=form.checked.reason, now=request.state.now)
    except Conflict as error:
        return await _overview(request, found, trouble=error.text, status=409)
    return flash(redirect(request, "applications.application", code=links.code_of(found)), _("Tu solicitud se retiró."))


async def _application(request: Request) -> Application:
    found = await links.application_for(request.path_params["code"])
    if found.status is ApplicationStatus.LAPSED and calls.takes_applications(found.call, request.state.now):
        await services.revive(found, now=request.state.now)
        return await links.application_for(request.path_params["code"])
    return found


async def _employee(request: Request, call: Call, form: Filled[StartForm]) -> Employment | None:
    company: Company | None = await directory.company_by_slug(str(form.get("company"))) if form.get("company") else None
    if company is None:
        form.errors.pop("company", None)
        form.add("company", N_("Elige tu empresa de la lista."))
    if not form.ok or company is None:
        return None
    address = request.client.host if request.client else ""
    asked = form.checked
    found = await starting.employee(
        company, asked.employee_number, asked.surname, address=address, now=request.state.now
    )
    if found is None:
        form.add("employee_number", NOT_FOUND)
    elif rules_of(call).nomination_required and not await starting.is_nominated(call, found):
        form.add("company", NOT_NOMINATED)
    elif await starting.empty_draft(call, found):
        form.add("", ENOUGH)
    return found


async def _overview(request: Request, found: Application, *, trouble: str = "", status: int = 200) -> Response:
    asked = await CorrectionRequest.filter(application_id=found.id, closed_at__isnull=True).first()
    shown = await overview(found, now=request.state.now)
    return page(
        request, status=status, template="scholarships/applications/application.html", application=found,
        call=found.call, shown=shown, code=links.code_of(found), link=links.link_of(found), correction=asked,
        trouble=trouble, is_new="nueva" in request.query_params, letter_code=links.letter_code(found.id),
    )  # fmt: skip


async def _step_page(
    request: Request, found: Application, key: str, form: Filled[Any], *, status: int = 200
) -> Response:
    papers = await papers_of(found)
    rules = rules_of(found.call)
    return page(
        request, status=status, template="scholarships/applications/step.html", application=found, call=found.call,
        rules=rules, key=key, form=form, title=STEP_NAMES[key], code=links.code_of(found), papers=papers,
        givers=steps.givers_of(found, request.state.now), may_edit=found.status in services.EDITABLE,
        consented={f"{each.giver}:{each.purpose}" for each in papers.consents},
    )  # fmt: skip


async def _onwards(request: Request, saved: Application, key: str) -> Response:
    """To the next step that lacks something, or to the list."""
    code = links.code_of(saved)
    rules = rules_of(saved.call)
    after = progress_of(saved, rules, await papers_of(saved), local(request.state.now).date())
    keys = [each.key for each in after.steps]
    following = keys[keys.index(key) + 1 :] if key in keys else []
    name = next((each.key for each in after.steps if each.key in following and each.missing), "")
    if name == "documentos":
        return redirect(request, "applications.papers", code=code)
    if name:
        return redirect(request, "applications.step", code=code, step=name)
    return flash(redirect(request, "applications.application", code=code), _("Guardado."))


BOTH = ("GET", "POST")
ROUTES = (
    Page("/becas/{slug}/solicitud", start, access=Access.PUBLIC, methods=BOTH),
    Page("/becas/{slug}/enlace", lost_link, access=Access.PUBLIC, methods=BOTH),
    *family_papers.ROUTES,
    *company.ROUTES,
    Page("/solicitud/{code}", application, access=Access.LINK),
    Page("/solicitud/{code}/envio", submit, access=Access.LINK, methods=("POST",)),
    Page("/solicitud/{code}/acuse", receipt, access=Access.LINK),
    Page("/solicitud/{code}/retiro", withdraw, access=Access.LINK, methods=BOTH),
    Page("/solicitud/{code}/paso/{step}", step, access=Access.LINK, methods=BOTH),
)
