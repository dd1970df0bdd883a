"""The office's pages where an event's questions are written, put in order and taken away."""

from typing import Any

from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from events_app.core.access import Access
from events_app.core.errors import Invalid, NotFound
from events_app.core.fields import Checkbox, Line, LongLine, Text
from events_app.core.forms import Filled, Form, blank, fill
from events_app.core.i18n import N_, _, current_locale
from events_app.core.pages import Page, actor, flash, page, redirect
from events_app.directory.office_forms import asked as query_word
from events_app.directory.office_forms import record_id
from events_app.events.models import Event, TicketType
from events_app.registration import questions
from events_app.registration.engine.question_values import ANSWERED, NO, YES
from events_app.registration.engine.question_values import Question as Asked
from events_app.registration.engine.questions import KINDS
from events_app.registration.question_records import AskedPer, Question

ONE = "events_app/registration/question.html"
BOUND_WORDS = {
    "length": ("", N_("Longitud máxima, en caracteres")),
    "number": (N_("Mínimo"), N_("Máximo")),
    "count": (N_("Marcar al menos"), N_("Marcar como máximo")),
    "day": (N_("Desde el día"), N_("Hasta el día")),
    "megabytes": ("", N_("Peso máximo, en MB")),
}
PER_NAMES = {AskedPer.TICKET: N_("A cada persona"), AskedPer.ORDER: N_("Una vez por pedido")}


class QuestionForm(Form):
    label_es: LongLine = Field(max_length=200)
    label_en: LongLine = Field(default="", max_length=200)
    hint_es: LongLine = ""
    hint_en: LongLine = ""
    required: Checkbox = False
    options: Text = ""
    least: Line = Field(default="", max_length=20)
    most: Line = Field(default="", max_length=20)
    per: AskedPer = AskedPer.TICKET
    ticket_type: int | None = Field(default=None, ge=1, le=2**62)
    conditions: list[str] = []


class MoveForm(Form):
    direction: Line


async def event_questions(request: Request) -> Response:
    """What this event asks besides the name, in the order in which people see it."""
    event = await _event(request)
    return await _list(request, event)


async def new_question(request: Request) -> Response:
    """A question of the kind that the list named."""
    event = await _event(request)
    kind = query_word(request, "tipo", list(KINDS))
    if not kind:
        raise NotFound()
    if request.method != "POST":
        return await _one(request, event, kind, None, blank(QuestionForm))
    return await _save(request, event, kind, None)


async def question(request: Request) -> Response:
    """One question; what people already answered keeps the words that they answered."""
    event = await _event(request)
    record = await _record(request, event)
    if request.method != "POST":
        return await _one(request, event, record.kind, record, blank(QuestionForm, **_typed(record)))
    return await _save(request, event, record.kind, record)


async def move_question(request: Request) -> Response:
    event = await _event(request)
    form = await fill(request, MoveForm)
    up = form.ok and form.checked.direction == "up"
    key = str(request.path_params["key"])
    await questions.move(event.id, key, up=up, actor=actor(request).label, now=request.state.now)
    return redirect(request, "registration.event_questions", id=event.id)


async def remove_question(request: Request) -> Response:
    """Refused, with the reason, while another question depends on it."""
    event = await _event(request)
    key = str(request.path_params["key"])
    try:
        await questions.remove(event.id, key, actor=actor(request).label, now=request.state.now)
    except Invalid as refused:
        return await _list(request, event, status=409, refused=_first(refused))
    answer = redirect(request, "registration.event_questions", id=event.id)
    return flash(answer, _("Ya no se pregunta. Lo que se contestó sigue en los registros."))


async def _save(request: Request, event: Event, kind: str, record: Question | None) -> Response:
    form = await fill(request, QuestionForm)
    if not form.ok:
        return await _one(request, event, kind, record, form, status=422)
    values = await _values(event, kind, record, form)
    if form.errors:
        return await _one(request, event, kind, record, form, status=422)
    key = record.key if record else None
    try:
        await questions.save(event.id, key, values, actor=actor(request).label, now=request.state.now)
    except Invalid as wrong:
        form.add("", _first(wrong))
        return await _one(request, event, kind, record, form, status=422)
    return flash(redirect(request, "registration.event_questions", id=event.id), _("Pregunta guardada."))


async def _values(event: Event, kind: str, record: Question | None, form: Filled[QuestionForm]) -> dict[str, Any]:
    asked = form.checked
    if asked.ticket_type and not await TicketType.exists(id=asked.ticket_type, event_id=event.id):
        form.add("ticket_type", N_("Elige un tipo de boleto."))
    condition: dict[str, list[str]] = {}
    for each in asked.conditions:
        key, _colon, fact = each.partition(":")
        condition.setdefault(key, []).append(fact)
    bounds = {"least": asked.least.replace(",", ""), "most": asked.most.replace(",", "")}
    return {
        "kind": kind,
        "label_es": asked.label_es, "label_en": asked.label_en, "hint_es": asked.hint_es, "hint_en": asked.hint_en,
        "required": asked.required,
        "options": questions.parsed_options(asked.options, record) if KINDS[kind].has_options else [],
        "settings": {name: value for name, value in bounds.items() if value and KINDS[kind].bounds},
        "condition": condition,
        "per": asked.per,
        "ticket_type_id": asked.ticket_type,
    }  # fmt: skip


def _typed(record: Question) -> dict[str, Any]:
    names = ("label_es", "label_en", "hint_es", "hint_en", "required", "per")
    return {name: getattr(record, name) for name in names} | {
        "options": questions.typed_options(record),
        "ticket_type": record.ticket_type_id,
        "conditions": [f"{key}:{fact}" for key, facts in (record.condition or {}).items() for fact in facts],
        **(record.settings or {}),
    }


async def _list(request: Request, event: Event, *, status: int = 200, refused: str = "") -> Response:
    records = await questions.current(event.id)
    asked = {each.key: questions.as_asked(each) for each in records}
    types = {each.id: each.name(current_locale()) for each in await TicketType.filter(event_id=event.id)}
    return page(
        request, status=status, template="events_app/registration/event_questions.html", event=event,
        records=records, kinds=questions.kinds(), kind_names=dict(questions.kinds()), per_names=PER_NAMES,
        types=types, conditions={key: _spoken(one, asked) for key, one in asked.items()}, refused=refused,
    )  # fmt: skip


async def _one(
    request: Request, event: Event, kind: str, record: Question | None, form: Filled[QuestionForm], *, status: int = 200
) -> Response:
    others = [questions.as_asked(each) for each in await questions.current(event.id)]
    types = await TicketType.filter(event_id=event.id).order_by("position", "id")
    return page(
        request, status=status, template=ONE, event=event, form=form, record=record, kind=kind,
        kind_name=_(KINDS[kind].name), has_options=KINDS[kind].has_options,
        bound_words=BOUND_WORDS.get(KINDS[kind].bounds, ("", "")), bound_type=_input_of(KINDS[kind].bounds),
        per_names=PER_NAMES, types=[(each.id, each.name(current_locale())) for each in types],
        conditions=_choices(others, record.key if record else ""),
    )  # fmt: skip


def _choices(others: list[Asked], own: str) -> list[tuple[str, str]]:
    """Every answer on which a question may depend: one line for each."""
    made = []
    for other in others:
        if other.key == own:
            continue
        for fact in sorted(KINDS[other.kind].possible(other), key=lambda one: (one == ANSWERED, len(one), one)):
            made.append((f"{other.key}:{fact}", _condition_words(other, fact)))
    return made


def _spoken(question: Asked, by_key: dict[str, Asked]) -> str:
    """The condition in words; several answers to one question are alternatives."""
    parts = []
    for condition in question.conditions:
        if other := by_key.get(condition.question):
            said = [_fact_words(other, fact) for fact in sorted(condition.any_of)]
            parts.append(_("«%(label)s»: %(answer)s", label=other.label(current_locale()), answer=" / ".join(said)))
    return "; ".join(parts)


def _condition_words(other: Asked, fact: str) -> str:
    return _("«%(label)s»: %(answer)s", label=other.label(current_locale()), answer=_fact_words(other, fact))


def _fact_words(other: Asked, fact: str) -> str:
    plain = {ANSWERED: _("cualquier respuesta"), YES: _("Sí"), NO: _("No")}
    option = other.options_by_key.get(fact)
    return option.label(current_locale()) if option else plain.get(fact, fact)


def _input_of(bounds: str) -> str:
    return {"day": "date", "number": "text"}.get(bounds, "number")


def _first(wrong: Invalid) -> str:
    return next(iter(wrong.fields.values()), wrong.text)


async def _event(request: Request) -> Event:
    found = await Event.get_or_none(id=record_id(request))
    if found is None:
        raise NotFound()
    return found


async def _record(request: Request, event: Event) -> Question:
    key = str(request.path_params["key"])[:12].replace("\0", "")
    found = await Question.get_or_none(event_id=event.id, key=key, retired_at__isnull=True)
    if found is None:
        raise NotFound()
    return found


BOTH, POST = ("GET", "POST"), ("POST",)
AT = "/oficina/eventos/{id:int}/preguntas"
ROUTES = (
    Page(AT, event_questions, access=Access.OFFICE),
    Page(f"{AT}/nueva", new_question, access=Access.OFFICE, methods=BOTH),
    Page(f"{AT}/{{key}}", question, access=Access.OFFICE, methods=BOTH),
    Page(f"{AT}/{{key}}/lugar", move_question, access=Access.OFFICE, methods=POST),
    Page(f"{AT}/{{key}}/baja", remove_question, access=Access.OFFICE, methods=POST),
)
