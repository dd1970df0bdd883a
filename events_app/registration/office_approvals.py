"""Whom the organisers have to approve: the office for every event, a committee's chair for its own."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access, Actor, Role
from events_app.core.database import rows
from events_app.core.fields import LongLine
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, ngettext
from events_app.core.money import Money
from events_app.core.pages import Page, actor, flash, locale, page, redirect
from events_app.registration import answers_shown, decisions

# What is waiting, with what the deciders should know; $1 says whether all events or only those of committees $2.
WAITING = """
SELECT a.registration_id AS id, a.decide_by, r.created_at, r.total, r.currency, r.folio, r.seats,
    e.id AS event_id, e.title_es, e.title_en, e.timezone, e.capacity, e.taken, t.name_es AS ticket_es,
    t.name_en AS ticket_en, p.given_name, p.paternal_surname, p.maternal_surname,
    coalesce(nullif(c.trade_name, ''), c.legal_name, '') AS company, r.verified_by
FROM approvals a JOIN registrations r ON r.id = a.registration_id JOIN events e ON e.id = r.event_id
JOIN ticket_types t ON t.id = r.ticket_type_id JOIN people p ON p.id = r.person_id
LEFT JOIN companies c ON c.id = r.company_id
WHERE a.status = 'waiting' AND ($1 OR e.committee_id = ANY($2::bigint[]))
ORDER BY e.starts_at, e.id, a.decide_by, p.sort_key, a.id LIMIT 500
"""
CHOOSE = N_("Marca a quién quieres responder.")
WHY = N_("Escribe el motivo: la persona lo va a leer.")


class DecideForm(Form):
    people: list[str] = []
    answer: LongLine = ""
    reason: LongLine = ""


async def approvals(request: Request) -> Response:
    """Everybody who waits, event by event, the soonest to lapse first."""
    return await _show(request, blank(DecideForm))


async def decide_approvals(request: Request) -> Response:
    """One answer for everybody who is marked; what somebody else decided in between stays as it was."""
    form = await fill(request, DecideForm)
    mine = {each["id"] for each in await _waiting(actor(request))}
    asked = form.value.people if form.value else []
    ids = [int(each) for each in asked if each.isascii() and each.isdigit() and len(each) < 19]
    if not form.ok or not ids or form.checked.answer not in ("approve", "decline"):
        form.add("people", CHOOSE)
    elif form.checked.answer == "decline" and not form.checked.reason:
        form.add("reason", WHY)
    if not form.ok:
        return await _show(request, form, status=422)
    allowed, who, now = [each for each in ids if each in mine], actor(request).label, request.state.now
    if form.checked.answer == "approve":
        done = (await decisions.approve(allowed, actor=who, now=now)).done
        said = ngettext("Aprobaste %(n)s solicitud.", "Aprobaste %(n)s solicitudes.", done)
    else:
        done = (await decisions.decline(allowed, reason=form.checked.reason, actor=who, now=now)).done
        said = ngettext("No aprobaste %(n)s solicitud.", "No aprobaste %(n)s solicitudes.", done)
    if done < len(ids):
        late = len(ids) - done
        said += " " + ngettext("%(n)s ya se había respondido.", "%(n)s ya se habían respondido.", late)
    return flash(redirect(request, "registration.approvals"), said)


async def _show(request: Request, form: Filled[DecideForm], *, status: int = 200) -> Response:
    waiting = await _waiting(actor(request))
    english = locale(request) == "en"
    said = await answers_shown.told_of([each["id"] for each in waiting])
    events: dict[int, dict[str, Any]] = {}
    for each in waiting:
        event = events.setdefault(each["event_id"], each | {"people": []})
        event["title"] = (english and each["title_en"]) or each["title_es"]
        names = (each["paternal_surname"], each["maternal_surname"], each["given_name"])
        event["people"].append(
            each
            | {
                "name": " ".join(name for name in names if name),
                "ticket": (english and each["ticket_en"]) or each["ticket_es"],
                "price": Money(each["total"], each["currency"]),
                "answers": said.get(each["id"], []),
            }
        )
    return page(
        request, status=status, template="events_app/registration/approvals.html", form=form,
        events=list(events.values()), count=len(waiting),
    )  # fmt: skip


async def _waiting(who: Actor) -> list[dict[str, Any]]:
    """What this person may decide."""
    everything = who.is_office or any(g.role is Role.COMMITTEE_CHAIR and not g.scope for g in who.grants)
    return await rows(WAITING, everything, list(who.scopes(Role.COMMITTEE_CHAIR, "committee")))


ROUTES = (
    Page("/oficina/aprobaciones", approvals, access=Access.COMMITTEE),
    Page("/oficina/aprobaciones/respuesta", decide_approvals, access=Access.COMMITTEE, methods=("POST",)),
)
