"""A company's people at one event: their order, labels, WhatsApp links, names exchanged and seats given back."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import ConvocaError, NotFound
from events_app.core.fields import Line, LongLine, PersonName, Phone
from events_app.core.formats import format_money
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, locale, page, redirect, refuse
from events_app.core.paging import paginate
from events_app.desk.group_papers import ask_link, numbers_of, seats_of, share_link
from events_app.desk.group_questions import left_open, owing, questions_of
from events_app.desk.scope import group_of
from events_app.directory.channels import reach
from events_app.directory.engine.folding import folded, number_key
from events_app.directory.forms import Number
from events_app.directory.models import Company, Employment
from events_app.payments.models import Order
from events_app.payments.queries import missing
from events_app.payments.words import STATUSES
from events_app.registration import group_changes, promises
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.group_writes import Comer
from events_app.registration.groups import Who
from events_app.registration.models import Registration
from events_app.registration.waiting_records import WaitEntry

# So many are named on the page; who answers leaves room for the next.
MOST_ASKED = 100


class NewName(Form):
    employee_number: Number
    paternal_surname: PersonName
    maternal_surname: PersonName | None = None
    given_name: PersonName
    phone: Phone | None = None


class ReasonForm(Form):
    reason: LongLine = ""
    seen: Line = ""


async def group(request: Request) -> Response:
    """Who comes, what it costs and how it is paid; each ticket with its own link once the order is paid."""
    company, found = await group_of(request)
    seats = await paginate(seats_of(found.id), request, size=100)
    order = await Order.get_or_none(id=found.order_id) if found.order_id else None
    owe = await owing(found) if request.state.now < found.event.starts_at else []
    asked = await seats_of(found.id).filter(id__in=owe[:MOST_ASKED] or [0])
    known = await reach(company.id, [each.person_id for each in (*seats.items, *asked)])
    waiting = WaitEntry.filter(group_id=found.id, status__in=("waiting", "offered")).select_related("person")
    return page(
        request, company=company, group=found, event=found.event, order=order, slice=seats,
        left=await missing(order) if order else None,
        numbers=await numbers_of(company.id, [each.person_id for each in seats.items]),
        links={one.id: share_link(one, known[one.person_id]) for one in seats.items if one.status == "confirmed"},
        waiting=await waiting.order_by("joined_at", "id").limit(200), order_words=STATUSES,
        may_substitute=found.substitutions_until is not None and request.state.now < found.substitutions_until,
        begun=request.state.now >= found.event.starts_at, asks_more=bool(await questions_of(found.event_id)),
        left_open=await left_open(found), owing=len(owe),
        ask_links=[(each.person, ask_link(each, known[each.person_id])) for each in asked],
    )  # fmt: skip


async def seat(request: Request) -> Response:
    """One seat of the group: another name until the cut-off, or give it back, with what that returns today."""
    company, found, mine = await _seat(request)
    return await _seat_page(request, company, found, mine, blank(NewName))


async def seat_name(request: Request) -> Response:
    company, found, mine = await _seat(request)
    form = await fill(request, NewName)
    if not form.ok:
        return await _seat_page(request, company, found, mine, form, status=422)
    asked = form.checked
    values = {name: value or "" for name, value in asked.model_dump().items()}
    known = await _known(company, asked)
    if known is not None and known < 0:
        form.add("employee_number", _("Ese número es de otra persona de tu empresa."))
        return await _seat_page(request, company, found, mine, form, status=422)
    comer = Comer(0, known, values)
    try:
        await group_changes.substitute(
            mine.id, company.id, comer, who=_who(request), locale=locale(request), now=request.state.now
        )
    except ConvocaError as refused:
        return refuse(redirect(request, "desk.seat", slug=company.slug, group=found.id, seat=mine.id), refused.text)
    said = _("Listo. El boleto anterior ya no sirve y el nuevo va a nombre de %(name)s.", name=_whole(values))
    return flash(redirect(request, "desk.group", slug=company.slug, group=found.id), said)


async def seat_cancel(request: Request) -> Response:
    company, found, mine = await _seat(request)
    form = await fill(request, ReasonForm)
    reason = form.checked.reason if form.ok else ""
    back = redirect(request, "desk.group", slug=company.slug, group=found.id)
    try:
        given = await group_changes.cancel(
            mine.id, company.id, who=_who(request), reason=reason or _("Lo pidió la empresa"), now=request.state.now
        )
    except ConvocaError as refused:
        return refuse(back, refused.text)
    if given.amount.amount:
        words = _("Cancelado. %(amount)s quedaron como saldo a favor de tu empresa.", amount=format_money(given.amount))
        return flash(back, words)
    return flash(back, _("Cancelado. El lugar volvió al cupo."))


async def _known(company: Company, asked: NewName) -> int | None:
    """The person with this number: None when the number is free, −1 when it belongs to another name."""
    from_number = await Employment.get_or_none(
        company_id=company.id, number_key=number_key(asked.employee_number), ends_on=None
    ).select_related("person")
    if from_number is None:
        return None
    same = folded(from_number.person.paternal_surname) == folded(asked.paternal_surname)
    return from_number.person_id if same else -1


async def _seat_page(
    request: Request, company: Company, found: RegistrationGroup, mine: Registration, form: Filled[NewName], *,
    status: int = 200,
) -> Response:  # fmt: skip
    now: datetime = request.state.now
    return page(
        request, status=status, template="events_app/desk/seat.html", company=company, group=found, event=found.event,
        seat=mine, form=form, given=await promises.promised(mine, now=now),
        may_substitute=found.substitutions_until is not None and now < found.substitutions_until,
        begun=now >= found.event.starts_at, has_money=await group_changes.has_money(found),
    )  # fmt: skip


async def _seat(request: Request) -> tuple[Company, RegistrationGroup, Registration]:
    company, found = await group_of(request)
    mine = await seats_of(found.id).filter(id=request.path_params["seat"]).first()
    if mine is None:
        raise NotFound()
    return company, found, mine


def _who(request: Request) -> Who:
    who = actor(request)
    return Who(who.label, who.name, who.email or None, locale(request))


def _whole(values: dict[str, str]) -> str:
    return " ".join(values[name] for name in ("given_name", "paternal_surname", "maternal_surname") if values[name])


_GROUP = "/empresa/{slug}/grupos/{group:int}"
_SEAT = f"{_GROUP}/lugares/{{seat:int}}"
ROUTES = (
    Page(_GROUP, group, access=Access.COORDINATOR),
    Page(_SEAT, seat, access=Access.COORDINATOR),
    Page(f"{_SEAT}/nombre", seat_name, access=Access.COORDINATOR, methods=("POST",)),
    Page(f"{_SEAT}/cancelar", seat_cancel, access=Access.COORDINATOR, methods=("POST",)),
)
