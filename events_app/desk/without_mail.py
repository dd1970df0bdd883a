"""The company's people without an address: one list for each event, with a WhatsApp message ready for everybody."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.database import rows
from events_app.core.pages import Page, page
from events_app.desk import queries
from events_app.desk.scope import company_of
from events_app.registration import without_mail as words
from events_app.registration.models import Registration

MOST = 2000
# Nobody else tells them: no company, a pleasure of their own, or a company that nobody coordinates.
NOBODYS = """
SELECT r.id FROM registrations r JOIN people p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
WHERE p.email IS NULL AND r.status IN ('requested', 'held', 'confirmed') AND e.ends_at > $1 AND (
    r.company_id IS NULL
    OR (r.group_id IS NULL AND r.source <> 'coordinator' AND e.kind = ANY($2::text[])
        AND NOT EXISTS (SELECT 1 FROM company_requests q WHERE q.registration_id = r.id))
    OR NOT EXISTS (SELECT 1 FROM role_grants g JOIN users u ON u.id = g.user_id AND u.is_active
        WHERE g.role = 'coordinator' AND g.scope = 'company:' || r.company_id AND g.ended_at IS NULL
        AND g.starts_on <= $1::date AND (g.ends_on IS NULL OR g.ends_on >= $1::date)))
ORDER BY e.starts_at, r.id LIMIT $3
"""


async def without_mail(request: Request) -> Response:
    """Who of the company has to be told by hand, event by event; private pleasures are not listed."""
    company = await company_of(request)
    found = await words.silent(queries.registrations(company.id), request.state.now).limit(MOST)
    return page(request, company=company, events=words.by_event(found), people=len(found))


async def people_without_mail(request: Request) -> Response:
    """The same for the office, of those whom no company tells."""
    ids = [each["id"] for each in await rows(NOBODYS, request.state.now, list(queries.PRIVATE_KINDS), MOST)]
    found = await Registration.filter(id__in=ids or [0]).select_related("event", "person", "company")
    return page(request, events=words.by_event(found), people=len(found))


ROUTES = (Page("/empresa/{slug}/avisos", without_mail, access=Access.COORDINATOR),)
OFFICE_ROUTES = (Page("/oficina/avisos", people_without_mail, access=Access.OFFICE),)
