"""How fast a tournament is worked out, beside brackets-manager from npm playing the same bracket in the same run."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from events_app.tests.benchmarks.table import Line
from events_app.tests.tournaments.plays import entries
from events_app.tournaments.engine.brackets import double
from events_app.tournaments.engine.fold import State, advance, fold
from events_app.tournaments.engine.fold_play import played
from events_app.tournaments.engine.log import LogEvent
from events_app.tournaments.engine.references import Plan

LARGE, BESIDE = 1024, 128
PACKAGES = ("brackets-manager@1.11.1", "brackets-memory-db@1.0.6")
PATIENCE = 300
TRIES = 5


def lines() -> list[Line]:
    """Our own figures at 1,024 teams, and both programmes at 128, result by result."""
    plan = double(LARGE)
    log = _all_home(plan)
    seeds = entries(LARGE)
    before = fold(plan, log[:-2], entries=seeds)
    whole = _best(lambda: fold(plan, log, entries=seeds))
    one_more = _best(lambda: advance(advance(before, log[-2]), log[-1]))
    return [
        Line(f"fold of a double elimination of {LARGE:,} with all results", f"{whole:.0f} ms", reach="≤ 50 ms"),
        Line("one more result in it (report and settlement)", f"{one_more:.1f} ms", reach="≤ 10 ms each"),
        *_beside(),
    ]


def _beside() -> list[Line]:
    what = f"every result of a double elimination of {BESIDE}, one by one"
    theirs = _brackets_manager(BESIDE)
    ours = _ours(BESIDE)
    if isinstance(theirs, str):
        return [Line(what, f"{ours:.0f} ms", ratio=f"brackets-manager not measured: {theirs}")]
    ratio = f"{theirs / ours:.1f} × as fast as brackets-manager ({theirs:.0f} ms)"
    return [Line(f"yardstick: {what}, brackets-manager", f"{theirs:.0f} ms"), Line(what, f"{ours:.0f} ms", ratio=ratio)]


def _ours(size: int) -> float:
    """Milliseconds for making the plan and adding every result to the state of the one before."""
    plan, seeds = double(size), entries(size)
    log = _all_home(plan)

    def play() -> State:
        state = fold(double(size), (), entries=seeds)
        for event in log:
            state = advance(state, event)
        return state

    return _best(play, tries=1)


def _all_home(plan: Plan) -> list[LogEvent]:
    last = max(match.id for match in plan.matches)
    return played(plan, {match.id: "home" for match in plan.matches if match.id < last})


def _best(work: Callable[[], State], tries: int = TRIES) -> float:
    found = []
    for _ in range(tries):
        start = perf_counter()
        work()
        found.append((perf_counter() - start) * 1000)
    return min(found)


def _brackets_manager(size: int) -> float | str:
    """Milliseconds for the same with brackets-manager, installed for this run alone; or why it was not measured."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return "there is no node on this machine"
    with tempfile.TemporaryDirectory(prefix="convoca-bench-npm-") as name:
        script = Path(name) / "brackets.js"
        shutil.copy(Path(__file__).with_name("brackets.js"), script)
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
        try:
            subprocess.run(install, cwd=name, check=True, capture_output=True, timeout=PATIENCE)
            done = subprocess.run(
                [node, str(script), str(size)], cwd=name, check=True, capture_output=True, timeout=PATIENCE
            )
        except (subprocess.SubprocessError, OSError) as error:
            return f"it could not be installed or run ({type(error).__name__})"
    told = json.loads(done.stdout)
    return float(told["made"]) + float(told["updating"])


if __name__ == "__main__":
    for line in lines():
        print(f"{line.what}: {line.figure}  {line.ratio} {line.reach}")
