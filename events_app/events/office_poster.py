"""The poster of an event: a letter page for the plant's wall, one for each company."""

from __future__ import annotations

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from events_app.core import qr
from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.i18n import _
from events_app.core.pages import Page, absolute, page
from events_app.directory.office_forms import asked, record_id
from events_app.directory.queries import company_by_slug, live_companies
from events_app.events import services
from events_app.events.ics import place_of
from events_app.events.when import moment_of
from events_app.events.words import KIND_NAMES


async def poster(request: Request) -> Response:
    """A sheet for the plant's wall; its QR already names the company."""
    event = await services.find(record_id(request))
    slug = asked(request, "empresa")
    company = await company_by_slug(slug) if slug else None
    if slug and company is None:
        raise NotFound()
    link = absolute(f"/eventos/{event.slug}") + (f"?empresa={company.slug}" if company else "")
    drawn = Markup(qr.svg(link, label=_("Código QR que abre la página del evento")))
    return page(
        request,
        event=event,
        company=company,
        companies=await live_companies().values("slug", "legal_name", "trade_name"),
        link=link,
        qr=drawn,
        kind=_(KIND_NAMES[event.kind]),
        moment=moment_of(event),
        place=place_of(event),
    )


ROUTES = (Page("/oficina/eventos/{id:int}/cartel", poster, access=Access.OFFICE),)
