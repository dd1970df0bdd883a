"""Discount codes in the office: which there are, how often each was used, a new one, and stopping one."""

from datetime import datetime, time, timedelta

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import from_local, now
from events_app.core.errors import NotFound
from events_app.core.forms import Filled, blank, fill
from events_app.core.i18n import N_, _
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.payments import codes, queries
from events_app.payments.discounts import DiscountKind
from events_app.payments.forms import CodeForm


async def discount_codes(request: Request) -> Response:
    """Every code with its uses; the office makes a new one."""
    filled = blank(CodeForm, most_uses="1")
    if request.method == "POST":
        if not actor(request).is_office:
            raise NotFound()
        filled = await fill(request, CodeForm)
        if filled.ok and await codes.make(_new(filled), actor=actor(request).label, now=now()):
            return flash(redirect(request, "payments.discount_codes"), _("Código creado."))
        if filled.ok:
            filled.add("code", N_("Ya hay un código con ese nombre."))
    return page(
        request,
        status=422 if filled.errors else 200,
        codes=await queries.discount_codes(),
        events=await queries.events_for_codes(now()),
        companies=await queries.companies_for_codes(),
        form=filled,
        Money=Money,
    )


async def stop_code(request: Request) -> Response:
    """From now on nobody may use it."""
    await codes.stop(int(request.path_params["id"]), actor=actor(request).label, now=now())
    return flash(redirect(request, "payments.discount_codes"), _("El código ya no se puede usar."))


def _new(filled: Filled[CodeForm]) -> codes.NewCode:
    told = filled.checked
    share = told.kind is DiscountKind.PERCENT
    last = datetime.combine(told.ends_on + timedelta(days=1), time.min) if told.ends_on else None
    return codes.NewCode(
        code=told.code,
        label=told.label,
        kind=told.kind,
        percent=told.value if share else None,
        amount=None if share else Money.of(told.value, told.currency),
        event_id=told.event_id,
        company_id=told.company_id,
        most_uses=told.most_uses,
        starts_at=None,
        ends_at=from_local(last) if last else None,
    )


ROUTES = (
    Page("/oficina/dinero/codigos", discount_codes, access=Access.FINANCE, methods=("GET", "POST")),
    Page("/oficina/dinero/codigos/{id:int}/detener", stop_code, access=Access.OFFICE, methods=("POST",)),
)
