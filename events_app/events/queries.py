"""Reads of events, always through what the person may see."""

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from events_app.core.access import Actor, Role
from events_app.core.errors import NotFound
from events_app.events.models import Event, EventStatus, Visibility


def visible_events(actor: Actor) -> QuerySet[Event]:
    """What this person may know of: the office everything, members their own, strangers what is public."""
    if actor.is_office or Role.FINANCE in actor.roles:
        return Event.all()
    shown = Event.exclude(status=EventStatus.DRAFT)
    if not actor.signed_in:
        return shown.filter(visibility=Visibility.PUBLIC)
    companies = actor.scopes(Role.COORDINATOR, "company")
    invited = Q(visibility=Visibility.INVITED, invitations__company_id__in=companies or (0,))
    return shown.filter(Q(visibility__in=(Visibility.PUBLIC, Visibility.MEMBERS)) | invited).distinct()


async def event_for(actor: Actor, slug: str) -> Event:
    """The event at this address; raises NotFound when there is none or it is not for this person."""
    found = await visible_events(actor).get_or_none(slug=slug)
    if found is None:
        raise NotFound()
    return found
