"""The first page of a company's desk: what needs its coordinator, what comes, and the way to everything else."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.clock import local
from events_app.core.i18n import _, ngettext
from events_app.core.money import CURRENCIES
from events_app.core.pages import Page, actor, page, redirect
from events_app.desk import queries
from events_app.desk.scope import company_of, coordinated, in_good_standing
from events_app.payments import credit
from events_app.registration import benefits


async def companies(request: Request) -> Response:
    """Whoever coordinates one company goes to its desk; of several, chooses."""
    mine = await coordinated(actor(request)).limit(300)
    if len(mine) == 1:
        return redirect(request, "desk.home", slug=mine[0].slug)
    return page(request, companies=mine)


async def home(request: Request) -> Response:
    company = await company_of(request)
    now = request.state.now
    owed = [each for each in await queries.orders(company.id) if each["status"] in queries.OWED and not each["alone"]]
    balances = [await credit.available(company.id, currency) for currency in CURRENCIES]
    free = await benefits.of_company(company.id, str(company.company_class), local(now).year)
    return page(
        request,
        company=company,
        in_standing=in_good_standing(request, company),
        needs=await queries.needs(company.id),
        lists=await queries.open_lists(company.id, now),
        coming=await queries.coming(company.id, now),
        owed=owed,
        year=local(now).year,
        balances=[each for each in balances if each.amount],
        free=free,
        list_words=list_words,
    )


def list_words(each: dict[str, Any]) -> str:
    """How far a list is: who is in by it, and how many of its rows wait for a confirmation or for a hand."""
    if each["status"] == "confirming":
        return _("Registrando")
    entered, ready, mending = each["entered"], each["ready"], each["mending"]
    said = [ngettext("%(n)s persona registrada", "%(n)s personas registradas", entered)] if entered else []
    if ready:
        asks = ngettext("%(n)s fila por confirmar", "%(n)s filas por confirmar", ready)
        said.append(asks if said else _("Lista por confirmar"))
    if mending:
        said.append(ngettext("%(n)s fila por corregir", "%(n)s filas por corregir", mending))
    return " · ".join(said)


ROUTES = (
    Page("/empresa", companies, access=Access.COORDINATOR),
    Page("/empresa/{slug}", home, access=Access.COORDINATOR),
)
