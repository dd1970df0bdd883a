"""The committee's engines: how fast in processor time, and how near to a truth that only a simulation knows."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from statistics import mean
from time import process_time

from events_app.tests.benchmarks.table import Line
from events_app.tests.scholarships.test_assignment import large_task
from events_app.tests.scholarships.test_award import engine_round, make_round
from events_app.tests.scholarships.test_calibration import kendall, world
from scholarships.engine.assignment import Assigned, Task, assign
from scholarships.engine.award import award
from scholarships.engine.calibration import calibrate

TRIES, ROUNDS, WORLDS = 3, 8, 40


def lines() -> list[Line]:
    return [*_assignment(), *_awards(), _calibration(), *_simulation()]


def _assignment() -> list[Line]:
    """With the usual conflicts; then with half of the readers barred from half of the files."""
    task = large_task()
    barred = [(file.id, reader.id) for file in task.applications[:300] for reader in task.reviewers[:7]]
    told = (("", task), (", half the readers barred from half the files", replace(task, declared=barred)))
    return [_shared_out(f"600 files × 3 readings to 15 readers{words}", asked) for words, asked in told]


def _shared_out(what: str, asked: Task) -> Line:
    return Line(what, f"{_best(lambda: assign(asked)):.2f} s", f"loads {_loads(asked)}", reach="≤ 1 s")


def _loads(task: Task) -> str:
    found = assign(task)
    if not isinstance(found, Assigned):
        raise TypeError("the files of the benchmark can be shared out")
    return f"{min(found.loads.values())}–{max(found.loads.values())}"


def _awards() -> list[Line]:
    """Eight rounds with many minima; then with 85 % of the money, where rules and budget pull at once."""
    found = []
    for words, share in (("", Fraction(1)), (", tight budget", Fraction(85, 100))):
        waits = []
        for seed in range(1, ROUNDS + 1):
            applicants, budget, rules = engine_round(make_round(seed))
            start = process_time()
            award(applicants, budget * share, rules)
            waits.append(process_time() - start)
        what = f"500 applications awarded under 46 rules with reasons, {ROUNDS} rounds{words}"
        found.append(Line(what, f"{mean(waits):.2f} s", nearly_all=f"slowest {max(waits):.2f} s", reach="≤ 3 s"))
    return found


def _calibration() -> Line:
    scores, _ = world(1, leniency=1.0, applications=600, readers=15)
    seconds = _best(lambda: calibrate(scores, "reml", awards=200))
    return Line(f"calibration of {len(scores):,} scores, REML with all flags", f"{seconds:.2f} s", reach="≤ 1 s")


def _simulation() -> list[Line]:
    """Kendall's τ between the order found and the true one, over worlds of 60 files, nine readers, three readings."""
    found = {}
    for leniency in (1.0, 0.0):
        worlds = [world(seed, leniency=leniency) for seed in range(WORLDS)]
        for method in ("reml", "raw"):
            found[leniency, method] = mean(
                kendall(calibrate(scores, method).order, truth) for scores, truth in worlds
            )  # fmt: skip
    what = f"Kendall's τ, 60 × 9 × 3, {WORLDS} seeds: "
    return [
        Line(what + "harsh and lenient readers", f"{found[1.0, 'reml']:.3f}",
             ratio=f"plain mean {found[1.0, 'raw']:.3f}", reach="≥ 0.80"),
        Line(what + "readers who agree", f"{found[0.0, 'reml']:.3f}",
             ratio=f"plain mean {found[0.0, 'raw']:.3f}", reach="within 0.02 of the mean"),
    ]  # fmt: skip


def _best(work: Callable[[], object]) -> float:
    waits = []
    for _ in range(TRIES):
        start = process_time()
        work()
        waits.append(process_time() - start)
    return min(waits)


if __name__ == "__main__":
    for line in lines():
        print(
            "  ".join(
                each for each in (line.what, line.figure, line.half, line.nearly_all, line.ratio, line.reach) if each
            )
        )
