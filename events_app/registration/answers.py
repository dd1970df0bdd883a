"""Answers to an event's questions: read from a form, kept with the registration, shown in the reader's language."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from starlette.datastructures import UploadFile

from events_app.core import audit, files
from events_app.core.database import decoded, rows
from events_app.core.errors import Invalid, TooLarge
from events_app.core.formats import format_date_words
from events_app.core.forms import Filled, clean
from events_app.core.pictures import check_picture, picture_type
from events_app.registration.engine import asking
from events_app.registration.engine.question_values import FILE_BYTES, Mistake, Question, Upload, Value
from events_app.registration.engine.questions import KINDS
from events_app.registration.engine.wanted import Given
from events_app.registration.errors import QuestionsChanged
from events_app.registration.question_records import Question as Record

FILE_KIND = "answer"
PREFIX = "answer_"
# Only what is still asked is kept: a question edited in between makes the whole submit start again.
ADD = """
INSERT INTO answers (created_at, registration_id, group_id, question_id, value, file_id, answered_at)
SELECT $1, $2, $3, q.id, a.value, a.file_id, $1
FROM jsonb_to_recordset($4::jsonb) AS a(question_id bigint, value jsonb, file_id bigint)
JOIN questions q ON q.id = a.question_id AND q.retired_at IS NULL
RETURNING id
"""
# The latest answer to each question, whichever of its versions was asked.
OF_REGISTRATIONS = """
SELECT DISTINCT ON (a.registration_id, q.key) a.registration_id, a.id, a.value, a.file_id, a.question_id, q.key
FROM answers a JOIN questions q ON q.id = a.question_id
WHERE a.registration_id = ANY($1::bigint[]) ORDER BY a.registration_id, q.key, a.question_id DESC
"""
# What the company answered once for its whole order, under each of its seats.
OF_THEIR_GROUPS = """
SELECT DISTINCT ON (r.id, q.key) r.id AS registration_id, a.id, a.value, a.file_id, a.question_id, q.key
FROM registrations r JOIN answers a ON a.group_id = r.group_id JOIN questions q ON q.id = a.question_id
WHERE r.id = ANY($1::bigint[]) ORDER BY r.id, q.key, a.question_id DESC
"""
OF_GROUP = """
SELECT DISTINCT ON (q.key) a.id, a.value, a.file_id, a.question_id, q.key
FROM answers a JOIN questions q ON q.id = a.question_id
WHERE a.group_id = $1 ORDER BY q.key, a.question_id DESC
"""
DROP = """
DELETE FROM answers a USING questions q WHERE q.id = a.question_id AND q.retired_at IS NULL
AND (a.registration_id = $1 OR a.group_id = $2) RETURNING a.file_id
"""


def field_name(key: str) -> str:
    return f"{PREFIX}{key}"


def typed_of(asked: Sequence[Question], data: Any) -> dict[str, Any]:
    """What a browser sent for each question, cleaned: text, a list of texts or a file. `data` is form data."""
    typed: dict[str, Any] = {}
    for question in asked:
        values = data.getlist(field_name(question.key)) if hasattr(data, "getlist") else []
        texts = [clean(each) for each in values if isinstance(each, str)]
        uploads = [each for each in values if isinstance(each, UploadFile) and each.filename]
        if KINDS[question.kind].takes_file:
            typed[question.key] = uploads[0] if uploads else None
        else:
            typed[question.key] = texts if question.kind == "many" else (texts[0] if texts else "")
    return typed


async def read(
    asked: Sequence[Question], typed: Mapping[str, Any], *, kept: Mapping[str, Value] | None = None
) -> tuple[asking.Answers, dict[str, tuple[bytes, str]]]:
    """The answers with the content of each file that was handed in, drawn anew when it is a picture."""
    contents: dict[str, tuple[bytes, str]] = {}
    ready: dict[str, Any] = dict(typed)
    for question in asked:
        sent = typed.get(question.key)
        if isinstance(sent, UploadFile):
            data, kind = await _content(sent)
            contents[question.key] = (data, kind)
            ready[question.key] = Upload(files.clean_name(sent.filename or ""), len(data), kind)
    answers = asking.read(asked, ready, kept=tuple(kept or ()))
    return answers, {key: content for key, content in contents.items() if key in answers.values}


def mistakes_into(form: Filled[Any], answers: asking.Answers) -> None:
    """Each mistake beside its field."""
    for key, mistake in answers.mistakes.items():
        form.add(field_name(key), mistake.sentence, **in_words(mistake))


def in_words(mistake: Mistake) -> dict[str, Any]:
    """What the sentence names, days as people say them."""
    return {
        name: format_date_words(value) if isinstance(value, date) else value for name, value in mistake.params.items()
    }


def typed_into(form: Filled[Any], typed: Mapping[str, Any]) -> None:
    """What was typed stays on the page; a file the browser must choose again."""
    for key, value in typed.items():
        if not isinstance(value, UploadFile) and value is not None:
            form.typed[field_name(key)] = value


async def keep_files(
    contents: Mapping[str, tuple[bytes, str]], answers: asking.Answers, now: datetime
) -> dict[str, int]:
    """Stores the files before the transaction; gives their ids by question."""
    kept = {}
    for key, (data, kind) in contents.items():
        value = answers.values[key]
        name = str(value["name"]) if isinstance(value, dict) else "archivo"
        kept[key] = (await files.put(FILE_KIND, name, data, kind, now=now, most_bytes=2 * FILE_BYTES)).id
    return kept


async def drop_files(file_ids: Sequence[int]) -> None:
    """Takes back files whose registration did not come about."""
    for each in file_ids:
        await files.remove(await files.stored(each))


def given(records: Sequence[Record], answers: asking.Answers, file_ids: Mapping[str, int]) -> tuple[Given, ...]:
    """The answers as the registration keeps them."""
    return tuple(
        Given(each.id, answers.values[each.key], file_ids.get(each.key))
        for each in records
        if each.key in answers.values
    )


async def add(
    answered: Sequence[Given], *, registration_id: int | None = None, group_id: int | None = None, now: datetime
) -> None:
    """Inside the caller's transaction. Raises QuestionsChanged when one of them is no longer asked."""
    if not answered:
        return
    made = await rows(ADD, now, registration_id, group_id, json.dumps([asdict(each) for each in answered]))
    if len(made) != len(answered):
        raise QuestionsChanged()


async def replace(
    answered: Sequence[Given], *, registration_id: int | None = None, group_id: int | None = None, actor: str,
    now: datetime,
) -> list[int]:  # fmt: skip
    """Puts these in the place of the standing answers, in the caller's transaction; retired versions keep theirs.

    Gives the files that no answer names any more.
    """
    dropped = {each["file_id"] for each in await rows(DROP, registration_id, group_id)}
    await add(answered, registration_id=registration_id, group_id=group_id, now=now)
    subject = f"registration:{registration_id}" if registration_id else f"registration_group:{group_id}"
    await audit.note("answers.changed", actor=actor, subject=subject, now=now)
    return sorted(dropped - {None} - {each.file_id for each in answered})


async def values_of(registration_id: int, asked: Sequence[Question]) -> tuple[dict[str, Value], dict[str, int]]:
    """The standing answers by key, only those that today's version of the question would still take; and file ids."""
    return _standing(await rows(OF_REGISTRATIONS, [registration_id]), asked)


async def values_of_each(registration_ids: Sequence[int], asked: Sequence[Question]) -> dict[int, dict[str, Value]]:
    """The standing answers of many at once, by registration; whoever answered nothing is not in it."""
    found: dict[int, list[dict[str, Any]]] = {}
    for each in await rows(OF_REGISTRATIONS, list(registration_ids)):
        found.setdefault(each["registration_id"], []).append(each)
    return {registration_id: _standing(said, asked)[0] for registration_id, said in found.items()}


async def values_of_group(group_id: int, asked: Sequence[Question]) -> tuple[dict[str, Value], dict[str, int]]:
    return _standing(await rows(OF_GROUP, group_id), asked)


def _standing(found: list[dict[str, Any]], asked: Sequence[Question]) -> tuple[dict[str, Value], dict[str, int]]:
    by_key = {each.key: each for each in asked}
    values: dict[str, Value] = {}
    file_ids: dict[str, int] = {}
    for each in found:
        value, question = decoded(each["value"]), by_key.get(each["key"])
        if question is not None and _still_good(question, value, each["file_id"]):
            values[question.key] = value
            if each["file_id"] is not None:
                file_ids[question.key] = each["file_id"]
    return values, file_ids


def as_typed(values: Mapping[str, Value]) -> dict[str, Any]:
    """Answers as a form shows them again."""
    said = {True: "yes", False: "no"}
    return {key: said[value] if isinstance(value, bool) else value for key, value in values.items()}


async def _content(upload: UploadFile) -> tuple[bytes, str]:
    """What was handed in and its type by its first bytes; a picture loses what the camera wrote into it."""
    data = await upload.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES or data[:5] == b"%PDF-":
        return data, "application/pdf"
    try:
        drawn = await asyncio.to_thread(check_picture, data)
    except (Invalid, TooLarge):
        return data, ""
    return drawn, picture_type(drawn)


def _still_good(question: Question, value: Value, file_id: int | None) -> bool:
    if file_id is not None:
        return KINDS[question.kind].takes_file
    try:
        KINDS[question.kind].parse(question, value)
    except Mistake:
        return False
    return True
