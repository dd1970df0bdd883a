"""The office's pages of the fund: purses in pesos and in dollars, donors, donations, and what golf raised."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from tortoise.exceptions import IntegrityError

from events_app.core.access import Access
from events_app.core.errors import Conflict, NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, absolute, actor, by, flash, page, redirect
from events_app.directory.office_exports import sheet
from events_app.directory.office_forms import create_once, record_id, today
from scholarships.fund import income, queries, reports, services
from scholarships.fund.forms import DonationForm, DonorForm, PurseForm
from scholarships.fund.models import Donation, Donor, FundSource, SourceKind

POST = ("POST",)
KIND_NAMES = {SourceKind.GOLF: N_("Golf"), SourceKind.DONOR: N_("Donativos"), SourceKind.OTHER: N_("Otros ingresos")}


async def office_fund(request: Request) -> Response:
    """Every purse with what it has left, and the donors."""
    return await _fund(request, {})


async def add_purse(request: Request) -> Response:
    """A purse in one currency, filled by hand or by an event."""
    form = await fill(request, PurseForm)
    if not form.ok:
        return await _fund(request, {"purse": form}, status=422)
    asked = form.checked
    known = {each[0] for each in await income.events()}

    async def effect() -> dict[str, Any]:
        reference = f"event:{asked.event}" if asked.event in known else None
        made = await services.open_purse(
            asked.name, kind=asked.kind, year=asked.year, currency=asked.currency, reference=reference, **by(request)
        )
        return {"id": made.id}

    try:
        outcome = await create_once(request, form, effect)
    except IntegrityError:
        form.add("event", _("Ese evento ya aporta a otra bolsa."))
        return await _fund(request, {"purse": form}, status=409)
    return redirect(request, "fund.office_purse", id=outcome.result["id"])


async def add_donor(request: Request) -> Response:
    """Who gives; thanked in public only when they agreed."""
    form = await fill(request, DonorForm)
    if not form.ok:
        return await _fund(request, {"donor": form}, status=422)
    asked = form.checked

    async def effect() -> dict[str, Any]:
        made = await services.add_donor(
            asked.donor, public_name=asked.public_name, is_public=asked.is_public, email=asked.email, locale="es-MX",
            **by(request),
        )  # fmt: skip
        return {"id": made.id}

    await create_once(request, form, effect)
    return flash(redirect(request, "fund.office_fund"), _("Guardado."))


async def office_purse(request: Request) -> Response:
    """A purse with every movement."""
    return await _purse(request, blank(DonationForm, received_on=today(request).isoformat()))


async def add_donation(request: Request) -> Response:
    """Money that came in, or went back."""
    form, source = await fill(request, DonationForm), await _source(request)
    if not form.ok:
        return await _purse(request, form, status=422)
    asked = form.checked
    amount = Money(-asked.amount.amount if asked.back else asked.amount.amount, source.currency)
    donor = await Donor.get_or_none(id=asked.donor) if asked.donor else None

    async def effect() -> dict[str, Any]:
        made = await services.record(
            source, amount, donor=donor, received_on=asked.received_on, reference=asked.reference, note=asked.note,
            **by(request),
        )  # fmt: skip
        return {"id": made.id}

    if not amount:
        form.add("amount", _("Escribe una cantidad como 1,296.00."))
        return await _purse(request, form, status=422)
    try:
        await create_once(request, form, effect)
    except IntegrityError:
        form.add("reference", _("Esa referencia ya está registrada en esta bolsa."))
        return await _purse(request, form, status=409)
    except Conflict as error:
        form.add("amount", error.text)
        return await _purse(request, form, status=409)
    return flash(redirect(request, "fund.office_purse", id=source.id), _("Guardado."))


async def bring_income(request: Request) -> Response:
    """Brings what golf raised since the last time."""
    source = await _source(request)
    written = await services.bring_income(source, **by(request))
    words = _("Movimientos anotados: %(n)s.", n=written) if written else _("No hay movimientos nuevos.")
    return flash(redirect(request, "fund.office_purse", id=source.id), words)


async def export_purse(request: Request) -> Response:
    """Every movement of a purse as a file."""
    source = await _source(request)
    headers = [_("Fecha"), _("Referencia"), _("Donante"), _("Monto"), _("Moneda"), _("Nota")]
    found = await Donation.filter(source_id=source.id).order_by("received_on", "id").select_related("donor")
    lines = [
        [each.received_on.isoformat(), each.reference, each.donor.name if each.donor else "",
         str(Money(each.amount, each.currency)), each.currency, each.note]
        for each in found
    ]  # fmt: skip
    return sheet(f"fondo-{source.id}", request.path_params["format"], headers, lines)


async def office_donor(request: Request) -> Response:
    """What a donor's money became, with the link to send."""
    donor = await Donor.get_or_none(id=record_id(request))
    if donor is None:
        raise NotFound()
    return page(request, report=await reports.report_of(donor), link=absolute(reports.path_of(donor)))


async def _fund(request: Request, forms: dict[str, Filled[Any]], *, status: int = 200) -> Response:
    year = today(request).year
    return page(
        request,
        status=status,
        template="scholarships/fund/office_fund.html",
        purses=await queries.purses(),
        donors=await Donor.all().order_by("name"),
        events=await income.events(),
        kind_names=KIND_NAMES,
        purse_form=forms.get("purse") or blank(PurseForm, year=year, currency="MXN", kind=SourceKind.DONOR),
        donor_form=forms.get("donor") or blank(DonorForm),
        may_write=actor(request).is_office,
    )


async def _purse(request: Request, form: Filled[DonationForm], *, status: int = 200) -> Response:
    source = await _source(request)
    return page(
        request,
        status=status,
        template="scholarships/fund/office_purse.html",
        source=source,
        purse=await queries.purse(source.id),
        donations=await Donation.filter(source_id=source.id).order_by("-received_on", "-id").select_related("donor"),
        donors=[(each.id, each.name) for each in await Donor.all().order_by("name")],
        has_event=services.event_of(source) is not None,
        kind_names=KIND_NAMES,
        form=form,
        may_write=actor(request).is_office,
    )


async def _source(request: Request) -> FundSource:
    found = await FundSource.get_or_none(id=record_id(request))
    if found is None:
        raise NotFound()
    return found


ROUTES = (
    Page("/oficina/fondo", office_fund, access=Access.FINANCE),
    Page("/oficina/fondo/bolsas", add_purse, access=Access.OFFICE, methods=POST),
    Page("/oficina/fondo/donantes", add_donor, access=Access.OFFICE, methods=POST),
    Page("/oficina/fondo/{id:int}", office_purse, access=Access.FINANCE),
    Page("/oficina/fondo/{id:int}/movimientos", add_donation, access=Access.OFFICE, methods=POST),
    Page("/oficina/fondo/{id:int}/ingresos", bring_income, access=Access.OFFICE, methods=POST),
    Page("/oficina/fondo/{id:int}/movimientos.{format}", export_purse, access=Access.FINANCE),
    Page("/oficina/fondo/donantes/{id:int}", office_donor, access=Access.FINANCE),
)
