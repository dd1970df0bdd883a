"""The office's pages about committees: their list, and who sits in one in a given year."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.directory import kinds, queries, services
from events_app.directory.forms import CommitteeForm, SeatForm
from events_app.directory.models import Committee, CommitteeMember, Person
from events_app.directory.office_forms import asked, create_once, record_id, today

NO_PERSON = N_("Busca a la persona y elígela de la lista.")


async def committees(request: Request) -> Response:
    """All committees with who sits in them this year (or the year asked for)."""
    year = _year(request)
    members: dict[int, list[CommitteeMember]] = {}
    for member in await queries.committee_members(year):
        members.setdefault(member.committee_id, []).append(member)
    return page(request, committees=await queries.committees(), members=members, year=year)


async def committee(request: Request) -> Response:
    """One committee and its people of a year; `q` looks for somebody to give a seat."""
    found = await queries.committee(record_id(request))
    return await _committee(request, found, blank(SeatForm, year=_year(request), position="member"))


async def new_committee(request: Request) -> Response:
    if request.method != "POST":
        return page(request, form=blank(CommitteeForm))
    form = await fill(request, CommitteeForm)
    if not form.ok:
        return page(request, status=422, form=form)
    value = form.checked

    async def effect() -> dict[str, Any]:
        made = await services.save_committee(None, value, actor=actor(request).label, now=request.state.now)
        return {"id": made.id}

    try:
        outcome = await create_once(request, form, effect)
    except Conflict as conflict:
        form.errors["name_es"] = conflict.text
        return page(request, status=409, form=form)
    return flash(redirect(request, "directory.committee", id=outcome.result["id"]), _("Guardado."))


async def edit_committee(request: Request) -> Response:
    found = await queries.committee(record_id(request))
    if request.method != "POST":
        typed = {name: getattr(found, name) for name in CommitteeForm.model_fields}
        return page(request, committee=found, form=blank(CommitteeForm, **typed))
    form = await fill(request, CommitteeForm)
    if not form.ok:
        return page(request, status=422, committee=found, form=form)
    await services.save_committee(found, form.checked, actor=actor(request).label, now=request.state.now)
    return flash(redirect(request, "directory.committee", id=found.id), _("Guardado."))


async def committee_seat(request: Request) -> Response:
    """Gives somebody a seat, or makes somebody chair."""
    found = await queries.committee(record_id(request))
    form = await fill(request, SeatForm)
    if form.value and not await Person.exists(id=form.checked.person_id, merged_into_id=None):
        form.add("person_id", NO_PERSON)
    if not form.ok:
        return await _committee(request, found, form, status=422)
    await services.seat(found, form.checked, actor=actor(request).label, now=request.state.now)
    done = redirect(request, "directory.committee", id=found.id, query=f"anio={form.checked.year}")
    return flash(done, _("Guardado."))


async def committee_unseat(request: Request) -> Response:
    member = await CommitteeMember.get_or_none(id=record_id(request, "seat"), committee_id=record_id(request))
    if member is None:
        raise NotFound()
    await services.unseat(member, actor=actor(request).label, now=request.state.now)
    done = redirect(request, "directory.committee", id=member.committee_id, query=f"anio={member.year}")
    return flash(done, _("Ya no está en el comité de ese año."))


async def _committee(request: Request, found: Committee, form: Filled[SeatForm], *, status: int = 200) -> Response:
    year, text = _year(request), asked(request, "q")
    candidates = await queries.people(text).limit(20) if text else []
    return page(
        request,
        status=status,
        template="events_app/directory/committee.html",
        committee=found,
        form=form,
        year=year,
        q=text,
        members=await queries.committee_members(year, found.id),
        candidates=candidates,
        jobs=await queries.employments_of([each.id for each in candidates]),
        position_names=kinds.POSITION_NAMES,
    )


def _year(request: Request) -> int:
    text = asked(request, "anio")
    return int(text) if text.isascii() and text.isdigit() and 1950 <= int(text) <= 2200 else today(request).year


ROUTES = (
    Page("/oficina/comites", committees, access=Access.OFFICE),
    Page("/oficina/comites/nuevo", new_committee, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/comites/{id:int}", committee, access=Access.OFFICE),
    Page("/oficina/comites/{id:int}/editar", edit_committee, access=Access.OFFICE, methods=("GET", "POST")),
    Page("/oficina/comites/{id:int}/lugares", committee_seat, access=Access.OFFICE, methods=("POST",)),
    Page(
        "/oficina/comites/{id:int}/lugares/{seat:int}/baja", committee_unseat, access=Access.OFFICE, methods=("POST",)
    ),
)
