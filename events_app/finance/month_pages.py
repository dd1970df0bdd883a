"""The close of a month on the screen, and as files for both accountants, pesos and dollars apart."""

from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.money import CURRENCIES, Money
from events_app.core.pages import Page, page
from events_app.finance import month_parts
from events_app.finance.bank_queries import lines_waiting
from events_app.finance.month import close_of, currencies, month_of
from events_app.finance.papers import download, tidy, workbook
from events_app.finance.queries import open_orders, receivable
from events_app.payments.statements import day_of


async def month_end(request: Request) -> Response:
    """A month in each currency: sales, money by method, balances and what is still owed."""
    month = month_of(request.query_params.get("mes", ""), local(request.state.now))
    first = date.fromisoformat(f"{month}-01")
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    running = after > local(request.state.now).date()
    closes = [await close_of(month, currency) for currency in await currencies(month)]
    open_now = await open_orders(request.state.now) if running else []
    passing = {each.owed.currency: each.passing for each in receivable(open_now, day_of(request.state.now))}
    return page(
        request,
        month=month,
        first=first,
        previous=(first - timedelta(days=1)).strftime("%Y-%m"),
        following=after.strftime("%Y-%m"),
        running=running,
        passing={currency: amount for currency, amount in passing.items() if amount.amount},
        closes=[(each, month_parts.parts(each)) for each in closes],
        bank_lines=await lines_waiting(),
        Money=Money,
    )


async def month_file(request: Request) -> Response:
    """The same as a workbook or a CSV, in the reader's language."""
    month, currency, kind = (request.path_params[name] for name in ("month", "currency", "kind"))
    if kind not in ("csv", "xlsx") or currency not in CURRENCIES or month_of(month, request.state.now) != month:
        raise NotFound()
    made = month_parts.parts(await close_of(month, currency))
    content = workbook(made) if kind == "xlsx" else tidy(made)
    return download(content, f"cierre-{month}-{currency}", kind)


ROUTES = (
    Page("/oficina/finanzas", month_end, access=Access.FINANCE),
    Page("/oficina/finanzas/mes/{month}/{currency}.{kind}", month_file, access=Access.FINANCE),
)
