"""What `doctor` says of a town at the end of its day."""

import asyncio
import json
from typing import Any

from events_app.tests.journeys.conftest import Town
from events_app.tests.ops.house import call


async def healthy(town: Town) -> list[Any]:
    """The truths that do not hold; fails when `doctor` could not look or looked at nothing."""
    said = await asyncio.to_thread(call, "doctor", "--json", data_dir=town.folder, DATABASE_URL=town.house.database_url)
    report = json.loads(said.stdout)
    assert {"M01", "M10", "S01", "S06", "C01", "X03"} <= set(report["checked"]), said.stdout
    return list(report["violations"])
