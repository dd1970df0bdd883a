"""`fiscal export`: the accountant's file from the shell, with the exit codes that every command has."""

import asyncio
import csv
import io
import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from events_app.core.settings import settings
from events_app.fiscal.models import InvoiceRequest
from events_app.tests.factories.fiscal import make_invoice, receive
from events_app.tests.factories.payments import make_order
from events_app.tests.support import day


async def run(db: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "events_app.cli", "fiscal", *words]
    known = {"DATABASE_URL": db, "DATA_DIR": str(settings().data_dir), "ENV": "test"}
    return await asyncio.to_thread(
        subprocess.run,
        command,
        env=os.environ | known | day.told(),
        capture_output=True,
        text=True,
        encoding="utf-8-sig",
        check=False,
    )


async def test_a_month_comes_out_as_csv_and_its_requests_are_with_the_accountant(db: str, now: datetime) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    asked = await make_invoice(order, now=now)

    done = await run(db, "export", "--month", "2026-11")

    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert (done.returncode, [row["Referencia"] for row in rows]) == (0, [order.folio])
    assert (await InvoiceRequest.get(id=asked.id)).status == "exported"


async def test_a_file_can_be_named_and_an_impossible_month_is_one_line(db: str, now: datetime, tmp_path: Path) -> None:
    order = await receive(await make_order(now=now), "1080.00", now=now)
    await make_invoice(order, now=now)
    file = tmp_path / "noviembre.xlsx"

    made = await run(db, "export", "--month", "2026-11", "--format", "xlsx", "--output", str(file))
    refused = [await run(db, "export", "--month", month) for month in ("2026-13", "2020-01")]

    assert (made.returncode, made.stdout, file.read_bytes()[:2]) == (0, "", b"PK")
    assert [(each.returncode, each.stdout, each.stderr.count("\n")) for each in refused] == [(1, "", 1), (1, "", 1)]
    assert refused[0].stderr.startswith("convoca: --month must look like 2026-11")
