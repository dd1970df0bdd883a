"""Figures that are counted once: SQL statements, and what the doctor thinks afterwards."""

from collections.abc import Sequence
from typing import Any

import httpx

from events_app import app
from events_app.core import clock, doctor
from events_app.tests.benchmarks.load import Ask
from events_app.tests.support.database import Statements


async def statements(database_url: str, asks: Sequence[Ask]) -> int:
    """The fewest that such a request takes, without BEGIN and COMMIT and without what a new connection asks once."""
    transport = httpx.ASGITransport(app=app.create_app(database_url))
    counts = []
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        for ask in asks:
            async with Statements() as seen:
                answer = await client.request(ask.method, ask.path, json=ask.body, headers=ask.headers)
            if answer.status_code not in (200, 201):
                raise RuntimeError(f"{ask.path}: {answer.status_code} {answer.text[:300]}")
            counts.append(seen.count)
    return min(counts)


async def violations(database_url: str) -> list[str]:
    report: Any = await doctor.examine(database_url, app.invariants(), now=clock.now())
    return [each.id for each in report.violations]
