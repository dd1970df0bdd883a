"""What people answered, for whoever reads it: on the ticket, in the office, in a spreadsheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from events_app.core.database import decoded, rows
from events_app.core.formats import format_date_words
from events_app.core.i18n import _, current_locale
from events_app.registration import questions
from events_app.registration.answers import OF_REGISTRATIONS, OF_THEIR_GROUPS
from events_app.registration.engine.question_values import Words
from events_app.registration.engine.questions import KINDS
from events_app.registration.question_records import Question as Record


@dataclass(frozen=True)
class Told:
    """One answer for a reader: the question as it was asked, and what was said."""

    answer_id: int
    key: str
    label: str
    text: str
    has_file: bool


async def told(registration_id: int, *, zone: str = "America/Hermosillo") -> list[Told]:
    """Every standing answer of a registration in the order in which it was asked, in the language in force."""
    return (await told_of([registration_id])).get(registration_id, [])


async def told_by_company(registration_id: int) -> list[Told]:
    """What the company answered once for the order that this seat belongs to."""
    return (await _told(await rows(OF_THEIR_GROUPS, [registration_id]))).get(registration_id, [])


async def told_of(registration_ids: Sequence[int]) -> dict[int, list[Told]]:
    return await _told(await rows(OF_REGISTRATIONS, list(registration_ids)))


async def _told(found: list[dict[str, Any]]) -> dict[int, list[Told]]:
    records = {each.id: each for each in await Record.filter(id__in={each["question_id"] for each in found})}
    made: dict[int, list[Told]] = {}
    for each in sorted(found, key=lambda one: (records[one["question_id"]].position, one["question_id"])):
        record = records[each["question_id"]]
        question, value = questions.as_asked(record), decoded(each["value"])
        text = KINDS[question.kind].show(question, value, words())
        shown = Told(each["id"], question.key, question.label(current_locale()), text, each["file_id"] is not None)
        made.setdefault(each["registration_id"], []).append(shown)
    return made


async def columns(event_id: int) -> list[tuple[str, str]]:
    """Every question that the event ever asked, by key with its latest words, for a spreadsheet."""
    latest: dict[str, Record] = {}
    for each in await Record.filter(event_id=event_id).order_by("position", "id"):
        if each.key not in latest or each.id > latest[each.key].id:
            latest[each.key] = each
    return [(key, each.label(current_locale())) for key, each in latest.items()]


async def cells(registration_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """One cell for each answer, by registration and key; a company's answers stand in the row of each of its seats."""
    ids = list(registration_ids)
    found = await rows(OF_THEIR_GROUPS, ids) + await rows(OF_REGISTRATIONS, ids)
    records = {
        each.id: questions.as_asked(each) for each in await Record.filter(id__in={e["question_id"] for e in found})
    }
    made: dict[int, dict[str, Any]] = {}
    for each in found:
        question = records[each["question_id"]]
        cell = KINDS[question.kind].cell(question, decoded(each["value"]), words())
        made.setdefault(each["registration_id"], {})[question.key] = cell
    return made


def words() -> Words:
    return Words(current_locale(), _("Sí"), _("No"), format_date_words)
