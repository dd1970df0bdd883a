"""`doctor`: says which of the house's truths hold; 2 when one does not."""

import argparse
import asyncio
import json
import sys

from events_app import app
from events_app.commands import CommandFailed
from events_app.commands.house import database
from events_app.core import clock, doctor, schema


def main(options: argparse.Namespace) -> int:
    with database() as url:
        behind = asyncio.run(schema.pending(url))
        if behind:
            raise CommandFailed(f"the schema lacks {', '.join(behind)}: run migrate first")
        try:
            report = asyncio.run(doctor.examine(url, app.invariants(), now=clock.now()))
        except doctor.CannotExamine as failure:
            raise CommandFailed(str(failure)) from failure
    _show(report, as_json=options.json)
    if not report.violations:
        return 0
    print(f"convoca: doctor found {', '.join(each.id for each in report.violations)}", file=sys.stderr)
    return 2


def _show(report: doctor.Report, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(report.as_json(), ensure_ascii=False, default=str))
        return
    for each in report.violations:
        print(f"{each.id} ({len(each.rows)}): {each.advice}")
    print(f"{len(report.checked)} comprobaciones, {len(report.violations)} con hallazgos.")
