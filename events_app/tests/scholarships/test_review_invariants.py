"""Each invariant of the reading notices its own corruption, and no other but those implied."""

from datetime import timedelta

import asyncpg
import pytest

from events_app.core.database import orm_config
from events_app.core.doctor import CREDENTIALS, examine
from events_app.tests.scholarships.review_world import NOW, make_world, open_reading, read_all
from events_app.tests.support.corruption import expected, noticed
from scholarships.review import rounds
from scholarships.review.invariants import INVARIANTS

LAST = "(SELECT max(id) FROM scholarship_score_versions)"
CORRUPTIONS: dict[str, tuple[str, ...]] = {
    "P01": (
        "ALTER TABLE scholarship_score_versions DROP CONSTRAINT score_in_range",
        f"UPDATE scholarship_score_versions SET value = 6 WHERE id = {LAST}",
    ),
    "P02": (f"UPDATE scholarship_score_versions SET version = 3 WHERE id = {LAST}",),
    "P03": (
        f"UPDATE scholarship_score_versions s SET assignment_id = (SELECT min(a.id) FROM scholarship_assignments a "
        f"WHERE a.reviewer_id <> s.reviewer_id) WHERE s.id = {LAST}",
    ),
    "P04": (
        "UPDATE scholarship_reviewers v SET company_id = (SELECT w.company_id FROM scholarship_applications w "
        "JOIN scholarship_assignments a ON a.application_id = w.id WHERE a.reviewer_id = v.id LIMIT 1) "
        "WHERE v.id = (SELECT min(id) FROM scholarship_reviewers)",
    ),
    "P05": (f"UPDATE scholarship_score_versions SET at = at + interval '1 day' WHERE id = {LAST}",),
}


@pytest.fixture
async def closed_reading(db: str) -> None:
    """A reading that was shared out, read whole and closed."""
    world = await make_world(files=3, readers=4, readings=2)
    await open_reading(world)
    for reader in range(4):
        await read_all(world, reader)
    await rounds.close_round(world.call, reason="", actor="user:9", now=NOW + timedelta(hours=1))


def test_every_invariant_has_a_corruption() -> None:
    assert set(CORRUPTIONS) == {each.id for each in INVARIANTS}


async def test_a_reading_that_went_well_has_no_violations(db: str, closed_reading: None) -> None:
    report = await examine(db, INVARIANTS, now=NOW + timedelta(days=1))

    assert report.violations == ()


@pytest.mark.parametrize("wrong", sorted(CORRUPTIONS))
async def test_a_corruption_is_noticed_by_its_own_invariant(db: str, closed_reading: None, wrong: str) -> None:
    credentials = orm_config(db)["connections"]["default"]["credentials"]
    connection = await asyncpg.connect(**{key: credentials[key] for key in CREDENTIALS})
    undone = connection.transaction()
    await undone.start()

    await connection.execute("SET LOCAL session_replication_role = replica")
    for statement in CORRUPTIONS[wrong]:
        await connection.execute(statement)
    found = await noticed(connection.fetch, NOW + timedelta(days=1))
    await undone.rollback()
    await connection.close()

    assert found == expected(wrong)


async def test_an_answer_to_a_criterion_that_the_call_never_had_is_noticed(db: str, closed_reading: None) -> None:
    credentials = orm_config(db)["connections"]["default"]["credentials"]
    connection = await asyncpg.connect(**{key: credentials[key] for key in CREDENTIALS})
    undone = connection.transaction()
    await undone.start()

    await connection.execute("SET LOCAL session_replication_role = replica")
    await connection.execute(f"UPDATE scholarship_score_versions SET criterion = 'simpatia' WHERE id = {LAST}")
    found = await noticed(connection.fetch, NOW + timedelta(days=1))
    await undone.rollback()
    await connection.close()

    assert found == {"P01"}
