"""The office's pages for bringing spreadsheets in: choose, review row by row, confirm; and for taking lists out."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound, PlanChanged, TooLarge
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.core.sheets import write_csv, write_xlsx
from events_app.directory import imports, kinds, queries
from events_app.directory.import_fields import FIELDS
from events_app.directory.import_plan import missing_columns
from events_app.directory.kinds import UploadKind, Verdict
from events_app.directory.models import Upload
from events_app.directory.office_forms import asked, asked_id, today

KINDS = {"empresas": UploadKind.COMPANIES, "personas": UploadKind.PEOPLE}
NO_FILE = N_("Elige un archivo XLSX o CSV.")
MOST_BYTES = 10_000_000
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class FileForm(Form):
    """The file itself arrives beside the fields."""

    company_id: int | None = None


class SeenForm(Form):
    seen: str = ""


async def new_upload(request: Request) -> Response:
    """Chooses a file of companies or people; for people, also whose they are."""
    kind = _kind(request)
    if request.method != "POST":
        return await _choose(request, kind, blank(FileForm, company_id=asked_id(request, "empresa")))
    form = await fill(request, FileForm)
    file = form.files.get("file")
    if form.value and form.checked.company_id and form.checked.company_id not in await queries.company_names():
        form.add("company_id", N_("Elige una empresa de la lista."))
    if file is None:
        form.add("file", NO_FILE)
    if file is None or not form.ok:
        return await _choose(request, kind, form, status=422)
    data = await file.read(MOST_BYTES + 1)
    who, company_id = actor(request).label, form.checked.company_id if kind == UploadKind.PEOPLE else None
    try:
        upload = await imports.receive(
            data, file.filename or "", kind, company_id=company_id, actor=who, now=request.state.now
        )
    except (Invalid, TooLarge) as refused:
        form.errors["file"] = refused.text
        return await _choose(request, kind, form, status=refused.status)
    return redirect(request, "directory.upload", token=upload.token)


async def upload(request: Request) -> Response:
    """What each row will do, or did: problem rows first, with their number in the file."""
    found = await imports.upload_by_token(request.path_params["token"])
    verdict = asked(request, "ver", Verdict)
    return page(
        request,
        upload=found,
        slice=await paginate(imports.shown_rows(found, verdict), request, size=100),
        tally=await imports.tally(found),
        verdict=verdict,
        fields=FIELDS[found.kind],
        missing=missing_columns(found.kind, found.columns),
        verdict_names=kinds.VERDICT_NAMES,
        status_names=kinds.UPLOAD_STATUS_NAMES,
        back="directory.people" if found.kind == UploadKind.PEOPLE else "directory.companies",
    )


async def upload_columns(request: Request) -> Response:
    """Says which column of the file is which, and plans again."""
    found = await imports.upload_by_token(request.path_params["token"])
    form = await fill(request, Form)
    chosen: dict[str, int] = {}
    for field in FIELDS[found.kind]:
        text = str(form.typed.get(field.name, ""))
        if text.isascii() and text.isdigit() and int(text) < len(found.headers) and int(text) not in chosen.values():
            chosen[field.name] = int(text)
    await imports.replan(found, chosen)
    return redirect(request, "directory.upload", token=found.token)


async def upload_confirm(request: Request) -> Response:
    """Applies what was shown; if the directory moved meanwhile, shows the new plan and applies nothing."""
    found = await imports.upload_by_token(request.path_params["token"])
    form = await fill(request, SeenForm)
    seen = form.checked.seen if form.ok else ""
    done = redirect(request, "directory.upload", token=found.token)
    try:
        await imports.confirm(found, seen, actor=actor(request).label, now=request.state.now, today=today(request))
    except PlanChanged as changed:
        await imports.replan(found)
        return flash(done, changed.text)
    return flash(done, _("Listo: el directorio quedó como lo revisaste."))


async def upload_discard(request: Request) -> Response:
    found = await imports.upload_by_token(request.path_params["token"])
    await imports.discard(found, actor=actor(request).label, now=request.state.now)
    back = "directory.people" if found.kind == UploadKind.PEOPLE else "directory.companies"
    return flash(redirect(request, back), _("Descartamos el archivo. El directorio no cambió."))


async def upload_template(request: Request) -> Response:
    """An empty sheet with the right headers and one example row."""
    fields = FIELDS[_kind(request)]
    headers = [_(field.label) for field in fields]
    return _sheet(f"plantilla-{request.path_params['kind']}", "xlsx", headers, [[each.example for each in fields]])


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
    return _sheet("empresas", request.path_params["format"], headers, lines)


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
    return _sheet("personas", request.path_params["format"], headers, lines)


async def _choose(request: Request, kind: UploadKind, form: Filled[FileForm], *, status: int = 200) -> Response:
    names = await queries.company_names() if kind == UploadKind.PEOPLE else {}
    recent = await Upload.filter(kind=kind).order_by("-uploaded_at", "-id").limit(10)
    return page(
        request,
        status=status,
        form=form,
        kind=request.path_params["kind"],
        companies=names,
        fields=FIELDS[kind],
        recent=recent,
        status_names=kinds.UPLOAD_STATUS_NAMES,
    )


def _kind(request: Request) -> UploadKind:
    kind = KINDS.get(request.path_params["kind"])
    if kind is None:
        raise NotFound()
    return kind


def _cell(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _sheet(name: str, form: str, headers: list[str], lines: list[list[str]]) -> Response:
    if form not in TYPES:
        raise NotFound()
    content = write_csv(headers, lines) if form == "csv" else write_xlsx(headers, lines)
    disposition = f'attachment; filename="{name}.{form}"'
    return Response(content, media_type=TYPES[form], headers={"Content-Disposition": disposition})


_FILE = "/oficina/archivos/{token}"
ROUTES = (
    Page("/oficina/empresas/exportar.{format}", export_companies, access=Access.FINANCE),
    Page("/oficina/personas/exportar.{format}", export_people, access=Access.OFFICE),
    Page("/oficina/subir/{kind}", new_upload, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/subir/{kind}/plantilla.xlsx", upload_template, access=Access.OFFICE),
    Page(_FILE, upload, access=Access.OFFICE),
    Page(f"{_FILE}/columnas", upload_columns, access=Access.OFFICE, methods=("POST",)),
    Page(f"{_FILE}/confirmar", upload_confirm, access=Access.OFFICE, methods=("POST",)),
    Page(f"{_FILE}/descartar", upload_discard, access=Access.OFFICE, methods=("POST",)),
)
