"""The questions of an event as the office writes them: in order, in two languages, never changed under an answer."""

from datetime import datetime
from typing import Any

from events_app.core import audit
from events_app.core.database import row, transaction
from events_app.core.errors import Invalid, NotFound
from events_app.core.i18n import _
from events_app.registration import seats
from events_app.registration.engine import asking
from events_app.registration.engine.question_values import BadQuestion, Condition, Option
from events_app.registration.engine.question_values import Question as Asked
from events_app.registration.engine.questions import KINDS
from events_app.registration.question_records import Answer, AskedPer, Question

MOST_QUESTIONS = 40
NEXT_KEY = "SELECT coalesce(max(substr(key, 2)::int), 0) + 1 AS n FROM questions WHERE event_id = $1"


async def current(event_id: int) -> list[Question]:
    """The questions asked today, in the office's order."""
    return await Question.filter(event_id=event_id, retired_at__isnull=True).order_by("position", "id")


async def asked_of(event_id: int) -> list[Asked]:
    return [as_asked(each) for each in await current(event_id)]


def as_asked(record: Question) -> Asked:
    """The stored question as the rules know it."""
    settings, condition = record.settings or {}, record.condition or {}
    return Asked(
        key=record.key,
        kind=record.kind,
        label_es=record.label_es,
        label_en=record.label_en,
        help_es=record.hint_es,
        help_en=record.hint_en,
        required=record.required,
        options=tuple(Option(each["key"], each["es"], each.get("en", "")) for each in record.options or ()),
        least=settings.get("least", ""),
        most=settings.get("most", ""),
        conditions=tuple(Condition(key, frozenset(facts)) for key, facts in sorted(condition.items())),
        per_ticket=record.per is AskedPer.TICKET,
        ticket_type_id=record.ticket_type_id,
    )


@transaction
async def save(event_id: int, key: str | None, values: dict[str, Any], *, actor: str, now: datetime) -> str:
    """Adds a question or writes a new version of the one with this key, and gives its key.

    What was answered stays as it was asked: the old version is retired. Raises Invalid, NotFound.
    """
    await seats.lock(event_id)
    standing = await current(event_id)
    old = next((each for each in standing if each.key == key), None)
    if key is not None and old is None:
        raise NotFound()
    if old is None and len(standing) >= MOST_QUESTIONS:
        raise Invalid(fields={"": _("Caben %(most)s preguntas por evento.", most=MOST_QUESTIONS)})
    found = await row(NEXT_KEY, event_id)
    place = old.position if old else max((each.position for each in standing), default=0) + 1
    made = Question(event_id=event_id, key=key or f"q{(found or {'n': 1})['n']}", position=place, **values)
    check([made if each is old else each for each in standing] if old else [*standing, made])
    if old is not None:
        made.replaces_id = await _put_away(old, now)
    made.created_at = now
    await made.save()
    action = "question.changed" if old else "question.added"
    await audit.note(action, actor=actor, subject=f"event:{event_id}", now=now, detail={"question": made.key})
    return made.key


@transaction
async def move(event_id: int, key: str, *, up: bool, actor: str, now: datetime) -> None:
    """One place up or down; at the end of the list nothing happens."""
    await seats.lock(event_id)
    listed = await current(event_id)
    place = next((place for place, each in enumerate(listed) if each.key == key), None)
    if place is None:
        raise NotFound()
    other = place - 1 if up else place + 1
    if not 0 <= other < len(listed):
        return
    listed[place], listed[other] = listed[other], listed[place]
    for position, each in enumerate(listed, 1):
        await Question.filter(id=each.id).update(position=position)
    await audit.note("question.moved", actor=actor, subject=f"event:{event_id}", now=now, detail={"question": key})


@transaction
async def remove(event_id: int, key: str, *, actor: str, now: datetime) -> None:
    """No longer asked; its answers stay. Raises Invalid while another question depends on it."""
    await seats.lock(event_id)
    standing = await current(event_id)
    gone = next((each for each in standing if each.key == key), None)
    if gone is None:
        raise NotFound()
    check([each for each in standing if each is not gone])
    await _put_away(gone, now)
    await audit.note("question.removed", actor=actor, subject=f"event:{event_id}", now=now, detail={"question": key})


@transaction
async def copy(from_event: int, to_event: int, types: dict[int, int], *, now: datetime) -> None:
    """The same questions for another event; `types` leads from each ticket type to its copy."""
    for each in await current(from_event):
        kind = types.get(each.ticket_type_id) if each.ticket_type_id is not None else None
        if each.ticket_type_id is not None and kind is None:
            continue
        copied = {name: getattr(each, name) for name in COPIED}
        await Question.create(event_id=to_event, ticket_type_id=kind, created_at=now, **copied)


COPIED = (
    "key", "kind", "label_es", "label_en", "hint_es", "hint_en", "required", "options", "settings", "condition",
    "position", "per",
)  # fmt: skip


def check(standing: list[Question]) -> None:
    """Raises Invalid with the sentence for the office when the questions do not hold together."""
    try:
        asking.check([as_asked(each) for each in standing])
    except BadQuestion as wrong:
        raise Invalid(fields={"": _(wrong.sentence, **wrong.params)}) from wrong


def parsed_options(text: str, before: Question | None) -> list[dict[str, str]]:
    """One option a line, "Mediana | Medium"; an option that keeps its Spanish keeps the key that answers name."""
    known = {each["es"]: each["key"] for each in (before.options if before else ())}
    highest = max((int(key[1:]) for key in known.values()), default=0)
    made: list[dict[str, str]] = []
    for line in text.splitlines():
        spanish, _bar, english = (part.strip() for part in line.partition("|"))
        if not spanish:
            continue
        key = known.get(spanish, "")
        if not key:
            highest += 1
            key = f"o{highest}"
        made.append({"key": key, "es": spanish[:120], "en": english[:120]})
    return made


def typed_options(record: Question) -> str:
    """The options as the office writes them."""
    return "\n".join(f"{each['es']} | {each['en']}" if each.get("en") else each["es"] for each in record.options or ())


def kinds() -> list[tuple[str, str]]:
    return [(key, _(kind.name)) for key, kind in KINDS.items()]


async def _put_away(old: Question, now: datetime) -> int | None:
    """Retires an answered version and gives its id; one that nobody answered simply goes."""
    if await Answer.filter(question_id=old.id).exists():
        await Question.filter(id=old.id).update(retired_at=now)
        return int(old.id)
    await Question.filter(id=old.id).delete()
    return old.replaces_id
