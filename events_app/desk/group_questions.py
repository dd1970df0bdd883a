"""What an event asks once for the whole group: the coordinator answers it beside the group's order."""

from starlette.requests import Request
from starlette.responses import Response

from events_app.core import files
from events_app.core.access import Access
from events_app.core.database import rows, transaction
from events_app.core.errors import NotFound
from events_app.core.forms import Filled, Form, blank, parse, read_form
from events_app.core.i18n import _
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.desk.scope import group_of
from events_app.directory.models import Company
from events_app.registration import answers, form_questions, questions, seats
from events_app.registration.engine import asking
from events_app.registration.engine.question_values import Question
from events_app.registration.engine.questions import KINDS
from events_app.registration.engine.wanted import Given
from events_app.registration.errors import QuestionsChanged, TicketClosed
from events_app.registration.group_records import GroupStatus, RegistrationGroup
from events_app.registration.question_records import Answer

SEATS = """
SELECT r.id, r.ticket_type_id FROM registrations r JOIN people p ON p.id = r.person_id
WHERE r.group_id = $1 AND r.status IN ('held', 'confirmed') ORDER BY p.sort_key COLLATE "C", r.id
"""
OPEN = (GroupStatus.HELD, GroupStatus.CONFIRMED)
# A question of the order is of no ticket in particular.
NO_TICKET = 0


class NothingMore(Form):
    """The answers are read by the questions themselves."""


async def group_questions(request: Request) -> Response:
    """The questions of the order, with what was answered; open until the event begins."""
    company, group = await group_of(request)
    asked = await questions_of(group.event_id)
    if not asked or group.status not in OPEN or request.state.now >= group.event.starts_at:
        raise TicketClosed()
    values, file_ids = await answers.values_of_group(group.id, asked)
    if request.method == "GET":
        form = blank(NothingMore)
        answers.typed_into(form, answers.as_typed(values))
        return _page(request, company, group, asked, form)
    data = await read_form(request)
    form = parse(NothingMore, data)
    kept = {key: value for key, value in values.items() if key in file_ids}
    handed = await form_questions.read(form, data, group.event, NO_TICKET, kept=kept, per_ticket=False)
    if not form.ok:
        return _page(request, company, group, asked, form, status=422)
    given = await handed.kept(request.state.now)
    sent = {each.question_id for each in given}
    stay = [
        Given(each.id, kept[each.key], file_ids[each.key])
        for each in handed.records
        if each.key in kept and each.id not in sent
    ]
    try:
        await answers.drop_files(await _keep(group, (*given, *stay), request))
    except QuestionsChanged as changed:
        await answers.drop_files([each.file_id for each in given if each.file_id is not None])
        form.add("", changed.text)
        return _page(request, company, group, asked, form, status=409)
    return flash(redirect(request, "desk.group", slug=company.slug, group=group.id), _("Guardado."))


async def group_file(request: Request) -> Response:
    """A file that the company handed in with its order."""
    _company, group = await group_of(request)
    found = await Answer.get_or_none(id=request.path_params["answer"], group_id=group.id)
    if found is None or found.file_id is None:
        raise NotFound()
    return await files.respond(await files.stored(found.file_id))


async def questions_of(event_id: int) -> list[Question]:
    asked = await questions.asked_of(event_id)
    return asking.in_order(asking.for_ticket(asked, NO_TICKET, per_ticket=False))


async def left_open(group: RegistrationGroup) -> int:
    """How many required questions of the order nobody has answered."""
    asked = await questions_of(group.event_id)
    if not asked or group.status not in OPEN:
        return 0
    values, _files = await answers.values_of_group(group.id, asked)
    return len(asking.open_questions(asked, values))


async def owing(group: RegistrationGroup) -> list[int]:
    """The seats, by surname, whose person still owes an answer to what the event asks of each one."""
    asked = [each for each in await questions.asked_of(group.event_id) if each.per_ticket]
    if group.status not in OPEN or not any(each.required for each in asked):
        return []
    found = await rows(SEATS, group.id)
    said = await answers.values_of_each([each["id"] for each in found], asked)
    by_type = {each["ticket_type_id"]: asking.for_ticket(asked, each["ticket_type_id"]) for each in found}
    return [
        each["id"] for each in found if asking.open_questions(by_type[each["ticket_type_id"]], said.get(each["id"], {}))
    ]


@transaction
async def _keep(group: RegistrationGroup, given: tuple[Given, ...], request: Request) -> list[int]:
    await seats.lock(group.event_id)
    return await answers.replace(given, group_id=group.id, actor=actor(request).label, now=request.state.now)


def _page(
    request: Request, company: Company, group: RegistrationGroup, asked: list[Question], form: Filled[NothingMore], *,
    status: int = 200,
) -> Response:  # fmt: skip
    return page(
        request, status=status, template="events_app/desk/group_questions.html", company=company, group=group,
        event=group.event, questions=asked, form=form, rules=form_questions.hiding_rules(asked),
        has_files=any(KINDS[each.kind].takes_file for each in asked),
    )  # fmt: skip


AT = "/empresa/{slug}/grupos/{group:int}"
ROUTES = (
    Page(f"{AT}/preguntas", group_questions, access=Access.COORDINATOR, methods=("GET", "POST")),
    Page(f"{AT}/archivos/{{answer:int}}", group_file, access=Access.COORDINATOR),
)
