"""The people of a company: who works there, with which number, and who left."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Conflict, NotFound
from events_app.core.fields import Day
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.core.sheets import write_xlsx
from events_app.desk import queries, services
from events_app.desk.scope import company_of
from events_app.directory.channels import NOWHERE, reach
from events_app.directory.forms import Number, PersonForm
from events_app.directory.models import Company, Employment

NOT_YET = N_("El último día no puede ser después de hoy.")


class NewEmployee(PersonForm):
    employee_number: Number


class NumberForm(Form):
    employee_number: Number


class LeftForm(Form):
    ends_on: Day


async def people(request: Request) -> Response:
    """Everybody who works there, by surname; those who left on a page of their own."""
    company = await company_of(request)
    text, gone = request.query_params.get("q", "")[:120], request.query_params.get("ver") == "dejaron"
    found = await paginate(await queries.people(company.id, text, gone=gone), request, size=50)
    shown = await queries.with_channels(company.id, found.items)
    return page(request, company=company, slice=found, people=shown, q=text, gone=gone)


async def new_person(request: Request) -> Response:
    company = await company_of(request)
    if request.method != "POST":
        return page(request, company=company, form=blank(NewEmployee))
    form = await fill(request, NewEmployee)
    if form.ok:
        try:
            asked, who = form.checked, actor(request).label
            await services.add_employee(company, asked, asked.employee_number, actor=who, now=request.state.now)
            return flash(redirect(request, "desk.people", slug=company.slug), _("Quedó en la lista de tu empresa."))
        except Conflict as taken:
            form.errors["employee_number"] = taken.text
    return page(request, status=422, company=company, form=form)


async def person(request: Request) -> Response:
    """One person: number, the way to say that they left, and their seats that the company sees."""
    company, job = await _job(request)
    return await _person_page(request, company, job, blank(NumberForm, employee_number=job.employee_number))


async def change_number(request: Request) -> Response:
    company, job = await _job(request)
    form = await fill(request, NumberForm)
    if form.ok:
        try:
            number = form.checked.employee_number
            await services.change_number(job.id, number, actor=actor(request).label, now=request.state.now)
            done = redirect(request, "desk.person", slug=company.slug, job=job.id)
            return flash(done, _("Guardamos el número."))
        except Conflict as taken:
            form.errors["employee_number"] = taken.text
    return await _person_page(request, company, job, form, status=422)


async def left(request: Request) -> Response:
    """Somebody left: from now on they pay what the public pays, and their number is free again."""
    company, job = await _job(request)
    form = await fill(request, LeftForm)
    today = local(request.state.now).date()
    if form.ok and form.checked.ends_on > today:
        form.add("ends_on", NOT_YET)
    if not form.ok:
        return await _person_page(request, company, job, form, status=422)
    await services.end(job, form.checked.ends_on, actor=actor(request).label, now=request.state.now)
    return flash(redirect(request, "desk.people", slug=company.slug), _("Anotado: ya no trabaja ahí."))


async def people_sheet(request: Request) -> Response:
    """The company's own list, to be filled in and dropped for an event."""
    company = await company_of(request)
    found = await queries.with_channels(company.id, await queries.people(company.id, "", gone=False))
    names = ("employee_number", "paternal_surname", "maternal_surname", "given_name", "phone", "email")
    headers = [_("Número"), _("Apellido paterno"), _("Apellido materno"), _("Nombre(s)"), _("Teléfono"), _("Correo")]
    data = write_xlsx(headers, [[each[name] for name in names] for each in found], title=_("Personas"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(data, media_type=kind, headers={"Content-Disposition": 'attachment; filename="personas.xlsx"'})


async def _job(request: Request) -> tuple[Company, Employment]:
    """An employment of this company. Raises NotFound for everybody else's."""
    company = await company_of(request)
    found = await Employment.get_or_none(id=request.path_params["job"], company_id=company.id).select_related("person")
    if found is None:
        raise NotFound()
    return company, found


async def _person_page(
    request: Request, company: Company, job: Employment, form: Filled[NumberForm] | Filled[LeftForm], *,
    status: int = 200,
) -> Response:  # fmt: skip
    seats = await queries.registrations(company.id).filter(person_id=job.person_id).limit(50)
    known = {} if job.ends_on else await reach(company.id, [job.person_id])
    return page(
        request, status=status, template="events_app/desk/person.html", company=company, job=job, form=form,
        seats=seats, today=local(request.state.now).date(), channels=known.get(job.person_id, NOWHERE),
    )  # fmt: skip


_PERSON = "/empresa/{slug}/personas/{job:int}"
ROUTES = (
    Page("/empresa/{slug}/personas", people, access=Access.COORDINATOR),
    Page("/empresa/{slug}/personas.xlsx", people_sheet, access=Access.COORDINATOR),
    Page("/empresa/{slug}/personas/nueva", new_person, access=Access.COORDINATOR, methods=("GET", "POST")),
    Page(_PERSON, person, access=Access.COORDINATOR),
    Page(f"{_PERSON}/numero", change_number, access=Access.COORDINATOR, methods=("POST",)),
    Page(f"{_PERSON}/salida", left, access=Access.COORDINATOR, methods=("POST",)),
)
