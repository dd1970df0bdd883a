"""A company's people at one event: their order, labels, WhatsApp links, names exchanged and seats given back."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import ConvocaError, NotFound
from events_app.core.fields import Line, LongLine, PersonName, Phone
from events_app.core.formats import format_date_words, format_money
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import _, use_locale
from events_app.core.pages import Page, absolute, actor, flash, locale, page, redirect
from events_app.core.paging import paginate
from events_app.core.pdf import pdf
from events_app.core.qr import svg
from events_app.core.sheets import write_xlsx
from events_app.desk.group_questions import left_open, questions_of
from events_app.desk.scope import company_of
from events_app.directory.engine.folding import folded, number_key
from events_app.directory.forms import Number
from events_app.directory.models import Company, Employment
from events_app.payments.models import Order
from events_app.payments.queries import missing
from events_app.payments.words import STATUSES
from events_app.registration import group_changes
from events_app.registration.group_records import RegistrationGroup
from events_app.registration.group_writes import Comer
from events_app.registration.groups import Who
from events_app.registration.lifecycle import code_of
from events_app.registration.models import Registration
from events_app.registration.waiting_records import WaitEntry

PAPERS = {"carta": "us-letter", "a4": "a4"}
LIVE = ("held", "confirmed")


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
    company, found = await _group(request)
    seats = await paginate(_seats(found.id), request, size=100)
    order = await Order.get_or_none(id=found.order_id) if found.order_id else None
    waiting = WaitEntry.filter(group_id=found.id, status__in=("waiting", "offered")).select_related("person")
    return page(
        request, company=company, group=found, event=found.event, order=order, slice=seats,
        left=await missing(order) if order else None,
        numbers=await _numbers(company.id, [each.person_id for each in seats.items]),
        links={each.id: share_link(each) for each in seats.items if each.status == "confirmed"},
        waiting=await waiting.order_by("joined_at", "id").limit(200), order_words=STATUSES,
        may_substitute=found.substitutions_until is not None and request.state.now < found.substitutions_until,
        begun=request.state.now >= found.event.starts_at, asks_more=bool(await questions_of(found.event_id)),
        left_open=await left_open(found),
    )  # fmt: skip


async def group_labels(request: Request) -> Response:
    """A printable sheet of labels with each person's QR; only of seats that are paid."""
    company, found = await _group(request)
    paper = PAPERS.get(request.query_params.get("papel", "carta"))
    seats = await _seats(found.id).filter(status="confirmed")
    if paper is None or not seats:
        raise NotFound()
    numbers = await _numbers(company.id, [each.person_id for each in seats])
    language = locale(request)
    event = found.event
    labels = [
        {
            "name": each.person.listed_name,
            "number": _("Núm. %(number)s", number=numbers[each.person_id]) if each.person_id in numbers else "",
            "event": event.title(language),
            "day": format_date_words(event.starts_at, event.timezone),
            "folio": each.folio,
            "qr": svg(absolute(f"/T/{code_of(each)}").upper()),
        }
        for each in seats
    ]
    values = {"paper": paper, "lang": language[:2], "title": f"{event.title(language)} · {company.display_name}"}
    data = await pdf("ticket_labels", values | {"labels": labels})
    headers = {"Content-Disposition": f'attachment; filename="etiquetas-{event.slug}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


async def group_sheet(request: Request) -> Response:
    """The list as a workbook, with each paid ticket's link."""
    company, found = await _group(request)
    seats = await _seats(found.id)
    numbers = await _numbers(company.id, [each.person_id for each in seats])
    headers = [_("Número"), _("Apellido paterno"), _("Apellido materno"), _("Nombre(s)"), _("Teléfono"), _("Folio"),
               _("Boleto"), _("Precio con IVA")]  # fmt: skip
    lines = [
        [
            numbers.get(each.person_id, ""), each.person.paternal_surname, each.person.maternal_surname,
            each.person.given_name, each.person.phone or "", each.folio,
            absolute(f"/T/{code_of(each)}") if each.status == "confirmed" else "", each.total / 100,
        ]
        for each in seats
    ]  # fmt: skip
    data = write_xlsx(headers, lines, title=_("Registros"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"{found.event.slug}-{company.slug}.xlsx"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


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
        form.add("paternal_surname", _("Ese número es de otra persona de tu empresa."))
        return await _seat_page(request, company, found, mine, form, status=422)
    comer = Comer(0, known, values)
    try:
        await group_changes.substitute(
            mine.id, company.id, comer, who=_who(request), locale=locale(request), now=request.state.now
        )
    except ConvocaError as refused:
        return flash(redirect(request, "desk.seat", slug=company.slug, group=found.id, seat=mine.id), refused.text)
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
        return flash(back, refused.text)
    if given.amount.amount:
        words = _("Cancelado. %(amount)s quedaron como saldo a favor de tu empresa.", amount=format_money(given.amount))
        return flash(back, words)
    return flash(back, _("Cancelado. El lugar volvió al cupo."))


def share_link(registration: Registration) -> str:
    """WhatsApp with the person's own number when it is known, and the words ready to send, in the person's language."""
    title = registration.event.title(registration.locale)
    with use_locale(registration.locale):
        words = _(
            "%(name)s, este es tu boleto para %(event)s, folio %(folio)s:",
            name=registration.person.given_name, event=title, folio=registration.folio,
        )  # fmt: skip
    phone = (registration.person.phone or "").lstrip("+")
    return f"https://wa.me/{phone}?text={quote(words + ' ' + absolute('/T/' + code_of(registration)))}"


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
        seat=mine, form=form, given=await group_changes.promised(mine, now=now),
        may_substitute=found.substitutions_until is not None and now < found.substitutions_until,
        begun=now >= found.event.starts_at,
    )  # fmt: skip


async def _group(request: Request) -> tuple[Company, RegistrationGroup]:
    company = await company_of(request)
    wanted = RegistrationGroup.filter(id=request.path_params["group"], company_id=company.id)
    found = await wanted.select_related("event").first()
    if found is None:
        raise NotFound()
    return company, found


async def _seat(request: Request) -> tuple[Company, RegistrationGroup, Registration]:
    company, found = await _group(request)
    mine = await _seats(found.id).filter(id=request.path_params["seat"]).first()
    if mine is None:
        raise NotFound()
    return company, found, mine


def _seats(group_id: int) -> Any:
    found = Registration.filter(group_id=group_id, status__in=LIVE).select_related("person", "event", "ticket_type")
    return found.order_by("person__sort_key", "id")


async def _numbers(company_id: int, person_ids: list[int]) -> dict[int, str]:
    found = Employment.filter(company_id=company_id, person_id__in=person_ids or [0], ends_on=None)
    return {each.person_id: each.employee_number for each in await found}


def _who(request: Request) -> Who:
    who = actor(request)
    return Who(who.label, who.name, who.email or None, locale(request))


def _whole(values: dict[str, str]) -> str:
    return " ".join(values[name] for name in ("given_name", "paternal_surname", "maternal_surname") if values[name])


_GROUP = "/empresa/{slug}/grupos/{group:int}"
_SEAT = f"{_GROUP}/lugares/{{seat:int}}"
ROUTES = (
    Page(_GROUP, group, access=Access.COORDINATOR),
    Page(f"{_GROUP}/etiquetas.pdf", group_labels, access=Access.COORDINATOR),
    Page(f"{_GROUP}/lista.xlsx", group_sheet, access=Access.COORDINATOR),
    Page(_SEAT, seat, access=Access.COORDINATOR),
    Page(f"{_SEAT}/nombre", seat_name, access=Access.COORDINATOR, methods=("POST",)),
    Page(f"{_SEAT}/cancelar", seat_cancel, access=Access.COORDINATOR, methods=("POST",)),
)
