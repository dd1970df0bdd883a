"""The company's people without an address: one list for each event, with a WhatsApp message ready for everybody."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.database import rows
from events_app.core.pages import Page, page
from events_app.desk import queries
from events_app.desk.scope import company_of
from events_app.directory.channels import reach
from events_app.events.kinds import PRIVATE_KINDS
from events_app.registration import without_mail as words
from events_app.registration.calling_off import CALLED_OFF
from events_app.registration.models import Registration
from events_app.registration.waiting_records import WaitEntry

MOST = 2000
# Nobody else tells them: no company, a pleasure of their own, or a company that nobody coordinates.
NOBODYS = """
WITH coordinated AS (
    SELECT g.scope FROM role_grants g JOIN users u ON u.id = g.user_id AND u.is_active
    WHERE g.role = 'coordinator' AND g.ended_at IS NULL
    AND g.starts_on <= $1::date AND (g.ends_on IS NULL OR g.ends_on >= $1::date)
)
SELECT r.id, false AS waits, e.starts_at FROM registrations r
JOIN people p ON p.id = r.person_id JOIN events e ON e.id = r.event_id
WHERE p.email IS NULL AND e.ends_at > $1
AND (r.status IN ('requested', 'held', 'confirmed') OR e.status = 'cancelled' AND r.cancel_reason = $4) AND (
    r.company_id IS NULL
    OR (r.group_id IS NULL AND r.source <> 'coordinator' AND e.kind = ANY($2::text[])
        AND NOT EXISTS (SELECT 1 FROM company_requests q WHERE q.registration_id = r.id))
    OR NOT EXISTS (SELECT 1 FROM coordinated c WHERE c.scope = 'company:' || r.company_id))
UNION ALL
SELECT w.id, true, e.starts_at FROM wait_entries w
JOIN events e ON e.id = w.event_id LEFT JOIN people p ON p.id = w.person_id
WHERE w.contact_email IS NULL AND p.email IS NULL AND e.ends_at > $1
AND w.status IN ('waiting', 'offered', 'called_off') AND (
    w.company_id IS NULL
    OR (w.group_id IS NULL AND w.verified_by <> 'coordinator' AND e.kind = ANY($2::text[]))
    OR NOT EXISTS (SELECT 1 FROM coordinated c WHERE c.scope = 'company:' || w.company_id))
ORDER BY 3, 2, 1 LIMIT $3
"""


async def without_mail(request: Request) -> Response:
    """Who of the company has to be told by hand, event by event; private pleasures are not listed."""
    company = await company_of(request)
    now = request.state.now
    seats = await words.silent(queries.registrations(company.id), now).select_related("company").limit(MOST)
    line = await words.silent_line(queries.line(company.id), now).limit(MOST)
    ids = [each.person_id for each in seats] + [each.person_id for each in line if each.person_id]
    known = await reach(company.id, ids)
    found = [words.told(each, known) for each in seats] + [words.told_in_line(each, known) for each in line]
    return page(request, company=company, events=words.by_event(found), people=len(found))


async def people_without_mail(request: Request) -> Response:
    """The same for the office, of those whom no company tells."""
    told = await rows(NOBODYS, request.state.now, list(PRIVATE_KINDS), MOST, CALLED_OFF)
    ids = {waits: [each["id"] for each in told if each["waits"] is waits] or [0] for waits in (False, True)}
    seats = await Registration.filter(id__in=ids[False]).select_related("event", "person", "company")
    line = await WaitEntry.filter(id__in=ids[True]).select_related("event", "person", "company")
    found = [*map(words.told, seats), *map(words.told_in_line, line)]
    return page(request, events=words.by_event(found), people=len(found))


ROUTES = (Page("/empresa/{slug}/avisos", without_mail, access=Access.COORDINATOR),)
OFFICE_ROUTES = (Page("/oficina/avisos", people_without_mail, access=Access.OFFICE),)
