"""Scores: append-only versions, autosave that is cheap, and a closed round that not even the database lets change."""

from fractions import Fraction
from typing import Any

import pytest
from tortoise.exceptions import BaseORMException

from events_app.core import clock
from events_app.core.database import execute, rows
from events_app.core.errors import Invalid, NotFound
from events_app.tests.factories.scholarships import make_call
from events_app.tests.scholarships.review_world import NOW, TODAY, WHOLE, World, make_world, open_reading, read_all
from events_app.tests.support.browser import TestClient
from scholarships.calls.models import Call, CallStatus
from scholarships.review import rounds
from scholarships.review.errors import ReadingClosed, ReadingIncomplete, RoundUnfinished, TooLittleCovered
from scholarships.review.marks import readings_of
from scholarships.review.readings import Assignment, ReviewComment, ScoreVersion
from scholarships.review.scoring import Said, finish, save


async def say(world: World, reading: Assignment, answers: dict[str, Said], comment: str | None = None) -> None:
    await save(reading.id, world.users[0].id, answers, comment=comment, today=TODAY, now=NOW)


async def versions() -> list[tuple[str, int, int | None, bool]]:
    found = await ScoreVersion.all().order_by("id")
    return [(each.criterion, each.version, each.value, each.not_applicable) for each in found]


async def test_a_change_of_mind_is_a_new_version_and_saying_the_same_twice_is_none(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()

    for said in (Said(4), Said(4), Said(2), Said(not_applicable=True), Said(), Said()):
        await say(world, mine, {"esfuerzo": said})

    assert await versions() == [
        ("esfuerzo", 1, 4, False), ("esfuerzo", 2, 2, False), ("esfuerzo", 3, None, True), ("esfuerzo", 4, None, False),
    ]  # fmt: skip
    assert (await Assignment.get(id=mine.id)).status == "started"


async def test_a_comment_keeps_its_versions_too(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()

    for text in ("Muy claro", "Muy claro", "Muy claro y con plan", ""):
        await say(world, mine, {}, comment=text)

    kept = await ReviewComment.all().order_by("version").values_list("version", "text")
    assert kept == [(1, "Muy claro"), (2, "Muy claro y con plan"), (3, "")]


async def test_a_reading_is_done_when_every_criterion_is_answered_and_enough_of_the_weight(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()

    with pytest.raises(ReadingIncomplete) as incomplete:
        await finish(mine.id, world.users[0].id, today=TODAY, now=NOW)
    await say(world, mine, {"esfuerzo": Said(not_applicable=True), "necesidad": Said(5), "motivo": Said(3)})
    await finish(mine.id, world.users[0].id, today=TODAY, now=NOW)
    await say(world, mine, {"necesidad": Said(not_applicable=True)})
    with pytest.raises(TooLittleCovered) as little:
        await finish(mine.id, world.users[0].id, today=TODAY, now=NOW)

    assert incomplete.value.params == {"criteria": "Esfuerzo, Necesidad, Motivo"}
    assert little.value.params == {"coverage": 20, "minimum": 60}
    assert (await Assignment.get(id=mine.id)).status == "started"


async def test_the_mark_spreads_the_weight_of_what_does_not_apply(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    await read_all(world, 0, {"esfuerzo": Said(not_applicable=True), "necesidad": Said(5), "motivo": Said(2)})
    await read_all(world, 1)

    found = await readings_of(await Call.get(id=world.call.id))

    assert {each.mark for each in found if each.reader == "L1"} == {Fraction(4)}
    assert {each.mark for each in found if each.reader == "L2"} == {Fraction(4 * 4 + 5 * 4 + 3 * 2, 10)}


async def test_a_change_that_leaves_a_finished_reading_whole_keeps_it_finished(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    await read_all(world, 0)
    mine = await world.reading()

    await say(world, mine, {"motivo": Said(5)})

    assert (await Assignment.get(id=mine.id)).status == "done"


async def test_nobody_saves_in_anothers_reading_or_a_criterion_that_is_not_there(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()

    with pytest.raises(NotFound):
        await save(mine.id, world.users[1].id, {"esfuerzo": Said(4)}, comment=None, today=TODAY, now=NOW)
    with pytest.raises(Invalid):
        await say(world, mine, {"simpatia": Said(4)})

    assert await versions() == []


async def test_a_closed_round_takes_nothing_more(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()
    with pytest.raises(RoundUnfinished) as refused:
        await rounds.close_round(world.call, reason="", actor="user:9", now=NOW)
    await rounds.close_round(world.call, reason="Se acabó el tiempo", actor="user:9", now=NOW)

    with pytest.raises(ReadingClosed):
        await say(world, mine, {"esfuerzo": Said(4)})

    assert refused.value.params == {"missing": 18}
    assert await versions() == []


SCORE = """
INSERT INTO scholarship_score_versions
(created_at, assignment_id, application_id, reviewer_id, criterion, version, value, not_applicable, at)
SELECT $2, id, application_id, coalesce($3, reviewer_id), 'motivo', 9, 4, false, $2
FROM scholarship_assignments WHERE id = $1
"""


@pytest.mark.parametrize("wrong", ["closed round", "deciding", "somebody else", "conflict", "own company", "returned"])
async def test_the_database_itself_refuses_a_score_out_of_place(db: str, wrong: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()
    other = world.readers[1].id if wrong == "somebody else" else None
    spoil: dict[str, str] = {
        "closed round": "UPDATE scholarship_rounds SET status = 'closed', closed_at = opened_at",
        "deciding": "UPDATE scholarship_calls SET status = 'deciding'",
        "conflict": "INSERT INTO scholarship_conflicts (created_at, application_id, reviewer_id, source, reason, "
        f"declared_by, at) VALUES ('{NOW}', {mine.application_id}, {mine.reviewer_id}, 'chair', '', 'user:9', '{NOW}')",
        "own company": "UPDATE scholarship_reviewers SET company_id = (SELECT company_id FROM scholarship_applications "
        f"w WHERE w.id = {mine.application_id}) WHERE id = {mine.reviewer_id}",
        "returned": "UPDATE scholarship_assignments SET status = 'returned', returned_because = 'chair', "
        f"returned_at = '{NOW}'",
    }

    if wrong in spoil:
        await execute(spoil[wrong])
    with pytest.raises(BaseORMException):
        await execute(SCORE, mine.id, NOW, other)

    assert await versions() == []


@pytest.mark.parametrize(
    "change", ["UPDATE scholarship_score_versions SET value = 5", "DELETE FROM scholarship_score_versions"]
)
async def test_the_database_itself_refuses_to_rewrite_a_score(db: str, change: str) -> None:
    world = await make_world()
    await open_reading(world)
    await say(world, await world.reading(), {"esfuerzo": Said(4)})

    with pytest.raises(BaseORMException):
        await execute(change)

    assert await versions() == [("esfuerzo", 1, 4, False)]


async def test_an_autosave_with_a_score_and_a_comment_takes_at_most_six_statements(
    client: TestClient, statements: Any
) -> None:
    world = await make_world()
    await open_reading(world, now=clock.now())
    mine = await world.reading()
    await client.sign_in(world.users[0])

    async with statements() as seen:
        answer = await client.post(
            f"/lectura/expedientes/{mine.id}/respuestas",
            data={"c_esfuerzo": "4", "comment": "Claro"},
            headers={"Accept": "application/json"},
        )

    assert (answer.status_code, seen.count <= 6) == (200, True), seen.sql
    assert answer.json() == {
        "words": "Faltan 2 criterios", "weight": "40 % del peso, mínimo 60 %", "complete": False,
        "open": ["necesidad", "motivo"],
    }  # fmt: skip


async def test_saving_two_answers_at_once_makes_two_versions(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()

    await say(world, mine, WHOLE)
    await save(mine.id, world.users[0].id, {"esfuerzo": Said(1), "motivo": Said(5)}, comment=None, today=TODAY, now=NOW)

    newest = await rows(
        "SELECT criterion, max(version)::int AS version FROM scholarship_score_versions GROUP BY 1 ORDER BY 1"
    )
    assert [(each["criterion"], each["version"]) for each in newest] == [
        ("esfuerzo", 2), ("motivo", 2), ("necesidad", 1),
    ]  # fmt: skip


async def test_a_call_that_is_not_under_review_takes_no_scores(db: str) -> None:
    world = await make_world()
    await open_reading(world)
    mine = await world.reading()
    other = await make_call(status=CallStatus.REVIEWING)
    await Call.filter(id=world.call.id).update(status=CallStatus.DECIDING)

    with pytest.raises(ReadingClosed):
        await say(world, mine, {"esfuerzo": Said(4)})

    assert (await readings_of(other), await versions()) == ([], [])
