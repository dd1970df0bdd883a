"""The people of a company who wait for a seat, and the offers that its coordinator answers for them."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.desk.scope import company_of
from events_app.events.kinds import PRIVATE_KINDS
from events_app.registration import waiting_queries, waitlist


async def waiting(request: Request) -> Response:
    """Offers first, then by event; with the free seats that are left beside them on the first page."""
    company = await company_of(request)
    found = await waiting_queries.of_company(company.id, PRIVATE_KINDS)
    return page(request, company=company, entries=found, offered=sum(each["status"] == "offered" for each in found))


async def leave_wait(request: Request) -> Response:
    """Takes somebody whom the company brought out of the line; of the others, and of other companies, a 404."""
    company = await company_of(request)
    found = await waiting_queries.of_company(company.id, PRIVATE_KINDS)
    entry = next((each for each in found if each["id"] == request.path_params["entry"] and each["is_ours"]), None)
    if entry is None:
        raise NotFound()
    await waitlist.leave(entry["id"], actor=actor(request).label, now=request.state.now)
    said = _("%(name)s salió de la lista de espera.", name=entry["name"])
    return flash(redirect(request, "desk.waiting", slug=company.slug), said)


ROUTES = (
    Page("/empresa/{slug}/espera", waiting, access=Access.COORDINATOR),
    Page("/empresa/{slug}/espera/{entry:int}/salida", leave_wait, access=Access.COORDINATOR, methods=("POST",)),
)
