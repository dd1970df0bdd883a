"""The events that take a company's list, and its registrations, orders and account, each on a page of its own."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.i18n import N_, _
from events_app.core.money import CURRENCIES
from events_app.core.pages import Page, actor, locale, page
from events_app.core.paging import paginate
from events_app.core.sheets import write_xlsx
from events_app.desk import queries
from events_app.desk.scope import company_of, in_good_standing
from events_app.directory.engine.folding import folded
from events_app.events.engine.sale import Sale, sale_state
from events_app.events.queries import upcoming, visible_events
from events_app.payments import credit
from events_app.payments.methods.customers import known_account
from events_app.payments.statement_papers import csv_of, pdf_of, words_of
from events_app.payments.statements import statement_of
from events_app.payments.words import STATUSES

STATES = {"requested": "warn", "held": "now", "confirmed": "good", "cancelled": "plain", "expired": "plain"}
STATE_WORDS = {
    "confirmed": N_("Confirmado"), "held": N_("Por pagar"), "requested": N_("Por aprobar"),
    "cancelled": N_("Cancelado"), "expired": N_("Vencido"),
}  # fmt: skip
ORDERS = {"": "", "por-pagar": "pending,partly_paid", "pagados": "paid", "otros": "released,refunded,paid_no_seat"}


async def choose_event(request: Request) -> Response:
    """Which event: those that this company may see and that take lists now, and who of its people comes already."""
    company, now = await company_of(request), request.state.now
    shown = upcoming(visible_events(actor(request)), now).filter(ticket_types__id__isnull=False).distinct()
    coming = {each["id"]: each["people"] for each in await queries.coming(company.id, now, most=60)}
    found = [(each, sale_state(each, now).value) for each in await shown.limit(60)]
    events = [(each, state == Sale.FULL) for each, state in found if state in (Sale.OPEN, Sale.FULL)]
    return page(request, company=company, events=events, coming=coming, in_standing=in_good_standing(request, company))


async def registrations(request: Request) -> Response:
    """Who of the company comes to what; private pleasures are not listed."""
    company = await company_of(request)
    text, status = request.query_params.get("q", "")[:120], request.query_params.get("estado", "")
    found = queries.registrations(company.id)
    for word in text.split()[:6]:
        found = found.filter(person__name_key__contains=folded(word))
    found = found.filter(status=status) if status in STATES else found
    slug = request.query_params.get("evento", "")[:80]
    found = found.filter(event__slug=slug) if slug else found
    return page(
        request, company=company, slice=await paginate(found, request, size=50), q=text, state=status, event_slug=slug,
        tones=STATES, states=STATE_WORDS,
    )  # fmt: skip


async def registrations_sheet(request: Request) -> Response:
    company = await company_of(request)
    found = await queries.registrations(company.id).limit(20_000)
    language = locale(request)
    headers = [
        _("Evento"),
        _("Apellido paterno"),
        _("Apellido materno"),
        _("Nombre(s)"),
        _("Folio"),
        _("Estado"),
        _("Boleto"),
    ]
    lines = []
    for each in found:
        who = [each.person.paternal_surname, each.person.maternal_surname, each.person.given_name]
        state, ticket = _(STATE_WORDS[each.status]), each.ticket_type.name(language)
        lines.append([each.event.title(language), *who, each.folio, state, ticket])
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
    """What was ordered, received and returned, what is owed and what may pay another order, for each currency."""
    company = await company_of(request)
    found = await queries.orders(company.id)
    balances = {currency: await credit.available(company.id, currency) for currency in CURRENCIES}
    sums = queries.account(found)
    known = sorted({each.currency for each in sums} | {key for key, each in balances.items() if each.amount})
    only = await queries.order_ids(company.id)
    return page(
        request, company=company, sums=sums, balances=balances, own=await known_account(company.id),
        currencies=known, words_of=words_of,
        order_link={each["folio"]: f"/pagar/{each['token']}" for each in found}.get,
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
    Page("/empresa/{slug}/registrar", choose_event, access=Access.COORDINATOR),
    Page("/empresa/{slug}/registros", registrations, access=Access.COORDINATOR),
    Page("/empresa/{slug}/registros.xlsx", registrations_sheet, access=Access.COORDINATOR),
    Page("/empresa/{slug}/pedidos", orders, access=Access.COORDINATOR),
    Page("/empresa/{slug}/cuenta", account, access=Access.COORDINATOR),
    Page("/empresa/{slug}/cuenta/{currency}.{kind}", account_file, access=Access.COORDINATOR),
)
