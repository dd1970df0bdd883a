"""The ledger on the screen and as a file, with the same filters."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.money import CURRENCIES, Money
from events_app.core.pages import Page, page
from events_app.core.paging import paginate
from events_app.core.sheets import write_csv
from events_app.finance.ledger import entries, ledger_part, sums, totals, wanted
from events_app.finance.papers import download, workbook
from events_app.payments.engine.ledger import Account
from events_app.payments.words import MOVEMENTS


async def ledger(request: Request) -> Response:
    """Every entry of some days, and what each account moved in them."""
    asked = wanted(request.query_params, local(request.state.now).date())
    found = await sums(asked)
    return page(
        request,
        asked=asked,
        slice=await paginate(entries(asked), request, size=100),
        sums=found,
        totals=totals(found),
        movements=MOVEMENTS,
        accounts=[("", _("Todas")), *((str(each), _(MOVEMENTS[each])) for each in Account)],
        currencies=[("", _("Todas")), *((each, each) for each in CURRENCIES)],
        query=request.url.query,
        Money=Money,
    )


async def ledger_file(request: Request) -> Response:
    """The same entries, all of them, as CSV or XLSX."""
    kind = request.path_params["kind"]
    if kind not in ("csv", "xlsx"):
        raise NotFound()
    asked = wanted(request.query_params, local(request.state.now).date())
    part = await ledger_part(asked)
    content = workbook([part]) if kind == "xlsx" else write_csv([*part.texts, *part.figures], part.rows)
    return download(content, f"libro-{asked.first}-{asked.last}", kind)


ROUTES = (
    Page("/oficina/finanzas/libro", ledger, access=Access.FINANCE),
    Page("/oficina/finanzas/libro.{kind}", ledger_file, access=Access.FINANCE),
)
