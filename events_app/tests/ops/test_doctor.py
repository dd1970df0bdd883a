"""The doctor asks every invariant of one picture of the data and can change nothing."""

from datetime import datetime

import pytest

from events_app.core.doctor import CannotExamine, Invariant, Report, Violation, examine

ODD = Invariant("Z02", "Nada es impar", "SELECT n FROM generate_series(1, 50) AS n WHERE n % 2 = 1;", "Revisa.")
CALM = Invariant(
    "Z01", "Nada es más nuevo que ahora", "SELECT 1 AS n WHERE :now < '2026-01-01'::timestamptz", "Espera."
)


async def test_what_does_not_hold_is_reported_with_at_most_twenty_rows(db: str, now: datetime) -> None:
    report = await examine(db, [ODD, CALM], now=now)

    rows = [{"n": number} for number in range(1, 40, 2)]
    assert report == Report(("Z01", "Z02"), (Violation("Z02", rows, "Revisa."),))
    assert report.as_json() == {
        "checked": ["Z01", "Z02"],
        "violations": [{"id": "Z02", "rows": rows, "advice": "Revisa."}],
    }


async def test_the_moment_is_the_callers_own(db: str, now: datetime) -> None:
    report = await examine(db, [CALM], now=now.replace(year=2025))

    assert [each.id for each in report.violations] == ["Z01"]


async def test_what_sql_only_fetches_is_judged_in_words_of_the_room(db: str, now: datetime) -> None:
    def judged(rows: list[dict[str, int]]) -> list[dict[str, int]]:
        return [row for row in rows if row["n"] % 7 == 0]

    sevens = Invariant(
        "Z03", "Nada es múltiplo de siete", "SELECT n FROM generate_series(1, 50) AS n", "Revisa.", judged
    )

    report = await examine(db, [sevens], now=now)

    assert report.violations == (Violation("Z03", [{"n": n} for n in (7, 14, 21, 28, 35, 42, 49)], "Revisa."),)


@pytest.mark.parametrize(
    "sql",
    ["SELECT nextval('jobs_id_seq')", "WITH gone AS (DELETE FROM jobs RETURNING id) SELECT * FROM gone", "SELECT none"],
)
async def test_an_invariant_that_writes_or_is_wrong_is_named_and_stops_the_doctor(
    db: str, now: datetime, sql: str
) -> None:
    wrong = Invariant("Z09", "Mala", sql, "Nada.")

    with pytest.raises(CannotExamine, match="^Z09 "):
        await examine(db, [wrong], now=now)
