"""Gives applications to readers: the first sharing out of a round, and every reading that is needed afterwards."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from events_app.core.database import rows
from scholarships.engine.assignment import Assigned, Blocked, Pair, Task, assign
from scholarships.engine.conflicts import Application as File
from scholarships.engine.conflicts import Reviewer as Reader
from scholarships.review.readings import ReviewRound

FILES = """
SELECT id::text AS id, company_id::text AS company FROM scholarship_applications
WHERE call_id = $1 AND status = 'eligible' ORDER BY id
"""
READERS = """
SELECT v.id::text AS id, v.company_id::text AS company, v.max_load,
       v.status = 'active' AND v.starts_on <= $2 AND v.ends_on >= $2 AND u.is_active AS reads
FROM scholarship_reviewers v JOIN users u ON u.id = v.user_id WHERE v.call_id = $1 ORDER BY v.id
"""
FORBIDDEN = """
SELECT k.application_id::text AS application, k.reviewer_id::text AS reader
FROM scholarship_conflicts k JOIN scholarship_reviewers v ON v.id = k.reviewer_id WHERE v.call_id = $1
UNION
SELECT a.application_id::text, a.reviewer_id::text
FROM scholarship_assignments a JOIN scholarship_reviewers v ON v.id = a.reviewer_id
WHERE v.call_id = $1 AND a.status = 'returned' AND a.returned_because IN ('conflict', 'chair')
"""
LIVE = """
SELECT a.application_id::text AS application, a.reviewer_id::text AS reader, a.reading
FROM scholarship_assignments a JOIN scholarship_reviewers v ON v.id = a.reviewer_id
WHERE v.call_id = $1 AND a.status <> 'returned' ORDER BY a.id
"""
PLACES = """
SELECT reviewer_id::text AS reader, max(position) AS last FROM scholarship_assignments
WHERE reviewer_id = ANY($1) GROUP BY reviewer_id
"""
WRITE = """
INSERT INTO scholarship_assignments (created_at, round_id, application_id, reviewer_id, reading, position, status,
    returned_because, returned_note, assigned_at)
SELECT $1, $2, application, reader, reading, position, 'assigned', '', '', $1
FROM unnest($3::bigint[], $4::bigint[], $5::int[], $6::int[]) AS given(application, reader, reading, position)
RETURNING id
"""


@dataclass(frozen=True)
class Ground:
    """What there is to share out: ids are texts, `live` holds (application, reader, number of the reading)."""

    files: Mapping[str, File]
    readers: tuple[Reader, ...]
    forbidden: frozenset[Pair]
    live: tuple[tuple[str, str, int], ...]

    def readings(self, application: str) -> int:
        return sum(1 for each, _, _ in self.live if each == application)


async def ground(call_id: int, today: date) -> Ground:
    """The files to be read, who may read them today, and who reads what already."""
    live = tuple((each["application"], each["reader"], each["reading"]) for each in await rows(LIVE, call_id))
    load: dict[str, int] = defaultdict(int)
    for _, reader, _ in live:
        load[reader] += 1
    return Ground(
        files={each["id"]: File(each["id"], each["company"]) for each in await rows(FILES, call_id)},
        readers=tuple(
            Reader(each["id"], each["company"], _limit(each, load[each["id"]]))
            for each in await rows(READERS, call_id, today)
        ),
        forbidden=frozenset((each["application"], each["reader"]) for each in await rows(FORBIDDEN, call_id)),
        live=live,
    )


def _limit(reader: Mapping[str, Any], load: int) -> int | None:
    """Who does not read (any more) keeps what is in hand and gets nothing else."""
    if not reader["reads"]:
        return load
    return None if reader["max_load"] is None else max(reader["max_load"], load)


def share_out(found: Ground, readings: int, seed: str) -> Assigned | Blocked:
    """Every file so many readings, loads as even as the conflicts allow, readers connected (the engine's rule)."""
    return assign(first_task(found, readings, seed))


def first_task(found: Ground, readings: int, seed: str) -> Task:
    return Task(
        applications=tuple(found.files.values()),
        reviewers=found.readers,
        readings=readings,
        declared=sorted(found.forbidden),
        seed=seed,
        kept=[(application, reader) for application, reader, _ in found.live if application in found.files],
    )


def one_more(found: Ground, needed: Sequence[str], seed: str) -> Assigned | Blocked:
    """One more reading of each of these files, by whoever has the least in hand and has not read it.

    What is in hand already stands in the task as files of one reading that stay where they are.
    """
    held = [File(f"held:{number}") for number in range(len(found.live))]
    kept = [(file.id, reader) for file, (_, reader, _) in zip(held, found.live, strict=True)]
    asked = set(needed)
    task = Task(
        applications=[*(file for key, file in found.files.items() if key in asked), *held],
        reviewers=found.readers,
        readings=1,
        declared=sorted(found.forbidden | {(application, reader) for application, reader, _ in found.live}),
        seed=seed,
        kept=kept,
    )
    answer = assign(task)
    if isinstance(answer, Blocked):
        return answer
    return replace(answer, pairs=tuple(pair for pair in answer.pairs if pair[0] in asked))


def digest(task: Task) -> str:
    """What the sharing out started from, so that anyone can run it again and get the same pairs."""
    said = {
        "applications": [[each.id, each.company] for each in task.applications],
        "reviewers": [[each.id, each.company, each.max_load] for each in task.reviewers],
        "readings": task.readings,
        "conflicts": sorted(task.declared),
        "kept": sorted(task.kept),
        "seed": task.seed,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


async def write(found: Ground, pairs: Iterable[Pair], into: ReviewRound, *, now: datetime) -> dict[int, int]:
    """Writes the new pairs (those that are live already stay); gives how many files each reader got."""
    live = {(application, reader) for application, reader, _ in found.live}
    fresh = [pair for pair in pairs if pair not in live]
    numbers = _free_numbers(found)
    last = {each["reader"]: each["last"] for each in await rows(PLACES, [int(reader) for _, reader in fresh])}
    given: dict[int, int] = defaultdict(int)
    made: list[tuple[int, int, int, int]] = []
    for application, reader in sorted(fresh, key=lambda pair: _shuffled(into.seed, pair)):
        last[reader] = last.get(reader, 0) + 1
        given[int(reader)] += 1
        made.append((int(application), int(reader), _next_number(numbers[application]), last[reader]))
    await rows(WRITE, now, into.id, *([each[column] for each in made] for column in range(4)))
    return dict(given)


def _free_numbers(found: Ground) -> dict[str, set[int]]:
    taken: dict[str, set[int]] = defaultdict(set)
    for application, _, reading in found.live:
        taken[application].add(reading)
    return taken


def _next_number(taken: set[int]) -> int:
    number = next(each for each in range(1, len(taken) + 2) if each not in taken)
    taken.add(number)
    return number


def _shuffled(seed: str, pair: Pair) -> str:
    """Every reader goes through the files in an order of their own, so that nobody is always read first."""
    return hashlib.sha256(f"{seed}|{pair[1]}|{pair[0]}".encode()).hexdigest()
