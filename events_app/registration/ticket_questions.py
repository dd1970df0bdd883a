"""The event's questions on the ticket's own page: answering what was left open, correcting, and getting one's files."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.database import transaction
from events_app.core.errors import NotFound
from events_app.core.forms import Filled, Form, blank, parse, read_form
from events_app.core.i18n import _
from events_app.core.limits import hit
from events_app.core.pages import Page, flash, page, redirect, refuse
from events_app.core.tables import StoredFile
from events_app.directory.office_forms import record_id
from events_app.registration import answers, company_pays, form_questions, lifecycle, questions, seats
from events_app.registration.applicants import WINDOW
from events_app.registration.engine import asking
from events_app.registration.engine.question_values import Question
from events_app.registration.engine.questions import KINDS
from events_app.registration.engine.wanted import Given
from events_app.registration.errors import QuestionsChanged, TicketClosed
from events_app.registration.models import Registration, RegistrationStatus
from events_app.registration.question_records import Answer
from events_app.registration.ticket_of import ticket_of

OPEN = (RegistrationStatus.REQUESTED, RegistrationStatus.HELD, RegistrationStatus.CONFIRMED)


class NothingMore(Form):
    """The answers are read by the questions themselves."""


async def ticket_questions(request: Request) -> Response:
    """What the event asks this person, with what they answered; open until the event begins."""
    registration = await ticket_of(request)
    asked = await questions_of(registration)
    if not asked or not can_answer(registration, request):
        raise TicketClosed()
    values, file_ids = await answers.values_of(registration.id, asked)
    if request.method == "GET":
        form = blank(NothingMore)
        answers.typed_into(form, answers.as_typed(values))
        return _page(request, registration, asked, form)
    await hit("ticket-change", str(registration.id), limit=20, per=WINDOW, now=request.state.now)
    data = await read_form(request)
    form = parse(NothingMore, data)
    kept = {key: value for key, value in values.items() if key in file_ids}
    handed = await form_questions.read(
        form, data, registration.event, registration.ticket_type_id, kept=kept, per_ticket=_whose(registration)
    )
    if not form.ok:
        return _page(request, registration, asked, form, status=422)
    given = await handed.kept(request.state.now)
    sent = {each.question_id for each in given}
    stay = tuple(
        Given(each.id, kept[each.key], file_ids[each.key])
        for each in handed.records
        if each.key in kept and each.id not in sent
    )
    try:
        gone = await _keep(registration.id, registration.event_id, (*given, *stay), request)
        await answers.drop_files(gone)
    except QuestionsChanged as changed:
        await answers.drop_files([each.file_id for each in given if each.file_id is not None])
        form.add("", changed.text)
        return _page(request, registration, asked, form, status=409)
    return flash(_back(registration), _("Guardado."))


async def ticket_file(request: Request) -> Response:
    """A file that this person handed in."""
    registration = await ticket_of(request)
    return await files.respond(await file_of(registration.id, record_id(request, "answer")))


async def pay_alone(request: Request) -> Response:
    """Stops waiting for the company and pays now."""
    registration = await ticket_of(request)
    token = await company_pays.pay_myself(registration.id, now=request.state.now)
    if token is None:
        return refuse(_back(registration), _("Tu lugar ya no espera a tu empresa."))
    return redirect(request, "payments.pay", token=token)


async def questions_of(registration: Registration) -> list[Question]:
    """What is asked of this person: with a group, only what is asked of each one."""
    asked = await questions.asked_of(registration.event_id)
    mine = asking.for_ticket(asked, registration.ticket_type_id, per_ticket=_whose(registration))
    return asking.in_order(mine)


async def left_open(registration: Registration) -> int:
    """How many required questions still have no answer."""
    asked = await questions_of(registration)
    if not asked:
        return 0
    values, _files = await answers.values_of(registration.id, asked)
    return len(asking.open_questions(asked, values))


async def file_of(registration_id: int, answer_id: int) -> StoredFile:
    """Raises NotFound for an answer of somebody else."""
    found = await Answer.get_or_none(id=answer_id, registration_id=registration_id)
    if found is None or found.file_id is None:
        raise NotFound()
    return await files.stored(found.file_id)


async def file_of_group(registration: Registration, answer_id: int) -> StoredFile:
    """A file that the company handed in for the order of this seat. Raises NotFound for another order's."""
    found = await Answer.get_or_none(id=answer_id, group_id=registration.group_id) if registration.group_id else None
    if found is None or found.file_id is None:
        raise NotFound()
    return await files.stored(found.file_id)


def can_answer(registration: Registration, request: Request) -> bool:
    return registration.status in OPEN and request.state.now < registration.event.starts_at


@transaction
async def _keep(registration_id: int, event_id: int, given: tuple[Given, ...], request: Request) -> list[int]:
    await seats.lock(event_id)
    return await answers.replace(given, registration_id=registration_id, actor="ticket", now=request.state.now)


def _whose(registration: Registration) -> bool | None:
    return True if registration.group_id is not None else None


def _page(
    request: Request, registration: Registration, asked: list[Question], form: Filled[NothingMore], *, status: int = 200
) -> Response:
    return page(
        request, status=status, template="events_app/registration/ticket_questions.html", registration=registration,
        event=registration.event, questions=asked, form=form, rules=form_questions.hiding_rules(asked),
        has_files=any(KINDS[each.kind].takes_file for each in asked),
    )  # fmt: skip


def _back(registration: Registration) -> Response:
    return RedirectResponse(f"/T/{lifecycle.code_of(registration)}", status_code=303)


ROUTES = (
    Page("/T/{code}/preguntas", ticket_questions, access=Access.LINK, methods=("GET", "POST")),
    Page("/T/{code}/archivo/{answer:int}", ticket_file, access=Access.LINK),
    Page("/T/{code}/pagar-yo", pay_alone, access=Access.LINK, methods=("POST",)),
)
