"""`work`: the background worker, until it is told to stop."""

import argparse
import asyncio
import signal

from events_app import app
from events_app.commands import CommandFailed
from events_app.commands.house import database
from events_app.core import collector, jobs, live, logs, versions
from events_app.core.database import opened

CONNECTIONS = 8


def main(options: argparse.Namespace) -> int:
    logs.configure()
    with database() as url:
        asyncio.run(_work(url))
    return 0


async def _work(url: str) -> None:
    """Stops after the jobs in hand; a second signal is not needed and changes nothing."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    behind = await versions.pending(url)
    if behind:
        raise CommandFailed(f"the schema lacks {', '.join(behind)}: run migrate first")
    app.wire()
    jobs.register(app.job_handlers(), app.timetable())
    async with opened(url, pool=CONNECTIONS):
        collector.settle()
        try:
            await jobs.work(stop)
        finally:
            await live.close()
