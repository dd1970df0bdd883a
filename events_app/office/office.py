"""The office's own pages: what needs us today, search, audit, jobs and messages."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import audit, jobs_queue
from events_app.core.access import Access
from events_app.core.errors import Conflict, Invalid, NotFound
from events_app.core.forms import clean, read_form
from events_app.core.i18n import N_, _
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.core.paging import paginate
from events_app.core.settings import settings
from events_app.core.tables import JobStatus, MailStatus, OutboxMessage
from events_app.office import message_pages, messages, needs, queries

GROUPS = (needs.MONEY, needs.PEOPLE, needs.DOOR, needs.WORK)


async def today(request: Request) -> Response:
    """¿Qué te necesita hoy?"""
    now = request.state.now
    found = await needs.waiting(now)
    days = await queries.registrations_per_day(now, settings().timezone)
    grouped = [(group, [each for each in found if each.need.group == group]) for group in GROUPS]
    return page(
        request,
        groups=[(group, members) for group, members in grouped if members],
        total=sum(each.count for each in found),
        late=sum(each.count for each in found if each.late),
        events=await queries.next_events(now),
        days=days,
    )


async def search(request: Request) -> Response:
    text = clean(request.query_params.get("q", ""))[:120]
    sees_people = actor(request).is_office
    found = await queries.search(text, locale(request), sees_people=sees_people) if len(text) >= 2 else {}
    return page(request, text=text, found=found)


async def audit_log(request: Request) -> Response:
    """Who did what and when; the chain is verified on demand."""
    asked = {name: clean(request.query_params.get(name, ""))[:120] for name in ("actor", "action", "subject")}
    entries = await paginate(queries.audit_entries(**asked).prefetch_related("detail"), request)
    broken = await audit.verify() if request.query_params.get("verificar") else None
    return page(request, entries=entries, asked=asked, broken=broken)


async def jobs(request: Request) -> Response:
    chosen = _known(request, JobStatus)
    return page(request, jobs=await paginate(queries.jobs(chosen), request), chosen=chosen, statuses=list(JobStatus))


async def retry_job(request: Request) -> Response:
    if not await jobs_queue.retry(int(request.path_params["id"]), request.state.now):
        raise Conflict(N_("Ese trabajo ya no está detenido."))
    return flash(redirect(request, "office.jobs"), _("El trabajo se intentará de nuevo."))


async def mailbox(request: Request) -> Response:
    chosen = _known(request, MailStatus)
    found = await paginate(queries.messages(chosen), request)
    return page(request, messages=found, chosen=chosen, statuses=list(MailStatus), title_of=messages.title_of)


async def mail_message(request: Request) -> Response:
    found = await _message(request)
    return page(request, message=found, text=messages.text_of(found))


async def decide_message(request: Request) -> Response:
    """For a message of unknown fate: a person says whether it arrived or goes out again."""
    found = await _message(request)
    decision = (await read_form(request)).get("decision")
    if decision not in ("again", "arrived"):
        raise Invalid(N_("Di si llegó o si se envía otra vez."))
    again = decision == "again"
    await messages.decide(found, again=again, actor=actor(request), now=request.state.now)
    words = _("Se enviará de nuevo.") if again else _("Quedó como recibido.")
    return flash(redirect(request, "office.mailbox"), words)


async def _message(request: Request) -> OutboxMessage:
    found = await OutboxMessage.get_or_none(id=int(request.path_params["id"]))
    if found is None:
        raise NotFound()
    return found


def _known(request: Request, values: type[JobStatus] | type[MailStatus]) -> str:
    asked = request.query_params.get("estado", "")
    return asked if asked in set(values) else ""


ROUTES = (
    Page("/oficina", today, access=Access.OFFICE),
    Page("/oficina/buscar", search, access=Access.FINANCE),
    Page("/oficina/auditoria", audit_log, access=Access.OFFICE),
    Page("/oficina/trabajos", jobs, access=Access.OFFICE),
    Page("/oficina/trabajos/{id:int}/reintento", retry_job, access=Access.OFFICE, methods=("POST",)),
    Page("/oficina/mensajes", mailbox, access=Access.OFFICE),
    *message_pages.ROUTES,
    Page("/oficina/mensajes/{id:int}", mail_message, access=Access.OFFICE),
    Page("/oficina/mensajes/{id:int}/decision", decide_message, access=Access.OFFICE, methods=("POST",)),
)
