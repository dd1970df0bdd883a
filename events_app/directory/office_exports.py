"""The office's lists as files: companies and people that the filters leave, with headers that an import understands."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.pages import Page
from events_app.core.sheets import write_csv, write_xlsx
from events_app.directory import kinds, queries
from events_app.directory.import_fields import FIELDS
from events_app.directory.kinds import UploadKind
from events_app.directory.office_forms import asked, asked_id

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


async def export_companies(request: Request) -> Response:
    """The companies that the filters leave, with the headers that an import understands."""
    found = await queries.companies(
        asked(request, "q"),
        company_class=asked(request, "clase", kinds.CompanyClass),
        standing=asked(request, "estado", kinds.Standing),
        location=asked(request, "ubicacion", kinds.Location),
        sector=asked(request, "giro"),
    )
    fields = FIELDS[UploadKind.COMPANIES]
    headers = [*(_(each.label) for each in fields), _("Situación"), _("Desde"), _("Hasta")]
    lines = [
        [*(_cell(getattr(each, field.name)) for field in fields), _(kinds.STANDING_NAMES[each.standing]),
         _cell(each.standing_since), _cell(each.standing_until)]
        for each in found
    ]  # fmt: skip
    return sheet("empresas", request.path_params["format"], headers, lines)


async def export_people(request: Request) -> Response:
    """The people that the filters leave, one line per live employment."""
    company_id = asked_id(request, "empresa")
    found = await queries.people(asked(request, "q"), company_id=company_id)
    jobs = await queries.employments_of([each.id for each in found])
    headers = [_(each.label) for each in FIELDS[UploadKind.PEOPLE]]
    lines = []
    for person in found:
        live = [job for job in jobs[person.id] if job.ends_on is None and company_id in (None, job.company_id)]
        names = [person.paternal_surname, person.maternal_surname, person.given_name]
        names += [person.phone or "", person.email or ""]
        lines += [[job.company.display_name, job.employee_number, *names] for job in live] or [["", "", *names]]
    return sheet("personas", request.path_params["format"], headers, lines)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def sheet(name: str, form: str, headers: list[str], lines: list[list[str]]) -> Response:
    if form not in TYPES:
        raise NotFound()
    content = write_csv(headers, lines) if form == "csv" else write_xlsx(headers, lines)
    disposition = f'attachment; filename="{name}.{form}"'
    return Response(content, media_type=TYPES[form], headers={"Content-Disposition": disposition})


ROUTES = (
    Page("/oficina/empresas/exportar.{format}", export_companies, access=Access.FINANCE),
    Page("/oficina/personas/exportar.{format}", export_people, access=Access.OFFICE),
)
