"""No test asks which day it really is: all live on the one of `support/day.py`."""

import ast
import re

from events_app.tests.architecture.source import Module, code_of_tests, dotted

REAL_DAY = {
    "events_app.tests.support.day": "measures how far away the day of the tests is",
    "events_app.tests.benchmarks.table": "figures carry the date on which they were measured",
}
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
OURS = {"clock.now", "now", "clock_now"}
SQL_CLOCK = re.compile(r"(?<![.\w])(now\(\)|current_date|current_timestamp|clock_timestamp\(\))", re.IGNORECASE)
SUSPECT = re.compile(r"now\b|today|time_ns|time\.time|time import|current_|clock_timestamp", re.IGNORECASE)


def lives_elsewhere(module: Module) -> list[str]:
    """Where it reads Python's clock, lets PostgreSQL read its own, or reads the house's while pytest collects."""
    if not SUSPECT.search(module.text):
        return []
    tree = module.tree
    real = {node.lineno for node in ast.walk(tree) if isinstance(node, (ast.stmt, ast.expr)) and _is_real(node)}
    early = {each.lineno for each in _run_at_once(tree) if isinstance(each, ast.Call) and dotted(each.func) in OURS}
    return [f"{module.name}:{line} asks the real clock" for line in sorted(real)] + [
        f"{module.name}:{line} asks the clock too early" for line in sorted(early)
    ]


def _is_real(node: ast.stmt | ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return ".".join(dotted(node).split(".")[-2:]) in CLOCKS
    if isinstance(node, ast.ImportFrom):
        return any(f"{node.module}.{name.name}" in CLOCKS for name in node.names)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(SQL_CLOCK.search(node.value))


def _run_at_once(tree: ast.AST) -> list[ast.AST]:
    """What runs when the module is read: not the bodies of functions."""
    found, waiting = [], [tree]
    while waiting:
        node = waiting.pop()
        found.append(node)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            waiting += [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return found


def test_every_test_lives_on_the_day_of_the_tests() -> None:
    code = [module for module in code_of_tests() if module.name not in REAL_DAY and ".architecture" not in module.name]

    wrong = [complaint for module in code for complaint in lives_elsewhere(module)]

    assert wrong == []


def test_a_test_that_lives_on_another_day_is_named() -> None:
    text = (
        "from time import time\nstart = datetime.now(UTC)\nday = dt.date.today()\nawait page.evaluate('Date.now()')\n"
    )
    sql = 'await rows("UPDATE orders SET paid_at = NOW()")\n'
    early = "SOON = clock.now()\n@cases(now())\ndef test(at=clock.now()):\n    clock.now()\nlate = lambda: now()\n"

    wrong = lives_elsewhere(Module("t", text + sql + early))

    assert wrong == [f"t:{line} asks the real clock" for line in (1, 2, 3, 5)] + [
        f"t:{line} asks the clock too early" for line in (6, 7, 8)
    ]
