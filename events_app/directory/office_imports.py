"""The office's pages for bringing spreadsheets in: choose, review and mend row by row, confirm."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound, PlanChanged, TooLarge
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, _, ngettext
from events_app.core.pages import Page, actor, flash, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.directory import import_mending, import_view, imports, kinds, queries
from events_app.directory.import_fields import CHOOSABLE, FIELDS
from events_app.directory.import_plan import missing_columns
from events_app.directory.kinds import RowVerdict, UploadKind
from events_app.directory.models import Upload
from events_app.directory.office_exports import sheet
from events_app.directory.office_forms import asked, asked_id, today

KINDS = {"empresas": UploadKind.COMPANIES, "personas": UploadKind.PEOPLE}
NO_FILE = N_("Elige un archivo XLSX o CSV.")
MOST_BYTES = 10_000_000


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
    """What each row will do, or did: problem rows first, with their number in the file and inputs to mend them."""
    found = await imports.upload_by_token(request.path_params["token"])
    verdict, in_order = asked(request, "ver", RowVerdict), asked(request, "orden") == "archivo"
    chosen = imports.shown_rows(found, verdict, in_order=in_order).select_related("upload")
    rows = await paginate(chosen, request, size=50)
    columns = import_view.columns(found, rows.items)
    return page(
        request,
        upload=found,
        slice=rows,
        columns=columns,
        lines=import_view.lines(found, columns, rows.items),
        left_out=import_view.left_out(found),
        tally=await imports.tally(found),
        verdict=verdict,
        in_order=in_order,
        fields=CHOOSABLE[found.kind],
        missing=missing_columns(found.kind, found.columns),
        verdict_names=kinds.VERDICT_NAMES,
        back="directory.people" if found.kind == UploadKind.PEOPLE else "directory.companies",
    )


async def upload_rows(request: Request) -> Response:
    """Writes over the cells that the page offered and looks at every row again."""
    found = await imports.upload_by_token(request.path_params["token"])
    form = await fill(request, Form)
    changed = await import_mending.mend(found, form.typed, str(form.typed.get("confirm", "")))
    done = redirect(request, "directory.upload", token=found.token)
    if not changed:
        return refuse(done, _("Nada cambió: escribe sobre la celda que quieres corregir."))
    left = (await imports.tally(found))["mistake"]
    fine = _("Guardado. Ya no hay filas por corregir.")
    return flash(
        done,
        ngettext("Guardado. Queda %(n)s fila por corregir.", "Guardado. Quedan %(n)s filas por corregir.", left)
        if left
        else fine,
    )


async def upload_rest(request: Request) -> Response:
    """Opens the rows that an applied file left out as a file of their own."""
    found = await imports.upload_by_token(request.path_params["token"])
    made = await import_mending.carry_on(found, actor=actor(request).label, now=request.state.now)
    return redirect(request, "directory.upload", token=made.token)


async def upload_columns(request: Request) -> Response:
    """Says which column of the file is which, and plans again."""
    found = await imports.upload_by_token(request.path_params["token"])
    form = await fill(request, Form)
    chosen: dict[str, int] = {}
    for field in CHOOSABLE[found.kind]:
        text = str(form.typed.get(field.name, ""))
        if (
            text.isascii()
            and text.isdigit()
            and len(text) < 4
            and int(text) < len(found.headers)
            and int(text) not in chosen.values()
        ):
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
        return refuse(done, changed.text)
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
    return sheet(f"plantilla-{request.path_params['kind']}", "xlsx", headers, [[each.example for each in fields]])


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


_FILE = "/oficina/archivos/{token}"
ROUTES = (
    Page("/oficina/subir/{kind}", new_upload, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/subir/{kind}/plantilla.xlsx", upload_template, access=Access.OFFICE),
    Page(_FILE, upload, access=Access.OFFICE),
    Page(f"{_FILE}/columnas", upload_columns, access=Access.OFFICE, methods=("POST",)),
    Page(f"{_FILE}/filas", upload_rows, access=Access.OFFICE, methods=("POST",)),
    Page(f"{_FILE}/resto", upload_rest, access=Access.OFFICE, methods=("POST",)),
    Page(f"{_FILE}/confirmar", upload_confirm, access=Access.OFFICE, methods=("POST",)),
    Page(f"{_FILE}/descartar", upload_discard, access=Access.OFFICE, methods=("POST",)),
)
