"""What was read at the doors: the log, entries undone, and the readings that wait for a decision."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.checkin import conflicts, queries, supervision
from events_app.checkin.errors import NotUndoable
from events_app.checkin.forms import ReviewForm, UndoForm
from events_app.checkin.kinds import Verdict
from events_app.checkin.words import NAMES, say
from events_app.core.access import Access
from events_app.core.errors import ConvocaError
from events_app.core.forms import blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect, refuse
from events_app.directory.office_forms import asked, asked_id, record_id

PAGE = 50


async def scan_log(request: Request) -> Response:
    """Every reading of an event, the last first."""
    event = await queries.event_of(actor(request), record_id(request, "event"))
    text, verdict = asked(request, "q"), asked(request, "veredicto", Verdict)
    gate_id, number = asked_id(request, "puerta") or 0, min(asked_id(request, "pagina") or 1, 10_000)
    found = await queries.scan_log(
        event.id, text=text, verdict=verdict, gate_id=gate_id, limit=PAGE + 1, skip=(number - 1) * PAGE
    )
    return page(
        request,
        event=event,
        title=event.title(locale(request)),
        scans=[_shown(each, event.timezone) for each in found[:PAGE]],
        more=len(found) > PAGE,
        number=number,
        q=text,
        verdict=verdict,
        gate_id=gate_id,
        gates=await queries.gates(event.id),
        names=NAMES,
    )


async def undo_scan(request: Request) -> Response:
    """Takes back an open entry; the log keeps both."""
    scan = await _scan(request)
    event = await queries.event_of(actor(request), scan["event_id"])
    context: dict[str, Any] = {
        "event": event,
        "title": event.title(locale(request)),
        "scan": _shown(scan, event.timezone),
    }
    if request.method != "POST":
        return page(request, form=blank(UndoForm), **context)
    form = await fill(request, UndoForm)
    if not form.ok:
        return page(request, status=422, form=form, **context)
    try:
        await supervision.undo(scan, reason=form.checked.reason, actor=actor(request).label, now=request.state.now)
    except NotUndoable as error:
        form.add("", error.message)
        return page(request, status=409, form=form, **context)
    return flash(redirect(request, "checkin.scan_log", event=event.id), _("Entrada deshecha."))


async def door_conflicts(request: Request) -> Response:
    """What waits for a decision, with what each one means."""
    event = await queries.event_of(actor(request), record_id(request, "event"))
    found = [_shown(each, event.timezone) for each in await conflicts.waiting(event.id)]
    return page(request, event=event, title=event.title(locale(request)), waiting=found)


async def review_scan(request: Request) -> Response:
    """Counts a quarantined reading as an entry, or notes that somebody looked."""
    scan = await _scan(request)
    form = await fill(request, ReviewForm)
    answer = redirect(request, "checkin.door_conflicts", event=scan["event_id"])
    if not form.ok:
        return refuse(answer, _("Elige qué hacer con esa lectura."))
    try:
        await supervision.review(
            scan, decision=form.checked.decision, note=form.checked.note[:200], actor=actor(request).label,
            now=request.state.now,
        )  # fmt: skip
    except ConvocaError as error:
        return refuse(answer, error.text)
    return flash(answer, _("Listo: la lectura quedó revisada."))


async def _scan(request: Request) -> dict[str, Any]:
    scan = await queries.scan(record_id(request))
    await queries.event_of(actor(request), scan["event_id"])
    return scan


def _shown(scan: dict[str, Any], zone: str) -> dict[str, Any]:
    facts = json.loads(scan["answer"]) if isinstance(scan["answer"], str) else scan["answer"]
    return scan | {"facts": facts, "said": say(facts, zone)}


ROUTES = (
    Page("/oficina/puertas/{event:int}/lecturas", scan_log, access=Access.GATE_SUPERVISOR),
    Page("/oficina/puertas/{event:int}/conflictos", door_conflicts, access=Access.GATE_SUPERVISOR),
    Page(
        "/oficina/puertas/lectura/{id:int}/anulacion", undo_scan, access=Access.GATE_SUPERVISOR, methods=("GET", "POST")
    ),
    Page("/oficina/puertas/lectura/{id:int}/revision", review_scan, access=Access.GATE_SUPERVISOR, methods=("POST",)),
)
