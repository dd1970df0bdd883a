"""What is measured: each figure right after its yardstick, so that both meet the same machine."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path

import httpx

from events_app.core import clock, schema
from events_app.core.database import opened, row
from events_app.core.settings import Settings
from events_app.tests.benchmarks import singles
from events_app.tests.benchmarks.load import Ask, Run, crowd
from events_app.tests.benchmarks.processes import SECRET, UNLIMITED, Served, serving
from events_app.tests.benchmarks.table import Line, pace
from events_app.tests.benchmarks.town import Town, settle
from events_app.tests.support import day
from events_app.tests.support.weight import weigh

PEOPLE = 5_000
KEPT = 10  # people at the end of the list whom no crowd uses
AT_ONCE, AT_THE_SAME_TICKET = 32, 100
LONGEST = 12.0  # seconds for a crowd of ours
GLANCE = 2.0  # seconds for a yardstick
MOST = 20_000  # requests of a crowd
_sequence = count(1)


@dataclass(frozen=True)
class Measured:
    lines: list[Line]
    postgres: str


async def measure(url: str, folder: Path) -> Measured:
    """Migrates, fills the town, and measures everything that needs a running server."""
    day.begin(known=Settings(env="test", data_dir=folder, secret_key=SECRET, rate_limit_factor=UNLIMITED))
    await schema.migrate(url)
    async with opened(url, pool=4):
        town = await settle(PEOPLE, now=clock.now())
        version = await row("SELECT current_setting('server_version') AS v, current_setting('fsync') AS fsync")
        if version is None or version["fsync"] != "on":
            raise RuntimeError("figures without fsync are no figures")
        with (
            serving("events_app.tests.benchmarks.yardstick", url, folder=folder) as bare,
            serving("events_app.commands.web", folder=folder, DATABASE_URL=url) as house,
        ):
            lines = await _crowds(bare, house, town)
            lines += await _lists(bare, house, town)
            lines += await _weights(house, town)
        lines += await _counts(url, town)
    return Measured(lines, str(version["v"]))


async def _crowds(bare: Served, house: Served, town: Town) -> list[Line]:
    json_run = await _glance(bare, repeat(Ask("GET", "/json"), MOST))
    lines = [pace("yardstick: a static JSON answer", json_run)]

    page_run = await _glance(bare, repeat(Ask("GET", "/page"), MOST))
    run = await _of(house, repeat(town.page(), MOST), status=200)
    lines += [pace("yardstick: a Jinja page of 100 rows", page_run)]
    lines += [pace("public event page", run, reach="≥ 600/s, p99 ≤ 100 ms", against=("the Jinja page", page_run))]

    update_run = await _glance(bare, _updates())
    scans = (town.scan(person, next(_sequence)) for person in range(1, PEOPLE - KEPT))
    run = _all(await _of(house, scans, status=200), {"admitted"})
    lines += [pace("yardstick: a bare `UPDATE … RETURNING`", update_run)]
    reach = "≥ 600/s, p99 ≤ 100 ms"
    lines += [pace(f"check-in, {AT_ONCE} at once", run, reach=reach, against=("the UPDATE", update_run))]
    lines += [await _same_ticket(house, town)]

    update_run = await _glance(bare, _updates())
    people = (town.registration(person) for person in range(1, PEOPLE - KEPT))
    run = await _of(house, people, status=201)
    lines += [pace("registration, paid event", run, reach="≥ 150/s", against=("the UPDATE", update_run))]
    return [*lines, Line("memory of the web process afterwards", f"{house.megabytes:.0f} MB", reach="≤ 150 MB")]


async def _same_ticket(house: Served, town: Town) -> Line:
    """Many phones read one ticket in the same moment."""
    asks = [town.scan(PEOPLE, next(_sequence)) for _ in range(AT_THE_SAME_TICKET)]
    run = await crowd(house.url, asks, at_once=AT_THE_SAME_TICKET, warm=0)
    told = Counter(_verdicts(run.only(200)))
    half, nearly_all = f"{run.percentile(0.5):.0f} ms", f"{run.percentile(0.99):.0f} ms"
    figure = ", ".join(f"{number} {verdict}" for verdict, number in sorted(told.items()))
    return Line(f"the same ticket {AT_THE_SAME_TICKET} times at once", figure, half, nearly_all, reach="1 admitted")


async def _counts(url: str, town: Town) -> list[Line]:
    """In this process, on the same database, with people whom no crowd has used."""
    spare = range(PEOPLE - KEPT, PEOPLE)
    costs = (
        ("a scan", [town.scan(person, next(_sequence)) for person in spare], 8),
        ("a paid registration", [town.registration(person) for person in spare], 15),
        ("the event page", [town.page() for _ in spare], 6),
    )
    lines = [
        Line(f"SQL statements of {what}", str(await singles.statements(url, asks)), reach=f"≤ {most}")
        for what, asks, most in costs
    ]
    wrong = await singles.violations(url)
    return [*lines, Line("the doctor afterwards", ", ".join(wrong) or "finds nothing", reach="finds nothing")]


async def _lists(bare: Served, house: Served, town: Town) -> list[Line]:
    """Looking somebody up at the door, and the list as a file: the fastest of a few, one at a time."""
    page_run = await _glance(bare, repeat(Ask("GET", "/page"), MOST))
    run = await _of(house, repeat(town.search(), MOST), status=200)
    what = "search at the door, 50 of 2,000 bear the name"
    lines = [pace(what, run, reach="≥ 200/s", against=("the Jinja page", page_run))]
    for kind, reach in (("csv", "≤ 0.3 s"), ("xlsx", "≤ 0.6 s")):
        alone = (await crowd(house.url, repeat(town.sheet(kind), 4), at_once=1, warm=1)).only(200)
        seconds = min(alone.waits)
        lines.append(Line(f"list of 2,000 registrations as {kind.upper()}", f"{seconds:.2f} s", reach=reach))
    return lines


async def _weights(house: Served, town: Town) -> list[Line]:
    async with httpx.AsyncClient(base_url=house.url, timeout=30) as client:
        page = await weigh(client, town.page().path)
    figure = f"{page.plain / 1024:.0f} KB, {page.travelled / 1024:.0f} KB as it travels"
    return [Line("event page with its CSS and JavaScript", figure, reach="≤ 60 KB")]


async def _glance(bare: Served, asks: Iterable[Ask]) -> Run:
    return (await crowd(bare.url, asks, at_once=AT_ONCE, seconds=GLANCE)).only(200)


async def _of(house: Served, asks: Iterable[Ask], *, status: int) -> Run:
    return (await crowd(house.url, asks, at_once=AT_ONCE, seconds=LONGEST)).only(status)


def _updates() -> Iterable[Ask]:
    return (Ask("POST", f"/update/{1 + number % PEOPLE}") for number in range(MOST))


def _all(run: Run, verdicts: set[str]) -> Run:
    """Itself, when the gate gave no other verdict: a fast refusal is no figure."""
    told = Counter(_verdicts(run))
    if set(told) != verdicts:
        raise RuntimeError(f"verdicts other than {verdicts}: {dict(told)}")
    return run


def _verdicts(run: Run) -> list[str]:
    return [json.loads(body)["results"][0]["verdict"] for body in run.bodies]
