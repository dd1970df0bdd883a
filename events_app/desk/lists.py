"""The company's registrations, orders and account, each on a page of its own."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.money import CURRENCIES
from events_app.core.pages import Page, page
from events_app.core.paging import paginate
from events_app.core.search import search_key
from events_app.core.sheets import write_xlsx
from events_app.desk import queries
from events_app.desk.scope import company_of
from events_app.payments import credit
from events_app.payments.methods.customers import known_account
from events_app.payments.statement_papers import csv_of, pdf_of, words_of
from events_app.payments.statements import statement_of
from events_app.payments.words import STATUSES

STATES = {"requested": "warn", "held": "now", "confirmed": "good", "cancelled": "plain", "expired": "plain"}
ORDERS = {"": "", "por-pagar": "pending,partly_paid", "pagados": "paid", "otros": "released,refunded,paid_no_seat"}


async def registrations(request: Request) -> Response:
    """Who of the company comes to what; private pleasures are not listed."""
    company = await company_of(request)
    text, status = request.query_params.get("q", "")[:120], request.query_params.get("estado", "")
    found = queries.registrations(company.id)
    for word in text.split()[:6]:
        found = found.filter(person__search_key__contains=search_key(word))
    found = found.filter(status=status) if status in STATES else found
    slug = request.query_params.get("evento", "")[:80]
    found = found.filter(event__slug=slug) if slug else found
    return page(
        request, company=company, slice=await paginate(found, request, size=50), q=text, state=status, event_slug=slug,
        tones=STATES,
    )  # fmt: skip


async def registrations_sheet(request: Request) -> Response:
    company = await company_of(request)
    found = await queries.registrations(company.id).limit(20_000)
    headers = [
        _("Evento"),
        _("Apellido paterno"),
        _("Apellido materno"),
        _("Nombre(s)"),
        _("Folio"),
        _("Estado"),
        _("Boleto"),
    ]
    lines = [
        [
            each.event.title_es, each.person.paternal_surname, each.person.maternal_surname, each.person.given_name,
            each.folio, str(each.status), each.ticket_type.name_es,
        ]
        for each in found
    ]  # fmt: skip
    data = write_xlsx(headers, lines, title=_("Registros"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return Response(data, media_type=kind, headers={"Content-Disposition": 'attachment; filename="registros.xlsx"'})


async def orders(request: Request) -> Response:
    """What the company ordered, each with its way to pay."""
    company = await company_of(request)
    tab = request.query_params.get("ver", "")
    tab = tab if tab in ORDERS else ""
    found = await paginate(await queries.orders(company.id, ORDERS[tab]), request, size=50)
    return page(request, company=company, slice=found, tab=tab, order_words=STATUSES, owed=queries.OWED)


async def account(request: Request) -> Response:
    """What was ordered, received and returned, what is owed and the balance in favour, for each currency."""
    company = await company_of(request)
    found = await queries.orders(company.id)
    balances = {currency: await credit.balance(company.id, currency) for currency in ("MXN", "USD")}
    sums = queries.account(found)
    known = sorted({each.currency for each in sums} | {key for key, each in balances.items() if each.amount})
    only = await queries.order_ids(company.id)
    return page(
        request, company=company, orders=found, sums=sums, balances=balances, order_words=STATUSES,
        currencies=known, words_of=words_of,
        statements={each: await statement_of(company.id, each, only=only) for each in known},
    )  # fmt: skip


async def account_file(request: Request) -> Response:
    """The statement of one currency as a PDF, or as CSV; of the orders that the desk shows."""
    company = await company_of(request)
    currency, kind = request.path_params["currency"], request.path_params["kind"]
    if currency not in CURRENCIES or kind not in ("pdf", "csv"):
        raise NotFound()
    told = await statement_of(company.id, currency, only=await queries.order_ids(company.id))
    if kind == "csv":
        content, media = csv_of(told), "text/csv; charset=utf-8"
    else:
        known, today = await known_account(company.id), local(request.state.now).date()
        content, media = (
            await pdf_of(company, told, clabe=known.grouped if known else "", today=today),
            "application/pdf",
        )
    headers = {"Content-Disposition": f'attachment; filename="cuenta-{currency}.{kind}"'}
    return Response(content, media_type=media, headers=headers)


ROUTES = (
    Page("/empresa/{slug}/registros", registrations, access=Access.COORDINATOR),
    Page("/empresa/{slug}/registros.xlsx", registrations_sheet, access=Access.COORDINATOR),
    Page("/empresa/{slug}/pedidos", orders, access=Access.COORDINATOR),
    Page("/empresa/{slug}/cuenta", account, access=Access.COORDINATOR),
    Page("/empresa/{slug}/cuenta/{currency}.{kind}", account_file, access=Access.COORDINATOR),
)
