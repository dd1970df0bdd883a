"""The office's pages about people: the list, one person, the data, and the numbers in companies."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound, StaleForm
from events_app.core.forms import Filled, blank, fill, parse, read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.directory import kinds, queries, services
from events_app.directory.forms import EmploymentForm, EndForm, FirstEmploymentForm, PersonForm
from events_app.directory.models import CommitteeMember, Employment, Person
from events_app.directory.office_forms import asked, asked_id, create_once, record_id, today

BOTH_OR_NONE = N_("Para darle número faltan los dos: empresa y número de empleado.")
NO_COMPANY = N_("Elige una empresa de la lista.")


async def people(request: Request) -> Response:
    """Everybody, by surname; words find names, mails, phones and employee numbers without accents."""
    text, company_id = asked(request, "q"), asked_id(request, "empresa")
    found = await paginate(queries.people(text, company_id=company_id), request)
    return page(
        request,
        slice=found,
        q=text,
        company_id=company_id,
        companies=await queries.company_names(),
        jobs=await queries.employments_of([each.id for each in found.items]),
    )


async def person(request: Request) -> Response:
    """One person: data, employments, seats in committees."""
    found = await queries.person(record_id(request))
    if found.id != record_id(request):
        return redirect(request, "directory.person", id=found.id)
    return await _person(request, found, blank(EmploymentForm, starts_on=today(request).isoformat()))


async def new_person(request: Request) -> Response:
    """A person by hand, with the first employment or without."""
    company_id = asked_id(request, "empresa")
    names = await queries.company_names()
    if request.method != "POST":
        return page(request, form=blank(PersonForm, company_id=company_id, locale="es-MX"), companies=names)
    data = await read_form(request)
    form, job = parse(PersonForm, data), parse(FirstEmploymentForm, data)
    form.errors |= job.errors
    form.typed |= job.typed
    if job.value and (job.checked.company_id is None) != (job.checked.employee_number is None):
        form.add("employee_number", BOTH_OR_NONE)
    if job.value and job.checked.company_id is not None and job.checked.company_id not in names:
        form.add("company_id", NO_COMPANY)
    if not form.ok:
        return page(request, status=422, form=form, companies=names)
    try:
        outcome = await create_once(request, form, _adding(request, form.checked, job.checked))
    except Conflict as conflict:
        form.errors["employee_number"] = conflict.text
        return page(request, status=409, form=form, companies=names)
    return flash(redirect(request, "directory.person", id=outcome.result["id"]), _("Guardado."))


async def edit_person(request: Request) -> Response:
    found = await queries.person(record_id(request))
    if request.method != "POST":
        return page(request, person=found, form=blank(PersonForm, **_typed(found)))
    form = await fill(request, PersonForm)
    if not form.ok:
        return page(request, status=422, person=found, form=form)
    try:
        await services.edit_person(found, form.checked, actor=actor(request).label, now=request.state.now)
    except StaleForm as stale:
        current = await queries.person(found.id)
        form.add("", stale.message)
        form.typed["revision"] = current.revision
        return page(request, status=409, person=current, form=form)
    return flash(redirect(request, "directory.person", id=found.id), _("Guardado."))


async def person_employment(request: Request) -> Response:
    """Gives the person a number in a company."""
    found = await queries.person(record_id(request))
    form = await fill(request, EmploymentForm)
    if form.value and form.checked.company_id not in await queries.company_names():
        form.add("company_id", NO_COMPANY)
    if not form.ok:
        return await _person(request, found, form, status=422)
    try:
        await services.employ(
            found, form.checked, actor=actor(request).label, now=request.state.now, today=today(request)
        )
    except Conflict as conflict:
        form.errors["employee_number"] = conflict.text
        return await _person(request, found, form, status=409)
    return flash(redirect(request, "directory.person", id=found.id), _("Guardado."))


async def end_employment(request: Request) -> Response:
    """Ends an employment; the number is free from now on."""
    job = await Employment.get_or_none(id=record_id(request, "job"), person_id=record_id(request))
    if job is None:
        raise NotFound()
    form = await fill(request, EndForm)
    last = form.checked.ends_on if form.ok else today(request)
    await services.end_employment(job, last, actor=actor(request).label, now=request.state.now)
    return flash(redirect(request, "directory.person", id=job.person_id), _("Registramos la baja de ese empleo."))


def _adding(request: Request, value: PersonForm, job: FirstEmploymentForm) -> Any:
    async def effect() -> dict[str, Any]:
        who, now = actor(request).label, request.state.now
        made = await services.add_person(value, actor=who, now=now)
        if job.company_id is not None and job.employee_number is not None:
            first = EmploymentForm(company_id=job.company_id, employee_number=job.employee_number)
            await services.employ(made, first, actor=who, now=now, today=today(request))
        return {"id": made.id}

    return effect


async def _person(request: Request, found: Person, form: Filled[EmploymentForm], *, status: int = 200) -> Response:
    return page(
        request,
        status=status,
        template="events_app/directory/person.html",
        person=found,
        form=form,
        day=today(request),
        companies=await queries.company_names(),
        jobs=(await queries.employments_of([found.id]))[found.id],
        seats=await CommitteeMember.filter(person_id=found.id).select_related("committee").order_by("-year"),
        verified_names=kinds.VERIFIED_NAMES,
        position_names=kinds.POSITION_NAMES,
    )


def _typed(person: Person) -> dict[str, Any]:
    return {name: getattr(person, name) for name in PersonForm.model_fields}


ROUTES = (
    Page("/oficina/personas", people, access=Access.OFFICE),
    Page("/oficina/personas/nueva", new_person, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/personas/{id:int}", person, access=Access.OFFICE),
    Page("/oficina/personas/{id:int}/editar", edit_person, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/personas/{id:int}/empleos", person_employment, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/personas/{id:int}/empleos/{job:int}/baja", end_employment, access=Access.OFFICE, methods=("POST",)),
)
