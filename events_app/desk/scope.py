"""Which company a page is about: only those whose coordinator asks, and the same 404 for all others."""

from starlette.requests import Request
from tortoise.queryset import QuerySet

from events_app.core.access import Actor, Role
from events_app.core.clock import local
from events_app.core.errors import NotFound
from events_app.core.pages import actor
from events_app.directory.models import Company
from events_app.directory.queries import is_member, live_companies
from events_app.registration.group_records import RegistrationGroup


def coordinated(who: Actor) -> QuerySet[Company]:
    """The companies of a coordinator; all of them for the office."""
    found = live_companies()
    if who.is_office:
        return found
    return found.filter(id__in=who.scopes(Role.COORDINATOR, "company") or [0])


async def company_of(request: Request) -> Company:
    """The company of the path through what the person may see. Raises NotFound."""
    slug = str(request.path_params["slug"])[:80]
    found = await coordinated(actor(request)).filter(slug=slug).first()
    if found is None:
        raise NotFound()
    request.state.company = found
    return found


def in_good_standing(request: Request, company: Company) -> bool:
    return is_member(company, local(request.state.now).date())


async def group_of(request: Request) -> tuple[Company, RegistrationGroup]:
    """A group of this company. Raises NotFound for everybody else's."""
    company = await company_of(request)
    wanted = RegistrationGroup.filter(id=request.path_params["group"], company_id=company.id)
    found = await wanted.select_related("event").first()
    if found is None:
        raise NotFound()
    return company, found
