"""The page for a lost ticket: two fields, and one answer whoever asks."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.forms import blank, fill
from events_app.core.pages import Page, page
from events_app.directory import queries as directory
from events_app.registration import resend
from events_app.registration.context import address_of, poster, today
from events_app.registration.forms import FindTicketForm


async def find_ticket(request: Request) -> Response:
    """The answer is always the same, and the ticket goes only to the address on file."""
    companies = await directory.companies_in_good_standing(today(request))
    if request.method == "GET":
        return page(request, form=blank(FindTicketForm, company=poster(request)), sent=False, companies=companies)
    form = await fill(request, FindTicketForm)
    if not form.ok:
        return page(request, status=422, form=form, sent=False, companies=companies)
    asked = form.checked
    await resend.find_again(
        asked.company, asked.employee_number, asked.surname, address=address_of(request), now=request.state.now
    )
    return page(request, form=form, sent=True, companies=companies)


ROUTES = (Page("/boleto", find_ticket, access=Access.PUBLIC, methods=("GET", "POST")),)
