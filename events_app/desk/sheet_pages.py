"""Registering a company's people from its own list: drop or paste it, mend what asks for something, confirm."""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import Conflict, Invalid, NotFound, TooLarge
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, _, ngettext
from events_app.core.pages import Page, actor, flash, fragment, locale, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.core.sheets import write_xlsx
from events_app.desk import sheet_view
from events_app.desk.scope import company_of
from events_app.directory.models import Company
from events_app.events.kinds import Visibility
from events_app.events.models import Event, TicketType
from events_app.events.queries import event_for, opens_to
from events_app.events.words import AUDIENCE_NAMES
from events_app.registration import sheet_confirm, sheet_mending, sheet_price, sheets
from events_app.registration.applicants import audience_of
from events_app.registration.group_records import SheetStatus, SheetUpload
from events_app.registration.groups import Who
from events_app.registration.offers import Offer, offers

MOST_BYTES = 10 * 1024 * 1024
NOTHING = N_("Suelta un archivo o pega las celdas.")
NO_TYPE = N_("Elige un tipo de boleto.")


class ListForm(Form):
    """The file itself arrives beside the fields."""

    ticket_type: int | None = None
    cells: str = ""


class ConfirmForm(Form):
    enter: int = 0
    wait: int = 0
    total: int | None = None


async def new_list(request: Request) -> Response:
    """Drop a file or paste cells; nothing is registered before the next page is confirmed."""
    company, event = await _place(request)
    if request.method != "POST":
        return await _ask(request, company, event, blank(ListForm))
    form = await fill(request, ListForm)
    file, cells = form.files.get("file"), str(form.typed.get("cells", ""))
    shown = await _offers(request, company, event)
    chosen = form.checked.ticket_type if form.ok else None
    if len(shown) == 1 and chosen is None:
        chosen = shown[0].ticket_type_id
    if chosen not in [each.ticket_type_id for each in shown]:
        form.add("ticket_type", NO_TYPE)
    if file is None and not cells:
        form.add("file", NOTHING)
    if form.errors or chosen is None:
        return await _ask(request, company, event, form, status=422)
    try:
        data, name = await _data(file, cells)
        table, who = await sheets.read(data, name), actor(request).label
        made = await sheets.keep(
            table, name, event=event, company=company, ticket_type_id=chosen, actor=who, now=request.state.now
        )
    except (Invalid, TooLarge) as refused:
        form.errors["file" if file is not None else "cells"] = refused.text
        return await _ask(request, company, event, form, status=refused.status)
    done, said = _back(request, company, event, made), sheet_view.unseen(table)
    return flash(done, said) if said else done


async def list_page(request: Request) -> Response:
    """What happens with each row: problem rows first, with their number in the file, mended in the cell."""
    company, event, upload = await _list(request)
    if upload.status is SheetStatus.CONFIRMING:
        return page(request, template="events_app/desk/list_progress.html", company=company, event=event, upload=upload)
    if request.query_params.get("ver") is None and "page" not in request.query_params:
        await sheets.judge_again(upload, now=request.state.now)
    tally = await sheets.tally(upload)
    tab = request.query_params.get("ver", "")
    tab = tab if tab in sheet_view.TABS else ""
    in_order = request.query_params.get("orden") == "archivo"
    rows = await paginate(sheet_mending.shown(upload, sheet_view.TABS[tab][1], in_order=in_order), request, size=50)
    counts = sheet_view.groups(tally)
    wait = await sheet_confirm.new_waiters(upload)
    return page(
        request, company=company, event=event, upload=upload, tally=tally, counts=counts, tabs=sheet_view.TABS, tab=tab,
        in_order=in_order, slice=rows, lines=sheet_view.lines(upload, rows.items, event.timezone),
        columns=sheet_view.columns(upload), left_out=sheet_view.left_out(upload), choosable=sheet_view.CHOOSABLE,
        quote=await sheet_price.quote(upload, counts["listas"], now=request.state.now), wait=wait,
        offered=await sheet_mending.offered(upload), audience_names=AUDIENCE_NAMES,
        group_id=await sheet_confirm.last_group(upload.id), totals=await sheets.totals(upload),
    )  # fmt: skip


async def list_rows(request: Request) -> Response:
    """Writes over the cells that the page offered, takes a suggestion, or leaves rows out."""
    company, event, upload = await _list(request)
    form = await fill(request, Form)
    changed = await sheet_mending.mend(upload, form.typed, filled=sheet_view.filled, now=request.state.now)
    done = _back(request, company, event, upload)
    if not changed:
        return refuse(done, _("Nada cambió: escribe sobre la celda que quieres corregir."))
    left = sheet_view.groups(await sheets.tally(upload))["corregir"]
    words = ngettext("Guardado. Queda %(n)s fila por corregir.", "Guardado. Quedan %(n)s filas por corregir.", left)
    return flash(done, words if left else _("Guardado. Ya no hay filas por corregir."))


async def list_columns(request: Request) -> Response:
    """Says which column of the file is which, and judges every row again."""
    company, event, upload = await _list(request)
    form = await fill(request, Form)
    chosen: dict[str, int] = {}
    for name, _label in sheet_view.CHOOSABLE:
        text = str(form.typed.get(name, ""))
        place = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else -1
        if 0 <= place < len(upload.headers) and place not in chosen.values():
            chosen[name] = place
    await sheets.choose_columns(upload, chosen, now=request.state.now)
    return _back(request, company, event, upload)


async def list_confirm(request: Request) -> Response:
    """Does exactly what the button said; when things changed meanwhile, shows them and does nothing."""
    company, event, upload = await _list(request)
    form = await fill(request, ConfirmForm)
    asked = form.value or ConfirmForm()
    who = actor(request)
    buyer = Who(who.label, who.name, who.email or None, locale(request))
    try:
        done = await sheet_confirm.confirm(
            upload, enter=asked.enter, wait=asked.wait, total=asked.total, who=buyer, now=request.state.now
        )
    except Conflict as changed:
        await sheets.judge_again(upload, now=request.state.now)
        return refuse(_back(request, company, event, upload), changed.text)
    if done.later or done.group_id is None:
        said = "" if done.later else _("Quedaron en la lista de espera. Te avisamos cuando haya lugar.")
        back = _back(request, company, event, upload)
        return flash(back, said) if said else back
    return redirect(request, "desk.group", slug=company.slug, group=done.group_id)


async def list_progress(request: Request) -> Response:
    """How far the worker is with a long list, for the page that asks every second."""
    company, event, upload = await _list(request)
    answer = fragment(request, "_progress", company=company, event=event, upload=upload)
    if upload.status is not SheetStatus.CONFIRMING:
        group_id = await sheet_confirm.last_group(upload.id)
        where = f"/empresa/{company.slug}/grupos/{group_id}" if group_id else str(request.url.path).rpartition("/")[0]
        answer.headers["HX-Redirect"] = where
    return answer


async def list_discard(request: Request) -> Response:
    company, event, upload = await _list(request)
    await sheets.discard(upload, actor=actor(request).label, now=request.state.now)
    done = redirect(request, "desk.new_list", slug=company.slug, event=event.slug)
    return flash(done, _("Descartamos la lista. No se registró a nadie con ella."))


async def list_template(request: Request) -> Response:
    """An empty sheet with the right headers and one example."""
    await company_of(request)
    headers = [_(label) for _name, label in (*sheet_view.COLUMNS, *sheet_view.MORE)]
    example = ["20077", "Acuña", "Ybarra", "Blanca Estela", "631 555 0142", "blanca@empresa.example"]
    return _file(write_xlsx(headers, [example], title=_("Lista")), "lista.xlsx")


def _file(data: bytes, name: str) -> Response:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _back(request: Request, company: Company, event: Event, upload: SheetUpload) -> Response:
    return redirect(request, "desk.list_page", slug=company.slug, event=event.slug, token=upload.token)


async def _ask(
    request: Request, company: Company, event: Event, form: Filled[ListForm], *, status: int = 200
) -> Response:
    recent = SheetUpload.filter(company_id=company.id, event_id=event.id).exclude(status=SheetStatus.DISCARDED)
    return page(
        request, status=status, company=company, event=event, form=form, offers=await _offers(request, company, event),
        recent=await recent.order_by("-id").limit(5), audience_names=AUDIENCE_NAMES,
        one_by_one=await TicketType.exists(event_id=event.id, on_sale=True, needs_approval=True),
    )  # fmt: skip


async def _offers(request: Request, company: Company, event: Event) -> list[Offer]:
    """What a list may ask for: a ticket that is approved first is asked for person by person."""
    now = request.state.now
    shown = await offers(event, audience_of(company, "coordinator", now=now), now)
    return [each for each in shown if not each.needs_approval]


async def _data(file: UploadFile | None, cells: str) -> tuple[bytes, str]:
    if file is None:
        return cells.encode(), _("Celdas pegadas")
    return await file.read(MOST_BYTES + 1), file.filename or ""


async def _place(request: Request) -> tuple[Company, Event]:
    """The company and the event through what the person may see; a closed sale answers as its event page does."""
    company = await company_of(request)
    event = await event_for(actor(request), request.path_params["event"], company.slug)
    if event.visibility != Visibility.PUBLIC and not await opens_to(event, company, local(request.state.now).date()):
        raise NotFound()
    return company, event


async def _list(request: Request) -> tuple[Company, Event, SheetUpload]:
    company, event = await _place(request)
    upload = await sheets.upload_of(company.id, event.id, request.path_params["token"])
    if upload is None:
        raise NotFound()
    return company, event, upload


_NEW = "/empresa/{slug}/registrar/{event}"
_LIST = f"{_NEW}/{{token}}"
ROUTES = (
    Page("/empresa/{slug}/plantilla.xlsx", list_template, access=Access.COORDINATOR),
    Page(_NEW, new_list, access=Access.COORDINATOR, methods=("GET", "POST")),
    Page(_LIST, list_page, access=Access.COORDINATOR),
    Page(f"{_LIST}/filas", list_rows, access=Access.COORDINATOR, methods=("POST",)),
    Page(f"{_LIST}/columnas", list_columns, access=Access.COORDINATOR, methods=("POST",)),
    Page(f"{_LIST}/confirmar", list_confirm, access=Access.COORDINATOR, methods=("POST",)),
    Page(f"{_LIST}/avance", list_progress, access=Access.COORDINATOR),
    Page(f"{_LIST}/descartar", list_discard, access=Access.COORDINATOR, methods=("POST",)),
)
