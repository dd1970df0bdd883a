"""The office's pages about duplicates: the likely pairs, two entries side by side, and making them one."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import CannotMerge, NotFound
from events_app.core.forms import Form, fill
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.directory import duplicates as likely_pairs
from events_app.directory import kinds, merging, queries
from events_app.directory.kinds import MergeKind
from events_app.directory.models import Company, Person
from events_app.directory.office_forms import asked, asked_id, record_id, today

KINDS = {"empresas": MergeKind.COMPANY, "personas": MergeKind.PERSON}
LABELS = {
    "legal_name": N_("Razón social"),
    "trade_name": N_("Nombre comercial"),
    "rfc": N_("RFC"),
    "company_class": N_("Clase"),
    "location": N_("Ubicación"),
    "city": N_("Ciudad"),
    "country": N_("País"),
    "shelter": N_("Opera bajo shelter de"),
    "sector": N_("Giro"),
    "domains": N_("Dominios de correo"),
    "employee_digits": N_("Dígitos del número de empleado"),
    "member_since": N_("Socia desde"),
    "given_name": N_("Nombre o nombres"),
    "paternal_surname": N_("Primer apellido"),
    "maternal_surname": N_("Segundo apellido"),
    "phone": N_("Teléfono"),
    "email": N_("Correo"),
    "locale": N_("Idioma de sus mensajes"),
}


async def duplicates(request: Request) -> Response:
    """The likely pairs; with `con` the page looks for the other half of one entry."""
    kind = _kind(request)
    mine, text = asked_id(request, "con"), asked(request, "q")
    pairs = [] if mine else await likely_pairs.likely(kind)
    ids = {each[side] for each in pairs for side in ("low", "high")} | ({mine} if mine else set())
    found = await _search(kind, text) if mine and text else []
    ids |= {each.id for each in found}
    return page(
        request,
        kind=request.path_params["kind"],
        pairs=pairs,
        names=await _names(kind, ids),
        details=await _details(kind, ids),
        reasons=likely_pairs.REASONS,
        mine=mine,
        q=text,
        found=[(each.id, _name(each)) for each in found if each.id != mine],
    )


async def merge(request: Request) -> Response:
    """Two entries side by side; the office chooses value by value, and the second becomes part of the first."""
    kind = _kind(request)
    kept_id, absorbed_id = record_id(request, "kept"), record_id(request, "absorbed")
    if kept_id == absorbed_id:
        raise NotFound()
    if request.method != "POST":
        return await _compare(request, kind, kept_id, absorbed_id)
    form = await fill(request, Form)
    chosen = {name: str(form.typed.get(name, "kept")) for name in merging.CHOICES[kind]}
    who, now = actor(request).label, request.state.now
    try:
        await merging.merge(kind, kept_id, absorbed_id, chosen, actor=who, now=now, today=today(request))
    except CannotMerge as refused:
        return await _compare(request, kind, kept_id, absorbed_id, chosen=chosen, refused=refused.text, status=409)
    return flash(redirect(request, f"directory.{kind}", id=kept_id), _("Quedaron unidas en una sola ficha."))


async def keep_apart(request: Request) -> Response:
    kind = _kind(request)
    one, other = record_id(request, "kept"), record_id(request, "absorbed")
    if len(await _names(kind, {one, other})) != 2:
        raise NotFound()
    await likely_pairs.keep_apart(kind, one, other, actor=actor(request).label, now=request.state.now)
    done = redirect(request, "directory.duplicates", kind=request.path_params["kind"])
    return flash(done, _("Anotado: son distintas. No volveremos a preguntarlo."))


async def _compare(
    request: Request,
    kind: MergeKind,
    kept_id: int,
    absorbed_id: int,
    *,
    chosen: dict[str, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> Response:
    one, other = await _record(kind, kept_id), await _record(kind, absorbed_id)
    if one.id == other.id:
        return redirect(request, f"directory.{kind}", id=one.id)
    lines = [(name, LABELS[name], _shown(name, one), _shown(name, other)) for name in merging.CHOICES[kind]]
    better = {name: "absorbed" if not mine and theirs else "kept" for name, _label, mine, theirs in lines}
    return page(
        request,
        status=status,
        kind=request.path_params["kind"],
        one=one,
        other=other,
        names=(_name(one), _name(other)),
        lines=lines,
        chosen=chosen or better,
        refused=refused,
    )


async def _record(kind: MergeKind, record_id: int) -> Any:
    return await (queries.company(record_id) if kind == MergeKind.COMPANY else queries.person(record_id))


async def _search(kind: MergeKind, text: str) -> list[Any]:
    return await (queries.companies(text) if kind == MergeKind.COMPANY else queries.people(text)).limit(20)


async def _names(kind: MergeKind, ids: set[int]) -> dict[int, str]:
    model: Any = Company if kind == MergeKind.COMPANY else Person
    return {each.id: _name(each) for each in await model.filter(id__in=list(ids), merged_into_id=None)}


async def _details(kind: MergeKind, ids: set[int]) -> dict[int, str]:
    """What tells two entries of one name apart: where a person works and its number, a company's RFC and city."""
    if kind == MergeKind.COMPANY:
        return {
            each.id: _joined(each.legal_name, each.rfc, each.city) for each in await Company.filter(id__in=list(ids))
        }
    jobs = await queries.employments_of(list(ids))
    return {
        person_id: "; ".join(_joined(job.company.display_name, job.employee_number) for job in held if not job.ends_on)
        for person_id, held in jobs.items()
    }


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _name(record: Any) -> str:
    return str(record.display_name if isinstance(record, Company) else record.full_name)


def _shown(name: str, record: Any) -> str:
    value = getattr(record, name)
    words: dict[str, Any] = {"company_class": kinds.CLASS_NAMES, "location": kinds.LOCATION_NAMES}
    if name in words:
        return _(words[name][value])
    if name == "locale":
        return "English" if value == "en" else "Español"
    return ", ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def _kind(request: Request) -> MergeKind:
    kind = KINDS.get(request.path_params["kind"])
    if kind is None:
        raise NotFound()
    return kind


_PAIR = "/oficina/duplicadas/{kind}/{kept:int}/{absorbed:int}"
ROUTES = (
    Page("/oficina/duplicadas/{kind}", duplicates, access=Access.OFFICE),
    Page(_PAIR, merge, access=Access.OFFICE, methods=("GET", "POST")),
    Page(f"{_PAIR}/distintas", keep_apart, access=Access.OFFICE, methods=("POST",)),
)
