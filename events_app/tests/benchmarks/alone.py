"""A measurement of the code itself, with a database and a folder of its own: no page and no worker beside it."""

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from events_app.core.database import opened
from events_app.core.postgres import embedded
from events_app.core.settings import Settings
from events_app.tests.support import day
from events_app.tests.support.template import copied


def alone(measure: Callable[[], Awaitable[None]], *, pool: int) -> None:
    """Runs `measure` on a new database with so many connections, then says how busy the machine was."""
    with tempfile.TemporaryDirectory(prefix="convoca-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        day.begin(known=Settings(env="test", data_dir=folder, base_url="http://convoca.test", secret_key="t" * 40))
        with embedded(folder, database="postgres") as url:
            asyncio.run(_run(measure, url, folder, pool))
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}\n")


async def _run(measure: Callable[[], Awaitable[None]], url: str, folder: Path, pool: int) -> None:
    async with copied(url, folder, "alone") as database, opened(database, pool=pool):
        await measure()
