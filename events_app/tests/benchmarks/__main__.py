"""Measures the house on this machine against yardsticks of the same minute and prints one table; `--write` keeps it."""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import uvloop

from events_app.core.postgres import embedded
from events_app.tests.benchmarks import brackets, scholarships
from events_app.tests.benchmarks.measures import measure
from events_app.tests.benchmarks.processes import cold_start
from events_app.tests.benchmarks.table import Line, table, write


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m events_app.tests.benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    asked = parser.parse_args()
    load_before, started = os.getloadavg()[0], perf_counter()
    with tempfile.TemporaryDirectory(prefix="convoca-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with embedded(folder) as url:
            measured = uvloop.run(measure(url, folder))
            there = cold_start(folder, DATABASE_URL=url)
        fresh = folder / "fresh"
        fresh.mkdir(mode=0o755)
        embedded_start = cold_start(fresh)
    starts = [
        Line("cold start to first page, database there", f"{there:.1f} s", reach="≤ 1.5 s"),
        Line("first start to first page, embedded", f"{embedded_start:.1f} s", reach="≤ 6 s"),
    ]
    text = table(
        [*measured.lines, *starts, *scholarships.lines(), *brackets.lines()],
        postgres=measured.postgres,
        load_before=load_before,
    )
    print(text)
    print(f"{perf_counter() - started:.0f} s in all.", file=sys.stderr)
    if asked.write:
        write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
