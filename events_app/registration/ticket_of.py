"""The registration behind the code in a ticket's address."""

from starlette.requests import Request

from events_app.core.errors import NotFound
from events_app.core.limits import hit
from events_app.registration import queries
from events_app.registration.applicants import WINDOW
from events_app.registration.context import address_of
from events_app.registration.models import Registration


async def ticket_of(request: Request) -> Registration:
    """A wrong code counts against the address that tries it. Raises NotFound."""
    found = await queries.ticket(str(request.path_params["code"]).upper())
    if found is None:
        await hit("ticket-miss", address_of(request), limit=300, per=WINDOW, now=request.state.now)
        raise NotFound()
    return found
