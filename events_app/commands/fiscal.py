"""`fiscal export --month 2026-11`: what the accountant has to stamp, as a file or on standard output."""

import argparse
import asyncio
import sys
from decimal import Decimal, InvalidOperation
from pathlib import Path

from events_app import app
from events_app.commands import CommandFailed
from events_app.commands.house import database
from events_app.core import clock, files, schema
from events_app.core.database import opened
from events_app.core.errors import ConvocaError
from events_app.fiscal import exports
from events_app.fiscal.forms import MONTH


def main(options: argparse.Namespace) -> int:
    if not MONTH.fullmatch(options.month):
        raise CommandFailed(f"--month must look like 2026-11; it is {options.month!r}")
    with database() as url:
        behind = asyncio.run(schema.pending(url))
        if behind:
            raise CommandFailed(f"the schema lacks {', '.join(behind)}: run migrate first")
        try:
            said = asyncio.run(_export(url, options))
        except ConvocaError as failure:
            raise CommandFailed(failure.text) from failure
    print(said, file=sys.stderr)
    return 0


async def _export(url: str, options: argparse.Namespace) -> str:
    app.wire()
    async with opened(url):
        made = await exports.export_month(
            options.month,
            actor="command",
            now=clock.now(),
            file_type=options.format,
            exchange_rate=_rate(options.exchange_rate),
        )
        await made.fetch_related("file")
        content = await files.read(made.file)
    if options.output == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        await asyncio.to_thread(Path(options.output).write_bytes, content)
    where = "" if options.output == "-" else f" → {options.output}"
    return f"convoca: {made.documents} documento(s) de {options.month}{where}"


def _rate(text: str | None) -> Decimal | None:
    try:
        rate = Decimal(text) if text else None
    except InvalidOperation:
        rate = Decimal(0)
    if rate is not None and not 0 < rate < 1000:
        raise CommandFailed(f"--exchange-rate must be pesos for a dollar, such as 18.4235; it is {text!r}")
    return rate
