"""The chair's board: how far the reading is, who reads how strictly, where readers disagree, and what to read again."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from events_app.core.database import rows
from scholarships.calls.models import Call
from scholarships.engine.calibration import NotConnected, calibrate
from scholarships.engine.calibration_table import Score
from scholarships.review.marks import Reading, readings_of
from scholarships.review.models import ReviewSettings
from scholarships.review.permissions import Desk

USUAL_RANGE = Fraction(2)

READERS = """
SELECT v.id, v.code, u.name, v.status, v.ends_on, v.declared_at, v.max_load,
       count(a.id) FILTER (WHERE a.status <> 'returned')::int AS load,
       count(a.id) FILTER (WHERE a.status = 'done')::int AS done,
       count(a.id) FILTER (WHERE a.status IN ('assigned', 'started'))::int AS open,
       max(a.started_at) AS last_at
FROM scholarship_reviewers v JOIN users u ON u.id = v.user_id
LEFT JOIN scholarship_assignments a ON a.reviewer_id = v.id
WHERE v.call_id = $1 GROUP BY v.id, u.name ORDER BY v.id
"""
FILES = """
SELECT w.id, w.folio, w.level, count(a.id) FILTER (WHERE a.status <> 'returned')::int AS given,
       count(a.id) FILTER (WHERE a.status = 'done')::int AS done
FROM scholarship_applications w LEFT JOIN scholarship_assignments a ON a.application_id = w.id
WHERE w.call_id = $1 AND w.status = 'eligible' GROUP BY w.id ORDER BY w.folio
"""
HOLDERS = """
SELECT a.id, a.application_id, v.code, a.status FROM scholarship_assignments a
JOIN scholarship_rounds r ON r.id = a.round_id JOIN scholarship_reviewers v ON v.id = a.reviewer_id
WHERE r.call_id = $1 AND a.status <> 'returned' ORDER BY a.application_id, a.reading
"""
CONFLICTS = """
SELECT k.id, w.id AS application, w.folio, v.code, k.source, k.at, k.reason FROM scholarship_conflicts k
JOIN scholarship_applications w ON w.id = k.application_id
JOIN scholarship_reviewers v ON v.id = k.reviewer_id
WHERE v.call_id = $1 AND w.status = 'eligible' ORDER BY k.at DESC, k.id DESC
"""


@dataclass(frozen=True)
class ReaderLine:
    """`mean`, `lowest` and `highest` are of this reader's marks, 1 to 5; None without a finished reading."""

    id: int
    code: str
    name: str
    status: str
    ends_on: date
    declared: bool
    load: int
    done: int
    open: int
    mean: Fraction | None
    lowest: Fraction | None
    highest: Fraction | None
    term_is_over: bool


@dataclass(frozen=True)
class FileLine:
    """An application with the marks of its readers; `range` is between the highest and the lowest.

    `holders` are the live readings: (id, the reader's code).
    """

    id: int
    folio: str
    level: str
    given: int
    done: int
    marks: tuple[Reading, ...]
    range: Fraction | None
    why: str
    holders: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True)
class Board:
    """`hidden` is how many applications somebody else decides, because of a conflict of whoever looks."""

    readers: tuple[ReaderLine, ...]
    files: tuple[FileLine, ...]
    without: tuple[FileLine, ...]
    apart: tuple[FileLine, ...]
    conflicts: tuple[dict[str, Any], ...]
    done: int
    wanted: int
    mean: Fraction | None
    hidden: int


async def board_of(desk: Desk, settings: ReviewSettings | None, today: date, *, final: bool = True) -> Board:
    """What this desk may see: the office sees progress and no score, a deputy the chair's conflicts only.

    Which awards hang on one reading is asked only of a `final` reading: before, half of the marks are missing.
    """
    call = desk.call
    readings = await readings_of(call) if desk.sees_scores else []
    found = await rows(FILES, call.id)
    holders = await rows(HOLDERS, call.id) if desk.sees_scores else []
    awards = settings.awards_expected if settings and final else None
    again = await asyncio.to_thread(third_readings, readings, threshold_of(settings), awards)
    shown = _Shown(_grouped(readings), again, _holding(holders))
    lines = [_line(each, shown) for each in found if desk.sees(each["id"])]
    counted = [_line(each, _Shown({}, {}, {})) for each in found]
    visible = {each.id for each in lines}
    conflicts = await rows(CONFLICTS, call.id)
    return Board(
        readers=tuple(_reader(each, readings, today) for each in await rows(READERS, call.id)),
        files=tuple(lines),
        without=tuple(each for each in _allowed(counted, desk) if each.given < call.minimum_readings),
        apart=tuple(sorted((each for each in lines if each.why), key=lambda each: (-(each.range or 0), each.folio))),
        conflicts=tuple(each for each in conflicts if each["application"] in visible),
        done=sum(min(each.done, call.minimum_readings) for each in counted),
        wanted=len(counted) * call.minimum_readings,
        mean=_mean([each.mark for each in readings]),
        hidden=len(counted) - len(visible) if desk.sees_scores else 0,
    )


def third_readings(readings: Sequence[Reading], threshold: Fraction, awards: int | None) -> dict[int, str]:
    """The applications to read again, with why: the marks lie apart, or one reader alone decides about the award."""
    marks = {key: [each.mark for each in group] for key, group in _grouped(readings).items()}
    why = {key: "apart" for key, values in marks.items() if max(values) - min(values) >= threshold}
    if not awards or not readings:
        return why
    scores = [Score(str(each.application_id), each.reader, each.mark) for each in readings]
    try:
        named = calibrate(scores, "reml", awards=awards).third_reading
    except NotConnected:
        named = calibrate(scores, "raw", awards=awards).third_reading
    return {int(each): "decided_by_one" for each in named} | why


def threshold_of(settings: ReviewSettings | None) -> Fraction:
    return Fraction(settings.third_reading_range) if settings and settings.third_reading_range else USUAL_RANGE


def _allowed(lines: Sequence[FileLine], desk: Desk) -> list[FileLine]:
    """A file that lacks a reader is named by its folio to whoever may decide about it, and to the office."""
    return [each for each in lines if not desk.sees_scores or desk.sees(each.id)]


@dataclass(frozen=True)
class _Shown:
    """By application: its readings, why it should be read again, who holds it."""

    readings: Mapping[int, Sequence[Reading]]
    again: Mapping[int, str]
    holders: Mapping[int, Sequence[tuple[int, str]]]


def _line(found: Mapping[str, Any], shown: _Shown) -> FileLine:
    marks = tuple(shown.readings.get(found["id"], ()))
    values = [each.mark for each in marks]
    return FileLine(
        id=found["id"],
        folio=found["folio"],
        level=found["level"],
        given=found["given"],
        done=found["done"],
        marks=marks,
        range=max(values) - min(values) if values else None,
        why=shown.again.get(found["id"], ""),
        holders=tuple(shown.holders.get(found["id"], ())),
    )


def _grouped(readings: Sequence[Reading]) -> dict[int, list[Reading]]:
    found: dict[int, list[Reading]] = {}
    for each in readings:
        found.setdefault(each.application_id, []).append(each)
    return found


def _holding(holders: Sequence[Mapping[str, Any]]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for each in holders:
        found.setdefault(each["application_id"], []).append((each["id"], each["code"]))
    return found


def _reader(found: Mapping[str, Any], readings: Sequence[Reading], today: date) -> ReaderLine:
    marks = [each.mark for each in readings if each.reader_id == found["id"]]
    return ReaderLine(
        id=found["id"],
        code=found["code"],
        name=found["name"],
        status=found["status"],
        ends_on=found["ends_on"],
        declared=found["declared_at"] is not None,
        load=found["load"],
        done=found["done"],
        open=found["open"],
        mean=_mean(marks),
        lowest=min(marks, default=None),
        highest=max(marks, default=None),
        term_is_over=found["ends_on"] < today and found["status"] == "active" and found["open"] > 0,
    )


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction()) / len(values) if values else None


async def settings_of(call: Call) -> ReviewSettings | None:
    return await ReviewSettings.get_or_none(call_id=call.id)
