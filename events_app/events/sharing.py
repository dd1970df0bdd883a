"""The link that opens WhatsApp with the invitation already written."""

from urllib.parse import quote

from starlette.requests import Request

from events_app.core.formats import capital
from events_app.core.i18n import _, current_locale
from events_app.core.pages import absolute
from events_app.events.models import Event
from events_app.events.when import moment_of


def share_link(event: Event, request: Request) -> str:
    """Keeps the company that the link names, so that colleagues arrive with it."""
    company = request.query_params.get("empresa", "")
    link = absolute(f"/eventos/{event.slug}") + (f"?empresa={quote(company[:80])}" if company else "")
    when = _("fecha por definir") if event.dates_pending else moment_of(event)
    text = f"{event.title(current_locale())}\n{capital(when)}\n{link}"
    return f"https://wa.me/?text={quote(text)}"
