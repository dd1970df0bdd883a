"""The committee's pages of its calls: each with its parts, its opening, its extensions."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import from_local, local
from events_app.core.errors import IllegalMove, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.core.paging import paginate
from events_app.directory import queries as directory
from events_app.directory.models import Committee
from events_app.directory.office_forms import create_once, record_id
from scholarships.calls import queries, services
from scholarships.calls.errors import CallFrozen, CallNotLonger, CallNotReady
from scholarships.calls.forms import (
    CallForm,
    ExtendForm,
    ReasonForm,
    RequirementsForm,
    call_values,
    check_call,
    check_requirements,
    requirements,
)
from scholarships.calls.models import Call, CallStatus
from scholarships.calls.parts import PARTS, Part, check_part, keyed
from scholarships.calls.permissions import committees_of
from scholarships.calls.words import STATUS_NAMES, STATUS_TONES, told

FORM = "scholarships/calls/edit_call.html"


async def office_calls(request: Request) -> Response:
    """Every call that this person runs, newest first."""
    slice = await paginate(queries.run_by(actor(request)), request)
    return page(request, slice=slice, status_names=STATUS_NAMES, status_tones=STATUS_TONES)


async def new_call(request: Request) -> Response:
    """A draft, from the usual rules or copied from an earlier year."""
    if request.method == "GET":
        return await _form(request, blank(CallForm, **await _start(request)))
    form = await fill(request, CallForm)
    check_call(form)
    await _check_committee(request, form)
    await _check_code(form, None)
    if not form.ok:
        return await _form(request, form, status=422)
    asked = form.checked
    source = await queries.run_by(actor(request)).get_or_none(id=asked.copied_from) if asked.copied_from else None

    async def effect() -> dict[str, Any]:
        values = call_values(asked)
        made = await services.create(values, copied_from=source, actor=actor(request).label, now=request.state.now)
        return {"id": made.id}

    outcome = await create_once(request, form, effect)
    answer = redirect(request, "calls.call_desk", id=outcome.result["id"])
    return flash(answer, _("Listo: es un borrador y solo tu comité lo ve."))


async def edit_call(request: Request) -> Response:
    """Name, dates, money and privacy notice of a draft."""
    call = await _call(request)
    if request.method == "GET":
        return await _form(request, blank(CallForm, **_typed(call)), call=call)
    form = await fill(request, CallForm)
    check_call(form)
    await _check_committee(request, form)
    await _check_code(form, call)
    if not form.ok:
        return await _form(request, form, call=call, status=422)
    return await _changed(request, call, call_values(form.checked))


async def call_desk(request: Request) -> Response:
    """A call as its committee sees it: where it stands, what it asks, what happened, the next step."""
    return await _desk(request, await _call(request))


async def edit_requirements(request: Request) -> Response:
    """What holds for every level, the bands of need, ties, instalments."""
    call = await _call(request)
    if request.method == "GET":
        return page(request, call=call, form=blank(RequirementsForm, **_typed_requirements(call)))
    form = await fill(request, RequirementsForm)
    check_requirements(form)
    if not form.ok:
        return page(request, status=422, call=call, form=form)
    asked = form.checked
    rules = {**call.rules, **requirements(asked)}
    rubric = {**call.rubric, "minimum_coverage": str(asked.minimum_coverage)}
    return await _changed(request, call, {"rules": rules, "rubric": rubric})


async def call_part(request: Request) -> Response:
    """One level, document, question, purpose, quota or criterion; `nuevo` adds one."""
    call, part, key, known = await _part(request)
    if request.method == "GET":
        return _part_form(request, call, part, key, blank(part.form, **(part.typed(known) if known else {})))
    form: Filled[Any] = await fill(request, part.form)
    check_part(part, form)
    if not form.ok:
        return _part_form(request, call, part, key, form, status=422)
    taken = {services.part_key(each) for each in services.parts_of(call, part.field)}
    value = keyed(part, part.value(form.checked), key, taken)
    try:
        await services.put_part(call, part.field, key, value, actor=actor(request).label, now=request.state.now)
    except CallFrozen as error:
        return await _desk(request, call, trouble=error.text, status=409)
    return flash(redirect(request, "calls.call_desk", id=call.id), _("Guardado."))


async def drop_call_part(request: Request) -> Response:
    """Takes a part out of a draft."""
    call, part, key, _known = await _part(request)
    try:
        await services.drop_part(call, part.field, key, actor=actor(request).label, now=request.state.now)
    except CallFrozen as error:
        return await _desk(request, call, trouble=error.text, status=409)
    return flash(redirect(request, "calls.call_desk", id=call.id), _("Quitado."))


async def open_call(request: Request) -> Response:
    """Freezes the rules and opens."""
    call = await _call(request)
    try:
        await services.open_call(call, actor=actor(request).label, now=request.state.now)
    except (CallNotReady, IllegalMove) as error:
        return await _desk(request, call, trouble=error.text, status=409)
    return flash(redirect(request, "calls.call_desk", id=call.id), _("La convocatoria abrió y sus reglas se sellaron."))


async def extend_call(request: Request) -> Response:
    """A later deadline with its reason, which everybody reads."""
    call = await _call(request)
    if request.method == "GET":
        return page(request, call=call, form=blank(ExtendForm))
    form = await fill(request, ExtendForm)
    if form.ok:
        until = from_local(form.checked.until)
        try:
            await services.extend(
                call, until, reason=form.checked.reason, actor=actor(request).label, now=request.state.now
            )
        except (CallNotLonger, IllegalMove) as error:
            form.add("until", error.text)
    if not form.ok:
        return page(request, status=422, call=call, form=form)
    return flash(redirect(request, "calls.call_desk", id=call.id), _("Prórroga publicada en la página de la beca."))


async def cancel_call(request: Request) -> Response:
    """Ends a call without results, with the reason that everybody reads."""
    call = await _call(request)
    if request.method == "GET":
        return page(request, call=call, form=blank(ReasonForm))
    form = await fill(request, ReasonForm)
    if not form.ok:
        return page(request, status=422, call=call, form=form)
    try:
        await services.move(
            call, CallStatus.CANCELLED, actor=actor(request).label, now=request.state.now, reason=form.checked.reason
        )
    except IllegalMove as error:
        return await _desk(request, call, trouble=error.text, status=409)
    return flash(redirect(request, "calls.call_desk", id=call.id), _("La convocatoria se canceló."))


async def _call(request: Request) -> Call:
    return await queries.call_to_run(actor(request), record_id(request))


async def _desk(request: Request, call: Call, *, trouble: str = "", status: int = 200) -> Response:
    return page(
        request,
        status=status,
        template="scholarships/calls/call_desk.html",
        call=call,
        trouble=trouble,
        parts=PARTS,
        lacking=services.lacking(call, request.state.now) if call.status is CallStatus.DRAFT else [],
        story=told(await queries.story(call)),
        status_names=STATUS_NAMES,
        status_tones=STATUS_TONES,
    )


async def _changed(request: Request, call: Call, values: dict[str, Any]) -> Response:
    try:
        await services.change(call, values, actor=actor(request).label, now=request.state.now)
    except CallFrozen as error:
        return await _desk(request, call, trouble=error.text, status=409)
    return flash(redirect(request, "calls.call_desk", id=call.id), _("Guardado."))


async def _part(request: Request) -> tuple[Call, Part, str, dict[str, Any] | None]:
    """The call, the kind of part, its key ("" for a new one) and its present value. Raises NotFound."""
    call = await _call(request)
    part = PARTS.get(request.path_params["part"])
    if part is None:
        raise NotFound()
    key = str(request.path_params["key"])
    if key == "nuevo":
        return call, part, "", None
    known = next((each for each in services.parts_of(call, part.field) if services.part_key(each) == key), None)
    if known is None:
        raise NotFound()
    return call, part, key, known


def _part_form(request: Request, call: Call, part: Part, key: str, form: Filled[Any], *, status: int = 200) -> Response:
    documents = [(each["key"], each["name"]) for each in call.rules.get("documents", [])]
    return page(request, status=status, call=call, part=part, key=key, form=form, documents=documents)


async def _form(request: Request, form: Filled[CallForm], *, call: Call | None = None, status: int = 200) -> Response:
    earlier = [] if call else await queries.run_by(actor(request)).limit(20)
    return page(
        request, status=status, template=FORM, form=form, call=call, committees=await _committees(request),
        earlier=earlier,
    )  # fmt: skip


async def _committees(request: Request) -> list[Committee]:
    mine = committees_of(actor(request))
    return [each for each in await directory.committees() if mine is None or each.id in mine]


async def _check_committee(request: Request, form: Filled[CallForm]) -> None:
    if form.value and form.value.committee not in {each.id for each in await _committees(request)}:
        form.add("committee", _("Elige una de las opciones."))


async def _check_code(form: Filled[CallForm], call: Call | None) -> None:
    if form.value and await Call.filter(code=form.value.code).exclude(id=call.id if call else 0).exists():
        form.add("code", _("Otra convocatoria ya usa esa clave."))


async def _start(request: Request) -> dict[str, Any]:
    """Next year's numbers, after the latest call."""
    latest = await queries.run_by(actor(request)).first()
    year = (latest.year if latest else local(request.state.now).year) + 1
    mine = await _committees(request)
    start: dict[str, Any] = {"name": _("Becas %(year)s", year=year), "year": year, "code": f"BEC{year % 100:02d}",
                             "privacy_version": f"{year}-1", "minimum_readings": 3}  # fmt: skip
    if latest:
        start |= {"committee": latest.committee_id, "copied_from": latest.id, "budget": str(Money(latest.budget)),
                  "edition": latest.edition + 1 if latest.edition else None}  # fmt: skip
    elif len(mine) == 1:
        start |= {"committee": mine[0].id}
    return start


def _typed(call: Call) -> dict[str, Any]:
    plain = ("name", "name_en", "code", "year", "edition", "currency", "minimum_readings", "privacy_version",
             "privacy_text", "privacy_text_en")  # fmt: skip
    hours = {name: getattr(call, name) for name in ("opens_at", "closes_at", "results_at")}
    return {name: getattr(call, name) for name in plain} | {
        "committee": call.committee_id,
        "budget": str(Money(call.budget, call.currency)),
        **{name: local(moment).strftime("%Y-%m-%dT%H:%M") for name, moment in hours.items() if moment},
    }


def _typed_requirements(call: Call) -> dict[str, Any]:
    bands = [str(Money(amount)) for amount in call.rules.get("need_bands", [])]
    ties = call.rules.get("tie_breaks", ["need:desc", "previous:asc", "lottery"])
    return {**call.rules, "need_bands": "\n".join(bands), "tie_breaks": "\n".join(ties),
            "minimum_coverage": call.rubric.get("minimum_coverage", "0.6")}  # fmt: skip


BOTH = ("GET", "POST")
ROUTES = (
    Page("/oficina/becas", office_calls, access=Access.COMMITTEE),
    Page("/oficina/becas/nueva", new_call, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/becas/{id:int}", call_desk, access=Access.COMMITTEE),
    Page("/oficina/becas/{id:int}/datos", edit_call, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/becas/{id:int}/requisitos", edit_requirements, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/becas/{id:int}/reglas/{part}/{key}", call_part, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/becas/{id:int}/reglas/{part}/{key}/quitar", drop_call_part, access=Access.COMMITTEE,
         methods=("POST",)),
    Page("/oficina/becas/{id:int}/apertura", open_call, access=Access.COMMITTEE, methods=("POST",)),
    Page("/oficina/becas/{id:int}/prorroga", extend_call, access=Access.COMMITTEE, methods=BOTH),
    Page("/oficina/becas/{id:int}/cancelacion", cancel_call, access=Access.COMMITTEE, methods=BOTH),
)  # fmt: skip
