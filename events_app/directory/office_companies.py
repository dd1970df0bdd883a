"""The office's pages about companies: the list, one company, its data and its standing."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import StaleForm
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, absolute, actor, flash, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.directory import kinds, queries, services
from events_app.directory.forms import CompanyForm, StandingForm
from events_app.directory.models import Company, Employment, StandingChange
from events_app.directory.office_forms import asked, create_once, record_id, today
from events_app.directory.rfc import is_doubtful

SUSPICIOUS_RFC = N_(
    "Guardado. El dígito verificador del RFC no coincide: compáralo con la Constancia de Situación Fiscal."
)
WORDS: dict[str, Any] = {
    "class_names": kinds.CLASS_NAMES,
    "location_names": kinds.LOCATION_NAMES,
    "standing_names": kinds.STANDING_NAMES,
}


async def companies(request: Request) -> Response:
    """Every company, by name, with filters; words find without accents."""
    chosen = {
        "company_class": asked(request, "clase", kinds.CompanyClass),
        "standing": asked(request, "estado", kinds.Standing),
        "location": asked(request, "ubicacion", kinds.Location),
        "sector": asked(request, "giro"),
    }
    text = asked(request, "q")
    found = await paginate(queries.companies(text, **chosen), request)
    return page(
        request,
        slice=found,
        q=text,
        chosen=chosen,
        sectors=await queries.sectors(),
        people=await queries.people_by_company([each.id for each in found.items]),
        is_member={each.id: queries.is_member(each, today(request)) for each in found.items},
        **WORDS,
    )


async def company(request: Request) -> Response:
    """One company: its data, its standing and how it came to it, and some of its people."""
    found = await queries.company(record_id(request))
    if found.id != record_id(request):
        return redirect(request, "directory.company", id=found.id)
    return await _company(request, found, blank(StandingForm, since=today(request).isoformat()))


async def new_company(request: Request) -> Response:
    """A new member, in good standing from its first day."""
    if request.method != "POST":
        start = blank(CompanyForm, member_since=today(request).isoformat(), country="MX", company_class="regular")
        return page(request, form=start, **WORDS)
    form = await fill(request, CompanyForm)
    if not form.ok:
        return page(request, status=422, form=form, **WORDS)
    value = form.checked

    async def effect() -> dict[str, Any]:
        made = await services.add_company(
            value, actor=actor(request).label, now=request.state.now, today=today(request)
        )
        return {"id": made.id}

    outcome = await create_once(request, form, effect)
    return _saved(redirect(request, "directory.company", id=outcome.result["id"]), value)


async def edit_company(request: Request) -> Response:
    """The company's data; when somebody else saved in between, both versions are shown."""
    found = await queries.company(record_id(request))
    if request.method != "POST":
        return page(request, company=found, form=blank(CompanyForm, **_typed(found)), **WORDS)
    form = await fill(request, CompanyForm)
    if not form.ok:
        return page(request, status=422, company=found, form=form, **WORDS)
    try:
        await services.edit_company(found, form.checked, actor=actor(request).label, now=request.state.now)
    except StaleForm as stale:
        current = await queries.company(found.id)
        form.add("", stale.message)
        form.typed["revision"] = current.revision
        return page(request, status=409, company=current, form=form, theirs=_typed(current), **WORDS)
    return _saved(redirect(request, "directory.company", id=found.id), form.checked)


async def company_standing(request: Request) -> Response:
    """Suspends, restores or renews, with days and a reason."""
    found = await queries.company(record_id(request))
    form = await fill(request, StandingForm)
    if form.value and form.checked.ends_before_it_starts():
        form.add("until", N_("El último día no puede ser anterior al primero."))
    if not form.ok:
        return await _company(request, found, form, status=422)
    await services.change_standing(found, form.checked, actor=actor(request).label, now=request.state.now)
    return flash(redirect(request, "directory.company", id=found.id), _("Guardamos la situación de la empresa."))


async def _company(request: Request, found: Company, form: Filled[StandingForm], *, status: int = 200) -> Response:
    live = Employment.filter(company_id=found.id, ends_on=None).select_related("person")
    return page(
        request,
        status=status,
        template="events_app/directory/company.html",
        company=found,
        form=form,
        is_member=queries.is_member(found, today(request)),
        history=await StandingChange.filter(company_id=found.id).order_by("-at", "-id").limit(50),
        people=await live.order_by("person__sort_key").limit(20),
        headcount=(await queries.people_by_company([found.id])).get(found.id, 0),
        doubtful_rfc=is_doubtful(found.rfc),
        poster_query=f"?empresa={found.slug}",
        poster_example=absolute(f"/eventos/…?empresa={found.slug}"),
        **WORDS,
    )


def _typed(company: Company) -> dict[str, Any]:
    typed: dict[str, Any] = {name: getattr(company, name) for name in CompanyForm.model_fields}
    return typed | {"domains": ", ".join(company.domains), "member_since": company.member_since.isoformat()}


def _saved(response: Response, form: CompanyForm) -> Response:
    if is_doubtful(form.rfc or ""):
        return refuse(response, _(SUSPICIOUS_RFC))
    return flash(response, _("Guardado."))


ROUTES = (
    Page("/oficina/empresas", companies, access=Access.FINANCE),
    Page("/oficina/empresas/nueva", new_company, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/empresas/{id:int}", company, access=Access.FINANCE),
    Page("/oficina/empresas/{id:int}/editar", edit_company, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/empresas/{id:int}/situacion", company_standing, access=Access.OFFICE, methods=("POST",)),
)
