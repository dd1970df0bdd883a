"""What of a company's group goes to paper and to phones: labels with QR, the list as a workbook, WhatsApp links."""

from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import NotFound
from events_app.core.formats import format_date_words
from events_app.core.i18n import _, use_locale
from events_app.core.pages import Page, absolute, locale
from events_app.core.pdf import pdf
from events_app.core.qr import svg
from events_app.core.sheets import write_xlsx
from events_app.desk.scope import group_of
from events_app.directory.channels import Reach, reach
from events_app.directory.models import Employment
from events_app.events.models import Event
from events_app.registration.lifecycle import code_of
from events_app.registration.models import Registration

PAPERS = {"carta": "us-letter", "a4": "a4"}
LIVE = ("held", "confirmed")


async def group_labels(request: Request) -> Response:
    """A printable sheet of labels with each person's QR; only of seats that are paid."""
    company, found = await group_of(request)
    paper = PAPERS.get(request.query_params.get("papel", "carta"))
    seats = await seats_of(found.id).filter(status="confirmed")
    if paper is None or not seats:
        raise NotFound()
    numbers = await numbers_of(company.id, [each.person_id for each in seats])
    language, event = locale(request), found.event
    labels = [_label(each, event, numbers.get(each.person_id, ""), language) for each in seats]
    values = {"paper": paper, "lang": language[:2], "title": f"{event.title(language)} · {company.display_name}"}
    data = await pdf("ticket_labels", values | {"labels": labels})
    headers = {"Content-Disposition": f'attachment; filename="etiquetas-{event.slug}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


def _label(seat: Registration, event: Event, number: str, language: str) -> dict[str, str]:
    return {
        "name": seat.person.listed_name,
        "number": _("Núm. %(number)s", number=number) if number else "",
        "event": event.title(language),
        "day": format_date_words(event.starts_at, event.timezone),
        "folio": seat.folio,
        "qr": svg(absolute(f"/T/{code_of(seat)}").upper()),
    }


async def group_sheet(request: Request) -> Response:
    """The list as a workbook, with each paid ticket's link."""
    company, found = await group_of(request)
    seats = await seats_of(found.id)
    ids = [each.person_id for each in seats]
    numbers, known = await numbers_of(company.id, ids), await reach(company.id, ids)
    headers = [_("Número"), _("Apellido paterno"), _("Apellido materno"), _("Nombre(s)"), _("Teléfono"), _("Folio"),
               _("Boleto"), _("Precio con IVA")]  # fmt: skip
    lines = [
        [
            numbers.get(each.person_id, ""), each.person.paternal_surname, each.person.maternal_surname,
            each.person.given_name, known[each.person_id].phone or "", each.folio,
            absolute(f"/T/{code_of(each)}") if each.status == "confirmed" else "", each.total / 100,
        ]
        for each in seats
    ]  # fmt: skip
    data = write_xlsx(headers, lines, title=_("Registros"))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    name = f"{found.event.slug}-{company.slug}.xlsx"
    return Response(data, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def share_link(registration: Registration, known: Reach) -> str:
    """WhatsApp with the number that the company may read, if any; its words are in the person's language."""
    title = registration.event.title(registration.locale)
    with use_locale(registration.locale):
        words = _(
            "%(name)s, este es tu boleto para %(event)s, folio %(folio)s:",
            name=registration.person.given_name, event=title, folio=registration.folio,
        )  # fmt: skip
    return _whatsapp(registration, known, words, "")


def ask_link(registration: Registration, known: Reach) -> str:
    """The same for somebody who still owes an answer to what the event asks of each one."""
    title = registration.event.title(registration.locale)
    with use_locale(registration.locale):
        words = _("%(name)s, falta que contestes unas preguntas de %(event)s:",
                  name=registration.person.given_name, event=title)  # fmt: skip
    return _whatsapp(registration, known, words, "/preguntas")


def _whatsapp(registration: Registration, known: Reach, words: str, page: str) -> str:
    said = quote(words + " " + absolute(f"/T/{code_of(registration)}{page}"))
    return f"https://wa.me/{(known.phone or '').lstrip('+')}?text={said}"


def seats_of(group_id: int) -> Any:
    """Its people with a seat, by surname."""
    found = Registration.filter(group_id=group_id, status__in=LIVE).select_related("person", "event", "ticket_type")
    return found.order_by("person__sort_key", "id")


async def numbers_of(company_id: int, person_ids: list[int]) -> dict[int, str]:
    found = Employment.filter(company_id=company_id, person_id__in=person_ids or [0], ends_on=None)
    return {each.person_id: each.employee_number for each in await found}


ROUTES = (
    Page("/empresa/{slug}/grupos/{group:int}/etiquetas.pdf", group_labels, access=Access.COORDINATOR),
    Page("/empresa/{slug}/grupos/{group:int}/lista.xlsx", group_sheet, access=Access.COORDINATOR),
)
