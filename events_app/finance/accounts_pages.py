"""Statements of account and receivables: who owes what since when, and one verb to remind."""

from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import ConvocaError, NotFound
from events_app.core.fields import Line
from events_app.core.forms import Form, fill
from events_app.core.i18n import _, ngettext
from events_app.core.pages import Page, absolute, actor, flash, page, redirect, refuse, url_for
from events_app.core.paging import paginate
from events_app.core.sheets import write_csv
from events_app.directory.models import Company
from events_app.finance import queries, services
from events_app.finance.engine.aging import BANDS
from events_app.finance.papers import Part, download, pesos, workbook
from events_app.payments.methods.customers import known_account
from events_app.payments.statement_papers import csv_of, pdf_of, words_of
from events_app.payments.statements import Statement, currencies_of, day_of, statement_of


class RemindForm(Form):
    debtor: Line


async def receivables(request: Request) -> Response:
    """Who owes what since when, the oldest first, in bands of thirty days."""
    now = request.state.now
    found = await queries.open_orders(now)
    return page(
        request,
        slice=await paginate(await queries.debtors_of(found, now), request, size=50),
        totals=queries.receivable(found, day_of(now)),
        bands=_bands(),
        pay_link=lambda token: absolute(url_for(request, "payments.pay", token=token)),
    )


async def receivables_file(request: Request) -> Response:
    """Every open order as CSV or XLSX, also those being paid now: together they are what the month's close says."""
    kind = request.path_params["kind"]
    if kind not in ("csv", "xlsx"):
        raise NotFound()
    texts = [_("Deudor"), _("Pedido"), _("Concepto"), _("Abierto"), _("Pagar antes del"), _("Situación"), _("Moneda")]
    today = local(request.state.now).date()
    lines = [
        [
            each["company"] or each["buyer_name"], each["folio"], each["description"], day_of(each["opened_at"]),
            each["pay_by"], _("Pagándose ahora") if each["passing"] else _("Por cobrar"), each["currency"],
            (today - day_of(each["opened_at"])).days, pesos(each["total"]), each["missing"].decimal,
        ]
        for each in await queries.open_orders(request.state.now)
    ]  # fmt: skip
    part = Part(_("Por cobrar"), texts, [_("Días"), _("Total"), _("Falta")], lines)
    content = workbook([part]) if kind == "xlsx" else write_csv([*part.texts, *part.figures], part.rows)
    return download(content, f"por-cobrar-{today}", kind)


async def remind(request: Request) -> Response:
    """Writes to whoever pays, once a day."""
    filled = await fill(request, RemindForm)
    answer = redirect(request, "finance.receivables")
    if not filled.ok:
        raise NotFound()
    try:
        sent = await services.remind(filled.checked.debtor, actor=actor(request).label, now=request.state.now)
    except NotFound:
        raise
    except ConvocaError as error:
        return refuse(answer, error.text)
    if not sent:
        return refuse(answer, _("Ya se le recordó hoy."))
    return flash(answer, ngettext("Salió %(n)s recordatorio.", "Salieron %(n)s recordatorios.", sent))


async def accounts(request: Request) -> Response:
    """Every company with orders, with what it owes and what it has in its favour."""
    text = request.query_params.get("q", "")[:120].strip()
    return page(request, slice=await paginate(await queries.accounts(text), request, size=50), q=text)


async def account(request: Request) -> Response:
    """The statement of one company: each order, each movement of money and the balance after it."""
    company = await queries.company_of(request.path_params["slug"])
    currencies = await currencies_of(company.id) or ["MXN"]
    told = await _statement(request, company, currencies[0])
    known = await known_account(company.id)
    return page(
        request,
        company=company,
        told=told,
        currencies=currencies,
        words_of=words_of,
        order_link=lambda folio: url_for(request, "payments.order", folio=folio),
        clabe=known.grouped if known else "",
        query=request.url.query,
    )


async def account_file(request: Request) -> Response:
    """The statement as a PDF for the company's files, or as CSV."""
    company = await queries.company_of(request.path_params["slug"])
    kind = request.path_params["kind"]
    told = await _statement(request, company, "MXN")
    name = f"cuenta-{company.slug}-{told.currency}"
    if kind == "csv":
        return download(csv_of(told), name, kind)
    if kind != "pdf":
        raise NotFound()
    known = await known_account(company.id)
    today = local(request.state.now).date()
    return download(await pdf_of(company, told, clabe=known.grouped if known else "", today=today), name, kind)


async def _statement(request: Request, company: Company, usual: str) -> Statement:
    asked = request.query_params
    currency = asked.get("moneda", "")
    return await statement_of(
        company.id,
        currency if currency in ("MXN", "USD") else usual,
        first=_day(asked.get("desde", "")),
        last=_day(asked.get("hasta", "")),
    )


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2200 else None


def _bands() -> list[str]:
    return [
        _("más de 90 días") if last is None else _("%(first)s a %(last)s días", first=first, last=last)
        for first, last in BANDS
    ]


ROUTES = (
    Page("/oficina/finanzas/por-cobrar", receivables, access=Access.FINANCE),
    Page("/oficina/finanzas/por-cobrar.{kind}", receivables_file, access=Access.FINANCE),
    Page("/oficina/finanzas/por-cobrar/recordatorio", remind, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/finanzas/estados", accounts, access=Access.FINANCE),
    Page("/oficina/finanzas/estados/{slug}", account, access=Access.FINANCE),
    Page("/oficina/finanzas/estados/{slug}/cuenta.{kind}", account_file, access=Access.FINANCE),
)
