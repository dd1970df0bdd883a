"""The one table that a run prints, and its place in docs/benchmarks.md."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from events_app.tests.benchmarks.load import Run

PAGE = Path(__file__).parents[3] / "docs" / "benchmarks.md"
BETWEEN = re.compile(r"(?<=<!-- table -->\n).*(?=<!-- end -->)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """A figure of ours; `yardstick` is what it was measured against a moment before."""

    what: str
    figure: str
    half: str = ""
    nearly_all: str = ""
    ratio: str = ""
    reach: str = ""


def pace(what: str, run: Run, *, reach: str = "", against: tuple[str, Run] | None = None) -> Line:
    ratio = f"{run.rate / against[1].rate:.2f} × {against[0]} ({against[1].rate:,.0f}/s)" if against else "yardstick"
    half, nearly_all = f"{run.percentile(0.5):.0f} ms", f"{run.percentile(0.99):.0f} ms"
    return Line(what, f"{run.rate:,.0f}/s", half, nearly_all, ratio, reach)


def table(lines: Sequence[Line], *, postgres: str, load_before: float) -> str:
    """Markdown, with the machine and the moment above it."""
    today = datetime.now(UTC).date().isoformat()
    where = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, PostgreSQL {postgres}"
    heads = ("what", "measured", "half within", "99 % within", "against a yardstick of the same run", "to reach")
    rows = [(each.what, each.figure, each.half, each.nearly_all, each.ratio, each.reach) for each in lines]
    written = [f"| {' | '.join(each)} |" for each in (heads, ("---",) * len(heads), *rows)]
    busy = f"load average before the run {load_before:.1f}"
    return f"{today}: {where}, fsync on; {busy}.\n\n" + "\n".join(written) + "\n"


def write(text: str) -> None:
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(BETWEEN.sub(lambda _: text, page), encoding="utf-8")
