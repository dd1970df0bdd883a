"""Figures that are counted once: SQL statements, and what the doctor thinks afterwards."""

from typing import Any

import httpx

from events_app import app
from events_app.core import clock, doctor
from events_app.tests.benchmarks.load import Ask
from events_app.tests.support.database import Statements


async def statements(database_url: str, ask: Ask) -> int:
    """How many a request costs, without BEGIN and COMMIT, asked of the same application in this process."""
    transport = httpx.ASGITransport(app=app.create_app(database_url))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        async with Statements() as seen:
            answer = await client.request(ask.method, ask.path, json=ask.body, headers=ask.headers)
        if answer.status_code not in (200, 201):
            raise RuntimeError(f"{ask.path}: {answer.status_code} {answer.text[:300]}")
    return seen.count


async def violations(database_url: str) -> list[str]:
    report: Any = await doctor.examine(database_url, app.invariants(), now=clock.now())
    return [each.id for each in report.violations]
